#include "venues/bybit/simulator_market_json.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;

// "Get Instruments Info": riskParameters of the samples, which bound limit prices.
constexpr std::array<std::array<std::string_view, 2>, 2> kPriceLimits = {{{"0.005", "0.01"}, {"0.01", "0.02"}}};

/// The status of a market: one that is halted has not opened yet (value of 2026-09-01).
std::string_view status_of(Desk& desk, const Market& market) {
  return desk.markets().board(market.id).halted() ? "PendingOpen" : "Trading";
}

void write_price_limits(JsonFields& json, Category category) {
  const auto& [x, y] = kPriceLimits[static_cast<std::size_t>(category)];
  json.object("riskParameters").text("priceLimitRatioX", x).text("priceLimitRatioY", y).end_object();
}

void write_spot(JsonFields& json, Desk& desk, const Market& market) {
  const Universe& names = desk.universe();
  json.object()
      .text("symbol", market.native)
      .text("baseCoin", names.name(*market.base))
      .text("quoteCoin", names.name(*market.quote))
      .text("innovation", "0")
      .text("status", status_of(desk, market))
      .text("marginTrading", "utaOnly")
      .text("stTag", "0")
      .object("lotSizeFilter")
      .text("basePrecision", market.step.to_string())
      .text("quotePrecision", "0.0000001")
      .text("minOrderQty", market.minimum_size.to_string())
      .text("maxOrderQty", market.maximum_size.to_string())
      .text("minOrderAmt", market.minimum_notional.to_string())
      .text("maxOrderAmt", "8000000")
      .text("maxLimitOrderQty", market.maximum_size.to_string())
      .text("maxMarketOrderQty", market.maximum_size.to_string())
      .text("postOnlyMaxLimitOrderSize", market.maximum_size.to_string())
      .end_object()
      .object("priceFilter")
      .text("tickSize", market.tick.to_string())
      .end_object();
  write_price_limits(json, Category::spot);
  json.text("symbolType", "").end_object();
}

void write_linear(JsonFields& json, Desk& desk, const Market& market) {
  const Universe& names = desk.universe();
  const std::string most = market.maximum_size.to_string();
  json.object()
      .text("symbol", market.native)
      .text("contractType", "LinearPerpetual")
      .text("status", status_of(desk, market))
      .text("baseCoin", names.name(*market.base))
      .text("quoteCoin", names.name(*market.quote))
      .text("launchTime", "1585526400000")
      .text("deliveryTime", "0")
      .text("deliveryFeeRate", "")
      .text("priceScale", "2")
      .object("leverageFilter")
      .text("minLeverage", "1")
      .text("maxLeverage", std::to_string(market.margin_tiers.front().max_leverage))
      .text("leverageStep", "0.01")
      .end_object()
      .object("priceFilter")
      .text("minPrice", market.tick.to_string())
      .text("maxPrice", "1999999.8")
      .text("tickSize", market.tick.to_string())
      .end_object()
      .object("lotSizeFilter")
      .text("maxOrderQty", most)
      .text("minOrderQty", market.minimum_size.to_string())
      .text("qtyStep", market.step.to_string())
      .text("postOnlyMaxOrderQty", most)
      .text("maxMktOrderQty", most)
      .text("minNotionalValue", market.minimum_notional.to_string())
      .end_object()
      .flag("unifiedMarginTrade", true)
      .number("fundingInterval", market.funding_interval.count / kMinute.count)
      .text("settleCoin", names.name(*market.quote))
      .text("copyTrading", "none")
      .text("upperFundingRate", "0.005")
      .text("lowerFundingRate", "-0.005")
      .flag("isPreListing", false)
      .null("preListingInfo");
  write_price_limits(json, Category::linear);
  json.text("symbolType", "").end_object();
}

}  // namespace

Ratio price_limit(Category category, bool outer) {
  return from_text<Ratio>(kPriceLimits[static_cast<std::size_t>(category)][outer ? 1 : 0]);
}

/// Only what trades, unless another status is asked for: then what has it.
Outcome answer_instruments(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view word, call.params.need("category"));
  JsonFields json;
  json.object().text("category", word).array("list");
  // The other products of the venue have no markets here.
  if (word != "inverse" && word != "option") {
    BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
    BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
    const auto status = call.params.find("status");
    for (const Market* market : desk.markets_of(category)) {
      const bool asked = only == nullptr ? status_of(desk, *market) == status.value_or("Trading") : market == only;
      if (asked) category == Category::spot ? write_spot(json, desk, *market) : write_linear(json, desk, *market);
    }
  }
  return json.end_array().text("nextPageCursor", "").end_object().take();
}

/// "Get Risk Limit".
Outcome answer_risk_limits(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (const Market* market : desk.markets_of(Category::linear)) {
    if (only != nullptr && only != market) continue;
    std::int64_t number = 0;
    Amount floor;
    for (const MarginTier& tier : market->margin_tiers) {
      const Amount cap = tier.up_to.value_or(std::max(floor + floor, Amount::from_int(2'000'000)));
      ++number;
      json.object()
          .number("id", number)
          .text("symbol", market->native)
          .text("riskLimitValue", cap.to_string())
          .text("maintenanceMargin", tier.maintenance_margin.to_string())
          .text("initialMargin",
                format_decimal(div_round(i128{Ratio::kOne}, tier.max_leverage, Rounding::ceil), Ratio::kDecimals))
          .number("isLowestRisk", number == 1 ? 1 : 0)
          .text("maxLeverage", std::to_string(tier.max_leverage))
          .text("mmDeduction", "")
          .end_object();
      floor = cap;
    }
  }
  return json.end_array().text("nextPageCursor", "").end_object().take();
}

}  // namespace basis::bybit::simulated
