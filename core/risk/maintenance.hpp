#pragma once

#include <span>

#include "core/config/settings.hpp"

namespace basis {

/// The tier that a notional falls in. The upper end of a tier belongs to it; the last tier has no end. Null where there
/// are no tiers.
const MarginTier* tier_of(std::span<const MarginTier> tiers, Amount notional);

/// Margin under which a perp position of this notional is liquidated, rounded up: notional * rate - deduction of its
/// tier. A tier's deduction is that of the tier below plus its lower end times the step of the rate, so the margin has
/// no jumps: each part of the notional pays the rate of its own tier. Zero where there are no tiers.
///
/// Sources: Binance "Leverage and Margin of USD-M Futures" (maintenance amount), Bybit "Maintenance Margin" (MM
/// deduction).
Amount maintenance_margin(std::span<const MarginTier> tiers, Amount notional);

/// The same by the rules of a market; one without tiers takes its flat rate.
Amount maintenance_margin(const MarketSettings& market, Amount notional);

/// The rate that the next unit of notional pays: that of the tier.
Ratio maintenance_rate(const MarketSettings& market, Amount notional);

}  // namespace basis
