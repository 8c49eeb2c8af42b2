#pragma once

#include <functional>
#include <string>

#include "core/base/json_writer.hpp"
#include "core/results/limits.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Whether the wall-clock duration of a run is written. Output that must be equal for equal runs leaves it out.
enum class WallTime { told, left_out };

/// Writes further members of a summary.
using SummaryExtra = std::function<void(JsonWriter&)>;

/// Writes the summary as one JSON object. Amounts are exact decimal strings, ratios are
/// numbers (null when absent or not finite), times are ISO 8601 text.
void write_summary(JsonWriter& json, const RunSummary& summary, WallTime wall_time, const SummaryExtra& extra = {});

/// The whole text of `summary.json`, with line breaks and indentation.
std::string summary_json(const RunSummary& summary, const SummaryExtra& extra = {});

/// The table that the terminal shows at the end of a run: at most 80 columns per line,
/// with aligned figures, and the limits next to the figures that they apply to.
std::string summary_table(const RunSummary& summary, const ReportLimits& limits = {});

}  // namespace basis
