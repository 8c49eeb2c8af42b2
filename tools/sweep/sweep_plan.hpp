#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "tools/sweep/grid.hpp"

namespace basis {

/// Configuration that all runs of a sweep have in common.
struct SweepBase {
  std::filesystem::path config_dir;
  std::string mode;
  std::vector<std::string> overrides;  ///< of `--set`; the grid's values have priority
};

/// The checked configuration of every run of the grid, in its order. Errors (usage): every distinct
/// fault of all runs at once, those of the grid with its file and line; also a key of the grid that
/// `--set` gives.
Result<std::vector<LoadedConfig>> plan_sweep(const SweepBase& base, const Grid& grid, const Environment& env);

}  // namespace basis
