#pragma once

#include <string>
#include <vector>

#include "core/risk/risk.hpp"
#include "core/stress/shock.hpp"

namespace basis {

/// A book in a market, and what the monitors say of it.
struct StressState {
  PositionSet positions;
  MarketSnapshot market;
  Exposure exposure;
  RiskReport risk;
  /// Equity with staked tokens at their market rate, which is what they would
  /// sell for; at the oracle rate where no market is known. Share class.
  Amount equity_at_market;
};

/// A shock and the state it leaves behind.
struct StressOutcome {
  Shock shock;
  StressState after;
  Amount funding;                         ///< received over the shock's time, USDT
  std::vector<std::string> liquidations;  ///< one line each, in account order
  std::vector<std::string> without_part;  ///< names of the shock that nothing of this mode depends on
};

/// What a stress test asks of a configuration.
struct StressRules {
  const Universe& universe;
  const Settings& settings;
  RiskLimits limits;
};

/// Measures a state as the monitors do.
StressState measure_state(const StressRules& rules, PositionSet positions, MarketSnapshot market);

/// What `shock` does to a state: the market moves, funding is paid over its
/// time, then exchanges and lending protocols liquidate what they may at the
/// shocked prices. Nothing is traded in answer; what was liquidated is not
/// hedged again.
StressOutcome stress(const StressRules& rules, const StressState& before, const Shock& shock);

}  // namespace basis
