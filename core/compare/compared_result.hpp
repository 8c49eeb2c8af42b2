#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// A finished run as its result folder tells it.
struct ComparedResult {
  std::string label;  ///< the folder's name, or its whole path where two share a name
  RunSummary summary;
  std::vector<UtcTime> times;  ///< one a step, increasing
  std::vector<Amount> equity;  ///< at each of `times`, in the share class
  std::vector<Amount> index;   ///< the time-weighted index; without capital flows the equity
};

/// Reads `summary.json` and `equity.csv` of every folder, in the order given.
/// Errors: a folder named twice (kind usage); every fault of every folder (kind
/// data), each with its file: no summary, one that does not parse, an equity
/// file that is cut, malformed, or ends elsewhere than the summary says.
Result<std::vector<ComparedResult>> read_results(const std::vector<std::string>& folders);

/// The steps, equity and index of an `equity.csv`; `file` names it in the error, which
/// is the first fault with its line.
Result<void> parse_equity(std::string_view text, const std::string& file, ComparedResult& result);

}  // namespace basis
