#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;

constexpr std::array<std::pair<std::string_view, Nanos>, 15> kIntervals{{{"1m", kMinute},
                                                                         {"3m", kMinute * 3},
                                                                         {"5m", kMinute * 5},
                                                                         {"15m", kMinute * 15},
                                                                         {"30m", kMinute * 30},
                                                                         {"1h", kHour},
                                                                         {"2h", kHour * 2},
                                                                         {"4h", kHour * 4},
                                                                         {"6h", kHour * 6},
                                                                         {"8h", kHour * 8},
                                                                         {"12h", kHour * 12},
                                                                         {"1d", kDay},
                                                                         {"3d", kDay * 3},
                                                                         {"1w", kDay * 7},
                                                                         {"1M", kDay * 30}}};

}  // namespace

void write_levels(JsonFields& json, std::string_view name, const MarketBoard& board, BookSide side, std::size_t most) {
  const Segment segment = board.market().is_spot() ? Segment::spot : Segment::usdm;
  json.array(name);
  std::size_t count = 0;
  board.book().ladder(side).for_each([&](std::int64_t tick, Quantity size) {
    json.array().item(shown(segment, board.book().scale().price(tick))).item(shown(segment, size)).end_array();
    return ++count < most;
  });
  json.end_array();
}

Outcome answer_ping(Desk&, const Call&) { return std::string("{}"); }

Outcome answer_time(Desk& desk, const Call& call) {
  return JsonFields().object().number("serverTime", call.time(call.now + desk.clock_skew)).end_object().take();
}

Outcome answer_depth(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  const bool spot = call.segment == Segment::spot;
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", spot ? 100 : 500));
  constexpr std::array<std::int64_t, 7> kAllowed = {5, 10, 20, 50, 100, 500, 1'000};
  if (!spot && std::find(kAllowed.begin(), kAllowed.end(), limit) == kAllowed.end())
    return Refusal{-4021, fmt::format("{} is not valid depth limit.", limit)};
  if (limit < 1) return malformed("limit");
  const MarketBoard& board = desk.markets().board(market->id);
  JsonFields json;
  json.object().number("lastUpdateId", board.update_id());
  if (!spot) json.number("E", sim::millis(call.now)).number("T", sim::millis(board.book().updated()));
  write_levels(json, "bids", board, BookSide::bid, static_cast<std::size_t>(limit));
  write_levels(json, "asks", board, BookSide::ask, static_cast<std::size_t>(limit));
  return json.end_object().take();
}

Outcome answer_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  const auto& trades = desk.markets().board(market->id).trades();
  const std::size_t most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1'000));
  JsonFields json;
  json.array();
  for (std::size_t i = trades.size() > most ? trades.size() - most : 0; i < trades.size(); ++i) {
    const sim::BoardTrade& trade = trades[i];
    json.object()
        .number("id", trade.id)
        .text("price", shown(call.segment, trade.price))
        .text("qty", shown(call.segment, trade.size))
        .text("quoteQty", shown(call.segment, notional_of(trade.price, trade.size)))
        .number("time", call.time(trade.at))
        .flag("isBuyerMaker", trade.taker == TakerSide::sell);
    if (call.segment == Segment::spot) json.flag("isBestMatch", true);
    json.end_object();
  }
  return json.end_array().take();
}

Outcome answer_agg_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t from, call.params.integer("fromId", 0));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  const auto& trades = desk.markets().board(market->id).trades();
  std::vector<const sim::BoardTrade*> found;
  for (const sim::BoardTrade& trade : trades)
    if (trade.id >= from && sim::millis(trade.at) >= start && sim::millis(trade.at) <= end) found.push_back(&trade);
  keep_at_most(found, limit, call.params.has("fromId") || call.params.has("startTime"));
  JsonFields json;
  json.array();
  for (const sim::BoardTrade* trade : found) {
    json.object()
        .number("a", trade->id)
        .text("p", shown(call.segment, trade->price))
        .text("q", shown(call.segment, trade->size))
        .number("f", trade->id)
        .number("l", trade->id)
        .number("T", call.time(trade->at))
        .flag("m", trade->taker == TakerSide::sell);
    if (call.segment == Segment::spot) json.flag("M", true);
    json.end_object();
  }
  return json.end_array().take();
}

using BarsBetween = std::vector<sim::BoardCandle> (*)(const MarketBoard&, Nanos, UtcTime, UtcTime);

/// From `startTime` on the first ones, without it the last ones. Source: "Kline/Candlestick Data".
Outcome answer_bars(Desk& desk, const Call& call, BarsBetween bars_between) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::string_view word, call.params.need("interval"));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", sim::millis(call.now)));
  const auto interval =
      std::find_if(kIntervals.begin(), kIntervals.end(), [&](const auto& row) { return row.first == word; });
  if (interval == kIntervals.end()) return Refusal{-1120, "Invalid interval."};
  std::vector<sim::BoardCandle> bars =
      bars_between(desk.markets().board(market->id), interval->second, sim::from_millis(start), sim::from_millis(end));
  sim::keep_at_most(bars, limit, call.params.has("startTime"));
  JsonFields json;
  json.array();
  for (const sim::BoardCandle& bar : bars) {
    json.array().item(call.time(bar.start));
    for (const Price price : {bar.open, bar.high, bar.low, bar.close}) json.item(shown(call.segment, price));
    json.item(shown(call.segment, bar.volume))
        .item(call.time(bar.start + interval->second) - 1)
        .item(shown(call.segment, bar.quote_volume))
        .item(bar.trades)
        .item(shown(call.segment, bar.bought))
        .item(shown(call.segment, bar.bought_quote))
        .item("0")
        .end_array();
  }
  return json.end_array().take();
}

Outcome answer_klines(Desk& desk, const Call& call) { return answer_bars(desk, call, &sim::bars_between); }

Outcome answer_mark_klines(Desk& desk, const Call& call) { return answer_bars(desk, call, &sim::mark_bars_between); }

Outcome for_each_symbol(Desk& desk, const Call& call,
                        const std::function<void(JsonFields&, const MarketBoard&)>& write) {
  BOOST_OUTCOME_TRY(const Market* market, desk.any_market(call));
  JsonFields json;
  if (market != nullptr) {
    write(json, desk.markets().board(market->id));
    return json.take();
  }
  // "symbols" is a JSON list of names: ["BTCUSDT","ETHUSDT"].
  const std::string_view list = call.params.text("symbols");
  json.array();
  for (const Market* one : desk.markets_of(call.segment))
    if (list.empty() || list.find('"' + one->native + '"') != list.npos) write(json, desk.markets().board(one->id));
  return json.end_array().take();
}

Outcome answer_price(Desk& desk, const Call& call) {
  return for_each_symbol(desk, call, [&](JsonFields& json, const MarketBoard& board) {
    json.object().text("symbol", board.market().native).text("price", shown(call.segment, board.last()));
    if (call.segment == Segment::usdm) json.number("time", sim::millis(call.now));
    json.end_object();
  });
}

Outcome answer_book_ticker(Desk& desk, const Call& call) {
  return for_each_symbol(desk, call, [&](JsonFields& json, const MarketBoard& board) {
    const TopOfBook top = board.top().value_or(TopOfBook{});
    json.object()
        .text("symbol", board.market().native)
        .text("bidPrice", shown(call.segment, top.bid.price))
        .text("bidQty", shown(call.segment, top.bid.size))
        .text("askPrice", shown(call.segment, top.ask.price))
        .text("askQty", shown(call.segment, top.ask.size));
    if (call.segment == Segment::usdm)
      json.number("time", sim::millis(call.now)).number("lastUpdateId", board.update_id());
    json.end_object();
  });
}

Outcome answer_day(Desk& desk, const Call& call) {
  return for_each_symbol(desk, call, [&](JsonFields& json, const MarketBoard& board) {
    const sim::DayFigures day = sim::day_figures(board);
    const Segment segment = call.segment;
    const TopOfBook top = board.top().value_or(TopOfBook{});
    const std::int64_t last_id = board.trades().empty() ? -1 : board.trades().back().id;
    json.object()
        .text("symbol", board.market().native)
        .text("priceChange", shown(segment, day.change))
        .text("priceChangePercent", day.change_percent)
        .text("weightedAvgPrice", shown(segment, day.average))
        .text("lastPrice", shown(segment, day.last))
        .text("lastQty", shown(segment, board.trades().empty() ? Quantity{} : board.trades().back().size));
    if (segment == Segment::spot)
      json.text("prevClosePrice", shown(segment, day.open))
          .text("bidPrice", shown(segment, top.bid.price))
          .text("bidQty", shown(segment, top.bid.size))
          .text("askPrice", shown(segment, top.ask.price))
          .text("askQty", shown(segment, top.ask.size));
    json.text("openPrice", shown(segment, day.open))
        .text("highPrice", shown(segment, day.high))
        .text("lowPrice", shown(segment, day.low))
        .text("volume", shown(segment, day.volume))
        .text("quoteVolume", shown(segment, day.quote_volume))
        .number("openTime", call.time(call.now - kDay))
        .number("closeTime", call.time(call.now))
        .number("firstId", board.trades().empty() ? -1 : board.trades().front().id)
        .number("lastId", last_id)
        .number("count", day.trades)
        .end_object();
  });
}

namespace {

constexpr std::array kSpotMarketEndpoints = {
    VenueEndpoint{"GET", "/api/v3/ping", "ping", Security::none, 1, 0, &answer_ping},
    VenueEndpoint{"GET", "/api/v3/time", "time", Security::none, 1, 0, &answer_time},
    VenueEndpoint{"GET", "/api/v3/exchangeInfo", "exchangeInfo", Security::none, 20, 0, &answer_spot_exchange_info},
    VenueEndpoint{"GET", "/api/v3/depth", "depth", Security::none, 5, 0, &answer_depth},
    VenueEndpoint{"GET", "/api/v3/trades", "trades.recent", Security::none, 25, 0, &answer_trades},
    VenueEndpoint{"GET", "/api/v3/historicalTrades", "trades.historical", Security::none, 25, 0, &answer_trades},
    VenueEndpoint{"GET", "/api/v3/aggTrades", "trades.aggregate", Security::none, 4, 0, &answer_agg_trades},
    VenueEndpoint{"GET", "/api/v3/klines", "klines", Security::none, 2, 0, &answer_klines},
    VenueEndpoint{"GET", "/api/v3/ticker/price", "ticker.price", Security::none, 2, 0, &answer_price},
    VenueEndpoint{"GET", "/api/v3/ticker/bookTicker", "ticker.book", Security::none, 2, 0, &answer_book_ticker},
    VenueEndpoint{"GET", "/api/v3/ticker/24hr", "ticker.24hr", Security::none, 2, 0, &answer_day},
};

}  // namespace

std::span<const VenueEndpoint> spot_market_endpoints() { return kSpotMarketEndpoints; }

}  // namespace basis::binance::simulated
