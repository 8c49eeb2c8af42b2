#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "tools/report/page_assets.hpp"
#include "tools/sweep/grid.hpp"
#include "tools/sweep/sweep_row.hpp"

namespace basis {

/// Heading of a sweep's page.
struct SweepHeading {
  std::string mode;
  std::string share_class;
  UtcTime from;
  UtcTime to;
  std::string data_fingerprint;  ///< of every history that was read, in order, separated by spaces
  std::string code_version;
  std::vector<std::string> remarks;
};

/// The venue accounts that any row has a margin ratio for, sorted.
std::vector<std::string> margin_venues(std::span<const SweepRow> rows);

/// `sweep.csv`: one row per run in the grid's order, with its values, status, figures, and
/// `min_margin_VENUE` for every venue account.
std::string sweep_csv(const Grid& grid, std::span<const SweepRow> rows);

/// `sweep.html`: a heat map over two axes, for every figure. The page needs no network. `rows` has
/// a row for every run of the grid.
std::string sweep_page(const ReportAssets& assets, const SweepHeading& heading, const Grid& grid,
                       std::span<const SweepRow> rows);

}  // namespace basis
