#include "actors/run_recorder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "core/pnl/attribution.hpp"

namespace basis {

RunRecorder::RunRecorder(const RunContext& context, BufferedFile events, SeriesFiles series, const ReportAssets& assets,
                         Amount capital)
    : context_(context),
      events_(std::move(events)),
      series_(std::move(series)),
      report_(assets, capital),
      statistics_(capital),
      first_capital_(capital) {}

Result<std::unique_ptr<RunRecorder>> RunRecorder::create(const std::filesystem::path& folder, const RunContext& context,
                                                         const ReportAssets& assets, Amount capital) {
  BASIS_TRY(auto events, BufferedFile::create(folder / "events.jsonl"));
  BASIS_TRY(auto series, SeriesFiles::create(folder));
  return std::unique_ptr<RunRecorder>(new RunRecorder(context, std::move(events), std::move(series), assets, capital));
}

void RunRecorder::check(Result<void> written) {
  if (!written && !failure_) failure_ = written.error();
}

void RunRecorder::record(const LogEvent& event) {
  if (failure_) return;
  if (sequence_of_.size() <= event.id.source) sequence_of_.resize(event.id.source + 1);
  std::vector<std::uint64_t>& numbers = sequence_of_[event.id.source];
  numbers.push_back(++sequence_);
  require(numbers.size() == event.id.number, "an event was lost on its way to the logger");
  auto out = std::back_inserter(events_.buffer());
  fmt::format_to(out, FMT_COMPILE(R"({{"seq":{},"time":"{}","type":"{}","cause":)"), sequence_, event.time.to_string(),
                 event.type);
  if (event.cause.known())
    fmt::format_to(out, FMT_COMPILE("{}"), sequence_of_[event.cause.source].at(event.cause.number - 1));
  else
    fmt::format_to(out, FMT_COMPILE("null"));
  fmt::format_to(out, FMT_COMPILE("{}{}}}\n"), event.fields.empty() ? "" : ",", event.fields);
  check(events_.row_done());

  if (event.trade) {
    report_.add(*event.trade);
    ++summary_.trades;
  }
  if (event.type == "rebalance") ++summary_.rebalances;
  if (!event.remark.empty()) summary_.remarks.push_back(event.remark);
}

void RunRecorder::note_margins(const RiskReport& risk, UtcTime now) {
  bool critical = false;
  for (const AccountMargin& margin : risk.margins) {
    std::optional<double>& least = summary_.min_margin_ratio[context_.universe.name(margin.account)];
    if (!margin.margin_ratio) continue;
    least = least ? std::min(*least, *margin.margin_ratio) : *margin.margin_ratio;
    critical = critical || margin.under(context_.settings.mode.margin_ratio.critical);
  }
  if (!critical) return;
  if (critical_steps_ == 0) first_critical_ = now;
  ++critical_steps_;
}

StepRecord RunRecorder::step_record(const PnlView& view) const {
  const Universe& universe = context_.universe;
  StepRecord step;
  step.time = view.positions().market->time;
  step.equity = view.exposure().equity;
  step.attribution = view.totals.attribution;
  for (const ExposureRow& row : view.exposure().rows) {
    const Instrument& instrument = universe[row.instrument];
    step.positions.push_back({instrument.key, row.underlying, row.value});
  }
  step.net_delta_fraction = view.exposure().net_delta_of_equity;
  for (const AccountMargin& margin : view.risk->risk.margins) {
    const std::string& account = universe.name(margin.account);
    step.margin_ratios.emplace_back(account, margin.margin_ratio);
    step.funding_by_venue.emplace_back(account, view.totals.funding_by_account[margin.account.index()]);
  }
  return step;
}

void RunRecorder::close_step(const PnlView& refreshed, const PnlView& closed) {
  if (failure_) return;
  const StepRecord step = step_record(closed);
  note_margins(refreshed.risk->risk, step.time);
  if (&refreshed != &closed) note_margins(closed.risk->risk, step.time);
  summary_.max_abs_delta_fraction = std::max(summary_.max_abs_delta_fraction, std::abs(step.net_delta_fraction));
  totals_ = closed.totals;
  summary_.final_equity = step.equity;
  statistics_.add(step.time, step.equity);
  report_.add(step);
  ++steps_closed_;
  check(series_.append(step));
}

Result<void> RunRecorder::finish() {
  if (failure_) return *failure_;
  BASIS_TRY(events_.close());
  return series_.close();
}

RunSummary RunRecorder::summary() const {
  RunSummary summary = summary_;
  const EquityStatistics statistics = statistics_.result();
  summary.capital = first_capital_;
  summary.total_return = statistics.total_return;
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
  if (critical_steps_ > 0)
    summary.remarks.push_back(fmt::format(
        "A venue account stood under its critical margin ratio {} in {} states, first at {}{}.",
        context_.settings.mode.margin_ratio.critical.to_string(), critical_steps_, first_critical_.to_string(),
        context_.settings.mode.rebalance_enabled
            ? "; the decisions at those steps are in events.jsonl"
            : ", because rebalance.enabled is false and nothing is done about margin"));
  return summary;
}

ReportLimits RunRecorder::limits() const {
  const ModeSettings& mode = context_.settings.mode;
  ReportLimits limits;
  if (summary_.min_margin_ratio.empty()) return limits;
  limits.margin_ratio_warning = mode.margin_ratio.warning.to_double();
  limits.margin_ratio_critical = mode.margin_ratio.critical.to_double();
  limits.margin_ratio_liquidation = mode.margin_ratio.liquidation.to_double();
  limits.delta_tolerance = mode.delta_tolerance.to_double();
  return limits;
}

std::string RunRecorder::report(const RunSummary& summary) const { return report_.render(summary, limits()); }

}  // namespace basis
