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
  const std::size_t most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1'000));
  const bool oldest = call.params.has("fromId") || call.params.has("startTime");
  if (found.size() > most)
    oldest ? found.resize(most) : (void)found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(most));
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

Outcome answer_klines(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::string_view word, call.params.need("interval"));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  const auto interval =
      std::find_if(kIntervals.begin(), kIntervals.end(), [&](const auto& row) { return row.first == word; });
  if (interval == kIntervals.end()) return Refusal{-1120, "Invalid interval."};
  std::vector<sim::BoardCandle> bars;
  for (const sim::BoardCandle& minute : desk.markets().board(market->id).candles()) {
    const UtcTime start = UtcTime::from_nanos(minute.start.nanos() - minute.start.nanos() % interval->second.count);
    if (bars.empty() || bars.back().start < start) {
      bars.push_back(minute);
      bars.back().start = start;
      continue;
    }
    sim::BoardCandle& bar = bars.back();
    bar.high = std::max(bar.high, minute.high);
    bar.low = std::min(bar.low, minute.low);
    bar.close = minute.close;
    bar.volume += minute.volume;
    bar.quote_volume += minute.quote_volume;
    bar.bought += minute.bought;
    bar.bought_quote += minute.bought_quote;
    bar.trades += minute.trades;
  }
  const std::size_t most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1'000));
  JsonFields json;
  json.array();
  for (std::size_t i = bars.size() > most ? bars.size() - most : 0; i < bars.size(); ++i) {
    const sim::BoardCandle& bar = bars[i];
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

DayFigures day_figures(const MarketBoard& board) {
  DayFigures day;
  day.open = day.high = day.low = day.last = board.last();
  bool first = true;
  for (const sim::BoardCandle& minute : board.candles()) {
    if (first) day.open = minute.open, day.high = minute.high, day.low = minute.low;
    first = false;
    day.high = std::max(day.high, minute.high);
    day.low = std::min(day.low, minute.low);
    day.volume += minute.volume;
    day.quote_volume += minute.quote_volume;
    day.trades += minute.trades;
  }
  day.change = day.last - day.open;
  if (day.open.sign() > 0)
    day.change_percent = format_decimal(mul_div(day.change.raw(), 100'000, day.open.raw(), Rounding::half_even), 3);
  if (day.volume.sign() > 0)
    day.average = Price::from_raw_checked(
        mul_div(day.quote_volume.raw(), Price::kOne, amount_of(day.volume).raw(), Rounding::half_even));
  return day;
}

Outcome answer_day(Desk& desk, const Call& call) {
  return for_each_symbol(desk, call, [&](JsonFields& json, const MarketBoard& board) {
    const DayFigures day = day_figures(board);
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

void write_filter(JsonFields& json, std::string_view type,
                  std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  json.object().text("filterType", type);
  for (const auto& [name, value] : fields) json.text(name, value);
  json.end_object();
}

/// How many decimals a multiple of `unit` (in 1e-8) needs.
std::int64_t decimals_of(std::int64_t unit) {
  std::int64_t decimals = 8;
  while (decimals > 0 && unit % 10 == 0) unit /= 10, --decimals;
  return decimals;
}

void write_spot_symbol(JsonFields& json, Desk& desk, const Market& market) {
  const Universe& names = desk.universe();
  const std::string_view status = desk.markets().board(market.id).halted() ? "CANCEL_ONLY" : "TRADING";
  json.object()
      .text("symbol", market.native)
      .text("status", status)
      .text("baseAsset", names.name(*market.base))
      .number("baseAssetPrecision", 8)
      .text("quoteAsset", names.name(*market.quote))
      .number("quotePrecision", 8)
      .number("quoteAssetPrecision", 8)
      .number("baseCommissionPrecision", 8)
      .number("quoteCommissionPrecision", 8)
      .raw("orderTypes", R"(["LIMIT","LIMIT_MAKER","MARKET"])");
  for (const std::string_view no : {"icebergAllowed", "ocoAllowed", "otoAllowed", "opoAllowed"}) json.flag(no, false);
  json.flag("quoteOrderQtyMarketAllowed", true)
      .flag("allowTrailingStop", false)
      .flag("cancelReplaceAllowed", true)
      .flag("amendAllowed", true)
      .flag("pegInstructionsAllowed", false)
      .flag("isSpotTradingAllowed", true)
      .flag("isMarginTradingAllowed", false)
      .array("filters");
  write_filter(json, "PRICE_FILTER",
               {{"minPrice", eight(market.tick)}, {"maxPrice", "1000000.00000000"}, {"tickSize", eight(market.tick)}});
  write_filter(json, "LOT_SIZE",
               {{"minQty", eight(market.minimum_size)},
                {"maxQty", eight(market.maximum_size)},
                {"stepSize", eight(market.step)}});
  json.raw(R"({"filterType":"ICEBERG_PARTS","limit":10})");
  write_filter(json, "MARKET_LOT_SIZE",
               {{"minQty", "0.00000000"}, {"maxQty", eight(market.maximum_size)}, {"stepSize", "0.00000000"}});
  json.raw(
      R"({"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5","bidMultiplierDown":"0.2","askMultiplierUp":"5","askMultiplierDown":"0.2","avgPriceMins":5})");
  json.object()
      .text("filterType", "NOTIONAL")
      .text("minNotional", eight(market.minimum_notional))
      .flag("applyMinToMarket", true)
      .text("maxNotional", "9000000.00000000")
      .flag("applyMaxToMarket", false)
      .number("avgPriceMins", 5)
      .end_object();
  json.raw(R"({"filterType":"MAX_NUM_ORDERS","maxNumOrders":200})")
      .raw(R"({"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5})")
      .end_array()
      .raw("permissions", "[]")
      .raw("permissionSets", R"([["SPOT"]])")
      .text("defaultSelfTradePreventionMode", "EXPIRE_MAKER")
      .raw("allowedSelfTradePreventionModes", R"(["EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH"])")
      .end_object();
}

constexpr std::string_view kSpotLimits =
    R"([{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000},)"
    R"({"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50},)"
    R"({"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":160000},)"
    R"({"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000}])";
constexpr std::string_view kUsdmLimits =
    R"([{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},)"
    R"({"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200},)"
    R"({"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300}])";

/// Whether an exchangeInfo request wants this symbol.
bool wanted_symbol(const Call& call, const Market& market) {
  const std::string_view one = call.params.text("symbol");
  const std::string_view list = call.params.text("symbols");
  if (!one.empty()) return one == market.native;
  return list.empty() || list.find('"' + market.native + '"') != list.npos;
}

Outcome spot_exchange_info(Desk& desk, const Call& call) {
  if (call.params.has("symbol")) {
    BOOST_OUTCOME_TRY(desk.market(call));
  }
  JsonFields json;
  json.object()
      .text("timezone", "UTC")
      .number("serverTime", call.time(call.now + desk.clock_skew))
      .raw("rateLimits", kSpotLimits)
      .raw("exchangeFilters", "[]")
      .array("symbols");
  for (const Market* market : desk.markets_of(Segment::spot))
    if (wanted_symbol(call, *market)) write_spot_symbol(json, desk, *market);
  return json.end_array().end_object().take();
}

void write_usdm_symbol(JsonFields& json, Desk& desk, const Market& market) {
  const Universe& names = desk.universe();
  json.object()
      .text("symbol", market.native)
      .text("pair", market.native)
      .text("contractType", "PERPETUAL")
      .number("deliveryDate", 4'133'404'800'000)
      .number("onboardDate", 1'569'398'400'000)
      .text("status", desk.markets().board(market.id).halted() ? "PENDING_TRADING" : "TRADING")
      .text("maintMarginPercent", "2.5000")
      .text("requiredMarginPercent", "5.0000")
      .text("baseAsset", names.name(*market.base))
      .text("quoteAsset", names.name(*market.quote))
      .text("marginAsset", names.name(*market.quote))
      .number("pricePrecision", decimals_of(market.tick.raw()))
      .number("quantityPrecision", decimals_of(market.step.raw()))
      .number("baseAssetPrecision", 8)
      .number("quotePrecision", 8)
      .text("underlyingType", "COIN")
      .raw("underlyingSubType", R"(["PoW"])")
      .text("triggerProtect", "0.0500")
      .text("liquidationFee", format_decimal(mul_div(market.liquidation_fee.raw(), 1, 10'000, Rounding::half_even), 8))
      .text("marketTakeBound", market.market_band ? market.market_band->to_string() : "0.05")
      .number("maxMoveOrderLimit", 10'000)
      .array("filters");
  write_filter(json, "PRICE_FILTER",
               {{"minPrice", market.tick.to_string()}, {"maxPrice", "4529764"}, {"tickSize", market.tick.to_string()}});
  for (const std::string_view type : {"LOT_SIZE", "MARKET_LOT_SIZE"})
    write_filter(json, type,
                 {{"minQty", market.minimum_size.to_string()},
                  {"maxQty", market.maximum_size.to_string()},
                  {"stepSize", market.step.to_string()}});
  json.raw(R"({"filterType":"MAX_NUM_ORDERS","limit":200})").raw(R"({"filterType":"MAX_NUM_ALGO_ORDERS","limit":200})");
  write_filter(json, "MIN_NOTIONAL", {{"notional", market.minimum_notional.to_string()}});
  const Ratio band = market.price_band.value_or(from_text<Ratio>("0.05"));
  const Ratio one = from_text<Ratio>("1");
  write_filter(json, "PERCENT_PRICE",
               {{"multiplierUp", (one + band).to_string()},
                {"multiplierDown", (one - band).to_string()},
                {"multiplierDecimal", "4"}});
  json.end_array()
      .raw("orderTypes", R"(["LIMIT","MARKET"])")
      .raw("timeInForce", R"(["GTC","IOC","FOK","GTX","GTD"])")
      .raw("permissionSets", R"(["GRID","COPY"])")
      .end_object();
}

Outcome usdm_exchange_info(Desk& desk, const Call& call) {
  JsonFields json;
  json.object()
      .text("timezone", "UTC")
      .number("serverTime", sim::millis(call.now + desk.clock_skew))
      .text("futuresType", "U_MARGINED")
      .raw("rateLimits", kUsdmLimits)
      .raw("exchangeFilters", "[]")
      .raw("assets", R"([{"asset":"USDT","marginAvailable":true,"autoAssetExchange":"-10000"}])")
      .array("symbols");
  for (const Market* market : desk.markets_of(Segment::usdm)) write_usdm_symbol(json, desk, *market);
  return json.end_array().end_object().take();
}

constexpr std::array kSpotMarketEndpoints = {
    VenueEndpoint{"GET", "/api/v3/ping", "ping", Security::none, 1, 0, &answer_ping},
    VenueEndpoint{"GET", "/api/v3/time", "time", Security::none, 1, 0, &answer_time},
    VenueEndpoint{"GET", "/api/v3/exchangeInfo", "exchangeInfo", Security::none, 20, 0, &spot_exchange_info},
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

std::string_view spot_rate_limits() { return kSpotLimits; }

Outcome answer_usdm_exchange_info(Desk& desk, const Call& call) { return usdm_exchange_info(desk, call); }

std::span<const VenueEndpoint> spot_market_endpoints() { return kSpotMarketEndpoints; }

}  // namespace basis::binance::simulated
