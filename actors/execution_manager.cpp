#include "actors/execution_manager.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "actors/event_emitter.hpp"
#include "actors/execution.hpp"
#include "core/execution/order_source.hpp"
#include "core/execution/transfer_rules.hpp"

namespace basis {
namespace {

/// The decision that is being carried out, over as many steps as its transfers take.
struct OpenPlan {
  std::shared_ptr<const Decision> decision;
  EventId decided;
  PlanTransfers transfers;
  bool recorded = false;     ///< its rebalance
  std::size_t accepted = 0;  ///< orders
  std::size_t refusals = 0;  ///< likewise
};

struct ExecutionManagerState {
  explicit ExecutionManagerState(const RunContext& run)
      : context(run),
        router(run.universe, run.settings, run.costs),
        events(Emitter::execution_manager, run),
        orders(router, run.settings) {
    if (run.rebuilt == nullptr) return;
    restore(run.rebuilt->memory.plan);
    kill = run.rebuilt->control.kill;
  }
  void restore(const PlanMemory& memory);
  [[nodiscard]] PlanMemory memory() const;

  const RunContext& context;
  Router router;
  std::shared_ptr<const Directory> directory;
  EventEmitter events;
  OpenPlan plan;
  PnlViewPtr refreshed;           ///< the portfolio of the step before its orders
  PnlViewPtr now;                 ///< the portfolio after the last order that was carried out
  OrderSource orders;             ///< of the plan
  std::vector<CapacityUse> uses;  ///< of the next order's instruction; told with its first order
  std::uint64_t sent = 0;
  bool told_unsent = false;      ///< what the strategy manager knows
  bool step_open = false;        ///< the step of `refreshed` is not closed
  bool told_open = false;        ///< the plan has begun and not ended
  std::vector<OrderPtr> worked;  ///< trades that are worked, until they end
  EventId ordered;               ///< the entry of the last of these
  OrderPtr awaited;              ///< an order that takes time, until it is answered
  UtcTime awaited_since;         ///< when it was asked for
  EventId asked;                 ///< its entry
  OrderPtr for_leg;              ///< the last transfer of cash for trades that are worked; no part of the plan's orders
  KillState kill = KillState::active;
  std::optional<Instructions> replacement;  ///< of a plan whose trades are being ended

  /// Whether a part of the plan is left for a later step.
  [[nodiscard]] bool unsent() const { return !orders.done() || !waits_for_none(); }
  /// Whether the plan goes on only when something that was sent has ended.
  [[nodiscard]] bool waits_for_none() const { return worked.empty() && awaited == nullptr; }
  [[nodiscard]] bool plan_open(UtcTime at) const { return unsent() || plan.transfers.under_way(at); }
};

void ExecutionManagerState::restore(const PlanMemory& memory) {
  plan.decision = memory.decision;
  plan.decided = memory.decided;
  for (const PlanTransfers::Sent& one : memory.transfers) plan.transfers.sent(one.into, one.due);
  plan.recorded = memory.recorded;
  plan.accepted = memory.accepted;
  plan.refusals = memory.refusals;
  if (plan.decision != nullptr) orders.restore(memory.orders, plan.decision->blocks);
  uses = memory.uses;
  sent = memory.sent;
  told_unsent = memory.told_unsent;
  told_open = memory.told_open;
  worked = memory.worked;
  ordered = memory.ordered;
  awaited = memory.awaited;
  awaited_since = memory.awaited_since;
  asked = memory.asked;
  if (memory.replacement != nullptr) replacement = Instructions{memory.replacement, nullptr, memory.replaced_by};
}

PlanMemory ExecutionManagerState::memory() const {
  return {plan.decision,
          plan.decided,
          plan.transfers.all(),
          plan.recorded,
          plan.accepted,
          plan.refusals,
          orders.record(),
          uses,
          sent,
          told_unsent,
          told_open,
          worked,
          ordered,
          awaited,
          awaited_since,
          asked,
          replacement ? replacement->decision : nullptr,
          replacement ? replacement->cause : EventId{}};
}

using ExecutionManagerSelf = execution_manager_actor::pointer;

EventId emit(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now, EventId cause, journal::Body body) {
  return state.events.emit(self, state.directory->event_logger, now, cause, std::move(body));
}

void go_on(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, const PnlViewPtr& view);

/// Records an order that its venue refused. The decision goes on with the portfolio as it is.
void take_refusal(ExecutionManagerSelf self, ExecutionManagerState& state, const OrderAnswer& answer, UtcTime now,
                  EventId ordered) {
  emit(self, state, now, ordered, journal::OrderRefused{answer.order, answer.reason});
  if (answer.order == state.for_leg) return;
  state.orders.refused(answer.order);
  ++state.plan.refusals;
}

/// Records a rebalance with its first accepted order: one that changes nothing is none.
void record_rebalance(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now) {
  if (!state.plan.decision->rebalance || std::exchange(state.plan.recorded, true)) return;
  emit(self, state, now, state.plan.decided,
       journal::Rebalanced{state.plan.decision->kind, state.plan.decision->reason});
}

/// Passes what an order changed to the position monitor. Without an answer a simulation cannot go on.
void finish_order(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state,
                  const AnswerPtr& answer, const MarketPtr& market, EventId ordered) {
  const Order& order = *answer->order;
  const bool waited = std::exchange(state->awaited, nullptr) != nullptr;
  if (answer->status == OrderStatus::refused) {
    take_refusal(self, *state, *answer, market->time, ordered);
    // The step was closed meanwhile: the plan goes on with the portfolio as it is by now.
    if (waited) return self->send(state->directory->position_monitor, OrderDone{answer, nullptr, ordered});
    return go_on(self, state, state->now);
  }
  if (answer->status != OrderStatus::accepted)
    broken_invariant(fmt::format("{} order {} was {} by {} at {}: {}", action_name(order.action), order.client_id,
                                 order_status_name(answer->status), state->context.universe.name(order.account),
                                 market->time.to_string(), answer->reason));
  ++state->plan.accepted;
  if (order.due) state->plan.transfers.sent(order.destination, *order.due);
  record_rebalance(self, *state, market->time);
  EventId cause = ordered;
  // Some calls, like an approval, have no postings; the entry is made for them too.
  if (order.type == ExecutionType::smart_contract)
    cause = emit(self, *state, market->time, ordered, journal::ContractCalled{answer->order});
  self->send(state->directory->position_monitor, OrderDone{answer, waited ? nullptr : market, cause});
}

/// Asks the interface of an order. `asked_before`: by an earlier boot.
void ask(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, const OrderPtr& order,
         const MarketPtr& market, EventId ordered, std::optional<UtcTime> asked_before = {}) {
  const execution_actor& interface = execution_for(*state->directory, order->type);
  const auto done = [=](const Answered& answered) { finish_order(self, state, answered.answer, market, ordered); };
  if (order->type == ExecutionType::wallet_transfer)
    self->request(interface, caf::infinite, ExecuteTransfer{order, market, order->account, asked_before}).then(done);
  else
    self->request(interface, caf::infinite, ExecuteTrade{order, market, asked_before}).then(done);
}

/// Whether steps go on without an order's answer.
bool takes_time(const RunContext& run, const Order& order) {
  return order.type == ExecutionType::wallet_transfer
             ? run.transfers_take_time
             : order.type == ExecutionType::smart_contract && run.chain_takes_time;
}

/// Gives an order its id and its reason, and records it.
EventId record_order(ExecutionManagerSelf self, ExecutionManagerState& state, const std::shared_ptr<Order>& order,
                     UtcTime now) {
  order->client_id =
      fmt::format("{}-{}-{}", state.context.settings.mode.mode, now.nanos() / kSecond.count, ++state.sent);
  order->cause = state.plan.decided;
  order->reason = state.plan.decision->reason;
  return emit(self, state, now, state.plan.decided, journal::OrderMade{order, std::exchange(state.uses, {})});
}

/// What of an amount real venues move: no part of a hundred-millionth of a token, nor of its smallest unit on a chain.
Amount movable(const RunContext& run, const Order& order) {
  constexpr std::int64_t kVenueDecimals = 8;
  const Quantity cut = quantity_of(order.size, Rounding::toward_zero);
  const bool on_chain = run.universe.is_on_chain(order.account) || run.universe.is_on_chain(order.destination);
  if (!run.chain_takes_time || !on_chain) return amount_of(cut);
  const auto& known = run.settings.venues.at("alchemy").wallet->decimals;
  const auto found = known.find(run.universe[order.instrument].token);
  const std::int64_t decimals = found == known.end() ? kVenueDecimals : std::min(found->second, kVenueDecimals);
  std::int64_t unit = 1;
  for (std::int64_t i = decimals; i < kVenueDecimals; ++i) unit *= 10;
  return amount_of(Quantity::from_raw(cut.raw() / unit * unit));
}

void send_order(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, Order order,
                const MarketPtr& market, bool for_leg = false) {
  if (order.action == ActionType::wallet_transfer) {
    const Nanos delay =
        transfer_delay(state->context.universe, state->context.settings, order.account, order.destination);
    if (delay.count > 0) order.due = market->time + delay;
    if (state->context.transfers_take_time) order.size = movable(state->context, order);
  }
  if (order.action == ActionType::pay_out && state->context.chain_takes_time)
    order.size = movable(state->context, order);
  const auto made = std::make_shared<Order>(std::move(order));
  const EventId ordered = record_order(self, *state, made, market->time);
  const OrderPtr shared = made;
  if (for_leg) state->for_leg = shared;
  if (shared->action == ActionType::wallet_transfer && state->context.transfers_take_time && shared->size.is_zero()) {
    auto answer = std::make_shared<OrderAnswer>();
    answer->order = shared;
    answer->status = OrderStatus::refused;
    answer->reason = "it is less than the smallest amount that moves";
    return finish_order(self, state, answer, market, ordered);
  }
  if (takes_time(state->context, *shared)) {
    state->awaited = shared;
    state->awaited_since = market->time;
    state->asked = ordered;
  }
  ask(self, state, shared, market, ordered);
}

/// Tells the strategy that what an entry wants was not traded whole. One that another decision replaces is not wanted.
void tell_unfinished(ExecutionManagerSelf self, const ExecutionManagerState& state, UtcTime now) {
  const bool enters = state.plan.decision != nullptr && (state.plan.decision->kind == DecisionKind::entry_full ||
                                                         state.plan.decision->kind == DecisionKind::entry_partial);
  if (enters && !state.replacement) self->send(state.directory->strategy_manager, EntryUnfinished{now});
}

/// The trades that were worked have ended. Their fills are posted, so the portfolio is measured as it is.
void finish_worked(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state,
                   const PairAnswered& answered, EventId ordered) {
  const UtcTime now = answered.pairs.empty() ? state->now->positions().market->time : answered.pairs.back().ended;
  const std::vector<OrderPtr> orders = std::exchange(state->worked, {});
  bool traded = false;
  for (const PairFigures& pair : answered.pairs) {
    traded = traded || pair.fills > 0;
    emit(self, *state, now, ordered, journal::PairClosed{pair});
  }
  if (!answered.whole) tell_unfinished(self, *state, now);
  auto answer = std::make_shared<OrderAnswer>();
  answer->order = orders.back();
  answer->status = OrderStatus::accepted;
  answer->report.time = now;
  if (traded) {
    ++state->plan.accepted;
    record_rebalance(self, *state, now);
  } else if (!answered.reason.empty()) {
    answer->reason = answered.reason;
    take_refusal(self, *state, *answer, now, ordered);
  }
  self->send(state->directory->position_monitor, OrderDone{std::move(answer), nullptr, ordered});
}

/// Hands the trades that were routed together over to be worked. The step ends without them.
void work_trades(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, Order first,
                 const PnlViewPtr& view) {
  std::vector<Order> trades = state->orders.take_trades();
  trades.insert(trades.begin(), std::move(first));
  const UtcTime now = view->positions().market->time;
  EventId ordered;
  for (Order& order : trades) {
    const auto made = std::make_shared<Order>(std::move(order));
    ordered = record_order(self, *state, made, now);
    state->worked.push_back(made);
    state->ordered = ordered;
  }
  const bool urgent = state->plan.decision->urgent;
  self->request(state->directory->pair_execution, caf::infinite, ExecutePair{state->worked, view, urgent})
      .then([=](const PairAnswered& answered) { finish_worked(self, state, answered, ordered); });
}

/// Tells what an open plan waits for, and the strategy manager whether it may decide anew.
void report_plan(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now) {
  const bool unsent = state.unsent();
  if (std::exchange(state.told_unsent, unsent) != unsent)
    self->send(state.directory->strategy_manager, PlanReported{unsent});
  if (!state.plan_open(now)) {
    if (std::exchange(state.told_open, false))
      emit(self, state, now, state.plan.decided,
           journal::PlanEnded{state.plan.decision->kind, state.plan.accepted, state.plan.refusals});
    if (state.plan.refusals > 0 && state.plan.accepted == 0)
      self->send(state.directory->strategy_manager, AllRefused{});
    return;
  }
  std::string waits_for;
  if (state.kill == KillState::halted && state.waits_for_none()) waits_for = "the release of the kill switch";
  if (state.plan.transfers.under_way(now)) waits_for = state.plan.transfers.text(state.context.universe, now);
  if (state.awaited != nullptr)
    waits_for += (waits_for.empty() ? "" : ", ") + std::string(state.awaited->type == ExecutionType::wallet_transfer
                                                                   ? "a transfer that is under way"
                                                                   : "a transaction that is under way");
  if (!state.worked.empty()) waits_for += (waits_for.empty() ? "" : ", ") + std::string("trades that are worked");
  const Decision& decision = *state.plan.decision;
  emit(self, state, now, state.plan.decided,
       journal::PlanWaits{decision.kind, decision.reason, std::move(waits_for), unsent});
}

void close_step(ExecutionManagerSelf self, ExecutionManagerState& state, const PnlViewPtr& view) {
  report_plan(self, state, view->positions().market->time);
  if (!std::exchange(state.step_open, false)) return;
  const StepClosed closed{state.refreshed, view};
  self->send(state.directory->event_logger, closed);
  self->send(state.directory->data_provider, closed);
}

/// Begins the plan of a decision. What an open one has not sent is dropped; what it sent arrives.
void begin_plan(ExecutionManagerSelf self, ExecutionManagerState& state, const Instructions& instructions,
                UtcTime now) {
  if (state.plan_open(now)) {
    const Decision& open = *state.plan.decision;
    emit(self, state, now, instructions.cause,
         journal::PlanReplaced{open.kind, open.reason, instructions.decision->kind, state.unsent()});
    state.orders.drop();
  }
  state.plan = {instructions.decision, instructions.cause, {}};
  state.orders.start(state.plan.decision->blocks);
  state.told_open = !state.plan.decision->blocks.empty();
  if (state.told_open)
    emit(self, state, now, state.plan.decided,
         journal::PlanBegan{state.plan.decision->kind, state.plan.decision->reason});
}

/// An order whose answer the boot before did not hear is asked for again, under its id.
void await_order(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state) {
  ask(self, state, state->awaited, state->context.rebuilt->memory.pnl.account.market, state->asked,
      state->awaited_since);
}

/// Trades that were worked when the boot before ended are worked to their end.
void await_worked(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state) {
  self->request(state->directory->pair_execution, caf::infinite, AwaitPairs{}).then([=](const PairAnswered& answered) {
    finish_worked(self, state, answered, state->ordered);
  });
}

void go_on(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, const PnlViewPtr& view) {
  state->now = view;
  if (!state->waits_for_none() || state->kill == KillState::halted) return close_step(self, *state, view);
  if (state->replacement)
    begin_plan(self, *state, *std::exchange(state->replacement, std::nullopt), view->positions().market->time);
  const PortfolioView portfolio = view->portfolio(state->context.universe);
  RoutingNotes notes;
  std::optional<Order> next = state->orders.next(portfolio, notes, state->plan.transfers);
  if (!notes.over_capacity.empty() && state->plan.decision->first_entry)
    return refuse_run(self, Error(ErrorKind::usage, notes.over_capacity), true);
  for (const NotSent& left : notes.not_sent)
    emit(self, *state, portfolio.now(), state->plan.decided, journal::PartNotSent{left.action, left.reason});
  for (const std::string& left : notes.cut)
    emit(self, *state, portfolio.now(), state->plan.decided, journal::OrdersCut{left});
  if (!notes.uses.empty()) state->uses = std::move(notes.uses);
  if (!next) return close_step(self, *state, view);
  const bool worked = next->type == ExecutionType::cex_trade && state->context.desk != nullptr;
  if (worked)
    work_trades(self, state, std::move(*next), view);
  else
    send_order(self, state, std::move(*next), view->positions().market);
  // What takes its time is no part of the step.
  if (worked || state->awaited != nullptr) close_step(self, *state, view);
}

/// What is left of the open plan is not sent, and trades that are worked end.
void end_plan(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now) {
  if (state.unsent()) tell_unfinished(self, state, now);
  state.orders.drop();
  state.replacement.reset();
  if (!state.worked.empty()) self->send(state.directory->pair_execution, StopPairs{});
}

/// Whether a decision makes no position larger.
bool leaves(const Decision& decision) {
  return decision.kind == DecisionKind::exit_partial || decision.kind == DecisionKind::exit_full ||
         decision.kind == DecisionKind::pay_out;
}

/// The gate of the hot lane holds orders of exchanges; here plans are held, with what they have for the chain. A halted
/// plan goes on when it is released; one that was to build a position up ends when only less is allowed.
void take_control(ExecutionManagerSelf self, ExecutionManagerState& state, const ControlSet& control) {
  const KillState before = std::exchange(state.kill, control.kill);
  if (control.kill == before || control.kill == KillState::active) return;
  if (control.kill == KillState::halted) {
    if (!state.worked.empty()) self->send(state.directory->pair_execution, StopPairs{});
    return;
  }
  if (state.plan.decision != nullptr && !leaves(*state.plan.decision) && !state.plan.decision->urgent)
    end_plan(self, state, control.at);
}

/// Moves cash to an account that lacks it for trades that are worked, where the other one of its exchange can spare it.
void move_for_leg(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state,
                  const Funds& lacking) {
  if (state->worked.empty() || state->awaited != nullptr || state->replacement || state->kill != KillState::active)
    return;
  auto move = state->router.cash_for_leg(lacking, state->worked, state->now->portfolio(state->context.universe));
  if (move) send_order(self, state, std::move(*move), state->now->positions().market, true);
}

/// A hold leaves an open plan to go on. Anything else takes its place, once the trades that are worked have ended.
void take_instructions(ExecutionManagerSelf self, ExecutionManagerState& state, const Instructions& instructions) {
  const UtcTime now = instructions.portfolio->positions().market->time;
  if (instructions.decision->kind == DecisionKind::hold && state.plan_open(now)) return;
  if (state.waits_for_none()) return begin_plan(self, state, instructions, now);
  state.replacement = instructions;
  if (!state.worked.empty()) self->send(state.directory->pair_execution, StopPairs{});
}

}  // namespace

execution_manager_actor::behavior_type execution_manager(ExecutionManagerSelf self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<ExecutionManagerState>(context);
  return {
      [=](const Connect& connect) {
        state->directory = connect.directory;
        if (!state->worked.empty()) await_worked(self, state);
        if (state->awaited != nullptr) await_order(self, state);
      },
      [=](const Instructions& instructions) {
        state->refreshed = instructions.portfolio;
        state->step_open = true;
        take_instructions(self, *state, instructions);
        go_on(self, state, instructions.portfolio);
      },
      [=](const PnlMeasured& measured) { go_on(self, state, measured.view); },
      [=](const EndPlan& end) { end_plan(self, *state, end.now); },
      [=](const FundsLack& lack) { move_for_leg(self, state, lack.lacking); },
      [=](const ControlSet& set) { take_control(self, *state, set); },
      [=](const KeepMemory&) { self->send(state->directory->event_logger, MemorySection(state->memory())); },
  };
}

}  // namespace basis
