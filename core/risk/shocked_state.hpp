#pragma once

#include "core/config/settings.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"
#include "core/risk/shock.hpp"

namespace basis {

/// The market after the moves of a shock, at the same time. Perp marks move with the price of their
/// asset, market rates with the oracle rate. The debt index grows by the borrow rate, compounded as
/// in Aave (MathUtils.calculateCompoundedInterest: three terms of the series). A price or rate that
/// falls by 100 % keeps one millionth of its value, to avoid a division by zero. Where no market
/// rate is known, its move starts from the oracle rate.
MarketSnapshot shocked_market(const Universe& universe, const Settings& settings, const MarketSnapshot& market,
                              const Shock& shock);

/// Pays the shock's funding at the marks of `market`: `cash += -q * mark * rate` for every perp,
/// with the rate per 8 h. Returns the amount received, in USDT.
Amount pay_funding(const Universe& universe, const MarketSnapshot& market, const Shock& shock, PositionSet& positions);

}  // namespace basis
