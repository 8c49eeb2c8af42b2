#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Reads the text of a `summary.json`. Members it does not know are left alone,
/// so that a later build's summary can be read. Errors (kind data): every member
/// that is missing or of the wrong form, one line each, which the caller prefixes with the file.
Result<RunSummary> read_summary(std::string_view json);

}  // namespace basis
