#pragma once

#include "core/execution/costs.hpp"
#include "core/history/timeline.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis {

/// Data that all actors of a run can read. It outlives the actor system.
struct RunContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
  const CapitalFlows& flows = kNoFlows;
};

}  // namespace basis
