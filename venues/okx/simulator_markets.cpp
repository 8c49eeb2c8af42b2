#include <algorithm>
#include <array>

#include "venues/okx/simulator_market_json.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;

Outcome server_time(Desk& desk, const Call& call) {
  JsonFields json;
  json.array().object().text("ts", std::to_string(desk.time(call.now))).end_object();
  return Reply(json.end_array().take());
}

/// Source: "Get order book". Ids are those of the channel `books`.
Outcome books(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(const std::int64_t size, call.params().integer("sz", 1));
  if (size < 1 || size > 5'000) return wrong("sz");
  const MarketBoard& board = desk.board(*market);
  JsonFields json;
  json.array().object();
  write_levels(json, "asks", board, BookSide::ask, static_cast<std::size_t>(size));
  write_levels(json, "bids", board, BookSide::bid, static_cast<std::size_t>(size));
  json.text("ts", std::to_string(desk.time(call.now))).number("seqId", desk.sequence_of(*market)).end_object();
  return Reply(json.end_array().take());
}

/// One row for every market that a request chooses.
template <class Write>
Reply each_chosen(Desk& desk, const std::vector<const Market*>& markets, const Write& write) {
  JsonFields json;
  json.array();
  for (const Market* market : markets) write(json, desk.board(*market));
  return {json.end_array().take()};
}

Outcome ticker(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  return each_chosen(desk, {market}, [&](JsonFields& json, const MarketBoard& board) {
    write_ticker(json, board, desk.time(call.now));
  });
}

Outcome tickers(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params().need("instType"));
  return each_chosen(desk, desk.chosen(call.params()), [&](JsonFields& json, const MarketBoard& board) {
    write_ticker(json, board, desk.time(call.now));
  });
}

std::vector<const Market*> swaps(const std::vector<const Market*>& markets) {
  std::vector<const Market*> found = markets;
  std::erase_if(found, [](const Market* one) { return one->is_spot(); });
  return found;
}

Outcome mark_price(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params().need("instType"));
  return each_chosen(desk, swaps(desk.chosen(call.params())),
                     [&](JsonFields& json, const MarketBoard& board) { write_mark(json, board, desk.time(call.now)); });
}

Outcome funding_rate(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view name, call.params().need("instId"));
  std::vector<const Market*> markets = desk.all();
  if (name != "ANY") {
    BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
    if (market->is_spot()) return wrong("instId");
    markets = {market};
  }
  return each_chosen(desk, swaps(markets), [&](JsonFields& json, const MarketBoard& board) {
    write_funding(json, desk, board, desk.time(call.now));
  });
}

Outcome funding_history(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(const std::int64_t after, call.params().integer("after", std::int64_t{1} << 62));
  BOOST_OUTCOME_TRY(const std::int64_t before, call.params().integer("before", 0));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params().integer("limit", 400));
  std::vector<sim::BoardFunding> found =
      sim::fundings_between(desk.board(*market), sim::from_millis(before + 1), sim::from_millis(after - 1));
  sim::keep_at_most(found, std::min<std::int64_t>(limit, 400), call.params().has("before"));
  JsonFields json;
  json.array();
  for (auto at = found.rbegin(); at != found.rend(); ++at)
    json.object()
        .text("instType", "SWAP")
        .text("instId", market->native)
        .text("fundingRate", rate_text(at->rate))
        .text("realizedRate", rate_text(at->rate))
        .text("fundingTime", std::to_string(desk.time(at->at)))
        .text("method", "current_period")
        .text("formulaType", "withRate")
        .end_object();
  return Reply(json.end_array().take());
}

Outcome trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params().integer("limit", 100));
  const auto& all = desk.board(*market).trades();
  std::size_t left = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 500));
  JsonFields json;
  json.array();
  for (auto at = all.rbegin(); at != all.rend() && left > 0; ++at, --left)
    write_trade(json, *market, *at, desk.time(at->at), false);
  return Reply(json.end_array().take());
}

constexpr std::array<std::pair<std::string_view, Nanos>, 9> kBars{{{"1m", kMinute},
                                                                   {"3m", kMinute * 3},
                                                                   {"5m", kMinute * 5},
                                                                   {"15m", kMinute * 15},
                                                                   {"30m", kMinute * 30},
                                                                   {"1H", kHour},
                                                                   {"4H", kHour * 4},
                                                                   {"1D", kDay},
                                                                   {"1Dutc", kDay}}};

using BarsBetween = std::vector<sim::BoardCandle> (*)(const MarketBoard&, Nanos, UtcTime, UtcTime);

/// Bars older than `after` and newer than `before`, the newest first; the running one is not confirmed. Sources: "Get
/// candlesticks", "Get candlesticks history", "Get mark price candlesticks history", which has no volumes.
Outcome bars_of_span(Desk& desk, const Call& call, BarsBetween bars_between, std::int64_t most, bool volumes) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(const std::int64_t after, call.params().integer("after", sim::millis(call.now) + 1));
  BOOST_OUTCOME_TRY(const std::int64_t before, call.params().integer("before", 0));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params().integer("limit", 100));
  const std::string_view word = call.params().text("bar", "1m");
  const auto bar = std::find_if(kBars.begin(), kBars.end(), [&](const auto& row) { return row.first == word; });
  if (bar == kBars.end()) return wrong("bar");
  std::vector<sim::BoardCandle> bars =
      bars_between(desk.board(*market), bar->second, sim::from_millis(before + 1), sim::from_millis(after - 1));
  sim::keep_at_most(bars, std::min(limit, most), call.params().has("before") && !call.params().has("after"));
  JsonFields json;
  json.array();
  for (auto at = bars.rbegin(); at != bars.rend(); ++at)
    write_candle(json, *market, *at, at->start + bar->second <= call.now, volumes);
  return Reply(json.end_array().take());
}

Outcome candles(Desk& desk, const Call& call) { return bars_of_span(desk, call, &sim::bars_between, 300, true); }
Outcome mark_candles(Desk& desk, const Call& call) {
  return bars_of_span(desk, call, &sim::mark_bars_between, 100, false);
}

/// Source: "Get limit price".
Outcome price_limit(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  const MarketBoard& board = desk.board(*market);
  const Price about = market->is_spot() ? board.last() : board.mark();
  JsonFields json;
  json.array()
      .object()
      .text("instType", type_of(*market))
      .text("instId", market->native)
      .text("buyLmt", Price::from_raw(about.raw() + about.raw() / 20).to_string())
      .text("sellLmt", Price::from_raw(about.raw() - about.raw() / 20).to_string())
      .flag("enabled", true)
      .text("ts", std::to_string(desk.time(call.now)))
      .end_object();
  return Reply(json.end_array().take());
}

/// What is planned and what is going on. Source: "Status".
Outcome system_status(Desk& desk, const Call& call) {
  JsonFields json;
  json.array();
  if (desk.state.maintained(call.now))
    json.object()
        .text("title", "Trading system maintenance")
        .text("state", "ongoing")
        .text("begin", std::to_string(desk.time(call.now)))
        .text("end", std::to_string(desk.time(*desk.state.maintained_until)))
        .text("href", "")
        .text("serviceType", "5")
        .text("system", "unified")
        .text("scheDesc", "")
        .text("maintType", "1")
        .text("env", "1")
        .end_object();
  return Reply(json.end_array().take());
}

constexpr std::array kMarketEndpoints = {
    VenueEndpoint{"GET", "/api/v5/public/time", "", false, 10, kTwoSeconds, LimitBy::address, false, &server_time},
    VenueEndpoint{"GET", "/api/v5/market/books", "", false, 40, kTwoSeconds, LimitBy::address, false, &books},
    VenueEndpoint{"GET", "/api/v5/market/books-full", "", false, 10, kTwoSeconds, LimitBy::address, false, &books},
    VenueEndpoint{"GET", "/api/v5/market/ticker", "", false, 20, kTwoSeconds, LimitBy::address, false, &ticker},
    VenueEndpoint{"GET", "/api/v5/market/tickers", "", false, 20, kTwoSeconds, LimitBy::address, false, &tickers},
    VenueEndpoint{"GET", "/api/v5/market/trades", "", false, 100, kTwoSeconds, LimitBy::address, false, &trades},
    VenueEndpoint{"GET", "/api/v5/market/history-trades", "", false, 20, kTwoSeconds, LimitBy::address, false, &trades},
    VenueEndpoint{"GET", "/api/v5/market/candles", "", false, 40, kTwoSeconds, LimitBy::address, false, &candles},
    VenueEndpoint{"GET", "/api/v5/market/history-candles", "", false, 20, kTwoSeconds, LimitBy::address, false,
                  &candles},
    VenueEndpoint{"GET", "/api/v5/market/history-mark-price-candles", "", false, 10, kTwoSeconds, LimitBy::address,
                  false, &mark_candles},
    VenueEndpoint{"GET", "/api/v5/public/mark-price", "", false, 10, kTwoSeconds, LimitBy::address, false, &mark_price},
    VenueEndpoint{"GET", "/api/v5/public/funding-rate", "", false, 10, kTwoSeconds, LimitBy::address, false,
                  &funding_rate},
    VenueEndpoint{"GET", "/api/v5/public/funding-rate-history", "", false, 10, kTwoSeconds, LimitBy::address, false,
                  &funding_history},
    VenueEndpoint{"GET", "/api/v5/public/price-limit", "", false, 20, kTwoSeconds, LimitBy::address, false,
                  &price_limit},
    VenueEndpoint{"GET", "/api/v5/system/status", "", false, 1, kSecond * 5, LimitBy::address, false, &system_status},
};

}  // namespace

std::span<const VenueEndpoint> market_endpoints() { return kMarketEndpoints; }

}  // namespace basis::okx::simulated
