#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/history/history.hpp"

namespace basis {

/// A report on the content of a dataset, as text for the user.
struct DatasetReport {
  std::string text;
  bool has_faults = false;
};

/// Reads the needed series (every series of the dataset when `needs` is absent) and
/// lists for each the rows, the missing instants and those filled by a rule, then all
/// faults. The range is `from` to `to`, both included; when either is absent, each
/// series is checked from its first to its last row. Errors: kind `usage` for an
/// invalid range, kind `data` when `dataset.yaml` cannot be used.
Result<DatasetReport> describe_dataset(SeriesSource& source, const std::optional<std::vector<SeriesNeed>>& needs,
                                       std::optional<UtcTime> from, std::optional<UtcTime> to,
                                       const DataRules& rules = {});
/// The same for a data folder.
Result<DatasetReport> describe_dataset(const std::filesystem::path& folder,
                                       const std::optional<std::vector<SeriesNeed>>& needs, std::optional<UtcTime> from,
                                       std::optional<UtcTime> to, const DataRules& rules = {});

}  // namespace basis
