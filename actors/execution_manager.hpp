#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Routes instructions to the execution interfaces by configuration, and executes one order at a
/// time: the next order is sent only after positions, exposure, risk and P&L include the answer to
/// the previous one. An order that its venue refuses is an event; the decision goes on without it.
execution_manager_actor::behavior_type execution_manager(execution_manager_actor::pointer self,
                                                         const RunContext& context);

}  // namespace basis
