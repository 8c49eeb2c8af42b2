#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientFill;
using sim::ClientOrder;
using sim::JsonFields;

}  // namespace

void write_execution(JsonFields& json, Desk& desk, const ClientOrder& order, const ClientFill& fill, Quantity left,
                     bool topic) {
  const Market& market = desk.universe()[fill.market];
  const bool maker = fill.liquidity == Liquidity::maker;
  const sim::MarketBoard& board = desk.markets().board(market.id);
  json.object();
  if (topic) json.text("category", category_word(category_of(market)));
  json.text("symbol", market.native)
      .text("orderId", order_id(market, order.number))
      .text("orderLinkId", order.client_id)
      .text("side", side_word(fill.side))
      .text("orderPrice", order.terms.limit.to_string())
      .text("orderQty", order.terms.size.to_string())
      .text("leavesQty", left.to_string())
      .text("createType", fill.origin == FillOrigin::order         ? "CreateByUser"
                          : fill.origin == FillOrigin::liquidation ? "CreateByLiq"
                                                                   : "CreateByAdl_PassThrough")
      .text("orderType", order_type_word(order))
      .text("stopOrderType", "UNKNOWN")
      .text("execFee", shown(fill.fee))
      .text("feeCurrency", desk.universe().name(fill.fee_asset))
      .text("execId", exec_id(market, fill.id))
      .text("execPrice", fill.price.to_string())
      .text("execQty", fill.size.to_string())
      .text("execType", exec_type_word(fill.origin))
      .text("execValue", shown(fill.worth))
      .text("execTime", std::to_string(sim::millis(fill.at)))
      .flag("isMaker", maker)
      .text("feeRate", rate_text(maker ? market.maker_fee : market.taker_fee))
      .text("tradeIv", "")
      .text("markIv", "")
      .text("markPrice", market.is_spot() ? "" : board.mark().to_string())
      .text("indexPrice", "")
      .text("underlyingPrice", "")
      .text("blockTradeId", "")
      .text("closedSize", fill.realised.is_zero() ? "0" : fill.size.to_string())
      .text("extraFees", "")
      .number("seq", board.update_id());
  if (topic) json.text("isLeverage", "0").text("marketUnit", "").text("execPnl", shown(fill.realised));
  json.end_object();
}

void write_fast_execution(JsonFields& json, Desk& desk, const ClientOrder& order, const ClientFill& fill) {
  const Market& market = desk.universe()[fill.market];
  const bool maker = fill.liquidity == Liquidity::maker;
  json.object()
      .text("category", category_word(category_of(market)))
      .text("symbol", market.native)
      .text("execId", exec_id(market, fill.id))
      .text("execPrice", fill.price.to_string())
      .text("execQty", fill.size.to_string())
      .text("orderId", order_id(market, order.number))
      .flag("isMaker", maker)
      .text("orderLinkId", maker ? "" : order.client_id)
      .text("side", side_word(fill.side))
      .text("execTime", std::to_string(sim::millis(fill.at)))
      .number("seq", desk.markets().board(market.id).update_id())
      .end_object();
}

void write_funding_execution(JsonFields& json, Desk& desk, const SimClient& client, const sim::ClientIncome& income) {
  const Market& market = desk.universe()[*income.market];
  const sim::MarketBoard& board = desk.markets().board(market.id);
  const auto paid = std::find_if(board.fundings().rbegin(), board.fundings().rend(),
                                 [&](const sim::BoardFunding& one) { return one.at <= income.at; });
  const Price mark = paid == board.fundings().rend() ? board.mark() : paid->mark;
  const Ray rate = paid == board.fundings().rend() ? board.funding_rate() : paid->rate;
  const Amount held = client.account->pool_of(market).position(market).amount;
  json.object()
      .text("category", "linear")
      .text("symbol", market.native)
      .text("orderId", "")
      .text("orderLinkId", "")
      .text("side", held.sign() >= 0 ? "Buy" : "Sell")
      .text("orderPrice", "0")
      .text("orderQty", "0")
      .text("leavesQty", "0")
      .text("createType", "")
      .text("orderType", "UNKNOWN")
      .text("stopOrderType", "UNKNOWN")
      .text("execFee", shown(-income.amount))
      .text("feeCurrency", income.asset)
      .text("execId", funding_id(income.number))
      .text("execPrice", mark.to_string())
      .text("execQty", held.abs().to_string())
      .text("execType", "Funding")
      .text("execValue", shown(mul(held.abs(), mark, Rounding::half_even)))
      .text("execTime", std::to_string(sim::millis(income.at)))
      .flag("isMaker", false)
      .text("feeRate", rate_text(rate))
      .text("markPrice", mark.to_string())
      .text("closedSize", "0")
      .number("seq", board.update_id())
      .end_object();
}

std::int64_t leverage_of(const SimClient& client, const Market& market) {
  const auto set = client.leverages.find(market.id);
  return set == client.leverages.end() ? client.account->pool_of(market).leverage_of(market) : set->second;
}

void write_position(JsonFields& json, Desk& desk, const SimClient& client, const Market& market, FillOrigin origin,
                    UtcTime now, bool topic) {
  const sim::MarketBoard& board = desk.markets().board(market.id);
  const sim::PositionFigures one = sim::position_figures(client.account->pool_of(market), board);
  const std::string at = std::to_string(sim::millis(now));
  json.object();
  if (topic) json.text("category", "linear");
  // In hedge mode a market has a position of each side; the engine has one.
  json.number("positionIdx", client.hedge_mode ? 1 : 0)
      .number("riskId", 1)
      .text("riskLimitValue", market.margin_tiers.front().up_to.value_or(Amount::from_int(2'000'000)).to_string())
      .text("symbol", market.native)
      .text("side", one.size.is_zero()    ? ""
                    : one.size.sign() > 0 ? "Buy"
                                          : "Sell")
      .text("size", one.size.abs().to_string())
      .text(topic ? "entryPrice" : "avgPrice", one.entry.to_string())
      .text("positionValue", shown(one.notional.abs()))
      .number("tradeMode", 0)
      .text("positionStatus", origin == FillOrigin::order         ? "Normal"
                              : origin == FillOrigin::liquidation ? "Liq"
                                                                  : "Adl")
      .number("autoAddMargin", 0)
      .number("adlRankIndicator", one.size.is_zero() ? 0 : 2)
      .text("leverage", std::to_string(leverage_of(client, market)))
      .text("breakEvenPrice", one.size.is_zero() ? "" : one.entry.to_string())
      .text("positionBalance", "0")
      .text("markPrice", board.mark().to_string())
      .text("liqPrice", "")
      .text("bustPrice", "")
      .text("positionMM", shown(one.maintenance))
      .text("positionMMByMp", shown(one.maintenance))
      .text("positionIM", shown(one.initial))
      .text("positionIMByMp", shown(one.initial))
      .text("tpslMode", "Full")
      .text("takeProfit", "")
      .text("stopLoss", "")
      .text("trailingStop", "0")
      .text("unrealisedPnl", one.size.is_zero() ? "0" : shown(one.unrealised))
      .text("curRealisedPnl", "0")
      .text("cumRealisedPnl", "0")
      .number("seq", board.update_id())
      .flag("isReduceOnly", false)
      .text("mmrSysUpdatedTime", "")
      .text("leverageSysUpdatedTime", "")
      .text("sessionAvgPrice", "")
      .text("createdTime", at)
      .text("updatedTime", at)
      .end_object();
}

namespace {

/// What open orders of spot hold back of a currency.
Amount locked_of(Desk& desk, const sim::ClientAccount& account, AssetId asset) {
  Amount locked;
  for (const std::int64_t number : account.open_orders()) {
    const ClientOrder& order = *const_cast<sim::ClientAccount&>(account).order(number);
    const Market& market = desk.universe()[order.terms.market];
    if (!market.is_spot()) continue;
    const Quantity left = order.terms.size - order.filled;
    if (order.terms.buys() && market.quote == asset) locked += notional_of(order.terms.limit, left);
    if (!order.terms.buys() && market.base == asset) locked += amount_of(left);
  }
  return locked;
}

/// What one unit is worth in dollars: the index or the last price of the market that has it.
Price worth_of(Desk& desk, AssetId asset) {
  if (asset == desk.universe().quote_asset()) return from_text<Price>("1");
  for (const Category category : {Category::linear, Category::spot})
    for (const Market* market : desk.markets_of(category)) {
      if (market->base != asset) continue;
      const sim::MarketBoard& board = desk.markets().board(market->id);
      return board.index().sign() > 0 ? board.index() : board.last();
    }
  return {};
}

}  // namespace

void write_wallet(JsonFields& json, Desk& desk, const SimClient& client, const std::vector<AssetId>& only) {
  const ExchangeAccount& pool = *client.account->pool("unified");
  const sim::PoolFigures sum = sim::pool_figures(desk.markets(), pool);
  const AssetId dollar = desk.universe().quote_asset();
  Amount equity, wallet;
  JsonFields coins;
  coins.array();
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const Amount held = pool.held(pocket.asset);
    const bool is_dollar = pocket.asset == dollar;
    const Amount own = is_dollar ? sum.margin_balance : held;
    const Price worth = worth_of(desk, pocket.asset);
    equity += mul(own, worth, Rounding::half_even);
    wallet += mul(held, worth, Rounding::half_even);
    const bool asked =
        only.empty() ? !held.is_zero() || is_dollar : std::find(only.begin(), only.end(), pocket.asset) != only.end();
    if (!asked) continue;
    const Amount locked = locked_of(desk, *client.account, pocket.asset);
    const Amount ordered = is_dollar ? std::max(sum.ordered() - locked, Amount{}) : Amount{};
    coins.object()
        .text("coin", desk.universe().name(pocket.asset))
        .text("equity", shown(own))
        .text("usdValue", shown(mul(own, worth, Rounding::half_even)))
        .text("walletBalance", shown(held))
        .text("availableToWithdraw", "")
        .text("availableToBorrow", "")
        .text("borrowAmount", "0")
        .text("accruedInterest", "0")
        .text("totalOrderIM", shown(ordered))
        .text("totalPositionIM", shown(is_dollar ? sum.initial : Amount{}))
        .text("totalPositionMM", shown(is_dollar ? sum.maintenance : Amount{}))
        .text("unrealisedPnl", shown(is_dollar ? sum.unrealised : Amount{}))
        .text("cumRealisedPnl", "0")
        .text("bonus", "0")
        .flag("collateralSwitch", is_dollar)
        .flag("marginCollateral", true)
        .text("locked", shown(locked))
        .text("spotHedgingQty", "0")
        .text("spotBorrow", "0")
        .end_object();
  }
  json.object()
      .text("accountType", "UNIFIED")
      .text("totalEquity", shown(equity))
      .text("totalWalletBalance", shown(wallet))
      .text("totalMarginBalance", shown(sum.margin_balance))
      .text("totalAvailableBalance", shown(sum.available))
      .text("totalPerpUPL", shown(sum.unrealised))
      .text("totalInitialMargin", shown(sum.initial + sum.ordered()))
      .text("totalMaintenanceMargin", shown(sum.maintenance))
      .text("totalInitialMarginByMp", shown(sum.initial + sum.ordered()))
      .text("totalMaintenanceMarginByMp", shown(sum.maintenance))
      .text("accountIMRate", ratio_text(sum.initial + sum.ordered(), sum.margin_balance))
      .text("accountMMRate", ratio_text(sum.maintenance, sum.margin_balance))
      .text("accountLTV", "0")
      .raw("coin", coins.end_array().take())
      .end_object();
}

}  // namespace basis::bybit::simulated
