#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "actors/complete_summary.hpp"
#include "actors/drivers/backtest.hpp"
#include "core/results/replace_file.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/prepared_run.hpp"
#include "tools/basis/progress.hpp"
#include "tools/stress/stress_text.hpp"

namespace basis {
namespace {

constexpr std::string_view kFigures = "stress.json";

struct StressOptions : RunOptions {
  std::vector<std::string> shocks;
  bool json = false;
};

/// Keeps the state at the end of a run.
class LastState final : public RunObserver {
 public:
  void record(const JournalEntry&) override {}
  void close_step(const PnlView& refreshed, const PnlView& closed) override {
    static_cast<void>(refreshed);
    positions_ = closed.positions().owned();
    market_ = closed.positions().market;
  }
  [[nodiscard]] const PositionSet& positions() const { return positions_; }
  [[nodiscard]] const MarketSnapshot& market() const { return *market_; }

 private:
  PositionSet positions_;
  MarketPtr market_;
};

Result<std::vector<Shock>> parse_shocks(const std::vector<std::string>& texts) {
  std::vector<Shock> shocks;
  std::vector<std::string> faults;
  for (const std::string& text : texts) {
    auto shock = parse_shock(text);
    if (shock)
      shocks.push_back(std::move(shock).value());
    else
      faults.insert(faults.end(), shock.error().lines.begin(), shock.error().lines.end());
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return shocks;
}

Error bad_folder(const std::filesystem::path& folder, const std::string& problem) {
  return Error(ErrorKind::usage, fmt::format("output folder {}: {}", folder.string(), problem));
}

/// Checked before the run, so that a long run is not wasted.
Result<void> check_folder(const std::filesystem::path& folder) {
  std::error_code code;
  if (!folder.empty() && std::filesystem::exists(folder, code) && !std::filesystem::is_directory(folder, code))
    return bad_folder(folder, "it is not a folder");
  return ok();
}

Result<void> write_figures(const std::filesystem::path& folder, const std::string& json) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return bad_folder(folder, code.message());
  return replace_file(folder / kFigures, json);
}

Result<void> tell(const StressRules& rules, const StressState& before, const std::vector<StressOutcome>& outcomes,
                  const StressOptions& options) {
  const std::string json = stress_json(rules, before, outcomes);
  if (!options.out.empty()) {
    BASIS_TRY(write_figures(options.out, json));
  }
  if (options.json) {
    fmt::print("{}", json);
    return ok();
  }
  fmt::print("{} at {}\n", rules.settings.mode.mode, before.market.time.to_string());
  for (const StressOutcome& outcome : outcomes) fmt::print("\n{}", stress_table(rules, before, outcome));
  if (!options.out.empty()) fmt::print("\nfigures  {}\n", (std::filesystem::path(options.out) / kFigures).string());
  return ok();
}

/// Runs to the end, then applies the shocks to the final state. Returns false when it was
/// interrupted.
Result<bool> run_and_shock(const PreparedRun& prepared, const std::vector<Shock>& shocks,
                           const StressOptions& options) {
  const Settings& settings = prepared.config.settings;
  BASIS_TRY(const Universe universe, Universe::build(settings));
  BASIS_TRY(const History history, read_history(prepared, options));
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe, settings, costs, prepared.flows};
  // Checked before the timeline: a mode without a strategy may hold instruments that no series
  // prices.
  BASIS_TRY(make_strategy({universe, settings, costs}));
  const Timeline timeline(universe, settings, history);
  LastState last;
  {
    Progress progress(options.mode, timeline.hours(), options.quiet);
    BASIS_TRY(run_backtest(
        context, timeline, prepared.capital, last,
        [&](std::size_t done) {
          progress.update(done);
          return !interrupted();
        },
        interrupted));
  }
  if (interrupted()) return false;
  if (const auto remark = history_remark(history)) fmt::print(stderr, "basis: warning: {}\n", *remark);
  const StressRules rules{universe, settings, risk_limits(universe, settings)};
  const StressState before = measure_state(rules, last.positions(), last.market());
  std::vector<StressOutcome> outcomes;
  for (const Shock& shock : shocks) outcomes.push_back(stress(rules, before, shock));
  BASIS_TRY(tell(rules, before, outcomes, options));
  return true;
}

Result<bool> stress_test(const StressOptions& options) {
  BASIS_TRY(const auto shocks, parse_shocks(options.shocks));
  BASIS_TRY(const PreparedRun prepared, prepare_run(options, "stress"));
  BASIS_TRY(check_folder(options.out));
  print_warnings(prepared.config);
  return run_and_shock(prepared, shocks, options);
}

int stress_command(const StressOptions& options) {
  catch_interrupts();
  return report_outcome(stress_test(options));
}

}  // namespace

void add_stress_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("stress", "Run a strategy over history and shock the state it ends in");
  auto options = std::make_shared<StressOptions>();
  add_run_options(*command, *options,
                  "Override a configuration key: key=value; may be repeated (basis backtest --help has the keys)",
                  "Folder for stress.json (default: none is written)", "No progress bar");
  command
      ->add_option("--shock", options->shocks,
                   "What happens to the market after the last step, all at once: NAME=VALUE,...\n"
                   "May be repeated; each shock starts from the state of the run")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--json", options->json, "JSON on stdout in place of the tables");
  command->footer(
      "\nNames of a shock; a move is relative, from -1 to 100: -0.3 is 30 % down, 4 is five times as much.\n"
      "  btc eth eigen ethfi      price of an asset, and the marks of its perps with it\n"
      "  steth_rate staking_rate  oracle rate of staked tokens, and their market rate with it\n"
      "  market_rate              market rate of staked tokens\n"
      "  basis                    marks of perps against spot\n"
      "  funding                  -0.0005x72h: a rate per 8 h over a time; negative: shorts pay\n"
      "  borrow_rate              0.2x720h: a rate a year over a time\n"
      "  gas                      price of gas\n"
      "\nFunding and interest are paid first, then exchanges and lending protocols liquidate what they may.\n"
      "Exit codes: 0 done, 2 usage or configuration, 3 data, 4 a gate failed, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = stress_command(*options); });
}

}  // namespace basis
