#include <xxhash.h>

#include "venues/bybit/session.hpp"

namespace basis::bybit {
namespace {

constexpr client::Endpoint kTransfer{"POST", "/v5/asset/transfer/inter-transfer", 1, client::Security::signed_over,
                                     kMoneyFamily};
constexpr client::Endpoint kTransfers{"GET", "/v5/asset/transfer/query-inter-transfer-list", 1,
                                      client::Security::signed_over, kMoneyFamily};
constexpr client::Endpoint kWithdraw{"POST", "/v5/asset/withdraw/create", 1, client::Security::signed_over,
                                     kMoneyFamily};
constexpr client::Endpoint kWithdrawals{"GET", "/v5/asset/withdraw/query-record", 1, client::Security::signed_over,
                                        kMoneyFamily};
constexpr client::Endpoint kFunds{"GET", "/v5/asset/transfer/query-account-coins-balance", 1,
                                  client::Security::signed_over, kMoneyFamily};
/// "Withdraw": requestId has at most 32 characters.
constexpr std::size_t kMostRequestId = 32;

struct StateWord {
  std::string_view word;
  TransferState state;
};
/// "withdrawStatus" of "Enum Definitions".
constexpr StateWord kWithdrawalWords[] = {{"SecurityCheck", TransferState::in_transit},
                                          {"Pending", TransferState::in_transit},
                                          {"BlockchainConfirmed", TransferState::in_transit},
                                          {"success", TransferState::done},
                                          {"CancelByUser", TransferState::cancelled},
                                          {"Reject", TransferState::failed},
                                          {"Fail", TransferState::failed},
                                          {"MoreInformationRequired", TransferState::needs_data},
                                          {"Unknown", TransferState::in_transit}};
constexpr StateWord kTransferWords[] = {
    {"SUCCESS", TransferState::done}, {"PENDING", TransferState::in_transit}, {"FAILED", TransferState::failed}};

template <std::size_t kSize>
TransferState state_of(const StateWord (&words)[kSize], std::string_view word) {
  for (const StateWord& known : words)
    if (known.word == word) return known.state;
  return TransferState::in_transit;
}

bool transfers(const MoneyOrder& order) { return order.kind == MoneyOrder::Kind::transfer; }

/// A transfer's id has to be a UUID: that of our id.
std::string uuid_of(const std::string& id) {
  const XXH128_hash_t hash = XXH3_128bits(id.data(), id.size());
  return id_text({hash.high64, hash.low64}, false);
}

std::string withdrawal_id(const std::string& id) {
  return id.size() <= kMostRequestId ? id : uuid_of(id).substr(0, kMostRequestId);
}

}  // namespace

/// Between the unified and the funding account, or out of the unified account; the amount of a withdrawal holds its
/// fee (feeType 1).
client::Request SessionDialect::move(const MoneyOrder& order) const {
  if (transfers(order)) return fund({order.asset, order.amount}, client::FundWay::into_funding, order.id);
  const std::string& asset = universe_.name(order.asset);
  return {kWithdraw,
          {{"coin", asset},
           {"chain", order.network},
           {"address", order.address},
           {"amount", order.amount.to_string()},
           {"accountType", "UTA"},
           {"feeType", "1"},
           {"forceChain", "1"},
           {"requestId", withdrawal_id(order.id)}}};
}

Result<std::string> SessionDialect::read_move(const MoneyOrder& order, std::string_view body) {
  std::string id;
  BASIS_TRY(reader_.object("a movement", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    id = result->find_text(transfers(order) ? "transferId" : "id").value_or("");
  }));
  return id;
}

client::Request SessionDialect::movements(const MoneyOrder& order, UtcTime began) const {
  if (transfers(order)) return fund_state(order.id);
  return {kWithdrawals,
          {{"coin", universe_.name(order.asset)}, {"startTime", client::millis_text(began)}, {"limit", "50"}}};
}

/// A transfer is listed under the id that we gave it; a withdrawal under the venue's, with its fee apart.
Result<std::vector<client::Movement>> SessionDialect::read_movements(const MoneyOrder& order, std::string_view body) {
  std::vector<client::Movement> rows;
  BASIS_TRY(reader_.object("the movements", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each(transfers(order) ? "list" : "rows", [&](wire::JsonObject row) {
      client::Movement& movement = rows.emplace_back();
      movement.asset = row.text("coin");
      movement.amount = row.number<Amount>("amount");
      if (transfers(order)) {
        if (row.text("transferId") == uuid_of(order.id)) movement.own_id = order.id;
        movement.state = state_of(kTransferWords, row.text("status"));
        return;
      }
      movement.venue_id = row.text("withdrawId");
      movement.state = state_of(kWithdrawalWords, row.text("status"));
      if (const auto fee = row.find_number<Amount>("withdrawFee")) movement.fee = *fee;
      movement.amount += movement.fee;
    });
  }));
  return rows;
}

/// Deposits arrive in the funding account unless the account says otherwise: "Get All Coins Balance".
std::optional<client::Request> SessionDialect::funds() const {
  std::string coins;
  for (const std::string& asset : universe_.assets()) coins.append(coins.empty() ? "" : ",").append(asset);
  return client::Request{kFunds, {{"accountType", "FUND"}, {"coin", coins}}};
}

Result<std::vector<client::Funds>> SessionDialect::read_funds(std::string_view body) {
  std::vector<client::Funds> funds;
  BASIS_TRY(reader_.object("the funding account", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("balance", [&](wire::JsonObject row) {
      const auto asset = universe_.find_asset(row.text("coin"));
      const Amount amount = row.number<Amount>("transferBalance");
      if (asset) funds.push_back({*asset, amount});
    });
  }));
  return funds;
}

client::Request SessionDialect::fund(const client::Funds& what, client::FundWay way, const std::string& id) const {
  const bool in = way == client::FundWay::into_trading;
  return {kTransfer,
          {{"transferId", uuid_of(id)},
           {"coin", universe_.name(what.asset)},
           {"amount", what.amount.to_string()},
           {"fromAccountType", in ? "FUND" : "UNIFIED"},
           {"toAccountType", in ? "UNIFIED" : "FUND"}}};
}

client::Request SessionDialect::fund_state(const std::string& id) const {
  return {kTransfers, {{"transferId", uuid_of(id)}}};
}

Result<std::optional<TransferState>> SessionDialect::read_fund_state(std::string_view body) {
  std::optional<TransferState> state;
  BASIS_TRY(reader_.object("a transfer", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("list", [&](wire::JsonObject row) { state = state_of(kTransferWords, row.text("status")); });
  }));
  return state;
}

}  // namespace basis::bybit
