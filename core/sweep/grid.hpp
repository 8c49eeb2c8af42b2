#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/load_config.hpp"

namespace basis {

/// Most runs a grid may ask for.
inline constexpr std::size_t kMostSweepRuns = 10'000;

/// One value of a key, and its line in the grid file.
struct GridValue {
  std::string text;
  int line = 0;
};

/// A key as `--set` takes it, and the values it goes through.
struct GridAxis {
  std::string key;
  std::vector<GridValue> values;
};

/// The cartesian product of its axes. The first axis changes slowest, the last
/// with every run; axes and values keep the order of the file.
struct Grid {
  std::string file;
  std::vector<GridAxis> axes;

  /// The product of the axes' lengths, at most `kMostSweepRuns`.
  [[nodiscard]] std::size_t runs() const;
  /// Which value of each axis a run takes; `run` is under `runs()`.
  [[nodiscard]] std::vector<std::size_t> choice(std::size_t run) const;
  /// The values of a run, in the order of the axes.
  [[nodiscard]] std::vector<std::string> values(std::size_t run) const;
  /// The values of a run as overrides that know their line.
  [[nodiscard]] std::vector<Override> overrides(std::size_t run) const;
};

/// Reads a grid: YAML lines `key: [value, value]`, keys dotted as for `--set`, a
/// list value written as one text with commas ("binance, okx"). Errors (usage),
/// all at once, each with file and line: malformed YAML, a key twice, a key
/// without a list, an empty list, a value that is no plain value or stands twice,
/// no key at all, more runs than allowed.
Result<Grid> parse_grid(std::string_view text, const std::string& file);

/// The same from a file of at most 1 MiB.
Result<Grid> read_grid(const std::filesystem::path& path);

}  // namespace basis
