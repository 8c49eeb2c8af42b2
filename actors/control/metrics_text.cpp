#include "actors/control/metrics_text.hpp"

#include <prometheus/text_serializer.h>

#include <utility>
#include <vector>

#include "core/portfolio/attribution.hpp"
#include "core/risk/risk.hpp"

namespace basis {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double seconds_of(Nanos span) { return static_cast<double>(span.count) / 1e9; }

/// Families of one node, in the order in which they are named.
class Families {
 public:
  void family(std::string name, MetricType type, std::string help) {
    all_.push_back({std::move(name), std::move(help), type, {}});
  }
  void add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (all_.back().type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    all_.back().metric.push_back(std::move(metric));
  }
  void add(const LatencyBuckets& spans, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.histogram.sample_count = spans.count;
    metric.histogram.sample_sum = seconds_of(Nanos{spans.sum_nanos});
    std::uint64_t so_far = 0;
    for (std::size_t at = 0; at < spans.counts.size(); ++at) {
      so_far += spans.counts[at];
      metric.histogram.bucket.push_back({so_far, seconds_of(Nanos{LatencyBuckets::kBounds[at]})});
    }
    all_.back().metric.push_back(std::move(metric));
  }
  void gauge(std::string name, std::string help, double value) {
    family(std::move(name), MetricType::Gauge, std::move(help));
    add(value);
  }
  [[nodiscard]] std::string text() const {
    std::vector<MetricFamily> told;
    for (const MetricFamily& one : all_)
      if (!one.metric.empty()) told.push_back(one);
    return prometheus::TextSerializer().Serialize(told);
  }

 private:
  std::vector<MetricFamily> all_;
};

void add_node(Families& to, const NodeState& state, const NodeFacts& facts) {
  to.family("basis_node_info", MetricType::Gauge, "What the node is; always 1");
  to.add(1, {{"mode", facts.mode},
             {"share_class", facts.share_class},
             {"environment", facts.environment},
             {"against", facts.against},
             {"node_id", facts.node_id},
             {"version", facts.version}});
  to.gauge("basis_kill_switch", "0: active, 1: reducing, 2: halted", static_cast<double>(state.control.kill));
  to.gauge("basis_paused", "1: nothing is decided but what risk demands", state.control.paused ? 1 : 0);
  to.gauge("basis_started", "1: the first step was made", state.started ? 1 : 0);
  to.gauge("basis_time_seconds", "The node's time, Unix seconds", static_cast<double>(state.now.nanos()) / 1e9);
  to.gauge("basis_open_withdrawals", "Withdrawals that are not paid yet",
           static_cast<double>(state.control.payees.size()));
  to.gauge("basis_differences", "Differences between book and venues that were told",
           static_cast<double>(state.differences.size()));
  to.gauge("basis_plan_open", "1: the plan of the last decision is not over", state.plan.open ? 1 : 0);
  if (state.board) to.gauge("basis_alerts_open", "Alerts that hold", static_cast<double>(state.board->open.size()));
}

void add_portfolio(Families& to, const NodeState& state, const NodeFacts& facts) {
  if (!state.view) return;
  const Exposure& exposure = state.view->exposure();
  to.gauge("basis_equity", "Equity in the share class, staked tokens at the oracle's rate",
           exposure.equity.to_double());
  to.gauge("basis_equity_at_market", "The same with staked tokens at the market's rate",
           exposure.equity_at_market.to_double());
  to.gauge("basis_pnl", "Equity less capital, in the share class",
           (exposure.equity - state.view->totals.capital).to_double());
  if (state.pnl_of_day) to.gauge("basis_pnl_today", "Likewise, since the UTC day began", state.pnl_of_day->to_double());
  to.gauge("basis_net_delta", "Net delta in coins", exposure.net_delta.to_double());
  to.gauge("basis_gross_delta", "Sum of the absolute deltas in coins", exposure.gross_delta.to_double());
  to.gauge("basis_step_age_seconds", "Since the last closed step",
           seconds_of(state.now - state.view->positions().market->time));
  to.family("basis_pnl_attribution", MetricType::Gauge, "Profit by what made it, in the share class");
  for (std::size_t at = 0; at < state.view->totals.attribution.size(); ++at)
    to.add(state.view->totals.attribution[at].to_double(), {{"part", std::string(kAttributionNames[at])}});
  const RiskReport& risk = state.view->risk->risk;
  to.gauge("basis_risk_status", "0: safe, 1: warning, 2: critical", static_cast<double>(risk.status));
  const auto name = [&](AccountId account) { return facts.universe->name(account); };
  to.family("basis_margin_ratio", MetricType::Gauge, "(Cash + unrealised) / notional of an account");
  for (const AccountMargin& one : risk.margins)
    if (one.margin_ratio) to.add(*one.margin_ratio, {{"account", name(one.account)}});
  to.family("basis_health_factor", MetricType::Gauge, "Of a lending account with a debt");
  for (const LendingAccount& one : risk.lending)
    if (const auto factor = one.health_factor()) to.add(*factor, {{"account", name(one.account)}});
  to.family("basis_position", MetricType::Gauge, "What is held, in its own units");
  for (const ExposureRow& row : exposure.rows)
    to.add(state.view->positions().positions[row.instrument.index()].amount.to_double(),
           {{"instrument", (*facts.universe)[row.instrument].key}});
}

void add_venues(Families& to, const NodeState& state, const NodeFacts& facts) {
  to.family("basis_session_ready", MetricType::Gauge, "1: orders can be sent to the account");
  for (const VenueRow& row : state.venues) to.add(row.state == "ready" ? 1 : 0, {{"account", row.account}});
  to.family("basis_session_starts_total", MetricType::Counter, "How often a session began to connect");
  for (const auto& [account, starts] : state.session_starts)
    to.add(static_cast<double>(starts), {{"account", account}});
  to.family("basis_clock_offset_seconds", MetricType::Gauge, "The venue's clock less ours");
  for (const VenueRow& row : state.venues) to.add(seconds_of(row.clock_offset), {{"account", row.account}});
  const auto by_feed = [&](const char* metric, const char* help, std::uint64_t FeedRow::*member) {
    to.family(metric, MetricType::Counter, help);
    for (const FeedRow& row : state.feeds) to.add(static_cast<double>(row.*member), {{"feed", row.venue}});
  };
  by_feed("basis_feed_frames_total", "Messages of market data", &FeedRow::frames);
  by_feed("basis_feed_failed_total", "Those that could not be decoded", &FeedRow::failed);
  by_feed("basis_feed_dropped_total", "Events that a full queue did not take", &FeedRow::dropped);
  const auto books = [&](const char* metric, const char* help, const auto& value) {
    to.family(metric, MetricType::Gauge, help);
    for (const FeedRow& feed : state.feeds)
      for (const BookRow& book : feed.books)
        if (const std::optional<double> told = value(book))
          to.add(*told, {{"market", (*facts.universe)[book.market].key}});
  };
  books("basis_book_live", "1: the order book is in step, and has a price",
        [](const BookRow& book) { return std::optional(book.live ? 1.0 : 0.0); });
  books("basis_book_age_seconds", "Since the book was told something", [&](const BookRow& book) {
    return book.heard == UtcTime{} ? std::nullopt : std::optional(seconds_of(state.now - book.heard));
  });
}

void add_trading(Families& to, const NodeState& state) {
  to.family("basis_orders_sent_total", MetricType::Counter, "Orders that were sent, since the start");
  to.add(static_cast<double>(state.orders_sent));
  to.family("basis_fills_total", MetricType::Counter, "Fills that count, since the start");
  to.add(static_cast<double>(state.fills_counted));
  if (state.pairs) {
    double working = 0;
    for (const auto& pair : *state.pairs) working += pair->ended ? 0 : 1;
    to.gauge("basis_pairs_working", "Pairs that are worked", working);
  }
  to.gauge("basis_pairs_alarmed", "Pairs with an alarm: a leg is naked too long, or not known",
           static_cast<double>(state.alarmed_pairs.size()));
  to.family("basis_naked_seconds_total", MetricType::Counter, "How long one leg of a pair was without the other");
  to.add(seconds_of(state.naked));
  to.family("basis_order_seconds", MetricType::Histogram,
            "From the receipt of what led to an order until it was handed to the socket, by the node's clock");
  to.add(state.order_times, {});
}

void add_machine(Families& to, const NodeState& state) {
  const auto lanes = [&](const char* metric, MetricType type, const char* help, const auto& value) {
    to.family(metric, type, help);
    for (const LaneRow& row : state.lanes) to.add(value(row), {{"lane", row.name}});
  };
  lanes("basis_lane_rounds_total", MetricType::Counter, "Rounds of a thread",
        [](const LaneRow& row) { return static_cast<double>(row.rounds); });
  lanes("basis_lane_stalls_total", MetricType::Counter, "Rounds that took too long by its own CPU time",
        [](const LaneRow& row) { return static_cast<double>(row.stalls); });
  lanes("basis_lane_longest_seconds", MetricType::Gauge, "The longest round",
        [](const LaneRow& row) { return seconds_of(row.longest); });
  lanes("basis_lane_duty", MetricType::Gauge, "Its share of the time that it worked",
        [](const LaneRow& row) { return row.duty; });
  if (state.journal) {
    to.gauge("basis_journal_lag_seconds", "How old the oldest entry is that the journal's database lacks",
             seconds_of(state.journal->lag));
    if (state.journal->entries)
      to.gauge("basis_journal_lag_entries", "Entries that the journal's database lacks",
               static_cast<double>(*state.journal->entries));
  }
  if (!state.chain) return;
  to.gauge("basis_chain_block", "The last block that was read", static_cast<double>(state.chain->block));
  to.gauge("basis_chain_age_seconds", "Since it was read", seconds_of(state.now - state.chain->heard));
  to.gauge("basis_gas_money", "Ether for gas", state.chain->gas_money.to_double());
  to.gauge("basis_transactions_open", "Transactions that are not over",
           static_cast<double>(state.chain->transactions.size()));
}

}  // namespace

std::string metrics_text(const NodeState& state, const NodeFacts& facts) {
  Families all;
  add_node(all, state, facts);
  add_portfolio(all, state, facts);
  add_venues(all, state, facts);
  add_trading(all, state);
  add_machine(all, state);
  return all.text();
}

}  // namespace basis
