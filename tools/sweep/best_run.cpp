#include "tools/sweep/best_run.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/readable.hpp"

namespace basis {
namespace {

/// Rows named on the terminal; a sweep may have thousands.
constexpr std::size_t kNamed = 8;

const std::string& figure(const SweepRow& row, std::string_view name) {
  const auto at = std::ranges::find(kSweepFigures, name);
  require(at != kSweepFigures.end(), "a figure of no sweep");
  return row.figures[static_cast<std::size_t>(at - kSweepFigures.begin())];
}

double number(const SweepRow& row, std::string_view name) { return std::strtod(figure(row, name).c_str(), nullptr); }

std::string keys_of(const Grid& grid, std::size_t run) {
  std::string text;
  const std::vector<std::string> values = grid.values(run);
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", grid.axes[i].key, values[i]);
  return text;
}

}  // namespace

BestRun best_run(std::span<const SweepRow> rows) {
  BestRun found;
  for (std::size_t run = 0; run < rows.size(); ++run) {
    if (rows[run].status != kSweepDone || figure(rows[run], "total_return_at_market").empty()) continue;
    if (number(rows[run], "liquidations") > 0)
      found.liquidated.push_back(run);
    else if (!found.best ||
             number(rows[run], "total_return_at_market") > number(rows[*found.best], "total_return_at_market"))
      found.best = run;
  }
  return found;
}

std::string best_run_text(const Grid& grid, std::span<const SweepRow> rows) {
  const BestRun found = best_run(rows);
  std::string text;
  if (found.best) {
    const SweepRow& row = rows[*found.best];
    text += fmt::format("best   run {}: {}\n       return {}, at market {}, exit value {}\n", *found.best + 1,
                        keys_of(grid, *found.best), readable_percent(number(row, "total_return")),
                        readable_percent(number(row, "total_return_at_market")), figure(row, "exit_value"));
  }
  if (found.liquidated.empty()) return text;
  text +=
      fmt::format("left out of the ranking, {} liquidated:\n",
                  found.liquidated.size() == 1 ? "1 run was" : fmt::format("{} runs were", found.liquidated.size()));
  for (std::size_t i = 0; i < std::min(kNamed, found.liquidated.size()); ++i)
    text += fmt::format("       run {}: {} ({} liquidations)\n", found.liquidated[i] + 1,
                        keys_of(grid, found.liquidated[i]), figure(rows[found.liquidated[i]], "liquidations"));
  if (found.liquidated.size() > kNamed)
    text += fmt::format("       and {} more; sweep.csv has all\n", found.liquidated.size() - kNamed);
  return text;
}

}  // namespace basis
