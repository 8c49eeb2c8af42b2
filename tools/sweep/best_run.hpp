#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/sweep/grid.hpp"
#include "tools/sweep/sweep_row.hpp"

namespace basis {

/// The best of a sweep's runs by return with staked tokens at the market.
struct BestRun {
  std::optional<std::size_t> best;      ///< absent when no run was finished without a liquidation
  std::vector<std::size_t> liquidated;  ///< left out: a run that lost its hedge and gained by that is no good run
};

/// Ties go to the first.
BestRun best_run(std::span<const SweepRow> rows);

/// The lines that the terminal shows about it: the best run with its keys and figures, and the runs left out.
std::string best_run_text(const Grid& grid, std::span<const SweepRow> rows);

}  // namespace basis
