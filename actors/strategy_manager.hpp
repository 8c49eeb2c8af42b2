#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {

/// Asks the mode's strategy once a step and hands its instructions on. Capital
/// flows reach the strategy with the book they are due on; one that asks for
/// more than the equity not owed yet ends the run with an error of kind data.
strategy_manager_actor::behavior_type strategy_manager(strategy_manager_actor::pointer self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy);

}  // namespace basis
