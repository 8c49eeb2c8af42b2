#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Routes instructions to execution interfaces by configuration and runs the
/// tight loop: one order at a time, the next only after positions, exposure,
/// risk and P&L have followed the answer to the one before. A backtest fails at
/// the first order that is not accepted.
execution_manager_actor::behavior_type execution_manager(execution_manager_actor::pointer self,
                                                         const RunContext& context);

}  // namespace basis
