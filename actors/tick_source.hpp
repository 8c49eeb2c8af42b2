#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// A source whose markets its owner sends, at the times the owner chooses.
using tick_source_actor = data_provider_actor::extend<caf::reacts_to<MarketUpdate>>;

/// What the owner of a tick source reads after the messages have been handled.
struct TickSourceState {
  bool ready = false;      ///< the accounts are known; steps may begin
  bool step_open = false;  ///< the step that the last market began is not closed
  bool wants = false;      ///< somebody asks for a step as soon as there is a market
  std::uint64_t steps = 0;
};

/// Starts a run with `first`, passes each market on and sends the capital flows that are due. `state` outlives it.
tick_source_actor::behavior_type tick_source(tick_source_actor::pointer self, const RunContext& context,
                                             MarketPtr first, TickSourceState* state);

}  // namespace basis
