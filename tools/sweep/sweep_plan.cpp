#include "tools/sweep/sweep_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace basis {
namespace {

/// A key that is given both by `--set` and by the grid would be ambiguous.
void check_apart(const SweepBase& base, const Grid& grid, Faults& faults) {
  for (const GridAxis& axis : grid.axes)
    for (const std::string& text : base.overrides)
      if (text.substr(0, text.find('=')) == axis.key)
        faults.push_back(fmt::format("{}:{}: '{}' is given by {}, too; leave one out", grid.file,
                                     axis.values.front().line, axis.key, kFromCommandLine));
}

void add_new(const std::vector<std::string>& lines, std::vector<std::string>& all) {
  for (const std::string& line : lines)
    if (std::find(all.begin(), all.end(), line) == all.end()) all.push_back(line);
}

/// The line of the grid in a fault's text; the largest integer for faults elsewhere, so that they
/// are sorted last.
int line_in_grid(const std::string& fault, const Grid& grid) {
  const std::string place = grid.file + ":";
  if (!fault.starts_with(place)) return std::numeric_limits<int>::max();
  int line = std::numeric_limits<int>::max();
  std::from_chars(fault.data() + place.size(), fault.data() + fault.size(), line);
  return line;
}

void sort_by_line(Faults& faults, const Grid& grid) {
  std::stable_sort(faults.begin(), faults.end(), [&grid](const std::string& a, const std::string& b) {
    return line_in_grid(a, grid) < line_in_grid(b, grid);
  });
}

}  // namespace

Result<std::vector<LoadedConfig>> plan_sweep(const SweepBase& base, const Grid& grid, const Environment& env) {
  BASIS_TRY(const ConfigFiles files, read_config_files(base.config_dir, base.mode));
  Faults faults;
  check_apart(base, grid, faults);
  std::vector<LoadedConfig> plan;
  for (std::size_t run = 0; run < grid.runs(); ++run) {
    std::vector<Override> overrides;
    for (const std::string& text : base.overrides) overrides.push_back({text});
    for (Override& given : grid.overrides(run)) overrides.push_back(std::move(given));
    auto config = load_overridden_config(files, overrides, env, IdleKeys::refused);
    if (!config) {
      add_new(config.error().lines, faults);
    } else {
      plan.push_back(std::move(config).value());
      plan.back().effective_text.clear();
    }
  }
  sort_by_line(faults, grid);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return plan;
}

}  // namespace basis
