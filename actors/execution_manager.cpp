#include "actors/execution_manager.hpp"

#include <fmt/format.h>

#include "actors/event_emitter.hpp"
#include "actors/execution.hpp"
#include "core/execution/order_source.hpp"

namespace basis {
namespace {

struct ExecutionManagerState {
  explicit ExecutionManagerState(const RunContext& run)
      : context(run), router(run.universe, run.settings, run.costs), orders(router, run.settings) {}

  const RunContext& context;
  Router router;
  std::shared_ptr<const Directory> directory;
  EventEmitter events{Emitter::execution_manager};
  std::shared_ptr<const Decision> decision;
  EventId decided;
  PnlViewPtr refreshed;           ///< the portfolio that the decision is based on
  PnlViewPtr now;                 ///< the portfolio after the last order that was carried out
  bool recorded = false;          ///< the decision's rebalance
  OrderSource orders;             ///< of the decision
  std::vector<CapacityUse> uses;  ///< of the next order's instruction; told with its first order
  std::uint64_t sent = 0;
  std::size_t accepted = 0;  ///< orders of the decision
  std::size_t refusals = 0;  ///< likewise
};

using ExecutionManagerSelf = execution_manager_actor::pointer;

EventId emit(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now, std::string_view type, EventId cause,
             JsonWriter fields) {
  return state.events.emit(self, state.directory->event_logger, now, type, cause, std::move(fields));
}

void write_order(const Universe& universe, const Order& order, JsonWriter& fields) {
  fields.key("client_id").string(order.client_id).key("action").string(action_name(order.action));
  fields.key("account").string(universe.name(order.account));
  if (order.type == ExecutionType::wallet_transfer) fields.key("to").string(universe.name(order.destination));
  fields.key("instrument").string(universe[order.instrument].key);
  if (order.type == ExecutionType::cex_trade) fields.key("side").string(order.buy ? "buy" : "sell");
  fields.key("size").string(order.size.to_string()).key("reason").string(order.reason);
}

void go_on(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, const PnlViewPtr& view);

/// Records an order that its venue refused. The decision goes on with the portfolio as it is.
void take_refusal(ExecutionManagerSelf self, ExecutionManagerState& state, const OrderAnswer& answer, UtcTime now,
                  EventId ordered) {
  const Order& order = *answer.order;
  JsonWriter fields;
  write_order(state.context.universe, order, fields);
  fields.key("refusal").string(answer.reason);
  const std::string kind =
      fmt::format("{} refused {}", state.context.universe.name(order.account), action_name(order.action));
  state.events.emit(self, state.directory->event_logger, now, kOrderRefused, ordered, std::move(fields), nullptr, kind);
  state.orders.refused(answer.order);
  ++state.refusals;
}

/// Records a rebalance with its first accepted order: one that changes nothing is none.
void record_rebalance(ExecutionManagerSelf self, ExecutionManagerState& state, UtcTime now) {
  if (!state.decision->rebalance || std::exchange(state.recorded, true)) return;
  JsonWriter fields;
  fields.key("decision").string(decision_name(state.decision->kind));
  fields.key("reason").string(state.decision->reason);
  emit(self, state, now, "rebalance", state.decided, std::move(fields));
}

/// Passes what an order changed to the position monitor. Without an answer a simulation cannot go on.
void finish_order(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state,
                  const AnswerPtr& answer, const MarketPtr& market, EventId ordered) {
  const Order& order = *answer->order;
  if (answer->status == OrderStatus::refused) {
    take_refusal(self, *state, *answer, market->time, ordered);
    return go_on(self, state, state->now);
  }
  if (answer->status != OrderStatus::accepted)
    broken_invariant(fmt::format("{} order {} was {} by {} at {}: {}", action_name(order.action), order.client_id,
                                 order_status_name(answer->status), state->context.universe.name(order.account),
                                 market->time.to_string(), answer->reason));
  ++state->accepted;
  record_rebalance(self, *state, market->time);
  EventId cause = ordered;
  if (order.type == ExecutionType::smart_contract) {
    // Some calls, like an approval, have no postings; the event is emitted for them too.
    JsonWriter fields;
    fields.key("client_id").string(order.client_id).key("action").string(action_name(order.action));
    fields.key("account").string(state->context.universe.name(order.account));
    cause = emit(self, *state, market->time, "contract_call", ordered, std::move(fields));
  }
  self->send(state->directory->position_monitor, OrderDone{answer, market, cause});
}

void send_order(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, Order order,
                const MarketPtr& market) {
  order.client_id =
      fmt::format("{}-{}-{}", state->context.settings.mode.mode, market->time.nanos() / kSecond.count, ++state->sent);
  order.cause = state->decided;
  order.reason = state->decision->reason;
  JsonWriter fields;
  write_order(state->context.universe, order, fields);
  const EventId ordered =
      state->events.emit(self, state->directory->event_logger, market->time, "order", state->decided, std::move(fields),
                         nullptr, {}, {}, std::exchange(state->uses, {}));
  const auto shared = std::make_shared<const Order>(std::move(order));
  const execution_actor& interface = execution_for(*state->directory, shared->type);
  const auto done = [=](const Answered& answered) { finish_order(self, state, answered.answer, market, ordered); };
  if (shared->type == ExecutionType::wallet_transfer)
    self->request(interface, caf::infinite, ExecuteTransfer{shared, market, shared->account}).then(done);
  else
    self->request(interface, caf::infinite, ExecuteTrade{shared, market}).then(done);
}

void tell_not_sent(ExecutionManagerSelf self, ExecutionManagerState& state, const NotSent& left_out, UtcTime now) {
  JsonWriter fields;
  fields.key("action").string(action_name(left_out.action)).key("reason").string(left_out.reason);
  emit(self, state, now, "not_sent", state.decided, std::move(fields));
}

void tell_cut(ExecutionManagerSelf self, ExecutionManagerState& state, const std::string& text, UtcTime now) {
  JsonWriter fields;
  fields.key("left").string(text);
  state.events.emit(self, state.directory->event_logger, now, kOrdersCut, state.decided, std::move(fields), nullptr,
                    text);
}

void go_on(ExecutionManagerSelf self, const std::shared_ptr<ExecutionManagerState>& state, const PnlViewPtr& view) {
  state->now = view;
  const PortfolioView portfolio = view->portfolio(state->context.universe);
  RoutingNotes notes;
  std::optional<Order> next = state->orders.next(portfolio, notes);
  if (!notes.over_capacity.empty() && state->decision->first_entry)
    return refuse_run(self, Error(ErrorKind::usage, notes.over_capacity), true);
  for (const NotSent& left_out : notes.not_sent) tell_not_sent(self, *state, left_out, portfolio.now());
  for (const std::string& left : notes.cut) tell_cut(self, *state, left, portfolio.now());
  if (!notes.uses.empty()) state->uses = std::move(notes.uses);
  if (next) return send_order(self, state, std::move(*next), view->positions().market);
  if (state->refusals > 0 && state->accepted == 0) self->send(state->directory->strategy_manager, AllRefused{});
  const StepClosed closed{state->refreshed, view};
  self->send(state->directory->event_logger, closed);
  self->send(state->directory->data_provider, closed);
}

}  // namespace

execution_manager_actor::behavior_type execution_manager(ExecutionManagerSelf self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<ExecutionManagerState>(context);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const Instructions& instructions) {
        state->decision = instructions.decision;
        state->decided = instructions.cause;
        state->refreshed = instructions.portfolio;
        state->recorded = false;
        state->accepted = 0;
        state->refusals = 0;
        state->orders.start(state->decision->blocks);
        go_on(self, state, instructions.portfolio);
      },
      [=](const PnlMeasured& measured) { go_on(self, state, measured.view); },
  };
}

}  // namespace basis
