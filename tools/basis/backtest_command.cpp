#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "actors/complete_summary.hpp"
#include "actors/drivers/backtest.hpp"
#include "core/config/render_config.hpp"
#include "core/results/summary.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/prepared_run.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/version.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/report/result_folder.hpp"
#include "tools/report/run_recorder.hpp"

namespace basis {
namespace {

struct BacktestOptions : RunOptions {
  std::uint64_t seed = 0;
};

/// Runs the simulation and writes the result. False when it was interrupted; then no files are
/// left.
Result<bool> simulate(const PreparedRun& prepared, const BacktestOptions& options,
                      std::chrono::steady_clock::time_point started) {
  const Settings& settings = prepared.config.settings;
  BASIS_TRY(const Universe universe, Universe::build(settings));
  BASIS_TRY(const History history, read_history(prepared, options));
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe, settings, costs, prepared.flows};
  // Checked before the timeline: a mode without a strategy may hold instruments that no series
  // prices.
  BASIS_TRY(make_strategy({universe, settings, costs}));
  const Timeline timeline(universe, settings, history);
  BASIS_TRY(ResultFolder folder, ResultFolder::open(out_folder(options.out, prepared.environment, options.mode,
                                                               prepared.from, prepared.to)));
  BASIS_TRY(const auto recorder, RunRecorder::create(folder.partial(), context, report_assets(), prepared.capital));
  {
    Progress progress(options.mode, timeline.hours(), options.quiet);
    BASIS_TRY(run_backtest(
        context, timeline, prepared.capital, *recorder,
        [&](std::size_t done) {
          progress.update(done);
          return !interrupted() && !recorder->failure();
        },
        interrupted));
  }
  if (interrupted()) return false;
  BASIS_TRY(recorder->finish());
  RunSummary summary = recorder->summary();
  complete_summary(summary, prepared.config, history, prepared.flows, code_version());
  BASIS_TRY(folder.write("report.html", recorder->report(summary)));
  summary.elapsed_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  BASIS_TRY(folder.write("summary.json", summary_json(summary)));
  if (interrupted()) return false;
  BASIS_TRY(folder.commit());
  if (!options.quiet) {
    fmt::print("{}", summary_table(summary, recorder->limits()));
    fmt::print("\nreport  {}\n", (folder.path() / "report.html").string());
  }
  return true;
}

int backtest(const BacktestOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  catch_interrupts();
  const auto prepared = prepare_run(options, "backtest");
  if (!prepared) return report_error(prepared.error());
  print_warnings(prepared.value().config);
  return report_outcome(simulate(prepared.value(), options, started));
}

}  // namespace

void add_backtest_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("backtest", "Run a strategy over history and write its results");
  auto options = std::make_shared<BacktestOptions>();
  add_run_options(*command, *options,
                  "Override a configuration key: key=value; may be repeated. Venue keys stand behind\n"
                  "venues.NAME., share class keys behind share_classes.NAME.; the keys of a mode are below",
                  "Result folder (default: results/MODE-FROM-TO)", "No progress bar, no table");
  command
      ->add_option("--seed", options->seed,
                   "Seed of everything random in a run; this build's models draw nothing (default: 0)")
      ->check(whole_number);
  command->footer("\nKeys of a mode (--set):\n" + describe_mode_keys() +
                  "\nWrites summary.json, equity.csv, positions.csv, events.jsonl and report.html, all or none.\n"
                  "Exit codes: 0 done, 2 usage or configuration, 3 data, 4 a gate failed, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = backtest(*options); });
}

}  // namespace basis
