#pragma once

#include <string>

#include "core/base/json_writer.hpp"
#include "core/results/limits.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Whether the wall time of a run is told; what must not change from run to run leaves it out.
enum class WallTime { told, left_out };

/// The summary as one JSON object. Amounts are exact decimal strings, ratios
/// numbers (null where absent or not finite), times ISO text.
void write_summary(JsonWriter& json, const RunSummary& summary, WallTime wall_time);

/// The whole text of `summary.json`, laid out for reading.
std::string summary_json(const RunSummary& summary);

/// The table a terminal shows at the end of a run: at most 80 columns a line,
/// figures aligned, limits beside what they limit.
std::string summary_table(const RunSummary& summary, const ReportLimits& limits = {});

}  // namespace basis
