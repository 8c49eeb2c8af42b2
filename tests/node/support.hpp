#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actors/drivers/backtest.hpp"
#include "core/config/load_config.hpp"
#include "core/history/history.hpp"
#include "core/strategy/strategy.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/report/run_recorder.hpp"

namespace basis::test {

inline Settings settings_of(const std::string& mode, const std::vector<std::string>& overrides) {
  const auto environment = parse_environment({});
  require(environment.has_value(), "the empty environment is valid");
  auto config = load_config(test::shipped_configs().string(), mode, overrides, environment.value());
  if (!config) broken_invariant(config.error().text());
  return std::move(config.value().settings);
}

inline const std::vector<std::string> kIdeal = {
    "execution.costs=none",   "execution.rounding=none", "rebalance.enabled=false",    "reserve_ratio=0",
    "rewards_mode=base_only", "margin_fraction=1.0",     "execution.liquidation=open", "execution.capacity=off",
    "execution.delays=none"};

/// A finished run: its figures and the text of its files.
struct RunResult {
  RunSummary summary;
  std::string events;
  std::string equity;
  std::string positions;
  std::string report;

  [[nodiscard]] std::size_t count(const std::string& text) const {
    std::size_t found = 0;
    for (std::size_t at = events.find(text); at != events.npos; at = events.find(text, at + 1)) ++found;
    return found;
  }
};

inline bool go_on(std::size_t) { return true; }

/// A run with capital flows, which may be refused.
inline Result<RunResult> run_with_flows(const Settings& settings, const History& history, Amount capital,
                                        const CapitalFlows& flows, const StepHook& hook = go_on) {
  const TemporaryFolder folder;
  const auto universe = Universe::build(settings);
  require(universe.has_value(), "the shipped modes have valid instruments");
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs, flows};
  const Timeline timeline(universe.value(), settings, history);
  auto recorder = RunRecorder::create(folder.path(), context, report_assets(), capital);
  require(recorder.has_value(), "the temporary folder can be written");
  BASIS_TRY(run_backtest(context, timeline, capital, *recorder.value(), hook));
  require(recorder.value()->finish().has_value(), "the temporary folder can be written");
  RunResult result;
  result.summary = recorder.value()->summary();
  result.events = read_text(folder.path() / "events.jsonl");
  result.equity = read_text(folder.path() / "equity.csv");
  result.positions = read_text(folder.path() / "positions.csv");
  result.report = recorder.value()->report(result.summary);
  return result;
}

inline RunResult run(const Settings& settings, const History& history, Amount capital, const StepHook& hook = go_on) {
  auto result = run_with_flows(settings, history, capital, kNoFlows, hook);
  if (!result) broken_invariant(result.error().text());
  return std::move(result).value();
}

}  // namespace basis::test
