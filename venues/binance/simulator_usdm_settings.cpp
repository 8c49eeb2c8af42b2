#include <fmt/format.h>

#include <array>

#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

/// The largest notional that a leverage allows, by the tiers.
Amount most_notional(const Market& market, std::int64_t leverage) {
  Amount most;
  for (const MarginTier& tier : market.margin_tiers)
    if (tier.max_leverage >= leverage) most = tier.up_to.value_or(most);
  return most;
}

Outcome set_leverage(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const auto leverage, call.params.integer("leverage"));
  if (!leverage) return malformed("leverage");
  if (!call.account().set_leverage(*market, *leverage, call.now))
    return Refusal{-4028, fmt::format("Leverage {} is not valid", *leverage)};
  desk.on_account_config(*call.client,
                         JsonFields().object().text("s", market->native).number("l", *leverage).end_object().take());
  return JsonFields()
      .object()
      .number("leverage", *leverage)
      .text("maxNotionalValue", most_notional(*market, *leverage).to_string())
      .text("symbol", market->native)
      .end_object()
      .take();
}

constexpr std::string_view kDone = R"({"code":200,"msg":"success"})";

Outcome set_margin_type(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("marginType"));
  if (type != "ISOLATED" && type != "CROSSED" && type != "CROSS") return malformed("marginType");
  const bool isolated = type == "ISOLATED";
  if (call.client->isolated[market->id] == isolated) return Refusal{-4046, "No need to change margin type."};
  if (!call.account().pool("perp")->position(*market).amount.is_zero())
    return Refusal{-4048, "Margin type cannot be changed if there exists position."};
  call.client->isolated[market->id] = isolated;
  return std::string(kDone);
}

bool has_anything_open(Desk& desk, const Call& call) {
  for (const std::int64_t number : call.account().open_orders())
    if (!desk.universe()[call.account().order(number)->terms.market].is_spot()) return true;
  return false;
}

Outcome set_dual(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params.need("dualSidePosition"));
  BOOST_OUTCOME_TRY(const bool dual, call.params.flag("dualSidePosition", false));
  if (dual == call.client->hedge_mode) return Refusal{-4059, "No need to change position side."};
  if (has_anything_open(desk, call))
    return Refusal{-4067, "Position side cannot be changed if there exists open orders."};
  for (const Market* market : desk.markets_of(Segment::usdm))
    if (!call.account().pool("perp")->position(*market).amount.is_zero())
      return Refusal{-4068, "Position side cannot be changed if there exists position."};
  call.client->hedge_mode = dual;
  return std::string(kDone);
}

Outcome get_dual(Desk&, const Call& call) {
  return JsonFields().object().flag("dualSidePosition", call.client->hedge_mode).end_object().take();
}

Outcome set_multi(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params.need("multiAssetsMargin"));
  BOOST_OUTCOME_TRY(const bool on, call.params.flag("multiAssetsMargin", false));
  if (on == call.client->multi_assets) return Refusal{-4171, "No need to change multi-assets mode."};
  call.client->multi_assets = on;
  desk.on_account_config(*call.client, JsonFields().object().flag("j", on).end_object().take());
  return std::string(kDone);
}

Outcome get_multi(Desk&, const Call& call) {
  return JsonFields().object().flag("multiAssetsMargin", call.client->multi_assets).end_object().take();
}

Outcome leverage_bracket(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::usdm)) {
    if (only != nullptr && only != market) continue;
    json.object().text("symbol", market->native).text("notionalCoef", "1.0").array("brackets");
    Amount floor, cumulated;
    Ratio before;
    std::int64_t number = 0;
    for (const MarginTier& tier : market->margin_tiers) {
      cumulated += mul(floor, tier.maintenance_margin - before, Rounding::half_even);
      const Amount cap = tier.up_to.value_or(floor + floor);
      json.object()
          .number("bracket", ++number)
          .number("initialLeverage", tier.max_leverage)
          .raw("notionalCap", cap.to_string())
          .raw("notionalFloor", floor.to_string())
          .raw("maintMarginRatio", tier.maintenance_margin.to_string())
          .raw("cum", cumulated.to_string())
          .end_object();
      floor = cap;
      before = tier.maintenance_margin;
    }
    json.end_array().end_object();
  }
  return json.end_array().take();
}

Outcome account_config(Desk&, const Call& call) {
  return JsonFields()
      .object()
      .number("feeTier", 0)
      .flag("canTrade", true)
      .flag("canDeposit", true)
      .flag("canWithdraw", true)
      .flag("dualSidePosition", call.client->hedge_mode)
      .number("updateTime", 0)
      .flag("multiAssetsMargin", call.client->multi_assets)
      .number("tradeGroupId", -1)
      .end_object()
      .take();
}

Outcome symbol_config(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  const ExchangeAccount& pool = *call.account().pool("perp");
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::usdm)) {
    if (only != nullptr && only != market) continue;
    const std::int64_t leverage = pool.leverage_of(*market);
    json.object()
        .text("symbol", market->native)
        .text("marginType", call.client->isolated[market->id] ? "ISOLATED" : "CROSSED")
        .flag("isAutoAddMargin", false)
        .number("leverage", leverage)
        .text("maxNotionalValue", most_notional(*market, leverage).to_string())
        .end_object();
  }
  return json.end_array().take();
}

Outcome commission_rate(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  return JsonFields()
      .object()
      .text("symbol", market->native)
      .text("makerCommissionRate", fee_rate_text(market->maker_fee))
      .text("takerCommissionRate", fee_rate_text(market->taker_fee))
      .end_object()
      .take();
}

constexpr std::array kUsdmSettingEndpoints = {
    VenueEndpoint{"POST", "/fapi/v1/leverage", "", Security::signature, 1, 0, &set_leverage},
    VenueEndpoint{"POST", "/fapi/v1/marginType", "", Security::signature, 1, 0, &set_margin_type},
    VenueEndpoint{"POST", "/fapi/v1/positionSide/dual", "", Security::signature, 1, 0, &set_dual},
    VenueEndpoint{"GET", "/fapi/v1/positionSide/dual", "", Security::signature, 30, 0, &get_dual},
    VenueEndpoint{"POST", "/fapi/v1/multiAssetsMargin", "", Security::signature, 1, 0, &set_multi},
    VenueEndpoint{"GET", "/fapi/v1/multiAssetsMargin", "", Security::signature, 30, 0, &get_multi},
    VenueEndpoint{"GET", "/fapi/v1/leverageBracket", "", Security::signature, 1, 0, &leverage_bracket},
    VenueEndpoint{"GET", "/fapi/v1/accountConfig", "", Security::signature, 5, 0, &account_config},
    VenueEndpoint{"GET", "/fapi/v1/symbolConfig", "", Security::signature, 5, 0, &symbol_config},
    VenueEndpoint{"GET", "/fapi/v1/commissionRate", "", Security::signature, 20, 0, &commission_rate},
};

}  // namespace

std::span<const VenueEndpoint> usdm_setting_endpoints() { return kUsdmSettingEndpoints; }

}  // namespace basis::binance::simulated
