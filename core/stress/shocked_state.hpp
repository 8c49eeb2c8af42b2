#pragma once

#include "core/config/settings.hpp"
#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"
#include "core/stress/shock.hpp"

namespace basis {

/// The market after the moves of a shock, at the same instant. Perp marks go
/// with their asset's price, market rates with the oracle's; the debt index
/// grows by the borrow rate as Aave compounds it (MathUtils.
/// calculateCompoundedInterest: three terms of the series). Of a
/// price or rate that falls by all of it a millionth is left, so that nothing is
/// divided by zero. Where no market rate is known, a move of it starts from the
/// oracle rate.
MarketSnapshot shocked_market(const Universe& universe, const Settings& settings, const MarketSnapshot& market,
                              const Shock& shock);

/// Pays the shock's funding at the marks of `market`: `cash += -q * mark * rate`
/// on every perp, the rate being per 8 h. Returns what was received, in USDT.
Amount pay_funding(const Universe& universe, const MarketSnapshot& market, const Shock& shock, PositionSet& positions);

}  // namespace basis
