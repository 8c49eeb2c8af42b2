#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Trades on exchanges, and the exchange's side of transfers.
execution_actor::behavior_type cex_execution(execution_actor::pointer self);

/// Contract calls, and the wallet's side of transfers.
execution_actor::behavior_type onchain_execution(execution_actor::pointer self);

/// Transfers between accounts: cash leaves the source and only then arrives at
/// the destination; the answer carries the bookings of both sides.
execution_actor::behavior_type transfer_execution(execution_actor::pointer self, const RunContext& context);

/// Makes the interface of one execution type.
execution_actor make_execution(caf::actor_system& system, ExecutionType type, const RunContext& context);

/// The interface that carries out `type`.
const execution_actor& execution_for(const Directory& directory, ExecutionType type);

}  // namespace basis
