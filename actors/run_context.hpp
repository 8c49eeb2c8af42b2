#pragma once

#include "core/execution/costs.hpp"
#include "core/flows/capital_flow.hpp"
#include "core/market/timeline.hpp"

namespace basis {

/// What every actor of a run may read. It outlives the actor system.
struct RunContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
  const CapitalFlows& flows = kNoFlows;
};

}  // namespace basis
