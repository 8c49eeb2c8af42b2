#include <fmt/format.h>

#include "actors/event_emitter.hpp"
#include "actors/execution.hpp"
#include "actors/monitors/monitors.hpp"
#include "core/portfolio/portfolio_book.hpp"

namespace basis {
namespace {

struct PositionMonitorState {
  explicit PositionMonitorState(const RunContext& run) : context(run), book(run.universe) {}

  const RunContext& context;
  std::shared_ptr<const Directory> directory;
  PortfolioBook book;
  EventEmitter events{Emitter::position_monitor};
  std::size_t unanswered = 0;  ///< queries of the start that are not answered yet
  MarketPtr market;            ///< of the instant that is being refreshed
  std::vector<std::shared_ptr<const VenueReport>> settled;
  std::vector<LedgerEntry> posted;  ///< since the last view
  EventId last_posted;
};

using PositionMonitorSelf = position_monitor_actor::pointer;

void write_movements(const PositionMonitorState& state, const LedgerEntry& entry, const PositionSet& before,
                     JsonWriter& fields) {
  fields.key("balances").begin_array();
  std::vector<bool> seen(before.size());
  const auto write = [&](const LedgerSide& side) {
    if (!side.instrument() || seen[side.instrument()->index()]) return;
    const std::size_t at = side.instrument()->index();
    seen[at] = true;
    fields.begin_object().key("instrument").string(state.context.universe[*side.instrument()].key);
    fields.key("before").string(before[at].amount.to_string());
    fields.key("after").string(state.book.positions()[at].amount.to_string()).end_object();
  };
  for (const Movement& movement : entry.movements) {
    write(movement.from);
    write(movement.to);
  }
  fields.end_array();
}

/// A fill with its order.
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

/// Posts one entry. Records it with the balances it changed, and with its fill when it is a trade
/// or a swap.
void post(PositionMonitorSelf self, PositionMonitorState& state, const LedgerEntry& entry, EventId cause = {},
          const std::optional<FillOf>& filled = std::nullopt) {
  const PositionSet before = state.book.positions();
  state.book.post(entry);
  JsonWriter fields;
  const Universe& universe = state.context.universe;
  if (filled) write_fill(*filled, universe, fields);
  write_movements(state, entry, before, fields);
  state.last_posted =
      state.events.emit(self, state.directory->event_logger, entry.time, filled ? "fill" : entry_kind_name(entry.kind),
                        cause, std::move(fields), filled ? trade_record(*filled, entry.time, universe) : nullptr);
  state.posted.push_back(entry);
}

/// Posts all entries of an order; the fills are in the order of the trade and swap entries.
void post_answer(PositionMonitorSelf self, PositionMonitorState& state, const OrderAnswer& answer, EventId cause) {
  auto next = answer.fills.begin();
  for (const LedgerEntry& entry : answer.report.entries) {
    const bool trades = entry.kind == EntryKind::trade || entry.kind == EntryKind::swap;
    if (trades && next != answer.fills.end())
      post(self, state, entry, cause, FillOf{*answer.order, *next++});
    else
      post(self, state, entry, cause);
  }
}

/// Compares our positions with those the venue reports; in simulation they are equal.
void reconcile(PositionMonitorState& state, const VenueReport& report) {
  for (const AccountState& account : report.accounts)
    for (const auto& [instrument, holding] : account.holdings) {
      const ReconcileFinding finding =
          state.book.reconcile({instrument, holding.amount, holding.entry_cost}, report.time);
      if (finding.verdict != ReconcileVerdict::equal) broken_invariant(finding.text);
    }
}

void publish(PositionMonitorSelf self, PositionMonitorState& state, MarketPtr market, AnswerPtr answer) {
  state.book.check();
  auto view = std::make_shared<PositionView>();
  view->market = std::move(market);
  view->positions = state.book.positions();
  view->entries = std::exchange(state.posted, {});
  view->answer = std::move(answer);
  view->cause = std::exchange(state.last_posted, {});
  self->send(state.directory->exposure_monitor, PositionsChanged{std::move(view)});
}

/// Refreshes when the market and the settlements of all venues for this instant have arrived.
void refresh_if_complete(PositionMonitorSelf self, PositionMonitorState& state) {
  if (!state.market || state.settled.size() < state.directory->venues.size()) return;
  for (const auto& report : state.settled) {
    for (const LedgerEntry& entry : report->entries) post(self, state, entry);
    for (const VenueNotice& notice : report->notices) {
      JsonWriter fields;
      fields.key("notice").string(notice.kind).key("instrument").string(state.context.universe[notice.instrument].key);
      fields.key("text").string(notice.text);
      state.last_posted = state.events.emit(
          self, state.directory->event_logger, report->time, "venue_notice", state.last_posted, std::move(fields),
          nullptr, fmt::format("{} {}: {}", report->time.to_string(), notice.kind, notice.text),
          std::make_shared<const VenueNotice>(notice));
    }
  }
  for (const auto& report : state.settled) reconcile(state, *report);
  state.settled.clear();
  publish(self, state, std::exchange(state.market, nullptr), nullptr);
}

/// Queries all holdings that the mode may have, in every account; they are the capital of the run.
void download(PositionMonitorSelf self, const std::shared_ptr<PositionMonitorState>& state, UtcTime now) {
  const Universe& universe = state->context.universe;
  state->unanswered = universe.instruments().size();
  for (const Instrument& instrument : universe.instruments()) {
    const execution_actor& interface = execution_for(
        *state->directory, instrument.on_chain ? ExecutionType::smart_contract : ExecutionType::cex_trade);
    self->request(interface, caf::infinite, PositionQuery{instrument.account, instrument.id})
        .then([=, id = instrument.id](const PositionReply& reply) {
          if (!reply.holding.amount.is_zero())
            post(self, *state,
                 {now, EntryKind::capital, {{Outside::capital, id, reply.holding.amount, reply.holding.entry_cost}}});
          if (--state->unanswered == 0) self->send(state->directory->data_provider, Ready{});
        });
  }
}

}  // namespace

position_monitor_actor::behavior_type position_monitor(PositionMonitorSelf self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<PositionMonitorState>(context);
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
        post_answer(self, *state, answer, done.cause);
        reconcile(*state, answer.report);
        publish(self, *state, done.market, done.answer);
      },
  };
}

}  // namespace basis
