#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// CEX execution (`cex_trade`) or on-chain execution (`smart_contract`): trades
/// or contract calls, and the part of their accounts in transfers.
execution_actor::behavior_type venue_execution(execution_actor::pointer self, ExecutionType type);

/// Transfers between accounts: cash leaves the source and only then arrives at
/// the destination; the answer carries the bookings of both sides.
execution_actor::behavior_type transfer_execution(execution_actor::pointer self, const RunContext& context);

/// Makes the interface of one execution type.
execution_actor make_execution(caf::actor_system& system, ExecutionType type, const RunContext& context);

/// The interface that carries out `type`.
const execution_actor& execution_for(const Directory& directory, ExecutionType type);

}  // namespace basis
