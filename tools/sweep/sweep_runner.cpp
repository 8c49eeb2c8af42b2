#include "tools/sweep/sweep_runner.hpp"

#include <sched.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "actors/complete_summary.hpp"
#include "actors/drivers/backtest.hpp"
#include "actors/run_figures.hpp"

namespace basis {
namespace {

Result<RunSummary> run_once(const SweepJob& job, const std::atomic<bool>& stop) {
  const Settings& settings = job.config.settings;
  BASIS_TRY(const Universe universe, Universe::build(settings));
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), job.history->costs);
  const RunContext context{universe, settings, costs, *job.flows};
  const Timeline timeline(universe, settings, *job.history);
  RunFigures figures(context, job.capital);
  BASIS_TRY(run_backtest(
      context, timeline, job.capital, figures, [&stop](std::size_t) { return !stop; }, [&stop] { return bool{stop}; }));
  RunSummary summary = figures.summary();
  complete_summary(summary, job.config, *job.history, *job.flows, {});
  return summary;
}

/// The threads of a sweep and their shared state. Jobs are taken in order; results are stored under
/// one lock.
class Crew {
 public:
  Crew(std::span<const SweepJob> jobs, SweepJournal& journal, const SweepControl& control)
      : jobs_(jobs), journal_(journal), control_(control) {
    outcome_.rows.resize(jobs.size());
  }

  Result<SweepOutcome> run() {
    take_stored();
    control_.progress(outcome_.taken);
    {
      std::vector<std::jthread> threads;
      const std::size_t useful = std::min(control_.threads, pending_.size());
      for (std::size_t i = 0; i < useful; ++i) threads.emplace_back([this] { work(); });
    }
    if (failure_) return *failure_;
    for (const auto& [job, what] : broken_) outcome_.broken.push_back(what);
    return std::move(outcome_);
  }

 private:
  void take_stored() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      const SweepRow* stored = journal_.find(jobs_[i].key);
      if (stored == nullptr) {
        pending_.push_back(i);
      } else {
        outcome_.rows[i] = *stored;
        ++outcome_.taken;
      }
    }
  }

  void work() {
    for (std::size_t at = next_++; at < pending_.size() && !control_.stop && !failed_; at = next_++) {
      const std::size_t job = pending_[at];
      try {
        const auto summary = run_once(jobs_[job], control_.stop);
        // An interrupted run has figures of only a part of its range.
        if (control_.stop) return;
        store(job, summary ? sweep_row(summary.value())
                           : failed_sweep_row(summary.error().text(), jobs_[job].config.fingerprint));
      } catch (const std::exception& broken) {
        // A broken invariant must not lose the results of other runs, so it is recorded here and
        // reported at the end.
        note_broken(job, broken.what());
      }
    }
  }

  void store(std::size_t job, SweepRow row) {
    const std::lock_guard lock(mutex_);
    if (const auto stored = journal_.append(jobs_[job].key, row); !stored) {
      if (!failure_) failure_ = stored.error();
      failed_ = true;
      return;
    }
    outcome_.rows[job] = std::move(row);
    ++outcome_.made;
    control_.progress(outcome_.taken + outcome_.made);
  }

  /// The row is not stored in the journal, so that a corrected program repeats the run.
  void note_broken(std::size_t job, const std::string& what) {
    const std::lock_guard lock(mutex_);
    outcome_.rows[job] = failed_sweep_row("internal: " + what, jobs_[job].config.fingerprint);
    broken_.emplace(job, fmt::format("run {}: {}", job + 1, what));
  }

  std::span<const SweepJob> jobs_;
  SweepJournal& journal_;
  const SweepControl& control_;
  std::vector<std::size_t> pending_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  ///< protects the members below, and the journal
  SweepOutcome outcome_;
  std::map<std::size_t, std::string> broken_;
  std::optional<Error> failure_;
};

}  // namespace

Result<SweepOutcome> run_sweep(std::span<const SweepJob> jobs, SweepJournal& journal, const SweepControl& control) {
  return Crew(jobs, journal, control).run();
}

std::size_t processors() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0)
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&allowed)));
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace basis
