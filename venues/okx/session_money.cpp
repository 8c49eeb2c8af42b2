#include "venues/okx/session.hpp"

namespace basis::okx {
namespace {

/// The two accounts. Source: "Funds transfer".
constexpr std::string_view kFunding = "6";
constexpr std::string_view kTrading = "18";

struct WithdrawalWord {
  std::int64_t state;
  TransferState means;
};
/// -3 and -2: cancelled, -1: failed, 0, 10, 17, 19: waits, 1, 15, 16: is sent, 2: done, 4 to 12: waits for a person.
/// Source: "Get withdrawal history", `state`.
constexpr WithdrawalWord kWithdrawalWords[] = {
    {-3, TransferState::in_transit}, {-2, TransferState::cancelled},  {-1, TransferState::failed},
    {2, TransferState::done},        {4, TransferState::needs_data},  {5, TransferState::needs_data},
    {6, TransferState::needs_data},  {8, TransferState::needs_data},  {9, TransferState::needs_data},
    {12, TransferState::needs_data}, {17, TransferState::needs_data},
};

bool transfers(const MoneyOrder& order) { return order.kind == MoneyOrder::Kind::transfer; }

TransferState transfer_state(std::string_view word) {
  return word == "success" ? TransferState::done : word == "failed" ? TransferState::failed : TransferState::in_transit;
}

}  // namespace

std::string chain_of(const std::string& asset, const std::string& network) {
  return asset + "-" + (network == "ETH" ? "ERC20" : network);
}

/// The venue takes its fee on top of `amt`: what leaves is the order's amount in all.
client::Request SessionDialect::move(const MoneyOrder& order) const {
  if (transfers(order)) return fund({order.asset, order.amount}, client::FundWay::into_funding, order.id);
  const std::string& asset = universe_.name(order.asset);
  const std::string chain = chain_of(asset, order.network);
  const auto fee = fees_.find(chain);
  const Amount amount = order.amount - (fee == fees_.end() ? Amount{} : fee->second);
  return {kWithdraw,
          {{"ccy", asset},
           {"amt", amount.to_string()},
           {"dest", "4"},
           {"chain", chain},
           {"toAddr", order.address},
           {"clientId", order.id}}};
}

client::Request SessionDialect::fund(const client::Funds& what, client::FundWay way, const std::string& id) const {
  const bool in = way == client::FundWay::into_trading;
  return {kTransfer,
          {{"ccy", universe_.name(what.asset)},
           {"amt", what.amount.to_string()},
           {"from", std::string(in ? kFunding : kTrading)},
           {"to", std::string(in ? kTrading : kFunding)},
           {"clientId", id}}};
}

Result<std::vector<client::Funds>> SessionDialect::read_funds(std::string_view body) {
  std::vector<client::Funds> funds;
  BASIS_TRY(reader_.object("the funding account", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      const auto asset = universe_.find_asset(row.text("ccy"));
      const Amount amount = row.number<Amount>("availBal");
      if (asset) funds.push_back({*asset, amount});
    });
  }));
  return funds;
}

Result<std::optional<TransferState>> SessionDialect::read_fund_state(std::string_view body) {
  std::optional<TransferState> state;
  BASIS_TRY(reader_.object("a transfer", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) { state = transfer_state(row.text("state")); });
  }));
  return state;
}

std::optional<client::Request> SessionDialect::terms(const MoneyOrder& order) const {
  if (transfers(order)) return std::nullopt;
  return client::Request{kCurrencies, {{"ccy", universe_.name(order.asset)}}};
}

Result<void> SessionDialect::read_terms(const MoneyOrder& order, std::string_view body) {
  const std::string wanted = chain_of(universe_.name(order.asset), order.network);
  BASIS_TRY(reader_.object("the currencies", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      const std::string chain(row.text("chain"));
      // "fee" is the name since 2024-11; before it was "minFee".
      const auto fee = row.find_number<Amount>(row.has("fee") ? "fee" : "minFee");
      if (fee) fees_[chain] = *fee;
    });
  }));
  const auto fee = fees_.find(wanted);
  if (fee == fees_.end()) return Error(ErrorKind::data, "the venue has no chain " + wanted);
  if (order.amount <= fee->second)
    return Error(ErrorKind::data, "the amount does not cover the fee of " + fee->second.to_string());
  return ok();
}

/// Both are asked for by our id.
Result<std::string> SessionDialect::read_move(const MoneyOrder&, std::string_view) { return std::string{}; }

client::Request SessionDialect::movements(const MoneyOrder& order, UtcTime) const {
  return {transfers(order) ? kTransferState : kWithdrawals, {{"clientId", order.id}}};
}

Result<std::vector<client::Movement>> SessionDialect::read_movements(const MoneyOrder& order, std::string_view body) {
  std::vector<client::Movement> rows;
  BASIS_TRY(reader_.object("the movements", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      client::Movement& movement = rows.emplace_back();
      movement.own_id = row.find_text("clientId").value_or("");
      movement.asset = row.text("ccy");
      if (transfers(order)) {
        movement.state = transfer_state(row.text("state"));
        return;
      }
      const std::int64_t state = row.integer("state");
      for (const WithdrawalWord& word : kWithdrawalWords)
        if (word.state == state) movement.state = word.means;
      if (const auto fee = row.find_number<Amount>("fee")) movement.fee = *fee;
    });
  }));
  return rows;
}

}  // namespace basis::okx
