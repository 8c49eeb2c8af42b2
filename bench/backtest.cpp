// Duration of a backtest by part: loading, loop, results, and the whole command.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "actors/drivers/backtest.hpp"
#include "bench/actor_hop.hpp"
#include "bench/bare_loop.hpp"
#include "bench/child_process.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "core/config/load_config.hpp"
#include "core/results/summary.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/report/result_folder.hpp"
#include "tools/report/run_recorder.hpp"

namespace basis::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kModes = {"btc_basis", "pure_lending"};
constexpr const char* kFrom = "2024-05-12";
constexpr const char* kTo = "2025-05-31";
constexpr double kLoopTarget = 50'000;    // steps per second
constexpr double kCommandTarget = 1'000;  // ms
constexpr double kMemoryTarget = 150;     // MB
constexpr std::size_t kRoundTrips = 200'000;

struct Options {
  fs::path history;
  fs::path program;  ///< `basis`, in the folder of this program
  fs::path configs;
  fs::path scratch;
  fs::path json;
  int runs = 9;
};

/// Times in milliseconds.
struct ModeReadings {
  Readings load, loop, results, bare, command, memory;
  double steps = 0;
  std::string dataset;
};

/// A folder of its own in the system's temporary folder; the destructor removes it.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "basis-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
  }
  ~Scratch() {
    std::error_code left_behind;
    fs::remove_all(path_, left_behind);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void measure_command(const Options& options, const std::string& mode, ModeReadings& readings) {
  for (int run = 0; run < options.runs; ++run) {
    const CommandCost cost =
        run_command({options.program, "backtest", "--mode", mode, "--data", options.history, "--from", kFrom, "--to",
                     kTo, "--config", options.configs, "--out", options.scratch / mode});
    readings.command.add(cost.seconds * 1e3);
    readings.memory.add(cost.peak_rss_mb);
  }
}

/// One run as in the command, with each part timed.
Result<void> measure_run(const Options& options, const LoadedConfig& config, const Universe& universe, UtcTime from,
                         UtcTime to, ModeReadings& readings) {
  const Settings& settings = config.settings;
  const Timer load;
  BASIS_TRY(const History history,
            load_history(options.history, series_needed(settings), from, to, data_rules(settings)));
  const Timeline timeline(universe, settings, history);
  readings.load.add(load.seconds() * 1e3);

  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe, settings, costs};
  BASIS_TRY(ResultFolder folder, ResultFolder::open(options.scratch / settings.mode.mode));
  BASIS_TRY(const auto recorder,
            RunRecorder::create(folder.partial(), context, report_assets(), settings.default_capital));
  const Timer loop;
  BASIS_TRY(run_backtest(context, timeline, settings.default_capital, *recorder, [](std::size_t) { return true; }));
  readings.loop.add(loop.seconds() * 1e3);

  const Timer results;
  BASIS_TRY(recorder->finish());
  RunSummary summary = recorder->summary();
  summary.mode = settings.mode.mode;
  summary.share_class = settings.mode.share_class;
  summary.from = from;
  summary.to = to;
  BASIS_TRY(folder.write("report.html", recorder->report(summary)));
  BASIS_TRY(folder.write("summary.json", summary_json(summary)));
  BASIS_TRY(folder.commit());
  readings.results.add(results.seconds() * 1e3);

  const PositionSet holdings = final_holdings(folder.path() / "positions.csv", universe, timeline);
  readings.bare.add(bare_loop(context, timeline, holdings) * 1e3);
  readings.steps = static_cast<double>(summary.steps);
  readings.dataset = history.dataset;
  return ok();
}

Result<void> measure_parts(const Options& options, const std::string& mode, ModeReadings& readings) {
  BASIS_TRY(const UtcTime from, UtcTime::parse(kFrom));
  BASIS_TRY(const UtcTime to, UtcTime::parse(kTo));
  BASIS_TRY(const LoadedConfig config, load_config(options.configs, mode, {}, Environment{}));
  BASIS_TRY(const Universe universe, Universe::build(config.settings));
  for (int run = 0; run < options.runs; ++run) {
    BASIS_TRY(measure_run(options, config, universe, from, to, readings));
  }
  return ok();
}

void print_row(const std::string& name, const Readings& readings, int decimals) {
  fmt::print("| {0} | {1:.{4}f} | {2:.{4}f} | {3:.{4}f} |\n", name, readings.p50(), readings.min(), readings.max(),
             decimals);
}

void print_mode(const std::string& mode, const ModeReadings& readings) {
  fmt::print("\n### `{}`, {:.0f} steps\n\n| | p50 | min | max |\n|---|---:|---:|---:|\n", mode, readings.steps);
  print_row("loading and data gate, ms", readings.load, 1);
  print_row("loop, ms", readings.loop, 1);
  print_row("loop, steps/s", readings.loop.inverse(readings.steps * 1e3), 0);
  print_row("results and report, ms", readings.results, 1);
  print_row("whole command, ms", readings.command, 1);
  print_row("whole command, peak MB", readings.memory, 1);
  print_row("bare loop, ms", readings.bare, 1);
  fmt::print("\nThe loop takes {:.1f} times the bare loop.\n", readings.loop.p50() / readings.bare.p50());
}

void add_rows(ResultRows& rows, const std::string& mode, const ModeReadings& readings) {
  rows.add(mode + ", loading and data gate", "ms", readings.load.sorted());
  rows.add(mode + ", bare loop", "ms", readings.bare.sorted());
  rows.add(mode + ", loop", "ms", readings.loop.sorted(), mode + ", bare loop");
  rows.add(mode + ", loop, steps", "1/s", readings.loop.inverse(readings.steps * 1e3).sorted());
  rows.add(mode + ", results and report", "ms", readings.results.sorted());
  rows.add(mode + ", whole command", "ms", readings.command.sorted());
  rows.add(mode + ", whole command, peak", "MB", readings.memory.sorted());
}

void print_target(const std::string& what, double value, const std::string& unit, bool reached) {
  fmt::print("- {}: {:.0f} {}, {}\n", what, value, unit, reached ? "reached" : "NOT reached");
}

void print_targets(const ModeReadings& basis) {
  const double rate = basis.loop.inverse(basis.steps * 1e3).p50();
  fmt::print("\n### Targets, for `{}` at p50\n\n", kModes.front());
  print_target("loop at 50,000 steps/s or more", rate, "steps/s", rate >= kLoopTarget);
  print_target("whole command under 1 s", basis.command.p50(), "ms", basis.command.p50() < kCommandTarget);
  print_target("whole command under 150 MB", basis.memory.p50(), "MB", basis.memory.p50() < kMemoryTarget);
}

Result<void> run(const Options& options) {
  std::array<ModeReadings, kModes.size()> readings;
  // Commands first, while this process uses little memory: see run_command.
  for (std::size_t i = 0; i < kModes.size(); ++i) measure_command(options, kModes[i], readings[i]);
  for (std::size_t i = 0; i < kModes.size(); ++i) {
    BASIS_TRY(measure_parts(options, kModes[i], readings[i]));
  }
  Readings hop;
  for (int i = 0; i < options.runs; ++i) hop.add(hop_nanoseconds(kRoundTrips));

  fmt::print("## Backtest, {} to {}, hourly\n\nData set `{}`; {} runs of each.\n", kFrom, kTo, readings[0].dataset,
             options.runs);
  for (std::size_t i = 0; i < kModes.size(); ++i) print_mode(kModes[i], readings[i]);
  fmt::print("\n### Actors\n\n| | p50 | min | max |\n|---|---:|---:|---:|\n");
  print_row("one hop, testing scheduler, ns", hop, 0);
  print_targets(readings[0]);
  ResultRows rows("backtest");
  for (std::size_t i = 0; i < kModes.size(); ++i) add_rows(rows, kModes[i], readings[i]);
  rows.add("one hop, testing scheduler", "ns", hop.sorted());
  rows.write(options.json);
  return ok();
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  using namespace basis::bench;
  CLI::App app("Measures backtests and prints a section of bench/RESULTS.md", "bench_backtest");
  Options options;
  bool quick = false;
  app.add_option("--history", options.history, "Data folder that covers 2024-05-12 to 2025-05-31")->required();
  app.add_option("--json", options.json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "Three runs of each instead of nine");
  CLI11_PARSE(app, argc, argv);
  if (quick) options.runs = 3;
  try {
    const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
    options.program = folder / "basis";
    options.configs = (folder / "../../configs").lexically_normal();
    const Scratch scratch;
    options.scratch = scratch.path();
    const auto done = run(options);
    if (done) return EXIT_SUCCESS;
    for (const std::string& line : done.error().lines) fmt::print(stderr, "bench_backtest: {}\n", line);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_backtest: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
