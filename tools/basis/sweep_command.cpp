#include <fmt/format.h>

#include <memory>
#include <set>

#include "actors/complete_summary.hpp"
#include "core/results/replace_file.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/data_source.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/basis/version.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/sweep/best_run.hpp"
#include "tools/sweep/sweep_names.hpp"
#include "tools/sweep/sweep_output.hpp"
#include "tools/sweep/sweep_plan.hpp"
#include "tools/sweep/sweep_runner.hpp"

namespace basis {
namespace {

constexpr std::size_t kMostJobs = 256;

struct SweepOptions : RunOptions {
  std::string grid;
  std::size_t jobs = 0;
};

/// All inputs of a sweep.
struct PreparedSweep {
  Grid grid;
  std::vector<SweepJob> jobs;
  std::filesystem::path out;
};

Result<std::vector<Amount>> capitals_of(const SweepOptions& options, const std::vector<LoadedConfig>& plan) {
  std::vector<Amount> capitals;
  for (const LoadedConfig& config : plan) {
    BASIS_TRY(const Amount capital, parse_capital(options.capital, config.settings));
    capitals.push_back(capital);
  }
  return capitals;
}

Result<PreparedSweep> prepare(const SweepOptions& options) {
  PreparedSweep prepared;
  SweepSource source;
  BASIS_TRY(const Environment environment, backtest_environment("sweep"));
  BASIS_TRY(source.from, parse_time_option("--from", options.from));
  BASIS_TRY(source.to, parse_time_option("--to", options.to));
  BASIS_TRY(prepared.grid, read_grid(options.grid));
  BASIS_TRY(const auto config_dir, find_config_dir(options.config_dir));
  BASIS_TRY(auto plan, plan_sweep({config_dir, options.mode, options.overrides}, prepared.grid, environment));
  BASIS_TRY(const auto capitals, capitals_of(options, plan));
  BASIS_TRY(const auto series, open_data_source("--data", options.data, environment));
  source.series = series.get();
  BASIS_TRY(auto flows, read_flows_option(options, source.from, source.to));
  source.flows = std::make_shared<const CapitalFlows>(std::move(flows));
  BASIS_TRY(source.program, program_identity());
  BASIS_TRY(prepared.jobs, make_sweep_jobs(std::move(plan), capitals, source));
  prepared.out = out_folder(options.out, environment, "sweep-" + options.mode, source.from, source.to);
  return prepared;
}

/// Heading with the remarks of all runs and the fingerprints of all histories.
SweepHeading heading_of(const PreparedSweep& prepared) {
  const SweepJob& first = prepared.jobs.front();
  SweepHeading heading{first.config.settings.mode.mode,
                       first.config.settings.mode.share_class,
                       first.history->from,
                       first.history->to,
                       {},
                       code_version(),
                       {}};
  std::set<std::string> seen;
  for (const SweepJob& job : prepared.jobs)
    if (seen.insert(job.history->fingerprint).second)
      heading.data_fingerprint += (seen.size() == 1 ? "" : " ") + job.history->fingerprint;
  if (const auto remark = history_remark(*first.history)) heading.remarks.push_back(*remark);
  return heading;
}

Result<void> write_tables(const PreparedSweep& prepared, const SweepOutcome& outcome) {
  BASIS_TRY(replace_file(prepared.out / kSweepTable, sweep_csv(prepared.grid, outcome.rows)));
  return replace_file(prepared.out / kSweepPage,
                      sweep_page(sweep_assets(), heading_of(prepared), prepared.grid, outcome.rows));
}

Result<SweepOutcome> run_all(const PreparedSweep& prepared, const SweepOptions& options) {
  BASIS_TRY(SweepJournal journal, SweepJournal::open(prepared.out));
  Progress progress(options.mode, prepared.jobs.size(), options.quiet);
  const SweepControl control{options.jobs == 0 ? processors() : options.jobs, interrupt_flag(),
                             [&](std::size_t done) { progress.update(done); }};
  BASIS_TRY(SweepOutcome outcome, run_sweep(prepared.jobs, journal, control));
  if (!interrupted()) {
    BASIS_TRY(write_tables(prepared, outcome));
  }
  return outcome;
}

int tell(const PreparedSweep& prepared, const SweepOptions& options, const SweepOutcome& outcome) {
  const std::size_t stored = outcome.taken + outcome.made;
  if (interrupted()) {
    fmt::print(stderr, "basis: interrupted; {} of {} runs stand in {}, and the same command goes on from there\n",
               stored, prepared.jobs.size(), (prepared.out / kSweepJournal).string());
    return kExitInterrupted;
  }
  std::size_t failed = 0;
  for (const SweepRow& row : outcome.rows)
    if (row.status != kSweepDone) ++failed;
  if (!options.quiet)
    fmt::print("{} runs: {} made, {} taken from the journal, {} failed\n{}table  {}\npage   {}\n", outcome.rows.size(),
               outcome.made, outcome.taken, failed, best_run_text(prepared.grid, outcome.rows),
               (prepared.out / kSweepTable).string(), (prepared.out / kSweepPage).string());
  for (const std::string& broken : outcome.broken) fmt::print(stderr, "basis: {}\n", broken);
  return outcome.broken.empty() ? kExitDone : kExitInternal;
}

/// The distinct warnings of all configurations.
std::set<std::string> all_warnings(const std::vector<SweepJob>& jobs) {
  std::set<std::string> warnings;
  for (const SweepJob& job : jobs) warnings.insert(job.config.warnings.begin(), job.config.warnings.end());
  return warnings;
}

int sweep(const SweepOptions& options) {
  catch_interrupts();
  const auto prepared = prepare(options);
  if (!prepared) return report_error(prepared.error());
  for (const std::string& warning : all_warnings(prepared.value().jobs))
    fmt::print(stderr, "basis: warning: {}\n", warning);
  const auto outcome = run_all(prepared.value(), options);
  return outcome ? tell(prepared.value(), options, outcome.value()) : report_error(outcome.error());
}

/// A check for CLI11: whether `text` is a number of threads.
std::string thread_count(const std::string& text) {
  if (whole_number(text).empty() && text.size() <= 3 && std::stoul(text) >= 1 && std::stoul(text) <= kMostJobs)
    return {};
  return fmt::format("'{}' is no number of threads (allowed: 1 to {})", text, kMostJobs);
}

}  // namespace

void add_sweep_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("sweep", "Run a mode over a grid of --set values, and write one table and a heat map");
  auto options = std::make_shared<SweepOptions>();
  add_run_options(*command, *options, "A key of every run: key=value; may be repeated. Keys: backtest --help",
                  "Folder of the sweep (default: results/sweep-MODE-FROM-TO)", "No progress bar, no words");
  command->add_option("--grid", options->grid, "YAML file of lines 'key: [value, value]', keys as for --set")
      ->required();
  command->add_option("--jobs", options->jobs, "Runs at a time, each in its thread (default: one a processor)")
      ->check(thread_count);
  command->footer(
      "\nWrites sweep.csv (a row a run) and sweep.html (a heat map), the same bytes for any number of jobs.\n"
      "Finished runs are kept in sweep.journal: the same command goes on where it was stopped.\n"
      "Exit codes: 0 done, 1 a run broke an invariant, 2 usage or configuration, 3 data, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = sweep(*options); });
}

}  // namespace basis
