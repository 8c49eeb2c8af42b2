#pragma once

#include "core/risk/perp_account.hpp"

namespace basis {

/// Tries one account against the extremes of the bar that ends at `market.time` (`MarketSnapshot::ended`): its short
/// perps at their high, its long ones at their low. Its positions are those after the orders of the bar's open.
///
/// All its perps go the same share of the way from open to extreme. At the first share at which the balance is at or
/// under the maintenance margin of the tiers, all of them are closed at their prices there, with the liquidation fee.
/// The share is exact to 1e-12; a price is the open and that share of the way, rounded towards the open. The entries
/// are stamped `market.time`. Nothing is done at the first instant of a run, which has no ended bar.
AccountLiquidation liquidate_inside_bar(const PerpAccount& account, const MarketSnapshot& market);

}  // namespace basis
