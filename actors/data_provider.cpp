#include "actors/data_provider.hpp"

#include "actors/capital_arrivals.hpp"
#include "actors/event_emitter.hpp"

namespace basis {
namespace {

struct DataProviderState {
  explicit DataProviderState(const RunContext& context) : flows(context.flows.flows) {}
  std::shared_ptr<const Directory> directory;
  std::size_t step = 0;
  bool step_open = false;
  CapitalArrivals flows;
  UtcTime sent;  ///< time of the last market
};

}  // namespace

data_provider_actor::behavior_type data_provider(data_provider_actor::pointer self, const RunContext& context,
                                                 const Timeline& timeline, const StepHook& hook) {
  stop_loudly(self);
  require(context.flows.flows.empty() || context.flows.flows.front().time >= timeline.time(0),
          "a capital flow was due at an instant that has passed");
  const auto state = std::make_shared<DataProviderState>(context);
  return {
      [=, &timeline](const Connect& connect) {
        state->directory = connect.directory;
        self->send(state->directory->position_monitor, BeginRun{timeline.at(0)});
      },
      [=](const Ready&) { self->send(self, Tick{}); },
      [=, &context, &timeline](const Tick&) {
        require(!state->step_open, "the time of the next step came before the last one was closed");
        state->step_open = true;
        const MarketUpdate update{timeline.at(state->step)};
        state->flows.send(self, *state->directory, context.universe, update.market->time);
        state->sent = update.market->time;
        // Venues first: their settlement of this instant must be posted before the refresh.
        for (const venue_actor& venue : state->directory->venues) self->send(venue, update);
        self->send(state->directory->position_monitor, update);
      },
      [=, &timeline](const StepClosed&) {
        state->step_open = false;
        ++state->step;
        if (!hook(state->step) || state->step >= timeline.hours()) return;
        const Nanos wait = timeline.time(state->step) - state->sent;
        self->delayed_send(self, std::chrono::nanoseconds(wait.count), Tick{});
      },
  };
}

}  // namespace basis
