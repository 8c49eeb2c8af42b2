#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"
#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

std::string rate_text(BasisPoints bps) { return format_decimal(div_round(bps.raw(), 10'000, Rounding::half_even), 8); }

std::string eight_rate(BasisPoints bps) {
  return eight(Price::from_raw_checked(div_round(bps.raw(), 10'000, Rounding::half_even)));
}

Outcome spot_account(Desk& desk, const Call& call) {
  const sim::ClientAccount& account = call.account();
  const ExchangeAccount& pool = *account.pool("spot");
  const std::vector<const Market*> markets = desk.markets_of(Segment::spot);
  const BasisPoints maker = markets.empty() ? BasisPoints{} : markets.front()->maker_fee;
  const BasisPoints taker = markets.empty() ? BasisPoints{} : markets.front()->taker_fee;
  BOOST_OUTCOME_TRY(const bool only_held, call.params.flag("omitZeroBalances", false));
  JsonFields json;
  json.object()
      .number("makerCommission", maker.raw() / BasisPoints::kOne)
      .number("takerCommission", taker.raw() / BasisPoints::kOne)
      .number("buyerCommission", 0)
      .number("sellerCommission", 0)
      .object("commissionRates")
      .text("maker", eight_rate(maker))
      .text("taker", eight_rate(taker))
      .text("buyer", "0.00000000")
      .text("seller", "0.00000000")
      .end_object()
      .flag("canTrade", true)
      .flag("canWithdraw", true)
      .flag("canDeposit", true)
      .flag("brokered", false)
      .flag("requireSelfTradePrevention", false)
      .flag("preventSor", false)
      .number("updateTime", call.time(call.now))
      .text("accountType", "SPOT")
      .array("balances");
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const Amount held = pool.held(pocket.asset);
    const Amount free = pool.available(pocket.asset);
    if (only_held && held.is_zero()) continue;
    json.object()
        .text("asset", desk.universe().name(pocket.asset))
        .text("free", eight(free))
        .text("locked", eight(held - free))
        .end_object();
  }
  return json.end_array()
      .raw("permissions", R"(["SPOT"])")
      .number("uid", static_cast<std::int64_t>(1'000'000))
      .end_object()
      .take();
}

Outcome spot_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const auto found,
                    asked_fills(call, *market, kDay, {-1127, "More than 24 hours between startTime and endTime."}));
  JsonFields json;
  json.array();
  for (const sim::ClientFill* fill : found)
    json.object()
        .text("symbol", market->native)
        .number("id", fill->id)
        .number("orderId", fill->order)
        .number("orderListId", -1)
        .text("price", eight(fill->price))
        .text("qty", eight(fill->size))
        .text("quoteQty", eight(fill->worth))
        .text("commission", eight(fill->fee))
        .text("commissionAsset", desk.universe().name(fill->fee_asset))
        .number("time", call.time(fill->at))
        .flag("isBuyer", fill->side == OrderSide::buy)
        .flag("isMaker", fill->liquidity == Liquidity::maker)
        .flag("isBestMatch", true)
        .end_object();
  return json.end_array().take();
}

Outcome order_count(Desk&, const Call& call) {
  sim::LimitCount short_count = call.client->orders_10s[0];
  sim::LimitCount day_count = call.client->orders_long[0];
  JsonFields json;
  json.array()
      .object()
      .text("rateLimitType", "ORDERS")
      .text("interval", "SECOND")
      .number("intervalNum", 10)
      .number("limit", 50)
      .number("count", short_count.add(call.now, kSecond * 10, 0))
      .end_object()
      .object()
      .text("rateLimitType", "ORDERS")
      .text("interval", "DAY")
      .number("intervalNum", 1)
      .number("limit", 160'000)
      .number("count", day_count.add(call.now, kDay, 0))
      .end_object();
  return json.end_array().take();
}

Outcome commission(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  JsonFields json;
  json.object().text("symbol", market->native);
  json.object("standardCommission")
      .text("maker", eight_rate(market->maker_fee))
      .text("taker", eight_rate(market->taker_fee))
      .text("buyer", "0.00000000")
      .text("seller", "0.00000000")
      .end_object();
  for (const std::string_view none : {"specialCommission", "taxCommission"})
    json.object(none)
        .text("maker", "0.00000000")
        .text("taker", "0.00000000")
        .text("buyer", "0.00000000")
        .text("seller", "0.00000000")
        .end_object();
  json.object("discount")
      .flag("enabledForAccount", call.account().pool("spot")->fee_token().has_value())
      .flag("enabledForSymbol", true)
      .text("discountAsset", desk.settings().venue->fee_token)
      .text("discount", "0.75000000")
      .end_object();
  return json.end_object().take();
}

Outcome api_restrictions(Desk&, const Call&) {
  JsonFields json;
  json.object().flag("ipRestrict", false).number("createTime", 1'700'000'000'000);
  for (const std::string_view yes : {"enableReading", "enableWithdrawals", "enableInternalTransfer",
                                     "permitsUniversalTransfer", "enableFutures", "enableSpotAndMarginTrading"})
    json.flag(yes, true);
  for (const std::string_view no : {"enableMargin", "enableVanillaOptions", "enableFixApiTrade", "enableFixReadOnly",
                                    "enablePortfolioMarginTrading"})
    json.flag(no, false);
  return json.end_object().take();
}

Outcome system_status(Desk&, const Call&) { return std::string(R"({"status":0,"msg":"normal"})"); }

Outcome spot_balance_bnb(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const bool on, call.params.flag("spotBNBBurn", false));
  const auto token = desk.universe().find_asset(desk.settings().venue->fee_token);
  const auto markets = desk.markets_of(Segment::spot);
  Price price;
  for (const Market* market : markets)
    if (token && market->base == *token) price = desk.markets().board(market->id).last();
  call.account().pool("spot")->pay_fees_in(on ? token : std::nullopt, price);
  return JsonFields().object().flag("spotBNBBurn", on).flag("interestBNBBurn", false).end_object().take();
}

Outcome trade_fees(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::spot))
    if (only == nullptr || only == market)
      json.object()
          .text("symbol", market->native)
          .text("makerCommission", rate_text(market->maker_fee))
          .text("takerCommission", rate_text(market->taker_fee))
          .end_object();
  return json.end_array().take();
}

/// Products that are not simulated have no markets.
Outcome no_markets(Desk&, const Call& call) {
  return JsonFields()
      .object()
      .text("timezone", "UTC")
      .number("serverTime", sim::millis(call.now))
      .raw("rateLimits", "[]")
      .raw("symbols", "[]")
      .raw("optionSymbols", "[]")
      .end_object()
      .take();
}

Outcome no_pairs(Desk&, const Call&) { return std::string("[]"); }

constexpr std::array kSpotAccountEndpoints = {
    VenueEndpoint{"GET", "/sapi/v1/asset/tradeFee", "", Security::signature, 1, 0, &trade_fees},
    VenueEndpoint{"GET", "/sapi/v1/margin/allPairs", "", Security::key, 1, 0, &no_pairs},
    VenueEndpoint{"GET", "/sapi/v1/margin/isolated/allPairs", "", Security::key, 1, 0, &no_pairs},
    VenueEndpoint{"GET", "/dapi/v1/exchangeInfo", "", Security::none, 1, 0, &no_markets},
    VenueEndpoint{"GET", "/eapi/v1/exchangeInfo", "", Security::none, 1, 0, &no_markets},
    VenueEndpoint{"GET", "/api/v3/account", "account.status", Security::signature, 20, 0, &spot_account},
    VenueEndpoint{"GET", "/api/v3/myTrades", "myTrades", Security::signature, 20, 0, &spot_trades},
    VenueEndpoint{"GET", "/api/v3/rateLimit/order", "account.rateLimits.orders", Security::signature, 40, 0,
                  &order_count},
    VenueEndpoint{"GET", "/api/v3/account/commission", "account.commission", Security::signature, 20, 0, &commission},
    VenueEndpoint{"GET", "/sapi/v1/system/status", "", Security::none, 1, 0, &system_status},
    VenueEndpoint{"GET", "/sapi/v1/account/apiRestrictions", "", Security::signature, 1, 0, &api_restrictions},
    VenueEndpoint{"POST", "/sapi/v1/bnbBurn", "", Security::signature, 1, 0, &spot_balance_bnb},
};

}  // namespace

std::string fee_rate_text(BasisPoints bps) { return rate_text(bps); }

std::span<const VenueEndpoint> spot_account_endpoints() { return kSpotAccountEndpoints; }

}  // namespace basis::binance::simulated
