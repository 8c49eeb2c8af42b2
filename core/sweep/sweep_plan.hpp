#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/sweep/grid.hpp"

namespace basis {

/// What the runs of a sweep have in common.
struct SweepBase {
  std::filesystem::path config_dir;
  std::string mode;
  std::vector<std::string> overrides;  ///< `--set`, under the grid's values
};

/// The checked configuration of every run of the grid, in its order. Errors
/// (usage): every distinct fault of every run at once, those of the grid with
/// its file and line; a grid key that `--set` gives, too.
Result<std::vector<LoadedConfig>> plan_sweep(const SweepBase& base, const Grid& grid, const Environment& env);

}  // namespace basis
