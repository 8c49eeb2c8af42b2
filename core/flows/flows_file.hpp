#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/flows/capital_flow.hpp"

namespace basis {

/// Reads a flows file for a run from `from` to `to`: CSV with the header
/// `timestamp,kind,amount,speed`, one flow a row. Timestamps stand on the hour,
/// after the first instant (what is there then is the capital) and at most at
/// the last, none before the row above it. `kind` is deposit or withdrawal;
/// `amount` a decimal over 0 in the share class, or `all` for a withdrawal;
/// `speed` fast or slow, and may be empty for a deposit, which has no use for it.
/// Errors (kind data): every fault with file, line, value and what is allowed.
/// A range that ends before it starts is the data gate's to tell; rows are then
/// not held to it.
Result<CapitalFlows> read_flows(const std::filesystem::path& path, UtcTime from, UtcTime to);

/// The same from the text of a file; `file` names it in the errors.
Result<CapitalFlows> parse_flows(std::string_view text, const std::string& file, UtcTime from, UtcTime to);

}  // namespace basis
