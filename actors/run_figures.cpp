#include "actors/run_figures.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "actors/exit_trial.hpp"
#include "core/portfolio/attribution.hpp"

namespace basis {

RunFigures::RunFigures(const RunContext& context, Amount capital)
    : context_(context), statistics_(capital), at_market_(capital), first_capital_(capital) {}

/// Counts an entry by its kind.
struct RunFigures::Count {
  RunFigures& figures;
  UtcTime time;

  void operator()(const journal::Posting& posting) const {
    if (posting.fill) ++figures.summary_.trades;
    const bool moves = posting.fill || posting.entry.kind == EntryKind::transfer;
    figures.acted_ = figures.acted_ || moves;
  }
  void operator()(const journal::ContractCalled&) const { figures.acted_ = true; }
  void operator()(const journal::Rebalanced&) const { ++figures.summary_.rebalances; }
  void operator()(const journal::VenueNoticed& noticed) const {
    figures.note_notice(noticed.notice, time);
    remark(fmt::format("{} {}: {}", time.to_string(), noticed.notice.kind, noticed.notice.text));
  }
  void operator()(const journal::DifferenceFound& found) const {
    remark(fmt::format("{}: {}", time.to_string(), found.text));
  }
  void operator()(const journal::DecisionMade& made) const { remark(made.decision->remark); }
  void operator()(const journal::OrdersCut& cut) const {
    if (++figures.cuts_ == 1) figures.first_cut_ = time.to_string() + ": " + cut.left;
  }
  void operator()(const journal::PlanWaits& plan) const {
    figures.open_plan_ = {
        time, fmt::format("{} ({}) waits for {}", decision_name(plan.decision), plan.reason, plan.waits_for)};
  }
  void operator()(const journal::EntryWaits& waits) const { figures.waits_for_ = waits.reason; }
  void operator()(const journal::OrderRefused& refused) const {
    const Order& order = *refused.order;
    const std::string kind =
        fmt::format("{} refused {}", figures.context_.universe.name(order.account), action_name(order.action));
    ++figures.refusals_.try_emplace(kind, std::size_t{0}, time).first->second.first;
  }
  void operator()(const journal::OrderMade& made) const {
    for (const CapacityUse& use : made.uses)
      figures.capacity_.note({std::string(capacity_kind_name(use.kind)), figures.context_.universe[use.instrument].key,
                              use.amount, use.limit, time, 0, use.bar});
  }
  /// What the summary does not count.
  template <class Other>
  void operator()(const Other&) const {}

  void remark(const std::string& text) const {
    if (!text.empty()) figures.summary_.remarks.push_back(text);
  }
};

void RunFigures::record(const JournalEntry& entry) { std::visit(Count{*this, entry.time}, entry.body); }

/// A liquidated account is seen again only when it has no perps, so its margin is taken from the notice.
void RunFigures::note_notice(const VenueNotice& notice, UtcTime now) {
  if (notice.kind != kLiquidation) return;
  ++summary_.liquidations;
  if (!notice.margin_ratio) return;
  const Universe& universe = context_.universe;
  std::optional<double>& least = summary_.min_margin_ratio[universe.venue_of(universe[notice.instrument].account)];
  least = least ? std::min(*least, *notice.margin_ratio) : *notice.margin_ratio;
  const bool critical = *notice.margin_ratio < context_.settings.mode.margin_ratio.critical.to_double();
  // Several positions that are closed at one instant are one state.
  if (std::exchange(liquidated_at_, now) != now) margin_breaches_.note(critical, now);
}

void RunFigures::Breaches::note(bool breached, UtcTime now) {
  if (!breached) return;
  if (states == 0) first = now;
  ++states;
}

std::string RunFigures::Breaches::text() const {
  return fmt::format("in {} states, first at {}", states, first.to_string());
}

void RunFigures::note_margins(const RiskReport& risk, UtcTime now) {
  bool critical = false;
  for (const AccountMargin& margin : risk.margins) {
    std::optional<double>& least = summary_.min_margin_ratio[context_.universe.venue_of(margin.account)];
    if (!margin.margin_ratio) continue;
    least = least ? std::min(*least, *margin.margin_ratio) : *margin.margin_ratio;
    critical = critical || margin.under(context_.settings.mode.margin_ratio.critical);
  }
  margin_breaches_.note(critical, now);
}

void RunFigures::note_lending(const RiskReport& risk, UtcTime now) {
  if (const auto health = least_health_factor(risk))
    summary_.min_health_factor = std::min(summary_.min_health_factor.value_or(*health), *health);
  if (const auto ltv = largest_ltv(risk)) summary_.max_ltv = std::max(summary_.max_ltv.value_or(*ltv), *ltv);
  const Ratio critical = context_.settings.mode.leverage.health_factor_critical;
  health_breaches_.note(std::any_of(risk.lending.begin(), risk.lending.end(),
                                    [&](const LendingAccount& account) { return account.health_under(critical); }),
                        now);
}

void RunFigures::note_risk(const RiskReport& risk, UtcTime now) {
  note_margins(risk, now);
  note_lending(risk, now);
}

/// Follows what the owner asked back. A withdrawal of everything is paid once more has been paid than was due before
/// it; the amount itself is not known before the exit has been made.
void RunFigures::note_asked(const PnlView& refreshed, UtcTime now) {
  const Amount equity = refreshed.exposure().equity;
  owed_.refresh(equity, refreshed.totals.capital, moves_.paid_in);
  for (; next_flow_ < context_.flows.flows.size(); ++next_flow_) {
    const CapitalFlow& flow = context_.flows.flows[next_flow_];
    if (flow.time > now) return;
    if (flow.deposit) continue;
    if (!flow.amount && equity > owed_.owed()) due_before_all_ = summary_.withdrawals + owed_.owed();
    // One that is more than there is ends the run elsewhere.
    if (!owed_.take(flow, context_.flows.file, context_.settings.mode.share_class)) return;
  }
}

/// A remark when the run ended before all requested withdrawals were paid.
std::optional<std::string> RunFigures::unpaid_remark(Amount paid) const {
  const std::string& unit = context_.settings.mode.share_class;
  if (due_before_all_ && paid <= *due_before_all_)
    return fmt::format("Of all equity asked back by the end, {} {} were paid.", paid.to_string(), unit);
  Amount asked;
  for (const CapitalFlow& flow : context_.flows.flows)
    if (!flow.deposit && flow.amount && flow.time <= last_step_) asked += *flow.amount;
  if (paid >= asked) return std::nullopt;
  return fmt::format("Of {} {} asked back by the end, {} {} were paid.", asked.to_string(), unit, paid.to_string(),
                     unit);
}

/// Deposits are included when a step is refreshed; payments to the owner are orders of the step.
/// All other costs of the step's orders are attributed to the capital before the payments, as the
/// costs of an exit are.
void RunFigures::note_flows(const PnlView& refreshed, const PnlView& closed) {
  const UtcTime now = closed.positions().market->time;
  // The initial capital is no deposit of the first step.
  const Amount before = steps_closed_ == 0 ? refreshed.totals.capital : totals_.capital;
  moves_ = {refreshed.totals.capital - before, refreshed.totals.capital - closed.totals.capital};
  note_asked(refreshed, now);
  const Amount opened = refreshed.exposure().equity;
  const Amount left = closed.exposure().equity;
  const Amount opened_at_market = refreshed.exposure().equity_at_market;
  const Amount left_at_market = closed.exposure().equity_at_market;
  if (!moves_.paid_in.is_zero()) {
    statistics_.flow(now, opened - moves_.paid_in, opened);
    at_market_.flow(now, opened_at_market - moves_.paid_in, opened_at_market);
  }
  if (!moves_.paid_out.is_zero()) {
    statistics_.flow(now, left + moves_.paid_out, left);
    at_market_.flow(now, left_at_market + moves_.paid_out, left_at_market);
  }
  summary_.deposits += moves_.paid_in;
  summary_.withdrawals += moves_.paid_out;
}

void RunFigures::close_step(const PnlView& refreshed, const PnlView& closed) {
  const UtcTime now = closed.positions().market->time;
  note_risk(refreshed.risk->risk, now);
  if (&refreshed != &closed) note_risk(closed.risk->risk, now);
  summary_.max_abs_delta_fraction =
      std::max(summary_.max_abs_delta_fraction, std::abs(closed.exposure().net_delta_of_equity));
  note_flows(refreshed, closed);
  totals_ = closed.totals;
  summary_.final_equity = closed.exposure().equity;
  summary_.at_market.final_equity = closed.exposure().equity_at_market;
  statistics_.add(now, summary_.final_equity);
  at_market_.add(now, summary_.at_market.final_equity);
  last_market_ = closed.positions().market;
  last_positions_ = closed.positions().owned();
  last_step_ = now;
  ++steps_closed_;
}

RunSummary RunFigures::summary() const {
  RunSummary summary = summary_;
  const EquityStatistics statistics = statistics_.result();
  summary.capital = first_capital_;
  summary.total_return = statistics.total_return;
  summary.money_weighted_return = statistics.money_weighted_return;
  summary.apy = statistics.apy;
  summary.max_drawdown = statistics.max_drawdown;
  summary.sharpe = statistics.sharpe;
  summary.volatility = statistics.volatility;
  summary.steps = steps_closed_ == 0 ? 0 : steps_closed_ - 1;
  summary.fees = totals_.fees;
  summary.gas = totals_.gas;
  summary.funding = totals_.funding;
  summary.pnl = totals_.attribution;
  summary.balance_pnl = summary.final_equity - totals_.capital;
  summary.attribution_sum = attribution_sum(totals_.attribution);
  summary.difference = summary.balance_pnl - summary.attribution_sum;
  summary.margin_breaches = margin_breaches_.states;
  summary.health_breaches = health_breaches_.states;
  add_at_market(summary);
  add_costs(summary);
  add_exit(summary);
  if (const auto remark = unpaid_remark(summary.withdrawals)) summary.remarks.push_back(*remark);
  if (!acted_ && !waits_for_.empty()) summary.remarks.push_back("Nothing was traded: " + waits_for_ + ".");
  if (open_plan_ && open_plan_->first == last_step_)
    summary.remarks.push_back("The run ends with an open plan: " + open_plan_->second + ".");
  add_refusal_remarks(summary);
  add_breach_remarks(summary);
  summary.capacity = capacity_.worst();
  for (std::string& remark : capacity_.remarks()) summary.remarks.push_back(std::move(remark));
  return summary;
}

void RunFigures::add_at_market(RunSummary& summary) const {
  const EquityStatistics statistics = at_market_.result();
  summary.at_market.total_return = statistics.total_return;
  summary.at_market.apy = statistics.apy;
  summary.at_market.max_drawdown = statistics.max_drawdown;
  summary.at_market.sharpe = statistics.sharpe;
  summary.at_market.volatility = statistics.volatility;
}

void RunFigures::add_costs(RunSummary& summary) const {
  const auto part = [&](Attribution name) { return summary.pnl[static_cast<std::size_t>(name)]; };
  summary.costs.gas = -totals_.gas;
  summary.costs.swap_discount = totals_.swap_discount;
  summary.costs.trading = part(Attribution::transaction_costs) - summary.costs.gas - summary.costs.swap_discount;
  summary.costs.liquidation = part(Attribution::liquidation_pnl);
}

void RunFigures::add_exit(RunSummary& summary) const {
  if (!last_market_) return;
  const ExitTrial exit = try_exit(context_, last_positions_, *last_market_);
  summary.exit_value = exit.value;
  // Remainders under a venue's step are left in every exit.
  const Amount worth_telling = mul(summary.final_equity.abs(), Ratio::from_raw(Ratio::kOne / 10'000), Rounding::floor);
  if (!exit.why.empty() && exit.left.abs() > worth_telling)
    summary.remarks.push_back(fmt::format("A full exit at the end would leave {} {} behind: {}.", exit.left.to_string(),
                                          context_.settings.mode.share_class, exit.why));
}

void RunFigures::add_refusal_remarks(RunSummary& summary) const {
  if (cuts_ > 0)
    summary.remarks.push_back(fmt::format("Trades were cut to what one step carries out {} time{}, first at {}.", cuts_,
                                          cuts_ == 1 ? "" : "s", first_cut_));
  for (const auto& [kind, refused] : refusals_)
    summary.remarks.push_back(fmt::format("{}: {} order{}, first at {}; the reasons are in events.jsonl.", kind,
                                          refused.first, refused.first == 1 ? "" : "s", refused.second.to_string()));
}

void RunFigures::add_breach_remarks(RunSummary& summary) const {
  const ModeSettings& mode = context_.settings.mode;
  const auto add = [&](const Breaches& breaches, std::string_view what, Ratio critical, std::string_view about) {
    if (breaches.states == 0) return;
    summary.remarks.push_back(
        fmt::format("{} {} {}{}.", what, critical.to_string(), breaches.text(),
                    mode.rebalance_enabled
                        ? "; the decisions at those steps are in events.jsonl"
                        : fmt::format(", because rebalance.enabled is false and nothing is done about {}", about)));
  };
  add(margin_breaches_, "A venue account stood under its critical margin ratio", mode.margin_ratio.critical, "margin");
  add(health_breaches_, "A lending account stood under its critical health factor",
      mode.leverage.health_factor_critical, "debt");
}

ReportLimits RunFigures::limits() const {
  const ModeSettings& mode = context_.settings.mode;
  const RiskLimits held_to = risk_limits(context_.universe, context_.settings);
  ReportLimits limits;
  if (!held_to.lending.empty()) {
    limits.health_factor_warning = held_to.health_factor_warning.to_double();
    limits.health_factor_critical = held_to.health_factor_critical.to_double();
  }
  if (summary_.min_margin_ratio.empty()) return limits;
  limits.margin_ratio_warning = mode.margin_ratio.warning.to_double();
  limits.margin_ratio_critical = mode.margin_ratio.critical.to_double();
  limits.delta_tolerance = (held_to.delta_drift ? held_to.delta_drift->warning : held_to.delta_tolerance).to_double();
  return limits;
}

}  // namespace basis
