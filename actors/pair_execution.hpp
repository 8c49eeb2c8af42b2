#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Hands trades to the desk and answers when all their workers have ended. `context.desk` is not null.
pair_execution_actor::behavior_type pair_execution(pair_execution_actor::pointer self, const RunContext& context);

}  // namespace basis
