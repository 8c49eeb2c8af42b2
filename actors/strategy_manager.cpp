#include "actors/strategy_manager.hpp"

#include "actors/event_emitter.hpp"
#include "core/portfolio/owed_capital.hpp"

namespace basis {
namespace {

struct StrategyManagerState {
  explicit StrategyManagerState(const RunContext& run) : events(Emitter::strategy_manager, run) {
    if (run.rebuilt == nullptr) return;
    const StrategistMemory& memory = run.rebuilt->memory.strategist;
    flows = memory.flows;
    last_flow = memory.last_flow;
    owed.restore(memory.owed);
    plan_unsent = memory.plan_unsent;
    told_waiting = memory.told_waiting;
    kill = run.rebuilt->control.kill;
    only_leaves = run.rebuilt->control.only_leaves();
  }
  [[nodiscard]] StrategistMemory memory(const Strategy& strategy) const {
    return {strategy.memory(), flows, last_flow, owed.record(), plan_unsent, told_waiting};
  }

  std::shared_ptr<const Directory> directory;
  EventEmitter events;
  std::vector<CapitalFlow> flows;  ///< of this step, in order
  EventId last_flow;               ///< event of the last of the flows
  OwedCapital owed;
  bool plan_unsent = false;   ///< orders of the last decision are left for a later step
  bool told_waiting = false;  ///< why the first entry is not made has been told
  KillState kill = KillState::active;
  bool only_leaves = false;
};

using StrategyManagerSelf = strategy_manager_actor::pointer;

void note_flow(StrategyManagerSelf self, StrategyManagerState& state, const CapitalFlow& flow) {
  state.last_flow = state.events.emit(self, state.directory->event_logger, flow.time, {}, journal::FlowTaken{flow});
  state.flows.push_back(flow);
}

/// Passes the flows of this step to the strategy. Error when a withdrawal of a file is larger than what is available;
/// one that a person asks for by then is not made.
Result<void> take_flows(StrategyManagerSelf self, StrategyManagerState& state, const RunContext& context,
                        Strategy& strategy, const PnlView& view) {
  Amount deposits;
  for (const CapitalFlow& flow : state.flows)
    if (flow.deposit) deposits += *flow.amount;
  state.owed.refresh(view.exposure().equity, view.totals.capital, deposits);
  for (const CapitalFlow& flow : std::exchange(state.flows, {})) {
    if (!flow.deposit) {
      const Result<void> taken = state.owed.take(flow, context.flows.file, context.settings.mode.share_class);
      if (!taken && !context.flows.file.empty()) return taken.error();
      if (!taken) {
        state.events.emit(self, state.directory->event_logger, flow.time, state.last_flow,
                          journal::NotCarriedOut{taken.error().text()});
        continue;
      }
    }
    strategy.receive(flow);
    if (context.flows.file.empty()) strategy.hurry();
  }
  return ok();
}

/// Tells once why the first entry is not made.
void tell_waiting(StrategyManagerSelf self, StrategyManagerState& state, const Decision& decision, UtcTime now,
                  EventId decided) {
  if (decision.waits_for.empty() || std::exchange(state.told_waiting, true)) return;
  state.events.emit(self, state.directory->event_logger, now, decided, journal::EntryWaits{decision.waits_for});
}

/// The nearest cause of a decision: an alert, else a flow, else the postings of the venues.
EventId cause_of(StrategyManagerState& state, const PnlView& view) {
  const EventId flow = std::exchange(state.last_flow, {});
  if (view.risk->alert.known()) return view.risk->alert;
  return flow.known() ? flow : view.positions().cause;
}

/// What a decision is made on, for the journal.
std::shared_ptr<const journal::DecisionInputs> inputs_of(const PnlView& view, const Strategy& strategy,
                                                         bool plan_open) {
  const PositionView& positions = view.positions();
  return std::make_shared<const journal::DecisionInputs>(journal::DecisionInputs{
      positions.market, positions.positions, positions.on_the_way, strategy.memory(), plan_open});
}

/// Closes a step without a decision.
void hold_on(StrategyManagerSelf self, StrategyManagerState& state, const PnlViewPtr& view, const char* why) {
  auto decision = std::make_shared<const Decision>(Decision{DecisionKind::hold, why, false, {}});
  self->send(state.directory->execution_manager, Instructions{std::move(decision), view, {}});
}

}  // namespace

strategy_manager_actor::behavior_type strategy_manager(StrategyManagerSelf self, const RunContext& context,
                                                       std::shared_ptr<Strategy> strategy) {
  stop_loudly(self);
  const auto state = std::make_shared<StrategyManagerState>(context);
  if (context.rebuilt != nullptr) strategy->restore(context.rebuilt->memory.strategist.strategy);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const FlowArrived& arrived) { note_flow(self, *state, arrived.flow); },
      [=](const AllRefused&) { strategy->refused(); },
      [=](const EntryUnfinished& ended) { strategy->unfinished(ended.at); },
      [=](const ControlSet& set) {
        state->kill = set.kill;
        state->only_leaves = set.only_leaves;
      },
      [=](const LeaveAsked& asked) { strategy->leave(asked.speed); },
      [=](const ComeBackAsked&) {
        strategy->come_back();
        strategy->hurry();
      },
      [=](const PlanReported& reported) { state->plan_unsent = reported.unsent; },
      [=, &context](const PnlMeasured& measured) {
        const PositionView& positions = measured.view->positions();
        // An alert between steps: a step is due at once.
        if (positions.occasion == Occasion::refresh) return self->send(state->directory->data_provider, Tick{});
        const bool alert = measured.view->risk->alert.known();
        if (state->kill == KillState::halted) return hold_on(self, *state, measured.view, "halted");
        if (!positions.decides && !alert && state->flows.empty())
          return hold_on(self, *state, measured.view, "between decisions");
        if (const auto taken = take_flows(self, *state, context, *strategy, *measured.view); !taken)
          return refuse_run(self, taken.error());
        const PortfolioView portfolio = measured.view->portfolio(context.universe);
        const bool plan_open = state->plan_unsent || !portfolio.on_the_way.empty();
        auto inputs = context.journal == nullptr ? nullptr : inputs_of(*measured.view, *strategy, plan_open);
        auto decision = std::make_shared<const Decision>(strategy->decide(portfolio, plan_open, state->only_leaves));
        if (!decision->infeasible.empty()) return refuse_run(self, Error(ErrorKind::usage, decision->infeasible));
        const EventId cause = cause_of(*state, *measured.view);
        const EventId id = state->events.emit(self, state->directory->event_logger, portfolio.now(), cause,
                                              journal::DecisionMade{decision, portfolio.equity(), std::move(inputs)});
        tell_waiting(self, *state, *decision, portfolio.now(), id);
        for (const std::string& what : decision->not_carried_out)
          state->events.emit(self, state->directory->event_logger, portfolio.now(), id, journal::NotCarriedOut{what});
        self->send(state->directory->execution_manager, Instructions{std::move(decision), measured.view, id});
      },
      [=](const KeepMemory&) { self->send(state->directory->event_logger, MemorySection(state->memory(*strategy))); },
  };
}

}  // namespace basis
