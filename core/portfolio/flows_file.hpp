#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/history/snapshot.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis {

/// Reads a flows file for a run from `from` to `to` that steps every `step`, zero for a run whose steps are at any
/// time: CSV with the columns `timestamp`, `kind`, `amount` and `speed`, one flow per row.
/// - `timestamp`: a multiple of `step` since 1970, after `from` (the initial capital is present at `from`),
///   at or before `to`, and not before the timestamp of the row above.
/// - `kind`: deposit or withdrawal.
/// - `amount`: a decimal number over 0 and at most 10^12 in the share class, or `all`
///   for a withdrawal.
/// - `speed`: fast or slow; may be empty for a deposit, which does not use it.
/// Errors (data): all faults with file, line, value and allowed values. When `from` is
/// not before `to`, timestamps are not checked against them; the data gate reports the
/// range.
Result<CapitalFlows> read_flows(const std::filesystem::path& path, UtcTime from, UtcTime to, Nanos step = kBarLength);

/// The same for the text of a file; `file` is its name in errors.
Result<CapitalFlows> parse_flows(std::string_view text, const std::string& file, UtcTime from, UtcTime to,
                                 Nanos step = kBarLength);

}  // namespace basis
