#include "actors/strategy_manager.hpp"

#include "actors/event_emitter.hpp"
#include "core/flows/owed_capital.hpp"

namespace basis {
namespace {

struct State {
  std::shared_ptr<const Directory> directory;
  EventEmitter events{Emitter::strategy_manager};
  std::vector<CapitalFlow> flows;  ///< of this instant, in order
  EventId last_flow;               ///< the event of the last of them
  OwedCapital owed;
};

using Self = strategy_manager_actor::pointer;

JsonWriter describe(const Decision& decision, Amount equity) {
  JsonWriter fields;
  fields.key("decision").string(decision_name(decision.kind)).key("reason").string(decision.reason);
  fields.key("equity").string(equity.to_string());
  return fields;
}

void note_flow(Self self, State& state, const CapitalFlow& flow) {
  JsonWriter fields;
  fields.key("kind").string(flow.deposit ? "deposit" : "withdrawal");
  fields.key("amount").string(flow.amount ? flow.amount->to_string() : "all");
  fields.key("speed").string(exit_speed_name(flow.speed)).key("line").integer(static_cast<std::int64_t>(flow.line));
  state.last_flow = state.events.emit(self, state.directory->event_logger, flow.time, "flow", {}, std::move(fields));
  state.flows.push_back(flow);
}

/// Hands the flows of this instant to the strategy; an error when one asks for more than there is.
Result<void> take_flows(State& state, const RunContext& context, Strategy& strategy, const PnlView& view) {
  Amount deposits;
  for (const CapitalFlow& flow : state.flows)
    if (flow.deposit) deposits += *flow.amount;
  state.owed.refresh(view.exposure().equity, view.totals.capital, deposits);
  for (const CapitalFlow& flow : std::exchange(state.flows, {})) {
    if (!flow.deposit) {
      BASIS_TRY(state.owed.take(flow, context.flows.file, context.settings.mode.share_class));
    }
    strategy.receive(flow);
  }
  return ok();
}

/// The nearest cause of a decision: an alert, else a flow, else what the venues booked.
EventId cause_of(State& state, const PnlView& view) {
  const EventId flow = std::exchange(state.last_flow, {});
  if (view.risk->alert.known()) return view.risk->alert;
  return flow.known() ? flow : view.positions().cause;
}

}  // namespace

strategy_manager_actor::behavior_type strategy_manager(Self self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy) {
  stop_loudly(self);
  const auto state = std::make_shared<State>();
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const FlowArrived& arrived) { note_flow(self, *state, arrived.flow); },
      [=, &context](const PnlMeasured& measured) {
        if (const auto taken = take_flows(*state, context, *strategy, *measured.view); !taken)
          return refuse_run(self, taken.error());
        const BookView book = measured.view->book(context.universe);
        auto decision = std::make_shared<const Decision>(strategy->decide(book));
        const EventId cause = cause_of(*state, *measured.view);
        const EventId id = state->events.emit(self, state->directory->event_logger, book.now(), "decision", cause,
                                              describe(*decision, book.equity()));
        self->send(state->directory->execution_manager, Instructions{std::move(decision), measured.view, id});
      },
  };
}

}  // namespace basis
