#include <algorithm>
#include <array>

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

/// Source: "Get account configuration".
Outcome account_config(Desk&, const Call& call) {
  const std::string id = std::to_string(call.client->number);
  JsonFields json;
  json.array()
      .object()
      .text("uid", id)
      .text("mainUid", id)
      .text("acctLv", std::to_string(call.client->level))
      .text("acctStpMode", "cancel_maker")
      .text("posMode", call.client->hedge_mode ? "long_short_mode" : "net_mode")
      .flag("autoLoan", false)
      .text("greeksType", "PA")
      .text("feeType", "0")
      .text("level", "Lv1")
      .text("levelTmp", "")
      .text("ctIsoMode", "automatic")
      .text("mgnIsoMode", "automatic")
      .text("roleType", "0")
      .raw("traderInsts", "[]")
      .text("spotRoleType", "0")
      .raw("spotTraderInsts", "[]")
      .text("opAuth", "0")
      .text("kycLv", "3")
      .text("label", call.account().spec().name)
      .text("ip", "")
      .text("perm", "read_only,withdraw,trade")
      .text("liquidationGear", "-1")
      .flag("enableSpotBorrow", false)
      .flag("spotBorrowAutoRepay", false)
      .text("spotOffsetType", "")
      .text("stgyType", "0")
      .text("type", "0")
      .text("settleCcy", "")
      .raw("settleCcyList", "[]")
      .end_object()
      .end_array();
  return Reply(json.take());
}

/// 59000 while positions or orders of swaps are there. Source: "Set position mode", "Set account mode".
Checked<void> check_empty(Desk& desk, const Call& call) {
  const Refusal refusal{59000, "Settings failed. Close any open positions or orders before modifying settings.", 200};
  for (const std::int64_t number : call.account().open_orders())
    if (!desk.universe()[call.account().order(number)->terms.market].is_spot()) return refusal;
  for (const Market* market : desk.all())
    if (!market->is_spot() && !call.account().pool_of(*market).position(*market).amount.is_zero()) return refusal;
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Outcome set_position_mode(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view mode, call.params().need("posMode"));
  if (mode != "net_mode" && mode != "long_short_mode") return wrong("posMode");
  const bool hedge = mode == "long_short_mode";
  if (hedge != call.client->hedge_mode) {
    BOOST_OUTCOME_TRY(check_empty(desk, call));
  }
  call.client->hedge_mode = hedge;
  return Reply(JsonFields().array().object().text("posMode", mode).end_object().end_array().take());
}

/// Spot mode and futures mode are simulated; the others have several currencies as margin.
Outcome set_account_level(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const auto level, call.params().integer("acctLv"));
  if (!level || *level < 1 || *level > 4) return wrong("acctLv");
  if (*level > 2) return Refusal{51070, "The account mode cannot be switched in the simulator.", 200};
  if (*level != call.client->level) {
    BOOST_OUTCOME_TRY(check_empty(desk, call));
  }
  call.client->level = *level;
  return Reply(JsonFields().array().object().text("acctLv", std::to_string(*level)).end_object().end_array().take());
}

std::string leverage_json(const Market& market, std::string_view mode, std::int64_t leverage) {
  return JsonFields()
      .object()
      .text("instId", market.native)
      .text("ccy", "")
      .text("mgnMode", mode)
      .text("posSide", "net")
      .text("lever", std::to_string(leverage))
      .end_object()
      .take();
}

/// 59102 over what the first tier allows. Isolated margin is not simulated: its setting is told back and has no effect.
Outcome set_leverage(Desk& desk, const Call& call) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const Market* market, desk.market(params));
  BOOST_OUTCOME_TRY(const std::string_view mode, params.need("mgnMode"));
  BOOST_OUTCOME_TRY(const auto leverage, params.integer("lever"));
  if (mode != "cross" && mode != "isolated") return wrong("mgnMode");
  if (!leverage || *leverage < 1) return wrong("lever");
  if (market->is_spot()) return Refusal{51010, "You can't complete this request under your current account mode.", 200};
  const bool done = mode == "isolated" || call.account().set_leverage(*market, *leverage, call.now);
  if (!done) return Refusal{59102, "Leverage exceeds the maximum limit. Please lower the leverage.", 200};
  return Reply("[" + leverage_json(*market, mode, *leverage) + "]");
}

Outcome leverage_info(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params().need("mgnMode"));
  JsonFields json;
  json.array();
  std::string_view names = call.params().text("instId");
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    const Market* const market = desk.find(names.substr(0, end));
    if (market == nullptr) return Refusal{51001, "Instrument ID, Instrument ID code, or Spread ID doesn't exist.", 200};
    if (!market->is_spot())
      json.raw(
          leverage_json(*market, call.params().text("mgnMode"), call.account().pool_of(*market).leverage_of(*market)));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return Reply(json.end_array().take());
}

/// Source: "Get fee rates". Negative rates are paid.
Outcome trade_fee(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params().need("instType"));
  const auto market =
      std::find_if(desk.all().begin(), desk.all().end(), [&](const Market* one) { return type_of(*one) == type; });
  if (market == desk.all().end()) return wrong("instType");
  const std::string maker = fee_rate((*market)->maker_fee), taker = fee_rate((*market)->taker_fee);
  const bool spot = (*market)->is_spot();
  JsonFields json;
  json.array()
      .object()
      .text("category", "1")
      .text("level", "Lv1")
      .text("instType", type)
      .text("maker", spot ? maker : "")
      .text("taker", spot ? taker : "")
      .text("makerU", spot ? "" : maker)
      .text("takerU", spot ? "" : taker)
      .text("makerUSDC", maker)
      .text("takerUSDC", taker)
      .text("delivery", "")
      .text("exercise", "")
      .text("ruleType", "normal")
      .array("feeGroup")
      .object()
      .text("groupId", "1")
      .text("maker", maker)
      .text("taker", taker)
      .end_object()
      .end_array()
      .raw("fiat", "[]")
      .text("ts", std::to_string(desk.time(call.now)))
      .end_object()
      .end_array();
  return Reply(json.take());
}

constexpr std::array kSettingEndpoints = {
    VenueEndpoint{"GET", "/api/v5/account/config", "", true, 5, kTwoSeconds, LimitBy::user, false, &account_config},
    VenueEndpoint{"POST", "/api/v5/account/set-position-mode", "", true, 5, kTwoSeconds, LimitBy::user, false,
                  &set_position_mode},
    VenueEndpoint{"POST", "/api/v5/account/set-account-level", "", true, 5, kTwoSeconds, LimitBy::user, false,
                  &set_account_level},
    VenueEndpoint{"POST", "/api/v5/account/set-leverage", "", true, 40, kTwoSeconds, LimitBy::user, false,
                  &set_leverage},
    VenueEndpoint{"GET", "/api/v5/account/leverage-info", "", true, 20, kTwoSeconds, LimitBy::user, false,
                  &leverage_info},
    VenueEndpoint{"GET", "/api/v5/account/trade-fee", "", true, 5, kTwoSeconds, LimitBy::user, false, &trade_fee},
};

}  // namespace

std::span<const VenueEndpoint> setting_endpoints() { return kSettingEndpoints; }

}  // namespace basis::okx::simulated
