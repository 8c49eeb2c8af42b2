#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// A simulated exchange as a venue actor.
venue_actor::behavior_type simulated_exchange(venue_actor::pointer self, const RunContext& context, AccountId account);

class SimulatedChain;

/// The simulated chain: the wallet, its gas, and protocol calls. A call is answered by the
/// protocol's own actor on a copy of the state.
venue_actor::behavior_type simulated_chain(venue_actor::pointer self, std::shared_ptr<SimulatedChain> chain);

/// A simulated protocol as an actor.
protocol_actor::behavior_type simulated_protocol(protocol_actor::pointer self,
                                                 std::shared_ptr<const SimulatedProtocol> protocol);

}  // namespace basis
