#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "core/risk/account_margin.hpp"
#include "core/risk/lending_terms.hpp"

namespace basis {

/// Limits for the risk monitor, which itself knows no mode and no venue.
struct RiskLimits {
  MarginRatioSettings margin_ratio;
  Ratio delta_tolerance;  ///< fraction of gross exposure; not used when `delta_drift` is set
  Ratio reserve_ratio;    ///< fraction of equity
  bool hedged = false;    ///< whether net delta is to be kept near zero
  /// Limits of net delta's worth / equity: over `warning` is a warning, over `act` is critical.
  std::optional<DeltaDriftSettings> delta_drift{};
  Ratio health_factor_warning{};                 ///< zero: no limit
  Ratio health_factor_critical{};                ///< zero: no limit
  std::vector<LendingTerms> lending{};           ///< accounts that can have debt
  PerpRules perp_rules{};                        ///< of the settings, which outlive the limits
  std::optional<Ratio> max_stake_spread_move{};  ///< largest discount of a staked token to its oracle rate
};

/// The limits of a configuration. A mode that stakes and hedges is checked against `delta_drift`,
/// other hedged modes against `delta_tolerance`. eMode applies when the mode routes `borrow`. The
/// stake spread is watched when the mode stakes.
RiskLimits risk_limits(const Universe& universe, const Settings& settings);

}  // namespace basis
