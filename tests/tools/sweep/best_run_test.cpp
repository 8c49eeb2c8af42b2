#include "tools/sweep/best_run.hpp"

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

namespace {

SweepRow row_of(double at_market, std::size_t liquidations) {
  RunSummary summary = sample_summary();
  summary.at_market.total_return = at_market;
  summary.liquidations = liquidations;
  return sweep_row(summary);
}

const Grid kFourRuns = parse_grid("reserve_ratio: [0.1, 0.2, 0.3, 0.4]\n", "grid.yaml").value();

}  // namespace

TEST_CASE("best run: the highest return at market among those without a liquidation") {
  const std::vector<SweepRow> rows = {row_of(0.05, 0), row_of(9.0, 2), row_of(0.07, 0), row_of(0.07, 0)};
  const BestRun found = best_run(rows);
  CHECK(found.best == 2);
  CHECK(found.liquidated == std::vector<std::size_t>{1});
  const std::string text = best_run_text(kFourRuns, rows);
  CHECK(text.find("best   run 3: reserve_ratio = 0.3\n") == 0);
  CHECK(text.find(
            "left out of the ranking, 1 run was liquidated:\n       run 2: reserve_ratio = 0.2 (2 liquidations)\n") !=
        text.npos);
}

TEST_CASE("best run: a failed run is none, and where all were liquidated there is none") {
  const SweepRow failed = failed_sweep_row("no data", "c");
  CHECK(best_run(std::vector{failed, row_of(-0.5, 0), failed, failed}).best == 1);
  CHECK_FALSE(best_run(std::vector{failed, row_of(0.5, 1)}).best.has_value());
  const std::vector<SweepRow> none = {row_of(1, 1), row_of(2, 1), row_of(3, 1), row_of(4, 1)};
  CHECK(best_run_text(kFourRuns, none).find("best") == std::string::npos);
  CHECK(best_run_text(kFourRuns, none).starts_with("left out of the ranking, 4 runs were liquidated:\n"));
}
