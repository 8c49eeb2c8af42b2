#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/okx/simulator_money.hpp"

namespace basis::okx::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

// Money. Source: okx.com/docs-v5/en, "Funding Account".

constexpr std::array<ChainRow, 4> kChains{{{"USDT", "USDT-ERC20", "3", "5"},
                                           {"ETH", "ETH-ERC20", "0.0005", "0.001"},
                                           {"BTC", "BTC-Bitcoin", "0.00004", "0.001"},
                                           {"OKB", "OKB-ERC20", "0.05", "0.1"}}};

/// The account with this number: 6 is funding, 18 is trading.
std::string_view pool_of(std::string_view number) {
  return number == "6" ? "funding" : number == "18" ? "unified" : std::string_view();
}

Outcome currencies(Desk&, const Call& call) {
  const std::string_view only = call.params().text("ccy");
  JsonFields json;
  json.array();
  for (const ChainRow& row : kChains) {
    if (!only.empty() && only != row.asset) continue;
    json.object()
        .text("ccy", row.asset)
        .text("name", row.asset)
        .text("chain", row.chain)
        .text("ctAddr", "")
        .text("logoLink", "")
        .flag("canDep", true)
        .flag("canWd", true)
        .flag("canInternal", true)
        .flag("mainNet", true)
        .flag("needTag", false)
        .text("fee", row.fee)
        .text("minFee", row.fee)
        .text("maxFee", row.fee)
        .text("minWd", row.minimum)
        .text("maxWd", "10000000")
        .text("minDep", "0")
        .text("minInternal", "0")
        .text("minDepArrivalConfirm", "12")
        .text("minWdUnlockConfirm", "64")
        .text("wdTickSz", "8")
        .text("wdQuota", "10000000")
        .text("usedWdQuota", "0")
        .text("burningFeeRate", "")
        .text("depQuotaFixed", "")
        .text("usedDepQuotaFixed", "")
        .text("depQuoteDailyLayer2", "")
        .end_object();
  }
  return Reply(json.end_array().take());
}

Outcome funding_balances(Desk& desk, const Call& call) {
  const std::string_view only = call.params().text("ccy");
  JsonFields json;
  json.array();
  for (const auto& [asset, amount] : *call.account().funding()) {
    const std::string& name = desk.universe().name(asset);
    if (!only.empty() && only != name) continue;
    json.object()
        .text("ccy", name)
        .text("bal", amount.to_string())
        .text("frozenBal", "0")
        .text("availBal", amount.to_string())
        .end_object();
  }
  return Reply(json.end_array().take());
}

constexpr std::int64_t kFirstTransfer = 750'000'000;

std::string transfer_json(const ClientMovement& one, bool with_state) {
  JsonFields json;
  json.object()
      .text("transId", std::to_string(kFirstTransfer + one.number))
      .text("clientId", one.client_id)
      .text("ccy", one.asset)
      .text("amt", one.amount.to_string())
      .text("from", one.from == "funding" ? "6" : "18")
      .text("to", one.to == "funding" ? "6" : "18");
  if (with_state)
    json.text("state", one.failed ? "failed"
                       : one.done ? "success"
                                  : "pending")
        .text("type", "0")
        .text("subAcct", "")
        .text("instId", "")
        .text("toInstId", "");
  return json.end_object().take();
}

Outcome transfer(Desk& desk, const Call& call) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const std::string_view currency, params.need("ccy"));
  BOOST_OUTCOME_TRY(const auto amount, params.amount("amt"));
  BOOST_OUTCOME_TRY(const std::string_view from, params.need("from"));
  BOOST_OUTCOME_TRY(const std::string_view to, params.need("to"));
  if (!amount || amount->sign() <= 0) return wrong("amt");
  if (pool_of(from).empty()) return wrong("from");
  if (pool_of(to).empty()) return wrong("to");
  if (from == to) return Refusal{58123, "The From parameter cannot be the same as the To parameter.", 200};
  if (!desk.universe().find_asset(currency)) return wrong("ccy");
  const std::string_view own_id = params.text("clientId");
  if (movement_with(call, ClientMovement::Kind::transfer, own_id) != nullptr) return wrong("clientId");
  ClientMovement movement;
  movement.client_id = own_id;
  movement.asset = currency;
  movement.amount = *amount;
  movement.from = pool_of(from);
  movement.to = pool_of(to);
  movement.due = arrival(desk, call.now);
  if (!call.account().move(movement, call.now)) return Refusal{58350, "Insufficient balance.", 200};
  return Reply("[" + transfer_json(call.account().movements().back(), false) + "]");
}

Outcome transfer_state(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const auto number, call.params().integer("transId"));
  const std::string_view own_id = call.params().text("clientId");
  if (!number && own_id.empty()) return missing("transId or clientId");
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == ClientMovement::Kind::transfer &&
        (number ? kFirstTransfer + one.number == *number : one.client_id == own_id))
      return Reply("[" + transfer_json(one, true) + "]");
  return Refusal{58129, "The transfer does not exist.", 200};
}

constexpr std::array kMoneyEndpoints = {
    VenueEndpoint{"GET", "/api/v5/asset/currencies", "", true, 6, kSecond, LimitBy::user, false, &currencies},
    VenueEndpoint{"GET", "/api/v5/asset/balances", "", true, 6, kSecond, LimitBy::user, false, &funding_balances},
    VenueEndpoint{"POST", "/api/v5/asset/transfer", "", true, 2, kSecond, LimitBy::user, false, &transfer},
    VenueEndpoint{"GET", "/api/v5/asset/transfer-state", "", true, 10, kSecond, LimitBy::user, false, &transfer_state},
};

}  // namespace

const ChainRow* chain_of(std::string_view asset, std::string_view chain) {
  for (const ChainRow& row : kChains)
    if (row.asset == asset && (chain.empty() || row.chain == chain)) return &row;
  return nullptr;
}

const ClientMovement* movement_with(const Call& call, ClientMovement::Kind kind, std::string_view client_id) {
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == kind && !client_id.empty() && one.client_id == client_id) return &one;
  return nullptr;
}

UtcTime arrival(const Desk& desk, UtcTime now) {
  return now + desk.state.transfer_time.value_or(desk.settings().transfer_time);
}

std::span<const VenueEndpoint> money_endpoints() { return kMoneyEndpoints; }

}  // namespace basis::okx::simulated
