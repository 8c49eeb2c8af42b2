#include "actors/control/node_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/order_report.hpp"
#include "core/portfolio/fill_entry.hpp"
#include "venues/chain/bytes.hpp"

namespace basis {
namespace {

FeedRow feed_row(const Feed& feed) {
  const FeedCounters& counted = feed.counters();
  FeedRow row{std::string(feed_venue_info(feed.venue()).name), counted.frames, counted.failed, 0, {}};
  for (const auto& followed : feed.followed())
    row.books.push_back({followed->market.id, followed->book.state() == BookState::live, followed->heard,
                         followed->priced ? followed->sent.bid : Price{},
                         followed->priced ? followed->sent.ask : Price{}});
  return row;
}

/// The next payment of each market after `now`.
std::vector<FundingRow> next_funding(const std::vector<FundingSettlement>& announced, UtcTime now) {
  std::vector<FundingRow> rows;
  for (const FundingSettlement& payment : announced) {
    const bool later = std::ranges::any_of(rows, [&](const FundingRow& row) { return row.market == payment.market; });
    if (payment.stamp > now && !later) rows.push_back({payment.market, payment.stamp, payment.rate});
  }
  return rows;
}

SeriesRow series_row(const PnlView& view) {
  const Exposure& exposure = view.exposure();
  const RiskReport& risk = view.risk->risk;
  SeriesRow row{
      view.positions().market->time, exposure.equity, exposure.equity_at_market, exposure.net_delta, std::nullopt,
      least_health_factor(risk)};
  for (const AccountMargin& margin : risk.margins)
    if (margin.margin_ratio)
      row.margin_ratio = std::min(row.margin_ratio.value_or(*margin.margin_ratio), *margin.margin_ratio);
  return row;
}

ChainRow chain_row(const ChainClient& chain) {
  ChainRow row{chain.wallet().to_string(),
               chain.reading()->block.number,
               chain.reading()->told.heard_utc,
               chain.gas_money(),
               chain.busy(),
               {}};
  for (const chain::LaneView& view : chain.open_transactions())
    row.transactions.push_back({view.request.id, view.request.purpose, view.nonce,
                                view.attempts.empty() ? std::string() : chain::to_hex(view.attempts.back().hash),
                                view.attempts.size(), view.progress});
  return row;
}

}  // namespace

template <class Row>
void NodeWatch::Rows<Row>::push(Row row) {
  all.push_back(std::make_shared<const Row>(std::move(row)));
  if (all.size() > kKept) all.pop_front();
  shown.reset();
}

/// A row that others may read is replaced, never changed.
template <class Row>
template <class Is, class Change>
void NodeWatch::Rows<Row>::change(Is is, Change change) {
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const auto& row) { return is(*row); });
  if (found == all.rend()) return;
  Row changed = **found;
  change(changed);
  *found = std::make_shared<const Row>(std::move(changed));
  shown.reset();
}

template <class Row>
RowsOf<Row> NodeWatch::Rows<Row>::show() {
  if (shown == nullptr)
    shown = std::make_shared<const std::vector<std::shared_ptr<const Row>>>(all.rbegin(), all.rend());
  return shown;
}

void NodeWatch::record(const JournalEntry& entry) {
  if (const auto* found = entry.as<journal::DifferenceFound>()) {
    differences_.push_back(found->text);
    if (differences_.size() > kKept) differences_.erase(differences_.begin());
  } else if (const auto* control = entry.as<journal::ControlTaken>()) {
    if (control->command.action == ControlAction::adopt) differences_.clear();
  } else if (const auto* made = entry.as<journal::DecisionMade>()) {
    last_decision_ = fmt::format("{}: {}", decision_name(made->decision->kind), made->decision->reason);
  } else if (const auto* began = entry.as<journal::PlanBegan>()) {
    plan_ = {std::string(decision_name(began->decision)), began->reason, {}, entry.time, true, 0, 0};
  } else if (const auto* waits = entry.as<journal::PlanWaits>()) {
    plan_.waits_for = waits->waits_for;
  } else if (const auto* ended = entry.as<journal::PlanEnded>()) {
    plan_.open = false;
    plan_.waits_for.clear();
    plan_.accepted = ended->accepted;
    plan_.refused = ended->refused;
  } else if (const auto* pair = entry.as<journal::PairBegan>()) {
    PairRow row;
    row.order = pair->order;
    row.began = entry.time;
    pairs_.push(std::move(row));
  } else if (const auto* told = entry.as<journal::PersonAlerted>()) {
    alerts_.push({entry.time, told->source, told->kind, told->text});
  } else if (const auto* noticed = entry.as<journal::VenueNoticed>()) {
    alerts_.push({entry.time, universe_.name(universe_[noticed->notice.instrument].account),
                  std::string(noticed->notice.kind), noticed->notice.text});
  }
}

void NodeWatch::close_step(const PnlView& refreshed, const PnlView& closed) {
  static_cast<void>(refreshed);
  view_ = closed;
  series_.push(series_row(closed));
}

/// What a pair has traded so far, for its progress and its edge.
void NodeWatch::count(const FillCounted& counted) {
  const OrderEffect& fill = counted.fill;
  const Amount value = mul(amount_of(fill.size), fill.price, Rounding::floor);
  pairs_.change([&](const PairRow& row) { return counted.pair != 0 && row.order.id == counted.pair; },
                [&](PairRow& row) {
                  const bool first = row.order.first.market == fill.market;
                  (first ? row.first : row.second) += fill.size;
                  (first ? row.first_value : row.second_value) += value;
                });
}

void NodeWatch::change(const OrderEffect& effect, UtcTime at) {
  orders_.change([&](const OrderRow& row) { return row.id == effect.id.view(); },
                 [&](OrderRow& row) {
                   row.state = order_state_name(effect.state);
                   if (effect.reason != RejectReason::none) row.reason = reject_reason_name(effect.reason);
                   row.filled = std::max(row.filled, effect.filled);
                   row.changed = std::max(row.changed, at);
                   row.ended = is_ended(effect.state);
                 });
}

struct NodeWatch::Take {
  NodeWatch& to;

  void operator()(const OrderSent& sent) const {
    const OrderCommand& command = sent.command;
    if (command.action != OrderAction::create) return;
    OrderRow row{std::string(command.id.view()),
                 command.market,
                 command.side,
                 command.kind,
                 command.size,
                 {},
                 {},
                 sent.pair,
                 std::string(order_state_name(OrderState::in_flight)),
                 {},
                 sent.at,
                 sent.at,
                 false};
    if (command.has_limit()) row.limit = command.limit;
    ++to.orders_sent_;
    to.orders_.push(std::move(row));
  }
  void operator()(const FillCounted& counted) const {
    const OrderEffect& fill = counted.fill;
    if (!fill.size.is_zero()) ++to.fills_counted_;
    to.fills_.push({fill.at_venue, std::string(fill.id.view()), fill.market, fill.side, fill.size, fill.price, fill.fee,
                    fill.fee_asset, counted.pair, fill.liquidity == Liquidity::maker});
    to.change(fill, fill.at_venue);
    to.count(counted);
  }
  void operator()(const OrderReported& heard) const {
    const OrderReport& report = heard.report;
    if (report.kind == ReportKind::accepted)
      to.orders_.change([&](const OrderRow& row) { return row.id == report.id.view() && row.filled.is_zero(); },
                        [&](OrderRow& row) {
                          row.state = order_state_name(OrderState::open);
                          row.changed = heard.received;
                        });
  }
  void operator()(const OrderEnded& ended) const { to.change(ended.order, ended.order.at_venue); }
  void operator()(const PairAlarmed& alarmed) const { to.alarmed_pairs_[alarmed.pair] = alarmed.alarm; }
  void operator()(const PairEnded& ended) const {
    to.alarmed_pairs_.erase(ended.figures.id);
    to.naked_ = to.naked_ + ended.figures.naked;
    to.pairs_.change([&](const PairRow& row) { return row.order.id == ended.figures.id; },
                     [&](PairRow& row) {
                       row.figures = ended.figures;
                       row.ended = true;
                       row.reason = ended.reason;
                     });
  }
  template <class Other>
  void operator()(const Other&) const {}
};

void NodeWatch::outcome(const HotOutcome& outcome) { std::visit(Take{*this}, outcome); }

void NodeWatch::status(const std::string& account, const SessionStatus& status, UtcTime now) {
  if (status.state == SessionState::connecting) ++session_starts_[account];
  venues_[account] = {account, std::string(session_state_name(status.state)), status.text, now, {}};
}

void NodeWatch::alert(const std::string& source, const SessionAlert& alert, UtcTime now) {
  static_cast<void>(source), static_cast<void>(alert), static_cast<void>(now);  // told by the journal, too
}

std::optional<Amount> NodeWatch::equity() const {
  if (!view_) return std::nullopt;
  return view_->exposure().equity;
}

NodeStatePtr NodeWatch::state(const LiveNode& node, AlertBoardPtr board) {
  auto made = std::make_shared<NodeState>();
  made->number = ++number_;
  made->now = node.now();
  made->started = node.node().started();
  made->lacking = node.node().lacking();
  const ControlState& control = node.node().control_state();
  made->control = {control.kill, control.kill_reason, control.paused, control.announced, control.payees,
                   {},           control.changed};
  made->view = view_;
  if (view_) made->pnl_of_day = view_->exposure().equity - view_->totals.capital - node.node().losses().day.at_begin;
  made->funding = next_funding(node.venues().announced_funding(), made->now);
  made->series = series_.show();
  made->differences = differences_;
  made->plan = plan_;
  made->last_decision = last_decision_;
  node.venues().clock_offsets([this](AccountId account, Nanos offset) {
    const auto row = venues_.find(universe_.name(account));
    if (row != venues_.end()) row->second.clock_offset = offset;
  });
  for (const auto& [name, row] : venues_) made->venues.push_back(row);
  for (const Feed* feed : node.feeds()) made->feeds.push_back(feed_row(*feed));
  if (lane_) made->lanes.push_back(*lane_);
  for (const auto& [name, counters] : node.hot_path().lanes())
    made->lanes.push_back({name, counters.rounds, counters.stalls, counters.longest, counters.duty()});
  if (const ChainClient* const chain = node.chain(); chain != nullptr && chain->reading() != nullptr)
    made->chain = chain_row(*chain);
  made->journal = journal_;
  made->alarmed_pairs = alarmed_pairs_;
  made->order_times = node.venues().order_times();
  made->session_starts = session_starts_;
  made->orders_sent = orders_sent_;
  made->fills_counted = fills_counted_;
  made->naked = naked_;
  made->orders = orders_.show();
  made->fills = fills_.show();
  made->pairs = pairs_.show();
  made->alerts = alerts_.show();
  made->board = std::move(board);
  return made;
}

}  // namespace basis
