#include <array>

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

Outcome instruments(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params().need("instType"));
  JsonFields json;
  json.array();
  for (const Market* market : desk.chosen(call.params())) write_instrument(json, desk, *market);
  return Reply(json.end_array().take());
}

/// Source: "Get position tiers". Sizes are contracts at the mark; the last tier has no upper end.
Outcome position_tiers(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params().need("instType"));
  JsonFields json;
  json.array();
  for (const Market* market : desk.all()) {
    const std::string family = family_of(*market);
    const std::string_view wanted = call.params().text("instFamily", call.params().text("uly"));
    if (market->is_spot() || type_of(*market) != type || (!wanted.empty() && wanted != family)) continue;
    std::int64_t number = 0;
    std::string from = "0";
    for (const MarginTier& tier : market->margin_tiers) {
      const Price mark = desk.board(*market).mark();
      const bool ends = tier.up_to && mark.sign() > 0;
      const std::string most = ends ? shown(*market, div(*tier.up_to, mark, Rounding::floor)) : "100000000";
      json.object()
          .text("uly", family)
          .text("instFamily", family)
          .text("instId", "")
          .text("tier", std::to_string(++number))
          .text("minSz", from)
          .text("maxSz", most)
          .text("mmr", tier.maintenance_margin.to_string())
          .text("imr", format_decimal(div_round(1'000'000, tier.max_leverage, Rounding::ceil), 6))
          .text("maxLever", std::to_string(tier.max_leverage))
          .text("optMgnFactor", "0")
          .text("quoteMaxLoan", "")
          .text("baseMaxLoan", "")
          .end_object();
      from = most;
    }
  }
  return Reply(json.end_array().take());
}

constexpr std::array kInstrumentEndpoints = {
    VenueEndpoint{"GET", "/api/v5/public/instruments", "", false, 20, kTwoSeconds, LimitBy::address, false,
                  &instruments},
    VenueEndpoint{"GET", "/api/v5/account/instruments", "", true, 20, kTwoSeconds, LimitBy::user, false, &instruments},
    VenueEndpoint{"GET", "/api/v5/public/position-tiers", "", false, 10, kTwoSeconds, LimitBy::address, false,
                  &position_tiers},
};

std::int64_t most_leverage(const Market& market) {
  return market.margin_tiers.empty() ? 1 : market.margin_tiers.front().max_leverage;
}

}  // namespace

void write_instrument(JsonFields& json, const Desk& desk, const Market& market) {
  const Universe& names = desk.universe();
  const bool spot = market.is_spot();
  const std::string most = shown(market, market.maximum_size);
  json.object()
      .text("instType", type_of(market))
      .text("instId", market.native)
      .number("instIdCode", Desk::code_of(market))
      .text("uly", family_of(market))
      .text("instFamily", family_of(market))
      .text("baseCcy", spot ? names.name(*market.base) : "")
      .text("quoteCcy", spot ? names.name(*market.quote) : "")
      .text("settleCcy", spot ? "" : names.name(*market.quote))
      .text("ctVal", market.contract_size ? market.contract_size->to_string() : "")
      .text("ctMult", spot ? "" : "1")
      .text("ctValCcy", spot ? "" : names.name(*market.base))
      .text("ctType", spot ? "" : "linear")
      .text("lever", spot ? "" : std::to_string(most_leverage(market)))
      .text("tickSz", market.tick.to_string())
      .text("lotSz", shown(market, market.step))
      .text("minSz", shown(market, market.minimum_size))
      .text("maxLmtSz", spot ? most : "100000000")
      .text("maxMktSz", spot ? "1000000" : most)
      .text("maxLmtAmt", "20000000")
      .text("maxMktAmt", spot ? "1000000" : "")
      .text("maxTwapSz", most)
      .text("maxIcebergSz", most)
      .text("maxTriggerSz", most)
      .text("maxStopSz", most)
      .text("state", desk.board(market).halted() ? "suspend" : "live")
      .text("ruleType", "normal")
      .text("category", "1")
      .text("listTime", "1573557408000");
  for (const std::string_view none : {"alias", "expTime", "optType", "stk", "auctionEndTime", "contTdSwTime",
                                      "preMktSwTime", "openType", "posLmtAmt", "posLmtPct", "maxPlatOILmt"})
    json.text(none, "");
  json.flag("futureSettlement", false);
  json.raw("tradeQuoteCcyList", spot ? "[\"" + names.name(*market.quote) + "\"]" : "[]").end_object();
}

std::span<const VenueEndpoint> instrument_endpoints() { return kInstrumentEndpoints; }

}  // namespace basis::okx::simulated
