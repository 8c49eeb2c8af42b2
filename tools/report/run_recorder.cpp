#include "tools/report/run_recorder.hpp"

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"

namespace basis {

RunRecorder::RunRecorder(const RunContext& context, BufferedFile events, SeriesFiles series, const ReportAssets& assets,
                         Amount capital)
    : context_(context),
      lines_(journal_names(context.universe)),
      events_(std::move(events)),
      series_(std::move(series)),
      report_(assets, capital),
      figures_(context, capital) {
  for (const Instrument& instrument : context.universe.instruments())
    in_transit_.push_back(fmt::format("{}:InTransit:{}", context.universe.name(instrument.account), instrument.token));
}

Result<std::unique_ptr<RunRecorder>> RunRecorder::create(const std::filesystem::path& folder, const RunContext& context,
                                                         const ReportAssets& assets, Amount capital) {
  BASIS_TRY(auto events, BufferedFile::create(folder / "events.jsonl"));
  BASIS_TRY(auto series, SeriesFiles::create(folder, !context.flows.flows.empty()));
  return std::unique_ptr<RunRecorder>(new RunRecorder(context, std::move(events), std::move(series), assets, capital));
}

Result<std::unique_ptr<RunRecorder>> RunRecorder::go_on(const std::filesystem::path& folder, const RunContext& context,
                                                        const ReportAssets& assets, Amount capital) {
  BASIS_TRY(auto events, BufferedFile::go_on(folder / "events.jsonl"));
  BASIS_TRY(auto series, SeriesFiles::go_on(folder, !context.flows.flows.empty()));
  return std::unique_ptr<RunRecorder>(new RunRecorder(context, std::move(events), std::move(series), assets, capital));
}

void RunRecorder::check(Result<void> written) {
  if (!written && !failure_) failure_ = written.error();
}

void RunRecorder::record(const JournalEntry& entry) {
  if (failure_) return;
  lines_.append(entry, events_.buffer());
  check(events_.row_done());
  if (const auto trade = trade_of(entry, lines_.names())) report_.add(*trade);
  figures_.record(entry);
}

StepRecord RunRecorder::step_record(const PnlView& view) const {
  const Universe& universe = context_.universe;
  StepRecord step;
  step.time = view.positions().market->time;
  step.equity = view.exposure().equity;
  step.equity_at_market = view.exposure().equity_at_market;
  if (!context_.flows.flows.empty()) {
    step.index = figures_.index();
    step.index_at_market = figures_.index_at_market();
  }
  step.paid_in = figures_.moves().paid_in;
  step.paid_out = figures_.moves().paid_out;
  step.attribution = view.totals.attribution;
  for (const ExposureRow& row : view.exposure().rows) {
    const Instrument& instrument = universe[row.instrument];
    const std::vector<Amount>& on_the_way = view.positions().on_the_way;
    const Amount coming = on_the_way.empty() ? Amount{} : on_the_way[row.instrument.index()];
    const Amount worth = value(universe, instrument, {coming, Amount{}}, *view.positions().market);
    if (row.underlying != coming)
      step.positions.push_back({instrument.key, row.underlying - coming, row.value - worth});
    if (!coming.is_zero()) step.positions.push_back({in_transit_[row.instrument.index()], coming, worth});
  }
  step.net_delta_fraction = view.exposure().net_delta_of_equity;
  step.health_factor = least_health_factor(view.risk->risk);
  step.ltv = largest_ltv(view.risk->risk);
  for (const AccountMargin& margin : view.risk->risk.margins) {
    const std::string& venue = universe.venue_of(margin.account);
    step.margin_ratios.emplace_back(venue, margin.margin_ratio);
    step.funding_by_venue.emplace_back(venue, view.totals.funding_by_account[margin.account.index()]);
  }
  return step;
}

void RunRecorder::close_step(const PnlView& refreshed, const PnlView& closed) {
  if (failure_) return;
  figures_.close_step(refreshed, closed);
  const StepRecord step = step_record(closed);
  report_.add(step);
  check(series_.append(step));
}

Result<void> RunRecorder::flush() {
  if (failure_) return *failure_;
  BASIS_TRY(events_.flush());
  return series_.flush();
}

Result<void> RunRecorder::settle() {
  if (failure_) return *failure_;
  BASIS_TRY(events_.settle());
  return series_.settle();
}

Result<void> RunRecorder::finish() {
  if (failure_) return *failure_;
  BASIS_TRY(events_.close());
  return series_.close();
}

std::string RunRecorder::report(const RunSummary& summary) const { return report_.render(summary, figures_.limits()); }

}  // namespace basis
