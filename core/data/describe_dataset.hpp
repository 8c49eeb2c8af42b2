#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/data/history.hpp"

namespace basis {

/// What a dataset holds, for a person to read.
struct DatasetReport {
  std::string text;
  bool has_faults = false;
};

/// Reads the needed series (every series of the dataset when `needs` is absent)
/// and lists what is there, what is missing and what fills it, then every
/// fault. The range is `from` to `to`; where either is absent, each series is
/// looked at from its first to its last row. An error of kind `usage` for a
/// range that is none, of kind `data` when `dataset.yaml` cannot be used.
Result<DatasetReport> describe_dataset(SeriesSource& source, const std::optional<std::vector<SeriesNeed>>& needs,
                                       std::optional<UtcTime> from, std::optional<UtcTime> to);
/// The same of a data folder.
Result<DatasetReport> describe_dataset(const std::filesystem::path& folder,
                                       const std::optional<std::vector<SeriesNeed>>& needs, std::optional<UtcTime> from,
                                       std::optional<UtcTime> to);

}  // namespace basis
