#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {

/// Asks the mode's strategy once a step and hands its instructions on.
strategy_manager_actor::behavior_type strategy_manager(strategy_manager_actor::pointer self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy);

}  // namespace basis
