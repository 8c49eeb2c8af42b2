#pragma once

#include "core/config/settings.hpp"

namespace basis {

/// Margin under which a perp position of this notional is liquidated: the whole
/// notional at the rate of the tier it falls in (an upper end belongs to its
/// tier, the last tier has no end). Exchanges that deduct a maintenance amount
/// (Binance "Leverage and Margin of USD-M Futures", Bybit "Maintenance Margin")
/// ask for a little less in the higher tiers: this is never late.
Amount maintenance_margin(const MarketSettings& market, Amount notional);

}  // namespace basis
