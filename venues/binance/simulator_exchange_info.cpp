#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

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

}  // namespace

Outcome answer_spot_exchange_info(Desk& desk, const Call& call) { return spot_exchange_info(desk, call); }

Outcome answer_usdm_exchange_info(Desk& desk, const Call& call) { return usdm_exchange_info(desk, call); }

}  // namespace basis::binance::simulated
