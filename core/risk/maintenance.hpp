#pragma once

#include "core/config/settings.hpp"

namespace basis {

/// Margin under which a perp position of this notional is liquidated: the whole notional times the
/// rate of its tier. The upper end of a tier belongs to it; the last tier has no end.
///
/// Exchanges that deduct a maintenance amount (Binance "Leverage and Margin of USD-M Futures",
/// Bybit "Maintenance Margin") require slightly less in the higher tiers, so this value never
/// reports a liquidation too late.
Amount maintenance_margin(const MarketSettings& market, Amount notional);

}  // namespace basis
