#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/domain/universe.hpp"
#include "core/lending/lending_terms.hpp"

namespace basis {

/// Limits the monitor is given; it knows no mode and no venue.
struct RiskLimits {
  MarginRatioSettings margin_ratio;
  Ratio delta_tolerance;  ///< of gross exposure; not looked at where there is a drift
  Ratio reserve_ratio;    ///< of equity
  bool hedged = false;    ///< net delta is to be kept near zero
  /// Net delta's worth as a fraction of equity: over the first a warning, over the second critical.
  std::optional<DeltaDriftSettings> delta_drift{};
  Ratio health_factor_warning{};                 ///< zero: none
  Ratio health_factor_critical{};                ///< zero: none
  std::vector<LendingTerms> lending{};           ///< accounts that can owe
  std::optional<Ratio> max_stake_spread_move{};  ///< discount of a staked token to its oracle rate
};

/// The limits of a configuration. A hedged mode that stakes is held to
/// `delta_drift`, any other hedged one to `delta_tolerance`; eMode is on
/// whenever the mode routes `borrow`; the stake spread is watched where it stakes.
RiskLimits risk_limits(const Universe& universe, const Settings& settings);

}  // namespace basis
