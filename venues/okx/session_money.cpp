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

/// "USDT-ERC20": the venue's chain of a network, which is its own word, or Ethereum's usual one.
std::string chain_of(const std::string& asset, const std::string& network) {
  return asset + "-" + (network == "ETH" ? "ERC20" : network);
}

}  // namespace

client::Request SessionDialect::move(const MoneyOrder& order) const {
  const std::string& asset = universe_.name(order.asset);
  if (transfers(order))
    return {kTransfer,
            {{"ccy", asset},
             {"amt", order.amount.to_string()},
             {"from", std::string(kTrading)},
             {"to", std::string(kFunding)},
             {"clientId", order.id}}};
  return {kWithdraw,
          {{"ccy", asset},
           {"amt", order.amount.to_string()},
           {"dest", "4"},
           {"chain", chain_of(asset, order.network)},
           {"toAddr", order.address},
           {"clientId", order.id}}};
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
        const std::string_view state = row.text("state");
        movement.state = state == "success"  ? TransferState::done
                         : state == "failed" ? TransferState::failed
                                             : TransferState::in_transit;
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
