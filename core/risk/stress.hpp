#pragma once

#include <string>
#include <vector>

#include "core/risk/risk.hpp"
#include "core/risk/shock.hpp"

namespace basis {

/// A portfolio at one market state, and what the monitors report of it.
struct StressState {
  PositionSet positions;
  MarketSnapshot market;
  Exposure exposure;
  RiskReport risk;
  /// Equity with staked tokens at their market rate, that is, at what a sale would bring. The
  /// oracle rate is used where no market rate is known. In the share class.
  Amount equity_at_market;
};

/// A shock and the state after it.
struct StressOutcome {
  Shock shock;
  StressState after;
  Amount funding;                         ///< received over the hours of the shock, USDT
  std::vector<std::string> liquidations;  ///< one line each, in account order
  std::vector<std::string> without_part;  ///< names of the shock that have no effect in this mode
};

/// What a stress test needs of a configuration.
struct StressRules {
  const Universe& universe;
  const Settings& settings;
  RiskLimits limits;
};

/// Measures a state in the same way as the monitors.
StressState measure_state(const StressRules& rules, PositionSet positions, MarketSnapshot market);

/// Applies `shock` to a state. The market moves, funding is paid over its hours, then exchanges and
/// lending protocols liquidate at the shocked prices; debt that no collateral covers is written off. The strategy does
/// not react; liquidated positions are not hedged again.
StressOutcome stress(const StressRules& rules, const StressState& before, const Shock& shock);

}  // namespace basis
