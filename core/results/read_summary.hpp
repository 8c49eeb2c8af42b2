#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Parses the text of a `summary.json`. Unknown members are ignored, so that summaries of
/// later versions can be read. Errors (data): one line for each member that is missing or
/// malformed; the caller adds the file name.
Result<RunSummary> read_summary(std::string_view json);

}  // namespace basis
