#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// A finished run, read from its result folder.
struct ComparedResult {
  std::string label;  ///< the folder's name, or its whole path when two folders have the same name
  RunSummary summary;
  std::vector<UtcTime> times;  ///< one per step, increasing
  std::vector<Amount> equity;  ///< at each of `times`, in the share class
  std::vector<Amount> index;   ///< the time-weighted index; equal to the equity when there are no capital flows
};

/// Reads `summary.json` and `equity.csv` of every folder, in the given order. Errors: a folder is
/// named twice (kind usage); all faults of all folders (kind data), each with its file: a missing
/// or invalid summary, or an equity file that is cut, malformed, or ends at another step than the
/// summary.
Result<std::vector<ComparedResult>> read_results(const std::vector<std::string>& folders);

/// Parses the steps, equity and index of an `equity.csv`. The error is the first fault, with `file`
/// and its line.
Result<void> parse_equity(std::string_view text, const std::string& file, ComparedResult& result);

}  // namespace basis
