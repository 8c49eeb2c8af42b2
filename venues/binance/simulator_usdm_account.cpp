#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/risk/maintenance.hpp"
#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

std::string text8(Amount amount) { return eight(amount); }

void write_asset(JsonFields& json, Desk& desk, const ExchangeAccount& pool, AssetId asset, UtcTime now, bool older) {
  const bool dollar = asset == desk.universe().quote_asset();
  sim::PoolFigures sum;
  if (dollar) sum = sim::pool_figures(desk.markets(), pool);
  if (!dollar) {
    sum.wallet = sum.margin_balance = sum.available = pool.available(asset);
    sum.withdrawable = pool.withdrawable(asset);
  }
  // What open orders hold back is what is neither free nor a position's.
  const Amount ordered = sum.ordered();
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

void write_account_position(JsonFields& json, const ExchangeAccount& pool, const Market& market,
                            const sim::PositionFigures& one, bool isolated, UtcTime now, bool older) {
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
  const sim::PoolFigures sum = sim::pool_figures(desk.markets(), pool);
  const Amount ordered = sum.ordered();
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
    const sim::PositionFigures one = sim::position_figures(pool, desk.markets().board(market->id));
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
    const sim::PoolFigures sum = dollar ? sim::pool_figures(desk.markets(), pool) : sim::PoolFigures{};
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
    const sim::PositionFigures one = sim::position_figures(pool, board);
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

constexpr std::array kUsdmAccountEndpoints = {
    VenueEndpoint{"GET", "/fapi/v2/account", "account.status", Security::signature, 5, 0, &account_v2},
    VenueEndpoint{"GET", "/fapi/v3/account", "v2/account.status", Security::signature, 5, 0, &account_v3},
    VenueEndpoint{"GET", "/fapi/v2/balance", "account.balance", Security::signature, 5, 0, &balances},
    VenueEndpoint{"GET", "/fapi/v3/balance", "v2/account.balance", Security::signature, 5, 0, &balances},
    VenueEndpoint{"GET", "/fapi/v2/positionRisk", "account.position", Security::signature, 5, 0, &positions_v2},
    VenueEndpoint{"GET", "/fapi/v3/positionRisk", "v2/account.position", Security::signature, 5, 0, &positions_v3},
    VenueEndpoint{"GET", "/fapi/v1/income", "", Security::signature, 30, 0, &income},
    VenueEndpoint{"POST", "/fapi/v1/listenKey", "userDataStream.start", Security::key, 1, 0, &start_listening},
    VenueEndpoint{"PUT", "/fapi/v1/listenKey", "userDataStream.ping", Security::key, 1, 0, &keep_listening},
    VenueEndpoint{"DELETE", "/fapi/v1/listenKey", "userDataStream.stop", Security::key, 1, 0, &stop_listening},
};

}  // namespace

std::span<const VenueEndpoint> usdm_account_endpoints() { return kUsdmAccountEndpoints; }

}  // namespace basis::binance::simulated
