#include <array>

#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

Outcome premium_index(Desk& desk, const Call& call) {
  return for_each_symbol(desk, call, [&](JsonFields& json, const sim::MarketBoard& board) {
    json.object()
        .text("symbol", board.market().native)
        .text("markPrice", eight(board.mark()))
        .text("indexPrice", eight(board.index()))
        .text("estimatedSettlePrice", eight(board.index()))
        .text("lastFundingRate", eight_rate_text(board.funding_rate()))
        .text("interestRate", "0.00010000")
        .number("nextFundingTime", sim::millis(board.next_funding()))
        .number("time", sim::millis(call.now))
        .end_object();
  });
}

Outcome funding_history(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 100));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::usdm)) {
    if (only != nullptr && only != market) continue;
    std::vector<sim::BoardFunding> found =
        sim::fundings_between(desk.markets().board(market->id), sim::from_millis(start), sim::from_millis(end));
    sim::keep_at_most(found, limit, call.params.has("startTime"));
    for (const sim::BoardFunding& paid : found)
      json.object()
          .text("symbol", market->native)
          .number("fundingTime", sim::millis(paid.at))
          .text("fundingRate", eight_rate_text(paid.rate))
          .text("markPrice", eight(paid.mark))
          .end_object();
  }
  return json.end_array().take();
}

/// Symbols whose interval is not eight hours.
Outcome funding_info(Desk& desk, const Call& call) {
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(call.segment)) {
    if (market->funding_interval == kHour * 8) continue;
    json.object()
        .text("symbol", market->native)
        .text("adjustedFundingRateCap", "0.02000000")
        .text("adjustedFundingRateFloor", "-0.02000000")
        .number("fundingIntervalHours", market->funding_interval.count / kHour.count)
        .flag("disclaimer", false)
        .end_object();
  }
  return json.end_array().take();
}

Outcome open_interest(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  return JsonFields()
      .object()
      .text("openInterest", "10659.509")
      .text("symbol", market->native)
      .number("time", sim::millis(call.now))
      .end_object()
      .take();
}

constexpr std::array kUsdmMarketEndpoints = {
    VenueEndpoint{"GET", "/fapi/v1/ping", "", Security::none, 1, 0, &answer_ping},
    VenueEndpoint{"GET", "/fapi/v1/time", "", Security::none, 1, 0, &answer_time},
    VenueEndpoint{"GET", "/fapi/v1/exchangeInfo", "", Security::none, 1, 0, &answer_usdm_exchange_info},
    VenueEndpoint{"GET", "/fapi/v1/depth", "depth", Security::none, 10, 0, &answer_depth},
    VenueEndpoint{"GET", "/fapi/v1/trades", "", Security::none, 5, 0, &answer_trades},
    VenueEndpoint{"GET", "/fapi/v1/historicalTrades", "", Security::none, 20, 0, &answer_trades},
    VenueEndpoint{"GET", "/fapi/v1/aggTrades", "", Security::none, 20, 0, &answer_agg_trades},
    VenueEndpoint{"GET", "/fapi/v1/klines", "", Security::none, 5, 0, &answer_klines},
    VenueEndpoint{"GET", "/fapi/v1/markPriceKlines", "", Security::none, 5, 0, &answer_mark_klines},
    VenueEndpoint{"GET", "/fapi/v1/premiumIndex", "", Security::none, 1, 0, &premium_index},
    VenueEndpoint{"GET", "/fapi/v1/fundingRate", "", Security::none, 1, 0, &funding_history},
    VenueEndpoint{"GET", "/fapi/v1/fundingInfo", "", Security::none, 1, 0, &funding_info},
    VenueEndpoint{"GET", "/fapi/v1/openInterest", "", Security::none, 1, 0, &open_interest},
    VenueEndpoint{"GET", "/fapi/v1/ticker/price", "ticker.price", Security::none, 1, 0, &answer_price},
    VenueEndpoint{"GET", "/fapi/v2/ticker/price", "", Security::none, 1, 0, &answer_price},
    VenueEndpoint{"GET", "/fapi/v1/ticker/bookTicker", "ticker.book", Security::none, 2, 0, &answer_book_ticker},
    VenueEndpoint{"GET", "/fapi/v1/ticker/24hr", "", Security::none, 1, 0, &answer_day},
};

}  // namespace

std::string eight_rate_text(Ray rate) {
  return eight(Price::from_raw_checked(div_round(rate.raw(), Ray::kOne / Price::kOne, Rounding::half_even)));
}

std::span<const VenueEndpoint> usdm_market_endpoints() { return kUsdmMarketEndpoints; }

}  // namespace basis::binance::simulated
