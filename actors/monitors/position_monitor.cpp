#include <algorithm>

#include <fmt/format.h>

#include "actors/event_emitter.hpp"
#include "actors/execution.hpp"
#include "actors/monitors/monitors.hpp"
#include "core/execution/venue_postings.hpp"
#include "core/portfolio/portfolio_book.hpp"

namespace basis {
namespace {

/// A balance that was told before a transfer may arrive after it: reports take so long at most.
constexpr Nanos kReportGrace = kSecond * 10;
/// The order tracker fetches a fee that is not told several times before it gives up.
constexpr Nanos kFeeGrace = kMinute;

/// Sessions hear balances to eight decimals, of which a payment has more: so much a day is rounding.
const Amount kRounding = Amount::from_raw(Amount::kOne / 1'000'000);

ReconcileRules rules_of(const RunContext& run) {
  ReconcileRules rules;
  if (run.desk != nullptr) {
    rules.grace = kReportGrace;
    rules.fee_grace = kFeeGrace;
  }
  if (!run.transfers_take_time) return rules;
  for (const Instrument& instrument : run.universe.instruments())
    rules.tolerance.push_back(instrument.type == PositionType::base_token ? kRounding : Amount{});
  return rules;
}

struct PositionMonitorState {
  explicit PositionMonitorState(const RunContext& run)
      : context(run),
        book(run.universe, rules_of(run)),
        postings(run.universe, book),
        events(Emitter::position_monitor, run) {
    if (run.rebuilt != nullptr) restore(*run.rebuilt);
  }

  void restore(const Rebuilt& rebuilt) {
    const auto restored = book.restore(rebuilt.book);
    require(restored.has_value(), "a book was rebuilt for another universe");
    postings.restore(rebuilt.postings);
    fills = rebuilt.memory.position.fills;
    posted = rebuilt.memory.position.posted;
    last_posted = rebuilt.memory.position.last_posted;
  }

  const RunContext& context;
  std::shared_ptr<const Directory> directory;
  PortfolioBook book;
  VenuePostings postings;
  EventEmitter events;
  std::size_t unanswered = 0;  ///< queries of the start that are not answered yet
  MarketPtr market;            ///< of the instant that is being refreshed
  bool decides = true;         ///< of that instant's step
  MarketPtr last_market;       ///< of the last view
  std::vector<Fill> fills;     ///< since the last view
  std::vector<std::shared_ptr<const VenueReport>> settled;
  std::vector<LedgerEntry> posted;  ///< since the last view
  EventId last_posted;
};

using PositionMonitorSelf = position_monitor_actor::pointer;

/// Holdings around an entry.
struct Change {
  const PositionSet& before;
  const PositionSet& after;
};

/// The holdings that an entry changes, each once.
std::vector<journal::BalanceChange> changes_of(const LedgerEntry& entry, const Change& change) {
  std::vector<journal::BalanceChange> changes;
  std::vector<bool> seen(change.before.size());
  const auto add = [&](const LedgerSide& side) {
    if (!side.instrument() || seen[side.instrument()->index()]) return;
    const std::size_t at = side.instrument()->index();
    seen[at] = true;
    changes.push_back({*side.instrument(), change.before[at].amount, change.after[at].amount});
  };
  for (const Movement& movement : entry.movements) {
    add(movement.from);
    add(movement.to);
  }
  return changes;
}

/// What a movement between an account and the outside brings, in USDT.
Amount dollars_in(const PositionMonitorState& state, const Movement& movement) {
  const auto worth = [&](const LedgerSide& side, Amount amount) {
    const Instrument& instrument = state.context.universe[*side.instrument()];
    return mul(amount, state.last_market->prices[instrument.asset.index()], Rounding::half_even);
  };
  if (movement.to.instrument()) return worth(movement.to, movement.amount);
  return movement.from.instrument() ? worth(movement.from, -movement.amount) : Amount{};
}

/// Tells live risk what an entry changed.
void tell_desk(const PositionMonitorState& state, const LedgerEntry& entry, const PositionSet& after) {
  TradingDesk* const desk = state.context.desk;
  if (desk == nullptr) return;
  const auto tell = [&](const LedgerSide& side) {
    if (const auto& instrument = side.instrument()) desk->holding_changed(*instrument, after[instrument->index()]);
  };
  for (const Movement& movement : entry.movements) {
    tell(movement.from);
    tell(movement.to);
    // What is in transit is lost to live risk, and no loss.
    if (entry.kind == EntryKind::capital || entry.flight) desk->capital_moved(dollars_in(state, movement));
  }
}

/// What an entry comes of.
struct Origin {
  EventId cause{};
  std::optional<journal::FillTold> filled{};  ///< of a trade or a swap
  bool reported = false;                      ///< it follows from what a venue said, which has an entry of its own
};

/// Records an entry that was posted, with the balances it changed, and with its fill when it is a trade or a swap.
void note(PositionMonitorSelf self, PositionMonitorState& state, const LedgerEntry& entry, const Change& change,
          Origin of) {
  state.last_posted =
      state.events.emit(self, state.directory->event_logger, entry.time, of.cause,
                        journal::Posting{entry, changes_of(entry, change), std::move(of.filled), of.reported});
  state.posted.push_back(entry);
  tell_desk(state, entry, change.after);
}

/// Posts one entry and records it.
void post(PositionMonitorSelf self, PositionMonitorState& state, const LedgerEntry& entry, EventId cause = {},
          std::optional<journal::FillTold> filled = {}) {
  const PositionSet before = state.book.positions();
  state.book.post(entry);
  note(self, state, entry, {before, state.book.positions()}, {cause, std::move(filled)});
}

/// Posts all entries of an order; the fills are in the order of the trade and swap entries.
void post_answer(PositionMonitorSelf self, PositionMonitorState& state, const OrderAnswer& answer, EventId cause) {
  auto next = answer.fills.begin();
  for (const LedgerEntry& entry : answer.report.entries) {
    const bool trades = entry.kind == EntryKind::trade || entry.kind == EntryKind::swap;
    if (trades && next != answer.fills.end())
      post(self, state, entry, cause, journal::FillTold{answer.order->client_id, answer.order->reason, *next++});
    else
      post(self, state, entry, cause);
  }
  state.fills.insert(state.fills.end(), answer.fills.begin(), answer.fills.end());
}

/// A fill of a worked order as the reports have it: `cost` is slippage and fee, in USDT.
Fill worked_fill(const PositionMonitorState& state, const FillCounted& counted) {
  const OrderEffect& told = counted.fill;
  const Universe& universe = state.context.universe;
  const Market& market = universe[told.market];
  Fill fill;
  fill.instrument = *market.position;
  fill.buy = told.side == OrderSide::buy;
  fill.size = amount_of(told.size);
  fill.price = told.price;
  fill.arrival = counted.arrival.is_zero() ? told.price : counted.arrival;
  fill.notional = mul(fill.size, fill.price, Rounding::half_even);
  const Price against_us = fill.buy ? fill.price - fill.arrival : fill.arrival - fill.price;
  fill.cost = mul(fill.size, against_us, Rounding::half_even);
  if (told.fee_asset == universe.quote_asset()) {
    fill.cost += told.fee;
  } else {
    const Price worth = told.fee_asset == *market.base ? told.price : state.last_market->prices[told.fee_asset.index()];
    fill.cost += mul(told.fee, worth, Rounding::half_even);
  }
  return fill;
}

/// Records what reports have posted. `before`: the holdings before it.
void note_posted(PositionMonitorSelf self, PositionMonitorState& state, const Posted& posted, PositionSet before,
                 const std::optional<journal::FillTold>& filled) {
  for (const LedgerEntry& entry : posted.entries) {
    PositionSet after = before;
    apply_entry(entry, after);
    const bool trades = entry.kind == EntryKind::trade && filled && &entry == &posted.entries.front();
    // What a tolerance booked follows from the rules of this run, and not from what was told alone.
    const bool follows = entry.kind != EntryKind::unexplained;
    note(self, state, entry, {before, after}, {{}, trades ? filled : std::nullopt, follows});
    before = std::move(after);
  }
}

/// A difference to a venue that nothing on its way explains is a person's to look at.
void tell_differences(PositionMonitorSelf self, PositionMonitorState& state,
                      const std::vector<ReconcileFinding>& findings, UtcTime now) {
  for (const ReconcileFinding& finding : findings) {
    if (finding.verdict != ReconcileVerdict::reducing || finding.again) continue;
    state.events.emit(self, state.directory->event_logger, now, state.last_posted,
                      journal::DifferenceFound{finding.text});
    if (state.context.desk != nullptr) state.context.desk->only_reduce("the book differs from a venue");
  }
}

/// When something was heard, by the node's clock, which a venue's may differ from.
UtcTime heard(MonoTime at) { return UtcTime::from_nanos(at.nanos()); }

void take_fill(PositionMonitorSelf self, PositionMonitorState& state, const FillCounted& counted) {
  PositionSet before = state.book.positions();
  const UtcTime now = heard(counted.at);
  const Posted posted = state.postings.apply(counted.fill, now);
  if (posted.entries.empty()) return tell_differences(self, state, posted.findings, now);
  const Fill fill = worked_fill(state, counted);
  const bool trades = counted.fill.kind == EffectKind::filled && !counted.fill.size.is_zero();
  if (trades) state.fills.push_back(fill);
  note_posted(self, state, posted, std::move(before),
              trades ? std::optional(journal::FillTold{std::string(counted.fill.id.view()),
                                                       fmt::format("pair {}", counted.pair), fill})
                     : std::nullopt);
  tell_differences(self, state, posted.findings, now);
}

void tell_notice(PositionMonitorSelf self, PositionMonitorState& state, const VenueNotice& notice, UtcTime now) {
  state.last_posted =
      state.events.emit(self, state.directory->event_logger, now, state.last_posted, journal::VenueNoticed{notice});
}

/// A position that its venue has closed.
void tell_closing(PositionMonitorSelf self, PositionMonitorState& state, const AccountReport& report) {
  const bool liquidated = report.kind == AccountReportKind::liquidation;
  if (!liquidated && report.kind != AccountReportKind::deleveraging) return;
  const Market& market = state.context.universe[report.market];
  const VenueNotice notice{
      liquidated ? kLiquidation : kDeleveraging, *market.position,
      fmt::format("{} of {} closed at {}", report.amount.abs().to_string(), market.key, report.price.to_string())};
  tell_notice(self, state, notice, report.at_venue);
}

void take_report(PositionMonitorSelf self, PositionMonitorState& state, const AccountReported& reported) {
  const AccountReport& report = reported.report;
  PositionSet before = state.book.positions();
  const Posted posted = state.postings.apply(report, heard(reported.at));
  note_posted(self, state, posted, std::move(before), std::nullopt);
  tell_closing(self, state, report);
  tell_differences(self, state, posted.findings, heard(reported.at));
}

void take_read(PositionMonitorSelf self, PositionMonitorState& state, const HoldingRead& read) {
  PositionSet before = state.book.positions();
  const Posted posted = state.postings.apply(read.observed, read.at);
  note_posted(self, state, posted, std::move(before), std::nullopt);
  tell_differences(self, state, posted.findings, read.at);
}

/// A person has looked at the differences: what venues say is held counts from here on.
void adopt(PositionMonitorSelf self, PositionMonitorState& state, const AdoptAsked& asked) {
  std::vector<InstrumentId> differ;
  for (const auto& [instrument, difference] : state.book.reconciler().differences()) differ.push_back(instrument);
  for (const InstrumentId instrument : differ) {
    PositionSet before = state.book.positions();
    if (const auto entry = state.book.adopt(instrument, asked.as, asked.now))
      note(self, state, *entry, {before, state.book.positions()}, {});
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

void publish(PositionMonitorSelf self, PositionMonitorState& state, Occasion occasion, MarketPtr market,
             AnswerPtr answer) {
  state.book.check();
  auto view = std::make_shared<PositionView>();
  view->occasion = occasion;
  view->decides = state.decides;
  view->market = std::move(market);
  view->positions = state.book.positions();
  const std::vector<Amount>& on_the_way = state.book.on_the_way();
  if (std::ranges::any_of(on_the_way, [](Amount amount) { return !amount.is_zero(); })) view->on_the_way = on_the_way;
  view->entries = std::exchange(state.posted, {});
  view->fills = std::exchange(state.fills, {});
  view->answer = std::move(answer);
  view->cause = std::exchange(state.last_posted, {});
  state.last_market = view->market;
  self->send(state.directory->exposure_monitor, PositionsChanged{std::move(view)});
}

/// Refreshes when the market and the settlements of all venues for this instant have arrived.
void refresh_if_complete(PositionMonitorSelf self, PositionMonitorState& state) {
  if (!state.market || state.settled.size() < state.directory->venues.size()) return;
  for (const auto& report : state.settled) {
    for (const LedgerEntry& entry : report->entries) post(self, state, entry);
    for (const VenueNotice& notice : report->notices) tell_notice(self, state, notice, report->time);
  }
  for (const auto& report : state.settled) reconcile(state, *report);
  state.settled.clear();
  tell_differences(self, state, state.book.reconciler().overdue(state.market->time), state.market->time);
  publish(self, state, Occasion::step, std::exchange(state.market, nullptr), nullptr);
}

/// The book of the boot before goes on. What venues say of it is compared as at any other time; nothing is capital.
void take_up(PositionMonitorSelf self, PositionMonitorState& state) {
  if (state.context.desk != nullptr)
    for (const Instrument& instrument : state.context.universe.instruments())
      state.context.desk->holding_changed(instrument.id, state.book[instrument.id]);
  self->send(state.directory->data_provider, Ready{});
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
      [=, &context](const BeginRun& begin) {
        state->last_market = begin.market;
        if (context.rebuilt != nullptr) return take_up(self, *state);
        download(self, state, begin.market->time);
      },
      [=](const MarketUpdate& update) {
        state->market = update.market;
        state->decides = update.decides;
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
        publish(self, *state, Occasion::order, done.market ? done.market : state->last_market, done.answer);
      },
      [=](const Refresh&) { publish(self, *state, Occasion::refresh, state->last_market, nullptr); },
      [=](const FillCounted& counted) { take_fill(self, *state, counted); },
      [=](const AccountReported& reported) { take_report(self, *state, reported); },
      [=](const HoldingRead& read) { take_read(self, *state, read); },
      [=](const AdoptAsked& asked) { adopt(self, *state, asked); },
      [=](const MoneyUnderWay& money) {
        if (money.begins)
          state->book.reconciler().movement_begins(money.instrument);
        else
          state->book.reconciler().movement_ends(money.instrument);
      },
      [=](const KeepMemory&) {
        self->send(state->directory->event_logger,
                   MemorySection(PositionMemory{state->fills, state->posted, state->last_posted}));
      },
  };
}

}  // namespace basis
