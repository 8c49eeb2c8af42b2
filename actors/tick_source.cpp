#include "actors/tick_source.hpp"

#include "actors/capital_arrivals.hpp"
#include "actors/event_emitter.hpp"

namespace basis {

tick_source_actor::behavior_type tick_source(tick_source_actor::pointer self, const RunContext& context,
                                             MarketPtr first, TickSourceState* state) {
  stop_loudly(self);
  const auto directory = std::make_shared<std::shared_ptr<const Directory>>();
  const auto flows = std::make_shared<CapitalArrivals>(
      context.flows.flows,
      context.rebuilt == nullptr ? std::nullopt : std::optional(context.rebuilt->memory.driver.last));
  return {
      [=](const Connect& connect) {
        *directory = connect.directory;
        self->send(connect.directory->position_monitor, BeginRun{first});
      },
      [=](const Ready&) { state->ready = true; },
      [=](const Tick&) { state->wants = true; },
      [=](const StepClosed&) {
        state->step_open = false;
        ++state->steps;
      },
      [=, &context](const MarketUpdate& update) {
        require(state->ready && !state->step_open, "a market came before the last step was closed");
        state->step_open = true;
        state->wants = false;
        flows->send(self, **directory, context.universe, update.market->time);
        // Venues first: their settlement of this instant must be posted before the refresh.
        for (const venue_actor& venue : (*directory)->venues) self->send(venue, update);
        self->send((*directory)->position_monitor, update);
      },
  };
}

}  // namespace basis
