#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/risk/maintenance.hpp"
#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

/// One position's figures at the mark.
struct Figures {
  Amount size, notional, unrealised, initial, maintenance, order_margin;
  Price entry;
  std::int64_t leverage = 1;
};

Figures figures_of(const ExchangeAccount& pool, const Market& market, const sim::MarketBoard& board) {
  Figures found;
  const Holding& held = pool.position(market);
  found.size = held.amount;
  found.leverage = pool.leverage_of(market);
  found.notional = mul(held.amount, board.mark(), Rounding::half_even);
  if (held.amount.is_zero()) return found;
  found.entry =
      Price::from_raw_checked(mul_div(held.entry_cost.raw(), Price::kOne, held.amount.raw(), Rounding::half_even));
  found.unrealised = found.notional - held.entry_cost;
  found.initial = Amount::from_raw(div_round(found.notional.abs().raw(), found.leverage, Rounding::ceil));
  found.maintenance = maintenance_margin(std::span(market.margin_tiers), found.notional.abs());
  return found;
}

std::string text8(Amount amount) { return eight(amount); }

struct Totals {
  Amount wallet, unrealised, initial, maintenance, margin_balance, available, withdrawable;
};

Totals totals_of(Desk& desk, const ExchangeAccount& pool) {
  Totals sum;
  const AssetId dollar = desk.universe().quote_asset();
  sum.wallet = pool.held(dollar);
  for (const Market* market : pool.spec().markets) {
    if (market->is_spot()) continue;
    const Figures one = figures_of(pool, *market, desk.markets().board(market->id));
    sum.unrealised += one.unrealised;
    sum.initial += one.initial;
    sum.maintenance += one.maintenance;
  }
  sum.margin_balance = sum.wallet + sum.unrealised;
  sum.available = pool.available(dollar);
  sum.withdrawable = pool.withdrawable(dollar);
  return sum;
}

void write_asset(JsonFields& json, Desk& desk, const ExchangeAccount& pool, AssetId asset, UtcTime now, bool older) {
  const bool dollar = asset == desk.universe().quote_asset();
  Totals sum;
  if (dollar) sum = totals_of(desk, pool);
  if (!dollar) {
    sum.wallet = sum.margin_balance = sum.available = pool.available(asset);
    sum.withdrawable = pool.withdrawable(asset);
  }
  // What open orders hold back is what is neither free nor a position's.
  const Amount ordered = std::max(sum.margin_balance - sum.initial - sum.available, Amount{});
  json.object()
      .text("asset", desk.universe().name(asset))
      .text("walletBalance", text8(sum.wallet))
      .text("unrealizedProfit", text8(sum.unrealised))
      .text("marginBalance", text8(sum.margin_balance))
      .text("maintMargin", text8(sum.maintenance))
      .text("initialMargin", text8(sum.initial + ordered))
      .text("positionInitialMargin", text8(sum.initial))
      .text("openOrderInitialMargin", text8(ordered))
      .text("crossWalletBalance", text8(sum.wallet))
      .text("crossUnPnl", text8(sum.unrealised))
      .text("availableBalance", text8(sum.available))
      .text("maxWithdrawAmount", text8(sum.withdrawable));
  if (older) json.flag("marginAvailable", true);
  json.number("updateTime", sim::millis(now)).end_object();
}

void write_account_position(JsonFields& json, const ExchangeAccount& pool, const Market& market, const Figures& one,
                            bool isolated, UtcTime now, bool older) {
  json.object()
      .text("symbol", market.native)
      .text("positionSide", "BOTH")
      .text("positionAmt", one.size.to_string())
      .text("unrealizedProfit", text8(one.unrealised))
      .text("isolatedMargin", "0")
      .text("notional", text8(one.notional))
      .text("isolatedWallet", "0")
      .text("initialMargin", text8(one.initial))
      .text("maintMargin", text8(one.maintenance));
  if (older)
    json.text("positionInitialMargin", text8(one.initial))
        .text("openOrderInitialMargin", "0")
        .text("leverage", std::to_string(pool.leverage_of(market)))
        .flag("isolated", isolated)
        .text("entryPrice", one.entry.to_string())
        .text("breakEvenPrice", one.entry.to_string())
        .text("maxNotional", "1000000")
        .text("bidNotional", "0")
        .text("askNotional", "0");
  json.number("updateTime", sim::millis(now)).end_object();
}

Outcome account_of(Desk& desk, const Call& call, bool older) {
  const ExchangeAccount& pool = *call.account().pool("perp");
  const Totals sum = totals_of(desk, pool);
  const Amount ordered = std::max(sum.margin_balance - sum.initial - sum.available, Amount{});
  JsonFields json;
  json.object();
  if (older)
    json.number("feeTier", 0)
        .flag("canTrade", true)
        .flag("canDeposit", true)
        .flag("canWithdraw", true)
        .flag("multiAssetsMargin", call.client->multi_assets)
        .number("tradeGroupId", -1)
        .number("updateTime", 0);
  json.text("totalInitialMargin", text8(sum.initial + ordered))
      .text("totalMaintMargin", text8(sum.maintenance))
      .text("totalWalletBalance", text8(sum.wallet))
      .text("totalUnrealizedProfit", text8(sum.unrealised))
      .text("totalMarginBalance", text8(sum.margin_balance))
      .text("totalPositionInitialMargin", text8(sum.initial))
      .text("totalOpenOrderInitialMargin", text8(ordered))
      .text("totalCrossWalletBalance", text8(sum.wallet))
      .text("totalCrossUnPnl", text8(sum.unrealised))
      .text("availableBalance", text8(sum.available))
      .text("maxWithdrawAmount", text8(sum.withdrawable))
      .array("assets");
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets)
    write_asset(json, desk, pool, pocket.asset, call.now, older);
  json.end_array().array("positions");
  for (const Market* market : pool.spec().markets) {
    if (market->is_spot()) continue;
    const Figures one = figures_of(pool, *market, desk.markets().board(market->id));
    if (!older && one.size.is_zero()) continue;
    write_account_position(json, pool, *market, one, call.client->isolated[market->id], call.now, older);
  }
  return json.end_array().end_object().take();
}

Outcome account_v2(Desk& desk, const Call& call) { return account_of(desk, call, true); }
Outcome account_v3(Desk& desk, const Call& call) { return account_of(desk, call, false); }

Outcome balances(Desk& desk, const Call& call) {
  const ExchangeAccount& pool = *call.account().pool("perp");
  JsonFields json;
  json.array();
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const bool dollar = pocket.asset == desk.universe().quote_asset();
    const Totals sum = dollar ? totals_of(desk, pool) : Totals{};
    json.object()
        .text("accountAlias", "SgsR")
        .text("asset", desk.universe().name(pocket.asset))
        .text("balance", text8(pool.held(pocket.asset)))
        .text("crossWalletBalance", text8(pool.held(pocket.asset)))
        .text("crossUnPnl", text8(sum.unrealised))
        .text("availableBalance", text8(pool.available(pocket.asset)))
        .text("maxWithdrawAmount", text8(pool.withdrawable(pocket.asset)))
        .flag("marginAvailable", true)
        .number("updateTime", sim::millis(call.now))
        .end_object();
  }
  return json.end_array().take();
}

Outcome positions_of(Desk& desk, const Call& call, bool older) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  const ExchangeAccount& pool = *call.account().pool("perp");
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::usdm)) {
    if (only != nullptr && only != market) continue;
    const sim::MarketBoard& board = desk.markets().board(market->id);
    const Figures one = figures_of(pool, *market, board);
    // v3 lists positions and symbols with open orders only.
    if (!older && one.size.is_zero()) continue;
    json.object()
        .text("symbol", market->native)
        .text("positionSide", "BOTH")
        .text("positionAmt", one.size.to_string())
        .text("entryPrice", one.entry.to_string())
        .text("breakEvenPrice", one.entry.to_string())
        .text("markPrice", board.mark().to_string())
        .text("unRealizedProfit", text8(one.unrealised))
        .text("liquidationPrice", "0")
        .text("isolatedMargin", "0")
        .text("notional", text8(one.notional));
    if (older)
      json.text("leverage", std::to_string(pool.leverage_of(*market)))
          .text("maxNotionalValue", "1000000")
          .text("marginType", call.client->isolated[market->id] ? "isolated" : "cross")
          .text("isAutoAddMargin", "false")
          .text("isolatedWallet", "0");
    else
      json.text("marginAsset", desk.universe().name(*market->quote))
          .text("isolatedWallet", "0")
          .text("initialMargin", text8(one.initial))
          .text("maintMargin", text8(one.maintenance))
          .text("positionInitialMargin", text8(one.initial))
          .text("openOrderInitialMargin", "0")
          .number("adl", 1)
          .text("bidNotional", "0")
          .text("askNotional", "0");
    json.number("updateTime", sim::millis(call.now)).end_object();
  }
  return json.end_array().take();
}

Outcome positions_v2(Desk& desk, const Call& call) { return positions_of(desk, call, true); }
Outcome positions_v3(Desk& desk, const Call& call) { return positions_of(desk, call, false); }

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

Outcome income(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.any_market(call));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 100));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  BOOST_OUTCOME_TRY(const std::int64_t page, call.params.integer("page", 1));
  const std::string_view type = call.params.text("incomeType");
  const auto most = std::clamp<std::int64_t>(limit, 1, 1'000);
  std::int64_t skipped = (std::max<std::int64_t>(page, 1) - 1) * most;
  std::int64_t told = 0;
  JsonFields json;
  json.array();
  for (const sim::ClientIncome& one : call.account().incomes()) {
    const std::int64_t at = sim::millis(one.at);
    if ((!type.empty() && type != one.kind) || (market != nullptr && one.market != market->id) || at < start ||
        at > end)
      continue;
    if (skipped-- > 0) continue;
    if (told++ == most) break;
    json.object()
        .text("symbol", one.market ? desk.universe()[*one.market].native : "")
        .text("incomeType", one.kind)
        .text("income", text8(one.amount))
        .text("asset", one.asset)
        .number("time", at)
        .text("info", one.kind)
        .number("tranId", 9'000'000'000 + one.number)
        .text("tradeId", one.trade == 0 ? "" : std::to_string(one.trade))
        .end_object();
  }
  return json.end_array().take();
}

Outcome start_listening(Desk& desk, const Call& call) {
  if (call.client->listen_key.empty()) call.client->listen_key = desk.new_listen_key();
  call.client->listen_key_until = call.now + kHour;
  return JsonFields().object().text("listenKey", call.client->listen_key).end_object().take();
}

Outcome keep_listening(Desk&, const Call& call) {
  if (call.client->listen_key.empty()) return Refusal{-1125, "This listenKey does not exist."};
  call.client->listen_key_until = call.now + kHour;
  return JsonFields().object().text("listenKey", call.client->listen_key).end_object().take();
}

Outcome stop_listening(Desk& desk, const Call& call) {
  desk.on_listen_key_gone(*call.client);
  return std::string("{}");
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

constexpr std::array kUsdmAccountEndpoints = {
    VenueEndpoint{"GET", "/fapi/v2/account", "account.status", Security::signature, 5, 0, &account_v2},
    VenueEndpoint{"GET", "/fapi/v3/account", "v2/account.status", Security::signature, 5, 0, &account_v3},
    VenueEndpoint{"GET", "/fapi/v2/balance", "account.balance", Security::signature, 5, 0, &balances},
    VenueEndpoint{"GET", "/fapi/v3/balance", "v2/account.balance", Security::signature, 5, 0, &balances},
    VenueEndpoint{"GET", "/fapi/v2/positionRisk", "account.position", Security::signature, 5, 0, &positions_v2},
    VenueEndpoint{"GET", "/fapi/v3/positionRisk", "v2/account.position", Security::signature, 5, 0, &positions_v3},
    VenueEndpoint{"POST", "/fapi/v1/leverage", "", Security::signature, 1, 0, &set_leverage},
    VenueEndpoint{"POST", "/fapi/v1/marginType", "", Security::signature, 1, 0, &set_margin_type},
    VenueEndpoint{"POST", "/fapi/v1/positionSide/dual", "", Security::signature, 1, 0, &set_dual},
    VenueEndpoint{"GET", "/fapi/v1/positionSide/dual", "", Security::signature, 30, 0, &get_dual},
    VenueEndpoint{"POST", "/fapi/v1/multiAssetsMargin", "", Security::signature, 1, 0, &set_multi},
    VenueEndpoint{"GET", "/fapi/v1/multiAssetsMargin", "", Security::signature, 30, 0, &get_multi},
    VenueEndpoint{"GET", "/fapi/v1/income", "", Security::signature, 30, 0, &income},
    VenueEndpoint{"POST", "/fapi/v1/listenKey", "userDataStream.start", Security::key, 1, 0, &start_listening},
    VenueEndpoint{"PUT", "/fapi/v1/listenKey", "userDataStream.ping", Security::key, 1, 0, &keep_listening},
    VenueEndpoint{"DELETE", "/fapi/v1/listenKey", "userDataStream.stop", Security::key, 1, 0, &stop_listening},
    VenueEndpoint{"GET", "/fapi/v1/leverageBracket", "", Security::signature, 1, 0, &leverage_bracket},
    VenueEndpoint{"GET", "/fapi/v1/accountConfig", "", Security::signature, 5, 0, &account_config},
    VenueEndpoint{"GET", "/fapi/v1/symbolConfig", "", Security::signature, 5, 0, &symbol_config},
    VenueEndpoint{"GET", "/fapi/v1/commissionRate", "", Security::signature, 20, 0, &commission_rate},
};

// Market data of USDⓈ-M alone.

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
    std::vector<const sim::BoardFunding*> found;
    for (const sim::BoardFunding& paid : desk.markets().board(market->id).fundings())
      if (sim::millis(paid.at) >= start && sim::millis(paid.at) <= end) found.push_back(&paid);
    const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1'000));
    if (found.size() > most)
      call.params.has("startTime") ? found.resize(most)
                                   : (void)found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(most));
    for (const sim::BoardFunding* paid : found)
      json.object()
          .text("symbol", market->native)
          .number("fundingTime", sim::millis(paid->at))
          .text("fundingRate", eight_rate_text(paid->rate))
          .text("markPrice", eight(paid->mark))
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

std::span<const VenueEndpoint> usdm_account_endpoints() { return kUsdmAccountEndpoints; }
std::span<const VenueEndpoint> usdm_market_endpoints() { return kUsdmMarketEndpoints; }

}  // namespace basis::binance::simulated
