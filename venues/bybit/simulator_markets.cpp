#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator_market_json.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;

constexpr std::array<std::pair<std::string_view, Nanos>, 13> kIntervals{{{"1", kMinute},
                                                                         {"3", kMinute * 3},
                                                                         {"5", kMinute * 5},
                                                                         {"15", kMinute * 15},
                                                                         {"30", kMinute * 30},
                                                                         {"60", kHour},
                                                                         {"120", kHour * 2},
                                                                         {"240", kHour * 4},
                                                                         {"360", kHour * 6},
                                                                         {"720", kHour * 12},
                                                                         {"D", kDay},
                                                                         {"W", kDay * 7},
                                                                         {"M", kDay * 30}}};

Outcome server_time(Desk& desk, const Call& call) {
  const std::int64_t nanos = (call.now + desk.clock_skew).nanos();
  return JsonFields()
      .object()
      .text("timeSecond", std::to_string(nanos / kSecond.count))
      .text("timeNano", std::to_string(nanos))
      .end_object()
      .take();
}

Outcome order_book(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", category == Category::spot ? 1 : 25));
  if (limit < 1 || limit > 1'000) return wrong_parameter("limit is invalid");
  const MarketBoard& board = desk.markets().board(market->id);
  JsonFields json;
  json.object().text("s", market->native);
  write_levels(json, "b", board, BookSide::bid, static_cast<std::size_t>(limit));
  write_levels(json, "a", board, BookSide::ask, static_cast<std::size_t>(limit));
  return json.number("ts", sim::millis(call.now + desk.clock_skew))
      .number("u", board.update_id())
      .number("seq", board.update_id())
      .number("cts", sim::millis(board.book().updated()))
      .end_object()
      .take();
}

Outcome tickers(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (const Market* market : desk.markets_of(category)) {
    if (only != nullptr && only != market) continue;
    const MarketBoard& board = desk.markets().board(market->id);
    json.object();
    for (const auto& [name, value] : ticker_fields(board)) json.text(name, value);
    if (const auto top = board.top(); top && market->is_spot())
      json.text("bid1Price", top->bid.price.to_string())
          .text("bid1Size", top->bid.size.to_string())
          .text("ask1Price", top->ask.price.to_string())
          .text("ask1Size", top->ask.size.to_string());
    json.end_object();
  }
  return json.end_array().end_object().take();
}

Outcome recent_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", category == Category::spot ? 60 : 500));
  const auto& trades = desk.markets().board(market->id).trades();
  std::int64_t told = 0;
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (auto trade = trades.rbegin(); trade != trades.rend() && told++ < limit; ++trade)
    json.object()
        .text("execId", exec_id(*market, trade->id))
        .text("symbol", market->native)
        .text("price", trade->price.to_string())
        .text("size", trade->size.to_string())
        .text("side", trade->taker == TakerSide::buy ? "Buy" : "Sell")
        .text("time", std::to_string(sim::millis(trade->at)))
        .flag("isBlockTrade", false)
        .flag("isRPITrade", false)
        .text("seq", std::to_string(trade->id))
        .end_object();
  return json.end_array().end_object().take();
}

using BarsBetween = std::vector<sim::BoardCandle> (*)(const MarketBoard&, Nanos, UtcTime, UtcTime);

/// The newest of the span first. Sources: "Get Kline", "Get Mark Price Kline", which has no volume.
Outcome bars_of_span(Desk& desk, const Call& call, BarsBetween bars_between, bool volume) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const std::string_view word, call.params.need("interval"));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 200));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("start", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("end", sim::millis(call.now)));
  const auto interval =
      std::find_if(kIntervals.begin(), kIntervals.end(), [&](const auto& row) { return row.first == word; });
  if (interval == kIntervals.end()) return wrong_parameter("Invalid period!");
  std::vector<sim::BoardCandle> bars =
      bars_between(desk.markets().board(market->id), interval->second, sim::from_millis(start), sim::from_millis(end));
  sim::keep_at_most(bars, limit, false);
  JsonFields json;
  json.object().text("symbol", market->native).text("category", category_word(category)).array("list");
  for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar) {
    json.array().item(std::to_string(sim::millis(bar->start)));
    for (const Price price : {bar->open, bar->high, bar->low, bar->close}) json.item(price.to_string());
    if (volume) json.item(bar->volume.to_string()).item(shown(bar->quote_volume));
    json.end_array();
  }
  return json.end_array().end_object().take();
}

Outcome candles(Desk& desk, const Call& call) { return bars_of_span(desk, call, &sim::bars_between, true); }
Outcome mark_candles(Desk& desk, const Call& call) { return bars_of_span(desk, call, &sim::mark_bars_between, false); }

Outcome funding_history(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 200));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  if (call.params.has("startTime") && !call.params.has("endTime"))
    return wrong_parameter("Passing only startTime returns an error");
  std::vector<sim::BoardFunding> paid =
      sim::fundings_between(desk.markets().board(market->id), sim::from_millis(start), sim::from_millis(end));
  sim::keep_at_most(paid, std::min<std::int64_t>(limit, 200), false);
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (auto one = paid.rbegin(); one != paid.rend(); ++one) {
    json.object()
        .text("symbol", market->native)
        .text("fundingRate", rate_text(one->rate))
        .text("fundingRateTimestamp", std::to_string(sim::millis(one->at)))
        .end_object();
  }
  return json.end_array().end_object().take();
}

Outcome price_limits(Desk& desk, const Call& call) {
  const Category category = call.params.text("category", "linear") == "spot" ? Category::spot : Category::linear;
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  const MarketBoard& board = desk.markets().board(market->id);
  return JsonFields()
      .object()
      .text("symbol", market->native)
      .text("buyLmt", worst_limit(board, OrderSide::buy).value_or(Price{}).to_string())
      .text("sellLmt", worst_limit(board, OrderSide::sell).value_or(Price{}).to_string())
      .text("ts", std::to_string(sim::millis(call.now)))
      .end_object()
      .take();
}

/// "Get System Status": maintenance, while it goes on.
Outcome system_status(Desk& desk, const Call& call) {
  JsonFields json;
  json.object().array("list");
  if (desk.maintained(call.now))
    json.object()
        .text("id", "maintenance")
        .text("title", "System maintenance")
        .text("state", "ongoing")
        .text("begin", std::to_string(sim::millis(call.now)))
        .text("end", std::to_string(sim::millis(*desk.maintained_until)))
        .text("href", "")
        .raw("serviceTypes", "[1,2,3,4,5]")
        .raw("product", "[1,2]")
        .raw("uidSuffix", "[]")
        .number("maintainType", 1)
        .number("env", 1)
        .end_object();
  return json.end_array().end_object().take();
}

constexpr std::array kMarketEndpoints = {
    VenueEndpoint{"GET", "/v5/market/time", "", false, 0, 0, &server_time},
    VenueEndpoint{"GET", "/v5/market/instruments-info", "", false, 0, 0, &answer_instruments},
    VenueEndpoint{"GET", "/v5/market/orderbook", "", false, 0, 0, &order_book},
    VenueEndpoint{"GET", "/v5/market/tickers", "", false, 0, 0, &tickers},
    VenueEndpoint{"GET", "/v5/market/recent-trade", "", false, 0, 0, &recent_trades},
    VenueEndpoint{"GET", "/v5/market/kline", "", false, 0, 0, &candles},
    VenueEndpoint{"GET", "/v5/market/mark-price-kline", "", false, 0, 0, &mark_candles},
    VenueEndpoint{"GET", "/v5/market/funding/history", "", false, 0, 0, &funding_history},
    VenueEndpoint{"GET", "/v5/market/risk-limit", "", false, 0, 0, &answer_risk_limits},
    VenueEndpoint{"GET", "/v5/market/price-limit", "", false, 0, 0, &price_limits},
    VenueEndpoint{"GET", "/v5/system/status", "", false, 0, 0, &system_status},
};

}  // namespace

std::optional<Price> worst_limit(const MarketBoard& board, OrderSide side) {
  const Market& market = board.market();
  const Category category = category_of(market);
  const Price mark = market.is_spot() ? board.last() : board.mark();
  const Price index = market.is_spot() ? board.last() : board.index();
  if (mark.sign() <= 0) return std::nullopt;
  const bool buys = side == OrderSide::buy;
  const auto moved = [&](bool outer) {
    const i128 way = mul_div(mark.raw(), price_limit(category, outer).raw(), Ratio::kOne, Rounding::floor);
    return Price::from_raw_checked(buys ? mark.raw() + way : mark.raw() - way);
  };
  return buys ? std::min(std::max(index, moved(false)), moved(true))
              : std::max(std::min(index, moved(false)), moved(true));
}

void write_levels(JsonFields& json, std::string_view name, const MarketBoard& board, BookSide side, std::size_t most) {
  json.array(name);
  std::size_t count = 0;
  board.book().ladder(side).for_each([&](std::int64_t tick, Quantity size) {
    json.array().item(board.book().scale().price(tick).to_string()).item(size.to_string()).end_array();
    return ++count < most;
  });
  json.end_array();
}

std::vector<TickerField> ticker_fields(const MarketBoard& board) {
  const sim::DayFigures day = sim::day_figures(board);
  const Market& market = board.market();
  const TopOfBook top = board.top().value_or(TopOfBook{});
  const i128 change =
      day.open.sign() > 0 ? mul_div(day.change.raw(), 1'000'000, day.open.raw(), Rounding::half_even) : i128{0};
  std::vector<TickerField> fields{{"symbol", market.native},
                                  {"lastPrice", day.last.to_string()},
                                  {"highPrice24h", day.high.to_string()},
                                  {"lowPrice24h", day.low.to_string()},
                                  {"prevPrice24h", day.open.to_string()},
                                  {"volume24h", day.volume.to_string()},
                                  {"turnover24h", shown(day.quote_volume)},
                                  {"price24hPcnt", format_decimal(change, 6)}};
  const auto add = [&](std::string_view name, std::string value) { fields.emplace_back(name, std::move(value)); };
  if (market.is_spot()) {
    add("usdIndexPrice", day.last.to_string());
    return fields;
  }
  add("bid1Price", top.bid.price.to_string());
  add("bid1Size", top.bid.size.to_string());
  add("ask1Price", top.ask.price.to_string());
  add("ask1Size", top.ask.size.to_string());
  add("tickDirection", "ZeroPlusTick");
  add("prevPrice1h", day.last.to_string());
  add("markPrice", board.mark().to_string());
  add("indexPrice", board.index().to_string());
  add("openInterest", "50000");
  add("openInterestValue", shown(mul(Amount::from_int(50'000), board.mark(), Rounding::half_even)));
  add("fundingIntervalHour", std::to_string(market.funding_interval.count / kHour.count));
  add("fundingCap", "0.005");
  add("nextFundingTime", std::to_string(sim::millis(board.next_funding())));
  add("fundingRate", rate_text(board.funding_rate()));
  return fields;
}

std::span<const VenueEndpoint> market_endpoints() { return kMarketEndpoints; }

}  // namespace basis::bybit::simulated
