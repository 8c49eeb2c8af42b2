#pragma once

#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// One holding on its way from what is held to what it is worth.
struct ExposureRow {
  InstrumentId instrument;
  Amount underlying;  ///< native balance times index
  Amount in_asset;    ///< times the staking rate: units of the priced asset
  Amount value;       ///< share class; a perp's unrealised P&L
};

/// Exposure of the whole book. Deltas are in units of the watched asset. Where
/// that asset is the share class itself, the delta is the worth of everything
/// that is not: it moves when the share class does not (dollars in an ETH class).
struct Exposure {
  std::vector<ExposureRow> rows;  ///< nonzero holdings, in instrument order
  Amount equity;                  ///< share class
  Amount delta_on_chain;
  Amount delta_cex;
  Amount net_delta;
  Amount gross_delta;              ///< sum of magnitudes
  Amount net_delta_value;          ///< net delta in the share class
  double net_delta_of_equity = 0;  ///< net delta's worth / equity
  double net_delta_of_gross = 0;   ///< net / gross; zero without exposure

  /// Whether the net delta is worth more than `limit` of equity, to the last unit.
  [[nodiscard]] bool drift_over(Ratio limit) const {
    return !net_delta_value.is_zero() && net_delta_value.abs() > mul(equity, limit, Rounding::floor);
  }
  /// Whether the net delta is more than `tolerance` of the gross one, to the last unit.
  [[nodiscard]] bool delta_over(Ratio tolerance) const {
    return net_delta.abs() > mul(gross_delta, tolerance, Rounding::floor);
  }
};

Exposure measure_exposure(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
