#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/num/types.hpp"
#include "core/results/page_assets.hpp"
#include "core/sweep/grid.hpp"
#include "core/sweep/sweep_row.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// What a sweep's page says about all runs.
struct SweepHeading {
  std::string mode;
  std::string share_class;
  UtcTime from;
  UtcTime to;
  std::string data_fingerprint;  ///< of every history that was read, in order, apart by spaces
  std::string code_version;
  std::vector<std::string> remarks;
};

/// The venue accounts that any row has a margin ratio for, sorted.
std::vector<std::string> margin_venues(std::span<const SweepRow> rows);

/// `sweep.csv`: a row a run in the grid's order: its values, status, figures, and
/// `min_margin_VENUE` for every venue account.
std::string sweep_csv(const Grid& grid, std::span<const SweepRow> rows);

/// `sweep.html`: a heat map over two axes, for every figure. One page that opens
/// without a network. There is a row for every run of the grid.
std::string sweep_page(const ReportAssets& assets, const SweepHeading& heading, const Grid& grid,
                       std::span<const SweepRow> rows);

}  // namespace basis
