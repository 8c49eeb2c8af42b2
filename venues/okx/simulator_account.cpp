#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/okx/simulator_words.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

/// "1.25": one number through another; empty where it has no divisor.
std::string quotient(Amount above, Amount below) {
  if (below.is_zero()) return {};
  return format_decimal(mul_div(above.raw(), 1'000'000, below.raw(), Rounding::half_even), 6);
}

/// What a position has brought since it was first held.
struct Earned {
  Amount profit, fee, funding;
};
Earned earned_in(const sim::ClientAccount& account, const Market& market) {
  Earned sum;
  for (const sim::ClientIncome& one : account.incomes()) {
    if (one.market != market.id) continue;
    if (one.kind == "REALIZED_PNL") sum.profit += one.amount;
    if (one.kind == "COMMISSION") sum.fee += one.amount;
    if (one.kind == "FUNDING_FEE") sum.funding += one.amount;
  }
  return sum;
}

Outcome balance(Desk& desk, const Call& call) {
  std::vector<AssetId> only;
  std::string_view list = call.params().text("ccy");
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (const auto asset = desk.universe().find_asset(list.substr(0, end))) only.push_back(*asset);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  JsonFields json;
  json.array();
  write_balance(json, desk, call.account(), only);
  return Reply(json.end_array().take());
}

Outcome positions(Desk& desk, const Call& call) {
  JsonFields json;
  json.array();
  for (const Market* market : desk.chosen(call.params()))
    if (!market->is_spot() && !call.account().pool_of(*market).position(*market).amount.is_zero())
      write_position(json, desk, call.account(), *market);
  return Reply(json.end_array().take());
}

/// How much may be moved out of the trading account. Source: "Get maximum withdrawals".
Outcome most_withdrawals(Desk& desk, const Call& call) {
  const ExchangeAccount& pool = *call.account().pool("unified");
  const std::string_view only = call.params().text("ccy");
  JsonFields json;
  json.array();
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const std::string& name = desk.universe().name(pocket.asset);
    if ((!only.empty() && only != name) || (only.empty() && pool.held(pocket.asset).is_zero())) continue;
    const std::string most = money(pool.withdrawable(pocket.asset));
    json.object()
        .text("ccy", name)
        .text("maxWd", most)
        .text("maxWdEx", most)
        .text("spotOffsetMaxWd", most)
        .text("spotOffsetMaxWdEx", most)
        .end_object();
  }
  return Reply(json.end_array().take());
}

/// Source: "Get account rate limit".
Outcome rate_limit(Desk& desk, const Call& call) {
  return Reply(JsonFields()
                   .array()
                   .object()
                   .text("accRateLimit", "1000")
                   .text("fillRatio", "")
                   .text("mainFillRatio", "")
                   .text("nextAccRateLimit", "1000")
                   .text("ts", std::to_string(desk.time(call.now)))
                   .end_object()
                   .end_array()
                   .take());
}

constexpr std::array kAccountEndpoints = {
    VenueEndpoint{"GET", "/api/v5/account/balance", "", true, 10, kTwoSeconds, LimitBy::user, false, &balance},
    VenueEndpoint{"GET", "/api/v5/account/positions", "", true, 10, kTwoSeconds, LimitBy::user, false, &positions},
    VenueEndpoint{"GET", "/api/v5/account/max-withdrawal", "", true, 20, kTwoSeconds, LimitBy::user, false,
                  &most_withdrawals},
    VenueEndpoint{"GET", "/api/v5/trade/account-rate-limit", "", true, 1, kSecond, LimitBy::user, false, &rate_limit},
};

/// One currency of the account: `eq` with unrealised profit, `cashBal` without.
void write_currency(JsonFields& json, const Desk& desk, const ExchangeAccount& pool, AssetId asset,
                    const sim::PoolFigures& figures, std::int64_t at) {
  const bool dollar = asset == desk.universe().quote_asset();
  const Amount cash = pool.held(asset);
  const Amount equity = dollar ? figures.margin_balance : cash;
  const Amount available = pool.available(asset);
  const Amount frozen = std::max(equity - available, Amount{});
  json.object()
      .text("ccy", desk.universe().name(asset))
      .text("eq", money(equity))
      .text("cashBal", money(cash))
      .text("availBal", money(available))
      .text("availEq", money(available))
      .text("frozenBal", money(frozen))
      .text("ordFrozen", money(dollar ? figures.ordered() : frozen))
      .text("upl", money(dollar ? figures.unrealised : Amount{}))
      .text("imr", dollar ? money(figures.initial + figures.ordered()) : "")
      .text("mmr", dollar ? money(figures.maintenance) : "")
      .text("mgnRatio", dollar ? quotient(figures.margin_balance, figures.maintenance) : "")
      .text("eqUsd", money(mul(equity, desk.price_of(asset), Rounding::half_even)))
      .text("disEq", money(mul(equity, desk.price_of(asset), Rounding::half_even)))
      .text("uTime", std::to_string(at));
  for (const std::string_view none :
       {"liab",      "crossLiab",  "isoLiab",   "interest", "twap",         "maxLoan",    "notionalLever",
        "isoEq",     "isoUpl",     "uplLiab",   "stgyEq",   "spotInUseAmt", "borrowFroz", "fixedBal",
        "rewardBal", "spotIsoBal", "smtSyncEq", "accAvgPx", "openAvgPx",    "spotBal"})
    json.text(none, "0");
  json.flag("collateralEnabled", false).end_object();
}

}  // namespace

void write_balance(JsonFields& json, const Desk& desk, const sim::ClientAccount& account,
                   std::span<const AssetId> only) {
  const ExchangeAccount& pool = *account.pool("unified");
  const sim::PoolFigures figures = pool_figures(account.markets(), pool);
  const std::int64_t at = desk.time(desk.now());
  JsonFields details;
  details.array();
  Amount total;
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const bool dollar = pocket.asset == desk.universe().quote_asset();
    const Amount equity = dollar ? figures.margin_balance : pool.held(pocket.asset);
    total += mul(equity, desk.price_of(pocket.asset), Rounding::half_even);
    const bool wanted = std::find(only.begin(), only.end(), pocket.asset) != only.end();
    if (only.empty() ? !equity.is_zero() || !pool.held(pocket.asset).is_zero() : wanted)
      write_currency(details, desk, pool, pocket.asset, figures, at);
  }
  json.object()
      .text("uTime", std::to_string(at))
      .text("totalEq", money(total))
      .text("adjEq", "")
      .text("availEq", "")
      .text("isoEq", "0")
      .text("ordFroz", "")
      .text("imr", "")
      .text("mmr", "")
      .text("mgnRatio", "")
      .text("borrowFroz", "")
      .text("notionalUsd", "")
      .text("upl", "")
      .raw("details", details.end_array().take())
      .end_object();
}

void write_position(JsonFields& json, const Desk& desk, const sim::ClientAccount& account, const Market& market) {
  const ExchangeAccount& pool = account.pool_of(market);
  const sim::MarketBoard& board = desk.board(market);
  const sim::PositionFigures one = position_figures(pool, board);
  const sim::PoolFigures all = pool_figures(account.markets(), pool);
  const Earned earned = earned_in(account, market);
  const bool held = !one.size.is_zero();
  std::string last_trade;
  for (auto fill = account.fills().rbegin(); fill != account.fills().rend() && last_trade.empty(); ++fill)
    if (fill->market == market.id) last_trade = std::to_string(trade_id_of(*fill));
  json.object()
      .text("instType", type_of(market))
      .text("instId", market.native)
      .text("mgnMode", "cross")
      .text("posId", std::to_string(700'000'000 + market.id.index()))
      .text("posSide", "net")
      .text("pos", shown(market, one.size))
      .text("availPos", "")
      .text("posCcy", "")
      .text("ccy", desk.universe().name(*market.quote))
      .text("avgPx", held ? one.entry.to_string() : "")
      .text("bePx", held ? one.entry.to_string() : "")
      .text("markPx", board.mark().to_string())
      .text("idxPx", board.index().to_string())
      .text("last", board.last().to_string())
      .text("upl", money(one.unrealised))
      .text("uplRatio", held ? quotient(one.unrealised, one.initial) : "")
      .text("uplLastPx", money(one.unrealised))
      .text("uplRatioLastPx", held ? quotient(one.unrealised, one.initial) : "")
      .text("lever", std::to_string(one.leverage))
      .text("liqPx", "")
      .text("imr", money(one.initial))
      .text("mmr", money(one.maintenance))
      .text("margin", "")
      .text("mgnRatio", quotient(all.margin_balance, all.maintenance))
      .text("notionalUsd", money(one.notional.abs()))
      .text("adl", held ? "1" : "0")
      .text("tradeId", last_trade)
      .text("realizedPnl", money(earned.profit + earned.fee + earned.funding))
      .text("pnl", money(earned.profit))
      .text("fee", money(earned.fee))
      .text("fundingFee", money(earned.funding))
      .text("liqPenalty", "0")
      .text("usdPx", "1");
  for (const std::string_view none :
       {"liab", "liabCcy", "interest", "optVal", "baseBal", "quoteBal", "baseBorrowed", "quoteBorrowed", "baseInterest",
        "quoteInterest", "spotInUseAmt", "spotInUseCcy", "clSpotInUseAmt", "maxSpotInUseAmt", "bizRefId", "bizRefType",
        "pendingCloseOrdLiabVal"})
    json.text(none, "");
  json.raw("closeOrderAlgo", "[]")
      .text("cTime", std::to_string(desk.time(desk.now())))
      .text("uTime", std::to_string(desk.time(desk.now())))
      .end_object();
}

std::span<const VenueEndpoint> account_endpoints() { return kAccountEndpoints; }

}  // namespace basis::okx::simulated
