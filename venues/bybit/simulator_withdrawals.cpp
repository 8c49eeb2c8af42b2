#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator_money.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

/// The pool that a withdrawal leaves from by `accountType`; "FUND,UTA" takes the first that has enough.
std::string_view paying_pool(const sim::ClientAccount& account, std::string_view words, AssetId asset, Amount amount) {
  std::string_view pool;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    const std::string_view word = words.substr(0, end);
    pool = word == "UTA" ? "unified" : pool_of(word);
    if (pool.empty() || movable_in(account, pool, asset) >= amount) return pool;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return pool;
}

/// "Withdraw": `requestId` counts once. Whole amounts include the fee (feeType 1) or are sent besides it (0).
Outcome withdraw(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  BOOST_OUTCOME_TRY(const std::string_view address, call.params.need("address"));
  BOOST_OUTCOME_TRY(const std::string_view account, call.params.need("accountType"));
  BOOST_OUTCOME_TRY(call.params.need("timestamp"));
  BOOST_OUTCOME_TRY(const auto amount, call.params.amount("amount"));
  BOOST_OUTCOME_TRY(const std::int64_t fee_type, call.params.integer("feeType", 0));
  const std::string_view chain = call.params.text("chain");
  const auto networks = coin_networks();
  const auto network = std::find_if(networks.begin(), networks.end(), [&](const NetworkRow& row) {
    return row.asset == coin && (chain.empty() || chain == row.chain);
  });
  if (network == networks.end()) return Refusal{131002, "Withdraw address chain or destination tag are not equal", 200};
  if (call.params.has("tag")) return Refusal{131081, "Do not input memo/tag,please.", 200};
  if (!amount || *amount < from_text<Amount>(network->minimum))
    return Refusal{131096, "Withdraw amount does not satify the lower limit or upper limit", 200};
  const std::string_view id = call.params.text("requestId");
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == ClientMovement::Kind::withdrawal && !id.empty() && one.client_id == id)
      return JsonFields().object().text("id", std::to_string(one.number)).end_object().take();
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::withdrawal;
  movement.client_id = id;
  movement.asset = coin;
  movement.fee = from_text<Amount>(network->fee);
  movement.amount = fee_type == 1 ? *amount : *amount + movement.fee;
  movement.from = paying_pool(call.account(), account, *desk.universe().find_asset(coin), movement.amount);
  if (movement.from.empty()) return Refusal{131002, "Parameter error", 200};
  movement.address = address;
  movement.network = network->chain;
  movement.held_until = desk.withdrawals_held_until;
  movement.due = std::max(call.now, movement.held_until) + desk.money_time();
  if (!call.account().move(movement, call.now))
    return Refusal{131085, "Withdrawal amount is greater than your availale balance", 200};
  return JsonFields().object().text("id", std::to_string(call.account().movements().back().number)).end_object().take();
}

/// "withdrawStatus" of "Enum Definitions".
std::string_view withdrawal_status(const ClientMovement& one, UtcTime now) {
  if (one.failed && one.done) return "Fail";
  if (one.done) return "success";
  return now < one.held_until ? "MoreInformationRequired" : "Pending";
}

Outcome withdrawals(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 50));
  auto found = listed(call, ClientMovement::Kind::withdrawal, "withdrawID");
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const ClientMovement* one) { return one->number; });
  JsonFields json;
  json.object().array("rows");
  for (const ClientMovement* one : found)
    json.object()
        .text("coin", one->asset)
        .text("chain", one->network)
        .text("amount", (one->amount - one->fee).to_string())
        .text("txID", one->on_chain || (one->done && !one->failed) ? sim::transaction_of(*one) : "")
        .text("status", withdrawal_status(*one, call.now))
        .text("toAddress", one->address)
        .text("tag", "")
        .text("withdrawFee", one->fee.to_string())
        .text("createTime", std::to_string(sim::millis(one->asked)))
        .text("updateTime", std::to_string(sim::millis(one->done ? one->due : one->asked)))
        .text("withdrawId", std::to_string(one->number))
        .number("withdrawType", 0)
        .text("requestId", one->client_id)
        .end_object();
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

/// "Get Deposit Records": 1 is on its way, 3 has arrived, 4 has failed.
Outcome deposits(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 50));
  auto found = listed(call, ClientMovement::Kind::deposit, "id");
  const std::string_view hash = call.params.text("txID");
  std::erase_if(found, [&](const auto* one) { return !hash.empty() && hash != sim::transaction_of(*one); });
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const ClientMovement* one) { return one->number; });
  JsonFields json;
  json.object().array("rows");
  for (const ClientMovement* one : found)
    json.object()
        .text("coin", one->asset)
        .text("chain", one->network)
        .text("amount", one->amount.to_string())
        .text("txID", sim::transaction_of(*one))
        .number("status", one->failed ? 4
                          : one->done ? 3
                                      : 1)
        .text("toAddress", one->address)
        .text("tag", "")
        .text("depositFee", "")
        .text("successAt", std::to_string(sim::millis(one->due)))
        .text("confirmations", one->done ? "12" : "1")
        .text("txIndex", "0")
        .text("blockHash", "")
        .text("depositType", "0")
        .text("fromAddress", "")
        .text("id", std::to_string(one->number))
        .end_object();
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

Outcome deposit_address(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  const std::string& address = call.account().deposit_address();
  JsonFields json;
  json.object().text("coin", coin).array("chains");
  for (const NetworkRow& row : coin_networks())
    if (row.asset == coin)
      json.object()
          .text("chainType", row.name)
          .text("addressDeposit", address.empty() ? "0x00000000000000000000000000000000000000b2" : address)
          .text("tagDeposit", "")
          .text("chain", row.chain)
          .text("batchReleaseLimit", "-1")
          .end_object();
  return json.end_array().end_object().take();
}

constexpr std::array kWithdrawalEndpoints = {
    VenueEndpoint{"POST", "/v5/asset/withdraw/create", "", true, 5, 5, &withdraw},
    VenueEndpoint{"GET", "/v5/asset/withdraw/query-record", "", true, 5, 5, &withdrawals},
    VenueEndpoint{"GET", "/v5/asset/deposit/query-record", "", true, 5, 5, &deposits},
    VenueEndpoint{"GET", "/v5/asset/deposit/query-address", "", true, 5, 5, &deposit_address},
};

}  // namespace

std::span<const VenueEndpoint> withdrawal_endpoints() { return kWithdrawalEndpoints; }

}  // namespace basis::bybit::simulated
