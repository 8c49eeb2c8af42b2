#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/data/history.hpp"

namespace basis {

/// What supplies the rows a series does not have: one series, or the
/// arithmetic mean of several at the same instant.
struct FillRule {
  std::vector<std::string> sources;
  bool mean = false;
  std::size_t line = 0;  ///< in `dataset.yaml`
  /// `perp/bybit_BTCUSDT` or `mean(funding/binance_BTCUSDT, funding/bybit_BTCUSDT)`.
  [[nodiscard]] std::string text() const;
};

/// A series the folder has a file for, or that only a fill rule stands for.
struct DatasetSeries {
  SeriesKind kind;
  bool has_file = false;
  std::size_t line = 0;  ///< in `dataset.yaml`, where it is first named
};

/// `dataset.yaml`: what a data folder holds and what stands in for what is missing.
struct Dataset {
  std::string name;
  std::map<std::string, DatasetSeries> series;  ///< targets of fill rules included
  std::map<std::string, FillRule> fills;        ///< by target; free of cycles
};

/// The file's name within its folder.
inline constexpr std::string_view kDatasetFile = "dataset.yaml";

/// Reads the text of `dataset.yaml`; `file` is its name in messages. Keys:
/// `dataset` (a name), `timezone` (UTC), `series` (kind -> list of names),
/// `fill` (name -> name, or `mean(name, name)`; may be left out). Every fault
/// is reported, with its line; kind `data`.
Result<Dataset> parse_dataset(const std::string& text, const std::string& file);

}  // namespace basis
