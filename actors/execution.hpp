#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// CEX execution (`cex_trade`) or on-chain execution (`smart_contract`): executes trades or
/// contract calls, and the side of a transfer that is on one of its accounts.
execution_actor::behavior_type venue_execution(execution_actor::pointer self, ExecutionType type);

/// Transfers between accounts. Cash leaves the source first and then arrives at the destination;
/// the answer has the postings of both sides.
execution_actor::behavior_type transfer_execution(execution_actor::pointer self, const RunContext& context);

/// Spawns the interface of one execution type.
execution_actor make_execution(caf::actor_system& system, ExecutionType type, const RunContext& context);

/// The interface that executes `type`.
const execution_actor& execution_for(const Directory& directory, ExecutionType type);

}  // namespace basis
