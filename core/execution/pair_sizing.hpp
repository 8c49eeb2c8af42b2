#pragma once

#include <string>
#include <vector>

#include "core/execution/costs.hpp"
#include "core/execution/order_sizes.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// One perp leg of a pair.
struct PerpLeg {
  InstrumentId instrument;
  Amount size;  ///< coins, positive
};

/// A spot leg and its perp legs, of equal total size; or the reason why nothing can be sent.
struct PairSizes {
  Amount spot;
  std::vector<PerpLeg> perps;
  std::string refusal;
  Amount left{};       ///< coins that are over `kMostOrders` orders of a leg; all legs are cut alike
  Amount into_spot{};  ///< of an entry: cash that the account of spot first gets from the margin of its venue;
                       ///< negative: that it first gives to it
};

/// Sizes an entry of `wanted` coins: shorts by the hedge allocation, and a spot leg equal to their
/// sum. Sizes are rounded down to each venue's size step. A perp leg under its venue's minimum is
/// left out together with its share of spot. The whole pair is reduced to what cash and margin
/// allow, so that every account stays at or over the warning margin ratio.
PairSizes size_entry(const PortfolioView& portfolio, Amount wanted, const Settings& settings,
                     const CostCalculator& costs);

/// Sizes an exit of `wanted` coins, at most of the spot that is held. Shorts are bought back in
/// proportion to the position of each account, and spot is sold by their sum. `everything` closes
/// all legs whole, without regard to minimums: a small position must not be left open.
PairSizes size_exit(const PortfolioView& portfolio, Amount wanted, bool everything, const Settings& settings);

/// The leg of an entry of `coins` that would be under its venue's smallest order; empty when there is none.
std::string leg_under_minimum(const PortfolioView& portfolio, Amount coins, const Settings& settings);

/// Trading costs of opening a pair of `coins` and closing it again, in USDT.
Amount pair_cost(const PortfolioView& portfolio, Amount coins, const Settings& settings, const CostCalculator& costs);

/// Sizes additional shorts for `wanted` coins that are not hedged, by the hedge allocation. Each
/// leg is within what its margin allows at the warning ratio, on its venue's size step and over its
/// minimum. What one venue does not take goes to the next that does.
std::vector<PerpLeg> size_more_short(const PortfolioView& portfolio, Amount wanted, const Settings& settings,
                                     const CostCalculator& costs);

/// Sizes shorts to buy back, `wanted` coins in all, in proportion to what each account is short.
std::vector<PerpLeg> size_less_short(const PortfolioView& portfolio, Amount wanted, const Settings& settings);

}  // namespace basis
