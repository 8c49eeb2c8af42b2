#pragma once

#include <functional>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Called at the close of every step with the number of hours done. Returns whether to continue.
using StepHook = std::function<bool(std::size_t hours_done)>;

/// Publishes the market of every hour of the timeline, one virtual hour apart, each after the
/// previous step has closed. The capital flows of an hour are sent before its market.
data_provider_actor::behavior_type data_provider(data_provider_actor::pointer self, const RunContext& context,
                                                 const Timeline& timeline, StepHook hook);

}  // namespace basis
