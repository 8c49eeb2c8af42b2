#include "tools/sweep/sweep_jobs.hpp"

#include <algorithm>
#include <map>

#include "core/execution/costs.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/sweep/sweep_row.hpp"

namespace basis {
namespace {

/// What the history of a run depends on, apart from the range.
using HistoryKey = std::pair<std::vector<SeriesNeed>, DataRules>;
using Histories = std::map<HistoryKey, std::shared_ptr<const History>>;

HistoryKey history_key(const Settings& settings) { return {series_needed(settings), data_rules(settings)}; }

/// Whether a run can be set up; no prices are needed for this check.
Result<void> check_buildable(const Settings& settings) {
  BASIS_TRY(const Universe universe, Universe::build(settings));
  const CostTable no_costs;
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), no_costs);
  BASIS_TRY(make_strategy({universe, settings, costs}));
  return ok();
}

void add_new(const Error& error, std::vector<std::string>& all) {
  for (const std::string& line : error.lines)
    if (std::find(all.begin(), all.end(), line) == all.end()) all.push_back(line);
}

Result<void> check_plan(const std::vector<LoadedConfig>& plan) {
  std::vector<std::string> faults;
  for (const LoadedConfig& config : plan)
    if (const auto buildable = check_buildable(config.settings); !buildable) add_new(buildable.error(), faults);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return ok();
}

Result<Histories> load_histories(const std::vector<LoadedConfig>& plan, const SweepSource& source) {
  Histories histories;
  std::optional<Error> failed;
  for (const LoadedConfig& config : plan) {
    const auto [at, fresh] = histories.try_emplace(history_key(config.settings));
    if (!fresh) continue;
    auto history = load_history(*source.series, at->first.first, source.from, source.to, at->first.second);
    if (history) {
      at->second = std::make_shared<const History>(std::move(history).value());
    } else if (failed) {
      add_new(history.error(), failed->lines);
    } else {
      failed = history.error();
    }
  }
  if (failed) return *failed;
  return histories;
}

std::string key_of(const SweepJob& job, const std::string& program) {
  RunSummary made_from;
  made_from.config_fingerprint = job.config.fingerprint;
  made_from.data_fingerprint = job.history->fingerprint;
  made_from.code_version = program;
  made_from.from = job.history->from;
  made_from.to = job.history->to;
  made_from.capital = job.capital;
  made_from.flows_fingerprint = job.flows->fingerprint;
  return sweep_key(made_from);
}

}  // namespace

Result<std::vector<SweepJob>> make_sweep_jobs(std::vector<LoadedConfig> plan, const std::vector<Amount>& capitals,
                                              const SweepSource& source) {
  require(plan.size() == capitals.size(), "every run has its capital");
  BASIS_TRY(check_plan(plan));
  BASIS_TRY(const Histories histories, load_histories(plan, source));
  std::vector<SweepJob> jobs;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    SweepJob job{std::move(plan[i]), nullptr, source.flows, capitals[i], {}};
    job.history = histories.at(history_key(job.config.settings));
    job.key = key_of(job, source.program);
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace basis
