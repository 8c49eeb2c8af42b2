#include "actors/strategy_manager.hpp"

#include "actors/event_source.hpp"

namespace basis {
namespace {

struct State {
  std::shared_ptr<const Directory> directory;
  EventSource events{Emitter::strategy_manager};
};

JsonWriter describe(const Decision& decision, Amount equity) {
  JsonWriter fields;
  fields.key("decision").string(decision_name(decision.kind)).key("reason").string(decision.reason);
  fields.key("equity").string(equity.to_string());
  return fields;
}

}  // namespace

strategy_manager_actor::behavior_type strategy_manager(strategy_manager_actor::pointer self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy) {
  stop_loudly(self);
  const auto state = std::make_shared<State>();
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=, &universe = context.universe](const PnlMeasured& measured) {
        const BookView book = measured.view->book(universe);
        auto decision = std::make_shared<const Decision>(strategy->decide(book));
        // The alert is the nearer cause; failing one, what the venues booked.
        const EventId alert = measured.view->risk->alert;
        const EventId cause = alert.known() ? alert : measured.view->positions().cause;
        const EventId id = state->events.emit(self, state->directory->event_logger, book.now(), "decision", cause,
                                              describe(*decision, book.equity()));
        self->send(state->directory->execution_manager, Instructions{std::move(decision), measured.view, id});
      },
  };
}

}  // namespace basis
