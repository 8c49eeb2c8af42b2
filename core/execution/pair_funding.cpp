#include "core/execution/pair_funding.hpp"

#include <algorithm>

#include "core/execution/venue_cash.hpp"

namespace basis {
namespace {

const MarketSettings& spot_market(const PortfolioView& portfolio, const Settings& settings) {
  const auto account = spot_account(portfolio.universe, settings.mode);
  require(account.has_value(), "a purchase of spot needs an account for it");
  const InstrumentId coins = portfolio.universe.get(*account, PositionType::base_token, settings.mode.asset);
  return market_of(portfolio.universe, portfolio.universe[coins], settings);
}

/// What an account of perps needs to be at the warning ratio after these legs.
Amount margin_needed(const PortfolioView& portfolio, const AccountMargin& margin, const PairSizes& sizes,
                     const Settings& settings, const CostCalculator& costs) {
  Amount notional = margin.notional;
  Amount spent;
  for (const PerpLeg& leg : sizes.perps) {
    const Instrument& instrument = portfolio.universe[leg.instrument];
    if (instrument.account != margin.account) continue;
    const Price mark = portfolio.market.marks[leg.instrument.index()];
    const Price bid = expected_fill(costs, market_of(portfolio.universe, instrument, settings), mark, false, leg.size);
    notional += mul(leg.size, mark, Rounding::ceil);
    spent += mul(leg.size, mark - bid, Rounding::ceil);
  }
  return mul(notional, settings.mode.margin_ratio.warning, Rounding::ceil) + spent;
}

/// What trades add to positions: coins bought, and perps sold.
PairSizes added_by(std::span<const OrderPtr> worked, const Universe& universe) {
  PairSizes sizes;
  for (const OrderPtr& order : worked) {
    const bool perp = universe[order->instrument].type == PositionType::perp;
    if (perp && !order->buy) sizes.perps.push_back({order->instrument, order->size});
    if (!perp && order->buy) sizes.spot += order->size;
  }
  return sizes;
}

}  // namespace

Price expected_fill(const CostCalculator& costs, const MarketSettings& market, Price arrival, bool buy, Amount coins) {
  const BasisPoints cost = costs.highest_order_cost(market, mul(coins, arrival, Rounding::ceil));
  return costs.fill_price(arrival, buy, cost, market.tick);
}

Amount kept_for_gas(const PortfolioView& portfolio, const CostCalculator& costs) {
  return mul(costs.gas("transfer", portfolio.universe, portfolio.market), Ratio::from_int(2), Rounding::ceil);
}

Amount purchase_cash(const PortfolioView& portfolio, Amount coins, const Settings& settings,
                     const CostCalculator& costs) {
  if (coins.sign() <= 0) return {};
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  const MarketSettings& market = spot_market(portfolio, settings);
  const Price ask = expected_fill(costs, market, price, true, coins);
  // Every order of the purchase rounds its notional up by at most one unit.
  const auto more_orders = split_size(coins, market, settings.mode.execution.rounding).size() - 1;
  return mul(coins, ask, Rounding::ceil) + kept_for_gas(portfolio, costs) + Amount::from_raw(more_orders);
}

Amount cash_into_spot(const PortfolioView& portfolio, const PairSizes& sizes, const Settings& settings,
                      const CostCalculator& costs) {
  const VenueCash at = cash_at(portfolio, spot_venue(settings.mode));
  if (!at.split() || sizes.spot.sign() <= 0) return {};
  const Amount lacking = purchase_cash(portfolio, sizes.spot, settings, costs) - at.spot_cash;
  if (lacking.sign() >= 0) return std::min(lacking, at.movable_margin());
  const bool margin_lacks = margin_needed(portfolio, at.margin, sizes, settings, costs) > at.margin.balance;
  return margin_lacks ? lacking : Amount{};
}

std::optional<CashMove> cash_for_leg(const PortfolioView& portfolio, const Funds& lacking,
                                     std::span<const OrderPtr> worked, const Settings& settings,
                                     const CostCalculator& costs) {
  // Prices move while it is under way.
  static const Ratio kMore = Ratio::from_raw(Ratio::kOne / 1'000);
  if (portfolio.universe.name(lacking.asset) != kQuoteAsset) return std::nullopt;
  const VenueCash at = cash_at(portfolio, portfolio.universe.venue_of(lacking.account));
  if (!at.split()) return std::nullopt;
  const PairSizes sizes = added_by(worked, portfolio.universe);
  const AccountId spot = *at.accounts->spot;
  const AccountId perp = *at.accounts->perp;
  const bool into_spot = lacking.account == spot;
  const Amount spare = into_spot
                           ? std::min(at.movable_margin(),
                                      at.margin.balance - margin_needed(portfolio, at.margin, sizes, settings, costs))
                           : at.spot_cash - purchase_cash(portfolio, sizes.spot, settings, costs);
  const Amount wanted = lacking.needed - lacking.available + mul(lacking.needed, kMore, Rounding::ceil);
  const Amount moved = std::min(wanted, spare);
  if (moved.sign() <= 0) return std::nullopt;
  return into_spot ? CashMove{perp, spot, moved} : CashMove{spot, perp, moved};
}

}  // namespace basis
