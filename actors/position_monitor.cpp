#include "actors/event_emitter.hpp"
#include "actors/execution.hpp"
#include "actors/monitors.hpp"

namespace basis {
namespace {

struct State {
  explicit State(const RunContext& run)
      : context(run), positions(run.universe.instruments().size()), conservation(run.universe) {}

  const RunContext& context;
  std::shared_ptr<const Directory> directory;
  PositionSet positions;
  ConservationLedger conservation;
  EventEmitter events{Emitter::position_monitor};
  std::size_t unanswered = 0;  ///< queries of the start
  MarketPtr market;            ///< of the instant being refreshed
  std::vector<std::shared_ptr<const VenueReport>> settled;
  std::vector<LedgerEntry> booked;  ///< since the last view
  EventId last_booked;
};

using Self = position_monitor_actor::pointer;

void write_movements(const State& state, const LedgerEntry& entry, const PositionSet& before, JsonWriter& fields) {
  fields.key("balances").begin_array();
  std::vector<bool> seen(before.size());
  const auto write = [&](const LedgerSide& side) {
    if (!side.instrument() || seen[side.instrument()->index()]) return;
    const std::size_t at = side.instrument()->index();
    seen[at] = true;
    fields.begin_object().key("instrument").string(state.context.universe[*side.instrument()].key);
    fields.key("before").string(before[at].amount.to_string());
    fields.key("after").string(state.positions[at].amount.to_string()).end_object();
  };
  for (const Movement& movement : entry.movements) {
    write(movement.from);
    write(movement.to);
  }
  fields.end_array();
}

/// A fill and the order it belongs to.
struct FillOf {
  const Order& order;
  const Fill& fill;
};

void write_fill(const FillOf& filled, const Universe& universe, JsonWriter& fields) {
  const auto& [order, fill] = filled;
  fields.key("client_id").string(order.client_id);
  fields.key("instrument").string(universe[fill.instrument].key);
  fields.key("side").string(fill.buy ? "buy" : "sell");
  fields.key("size").string(fill.size.to_string());
  fields.key("arrival").string(fill.arrival.to_string()).key("price").string(fill.price.to_string());
  fields.key("notional").string(fill.notional.to_string()).key("cost").string(fill.cost.to_string());
  fields.key("reason").string(order.reason);
}

std::shared_ptr<const TradeRecord> trade_record(const FillOf& filled, UtcTime time, const Universe& universe) {
  const auto& [order, fill] = filled;
  return std::make_shared<const TradeRecord>(TradeRecord{time, universe[fill.instrument].key, fill.buy, fill.size,
                                                         fill.arrival, fill.price, fill.notional, fill.cost,
                                                         order.reason});
}

/// Books one entry and records it with the balances it changed, and with its
/// fill where it is of a trade or a swap.
void book(Self self, State& state, const LedgerEntry& entry, EventId cause = {},
          const std::optional<FillOf>& filled = std::nullopt) {
  const PositionSet before = state.positions;
  apply_entry(entry, state.positions);
  state.conservation.record(entry);
  JsonWriter fields;
  const Universe& universe = state.context.universe;
  if (filled) write_fill(*filled, universe, fields);
  write_movements(state, entry, before, fields);
  state.last_booked =
      state.events.emit(self, state.directory->event_logger, entry.time, filled ? "fill" : entry_kind_name(entry.kind),
                        cause, std::move(fields), filled ? trade_record(*filled, entry.time, universe) : nullptr);
  state.booked.push_back(entry);
}

/// Books everything an order changed; trades and swaps have their fills in the same order.
void book_answer(Self self, State& state, const OrderAnswer& answer, EventId cause) {
  auto next = answer.fills.begin();
  for (const LedgerEntry& entry : answer.report.entries) {
    const bool trades = entry.kind == EntryKind::trade || entry.kind == EntryKind::swap;
    if (trades && next != answer.fills.end())
      book(self, state, entry, cause, FillOf{*answer.order, *next++});
    else
      book(self, state, entry, cause);
  }
}

/// Our book against the venue's own word; in simulation they agree exactly.
void reconcile(const State& state, const VenueReport& report) {
  for (const AccountState& account : report.accounts)
    for (const auto& [instrument, holding] : account.holdings)
      if (state.positions[instrument.index()] != holding)
        broken_invariant(state.context.universe[instrument].key + " is " +
                         state.positions[instrument.index()].amount.to_string() + " in our book and " +
                         holding.amount.to_string() + " at the venue");
}

void publish(Self self, State& state, MarketPtr market, AnswerPtr answer) {
  state.conservation.check(state.positions);
  auto view = std::make_shared<PositionView>();
  view->market = std::move(market);
  view->positions = state.positions;
  view->entries = std::exchange(state.booked, {});
  view->answer = std::move(answer);
  view->cause = std::exchange(state.last_booked, {});
  self->send(state.directory->exposure_monitor, PositionsChanged{std::move(view)});
}

/// Once the market and every venue's settlement of this instant are in.
void refresh_if_complete(Self self, State& state) {
  if (!state.market || state.settled.size() < state.directory->venues.size()) return;
  for (const auto& report : state.settled) {
    for (const LedgerEntry& entry : report->entries) book(self, state, entry);
    for (const VenueNotice& notice : report->notices) {
      JsonWriter fields;
      fields.key("notice").string(notice.kind).key("instrument").string(state.context.universe[notice.instrument].key);
      fields.key("text").string(notice.text);
      state.last_booked = state.events.emit(self, state.directory->event_logger, report->time, "venue_notice",
                                            state.last_booked, std::move(fields), nullptr,
                                            report->time.to_string() + " " + notice.kind + ": " + notice.text);
    }
  }
  for (const auto& report : state.settled) reconcile(state, *report);
  state.settled.clear();
  publish(self, state, std::exchange(state.market, nullptr), nullptr);
}

/// Asks every account for everything the mode may hold; what is found is the
/// capital of the run.
void download(Self self, const std::shared_ptr<State>& state, UtcTime now) {
  const Universe& universe = state->context.universe;
  state->unanswered = universe.instruments().size();
  for (const Instrument& instrument : universe.instruments()) {
    const execution_actor& interface = execution_for(
        *state->directory, instrument.on_chain ? ExecutionType::smart_contract : ExecutionType::cex_trade);
    self->request(interface, caf::infinite, PositionQuery{instrument.account, instrument.id})
        .then([=, id = instrument.id](const PositionReply& reply) {
          if (!reply.holding.amount.is_zero())
            book(self, *state,
                 {now, EntryKind::capital, {{Outside::capital, id, reply.holding.amount, reply.holding.entry_cost}}});
          if (--state->unanswered == 0) self->send(state->directory->data_provider, Ready{});
        });
  }
}

}  // namespace

position_monitor_actor::behavior_type position_monitor(Self self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<State>(context);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const BeginRun& begin) { download(self, state, begin.market->time); },
      [=](const MarketUpdate& update) {
        state->market = update.market;
        refresh_if_complete(self, *state);
      },
      [=](const VenueSettled& settled) {
        state->settled.push_back(settled.report);
        refresh_if_complete(self, *state);
      },
      [=](const OrderDone& done) {
        const OrderAnswer& answer = *done.answer;
        book_answer(self, *state, answer, done.cause);
        reconcile(*state, answer.report);
        publish(self, *state, done.market, done.answer);
      },
  };
}

}  // namespace basis
