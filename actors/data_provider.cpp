#include "actors/data_provider.hpp"

#include "actors/event_source.hpp"

namespace basis {
namespace {

struct State {
  std::shared_ptr<const Directory> directory;
  std::size_t hour = 0;
  bool step_open = false;
};

}  // namespace

data_provider_actor::behavior_type data_provider(data_provider_actor::pointer self, const Timeline& timeline,
                                                 StepHook hook) {
  stop_loudly(self);
  const auto state = std::make_shared<State>();
  return {
      [=, &timeline](const Connect& connect) {
        state->directory = connect.directory;
        self->send(state->directory->position_monitor, BeginRun{timeline.at(0)});
      },
      [=](const Ready&) { self->send(self, Tick{}); },
      [=, &timeline](const Tick&) {
        require(!state->step_open, "an hour passed before its step was closed");
        state->step_open = true;
        const MarketUpdate update{timeline.at(state->hour)};
        // Venues first: their settlement of this instant precedes its refresh.
        for (const venue_actor& venue : state->directory->venues) self->send(venue, update);
        self->send(state->directory->position_monitor, update);
      },
      [=, &timeline](const StepClosed&) {
        state->step_open = false;
        ++state->hour;
        if (hook(state->hour) && state->hour < timeline.hours())
          self->delayed_send(self, std::chrono::hours(1), Tick{});
      },
  };
}

}  // namespace basis
