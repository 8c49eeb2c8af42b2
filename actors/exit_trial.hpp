#pragma once

#include <string>

#include "actors/run_context.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// What a full exit would bring.
struct ExitTrial {
  Amount value;     ///< share class in the wallet afterwards
  Amount left;      ///< equity that is still held elsewhere
  std::string why;  ///< why something is left; empty when nothing is
};

/// Tries a fast full exit from these positions at one instant, on a copy: through the mode's strategy, router and
/// simulated venues, at this market's prices and gas with all costs. Nothing takes time: exit queues pay what they owe
/// at once. Rewards that are not paid out yet count as nothing.
ExitTrial try_exit(const RunContext& context, const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
