#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Routes instructions to execution interfaces by configuration and runs the
/// tight loop: one order at a time, the next only after positions, exposure,
/// risk and P&L have followed the answer to the one before. A pair whose leg is
/// refused or unknown is not continued; the next step's delta rule acts on it.
execution_manager_actor::behavior_type execution_manager(execution_manager_actor::pointer self,
                                                         const RunContext& context);

}  // namespace basis
