#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/load_config.hpp"

namespace basis {

/// Most runs of a grid.
inline constexpr std::size_t kMostSweepRuns = 10'000;

/// One value of a key, and its line in the grid file.
struct GridValue {
  std::string text;
  int line = 0;
};

/// A key as for `--set`, and its values.
struct GridAxis {
  std::string key;
  std::vector<GridValue> values;
};

/// The cartesian product of its axes. The first axis changes slowest, the last one with every run;
/// axes and values have the order of the file.
struct Grid {
  std::string file;
  std::vector<GridAxis> axes;

  /// The product of the axes' lengths, at most `kMostSweepRuns`.
  [[nodiscard]] std::size_t runs() const;
  /// The index of the value of each axis in a run; `run` is less than `runs()`.
  [[nodiscard]] std::vector<std::size_t> choice(std::size_t run) const;
  /// The values of a run, in the order of the axes.
  [[nodiscard]] std::vector<std::string> values(std::size_t run) const;
  /// The values of a run as overrides with their lines.
  [[nodiscard]] std::vector<Override> overrides(std::size_t run) const;
};

/// Reads a grid: YAML lines `key: [value, value]`, with dotted keys as for `--set`; a list value is
/// written as one text with commas ("binance, okx"). Errors (usage), all at once, each with file
/// and line: malformed YAML, a duplicate key, a key without a list, an empty list, a value that is
/// no plain value or is a duplicate, no key at all, too many runs.
Result<Grid> parse_grid(std::string_view text, const std::string& file);

/// Reads a grid from a file of at most 1 MiB.
Result<Grid> read_grid(const std::filesystem::path& path);

}  // namespace basis
