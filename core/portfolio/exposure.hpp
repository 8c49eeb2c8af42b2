#pragma once

#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// The valuation of one holding, in three stages.
struct ExposureRow {
  InstrumentId instrument;
  Amount underlying;  ///< recorded balance times index
  Amount in_asset;    ///< `underlying` times the staking rate: units of the priced asset
  Amount value;       ///< in the share class; for a perp its unrealised P&L
};

/// Exposure of the whole portfolio. Deltas are in units of the monitored asset. When
/// that asset is the share class itself, the delta is the value of everything that is
/// not held in the share class, for example of dollars in an ETH share class.
struct Exposure {
  std::vector<ExposureRow> rows;  ///< nonzero holdings, in instrument order
  Amount equity;                  ///< share class, staked tokens at the oracle rate
  Amount equity_at_market;        ///< the same with staked tokens at the DEX rate, where it is known
  Amount delta_on_chain;
  Amount delta_cex;
  Amount net_delta;
  Amount gross_delta;              ///< sum of the absolute deltas of all holdings
  Amount net_delta_value;          ///< net delta in the share class
  double net_delta_of_equity = 0;  ///< `net_delta_value` / equity; zero unless equity is positive
  double net_delta_of_gross = 0;   ///< net / gross; zero without exposure

  /// Whether the absolute value of the net delta exceeds `limit` * equity. Compares exact amounts.
  [[nodiscard]] bool drift_over(Ratio limit) const {
    return !net_delta_value.is_zero() && net_delta_value.abs() > mul(equity, limit, Rounding::floor);
  }
  /// Whether the absolute net delta exceeds `tolerance` * gross delta. Compares exact amounts.
  [[nodiscard]] bool delta_over(Ratio tolerance) const {
    return net_delta.abs() > mul(gross_delta, tolerance, Rounding::floor);
  }
};

Exposure measure_exposure(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
