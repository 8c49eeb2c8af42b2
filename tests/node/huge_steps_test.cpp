#include <chrono>

#include "actors/run_figures.hpp"
#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("a trillion is traded in at most a thousand orders a leg, both legs alike, and the rest is told") {
  for (const char* mode : {"btc_basis", "eth_basis", "usdt_market_neutral"}) {
    INFO(std::string(mode));
    const Settings settings = settings_of(mode, {});
    const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-01T03:00:00Z"));
    const auto started = std::chrono::steady_clock::now();
    const RunResult result = run(settings, history, Amount::from_int(1'000'000'000'000));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    CHECK(result.summary.trades > 1000);
    CHECK(result.summary.trades <= 4100);
    CHECK(result.summary.max_abs_delta_fraction < 0.01);
    CHECK(result.count(R"("type":"orders_cut")") >= 1);
    CHECK(result.summary.difference.is_zero());
    bool told = false;
    for (const std::string& remark : result.summary.remarks)
      told = told || remark.find("Trades were cut to what one step carries out ") == 0;
    CHECK(told);
    CHECK(took.count() < 30);
  }
}

TEST_CASE("a request to stop is heard in the middle of a step") {
  const Settings settings = settings_of("eth_basis", {});
  const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-01T03:00:00Z"));
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs, kNoFlows};
  const Timeline timeline(universe.value(), settings, history);
  const Amount capital = Amount::from_int(1'000'000'000'000);
  RunFigures figures(context, capital);
  int asked = 0;
  const auto done = run_backtest(
      context, timeline, capital, figures, [](std::size_t) { return true; }, [&] { return ++asked == 8000; });
  CHECK(done.has_value());
  CHECK(asked == 8000);
  CHECK(figures.summary().steps == 0);
  CHECK(figures.summary().trades > 10);
}
