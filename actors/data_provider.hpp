#pragma once

#include <functional>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Called at the close of every step with the number of steps done. Returns whether to continue.
using StepHook = std::function<bool(std::size_t steps_done)>;

/// Publishes the markets of the timeline, as far apart in virtual time as their own times are, each after the
/// previous step has closed. The capital flows that fell due since the step before are sent before the market.
data_provider_actor::behavior_type data_provider(data_provider_actor::pointer self, const RunContext& context,
                                                 const Timeline& timeline, const StepHook& hook);

}  // namespace basis
