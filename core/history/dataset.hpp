#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/history/history.hpp"

namespace basis {

/// What supplies the rows that a series does not have: another series, or the
/// arithmetic mean of several at the same instant.
struct FillRule {
  std::vector<std::string> sources;
  bool mean = false;
  std::size_t line = 0;  ///< in `dataset.yaml`
  /// `perp/bybit_BTCUSDT` or `mean(funding/binance_BTCUSDT, funding/bybit_BTCUSDT)`.
  [[nodiscard]] std::string text() const;
};

/// A series that has a file, or that only a fill rule supplies.
struct DatasetSeries {
  SeriesKind kind;
  bool has_file = false;
  std::size_t line = 0;  ///< in `dataset.yaml`: where the series is listed, or its fill rule
};

/// The content of `dataset.yaml`: the series of a dataset and the rules that fill their gaps.
struct Dataset {
  std::string name;
  std::map<std::string, DatasetSeries> series;  ///< including the targets of fill rules
  std::map<std::string, FillRule> fills;        ///< by target; free of cycles
};

/// The file's name within its folder.
inline constexpr std::string_view kDatasetFile = "dataset.yaml";

/// Prefix of the name of a dataset that was generated and not recorded; results calculated from such data say so.
inline constexpr std::string_view kSyntheticPrefix = "synthetic";

/// Parses the text of `dataset.yaml`; `file` is its name in messages. Keys:
/// `dataset` (a name), `timezone` (UTC), `series` (kind -> list of names),
/// `fill` (name -> name, or `mean(name, name)`; optional). Errors (data): all faults,
/// each with its line.
Result<Dataset> parse_dataset(const std::string& text, const std::string& file);

}  // namespace basis
