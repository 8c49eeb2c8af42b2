#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {

/// Calls the mode's strategy once per step and sends its instructions to the execution manager.
/// Capital flows are passed to the strategy with the portfolio of the step they are due at. A
/// withdrawal of more than the equity that is not owed yet ends the run with an error of kind data.
strategy_manager_actor::behavior_type strategy_manager(strategy_manager_actor::pointer self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy);

}  // namespace basis
