#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/history/series_store.hpp"

namespace basis {

/// The hours of a run or report: `from` to `to`, both included and on the hour.
struct HourRange {
  UtcTime from;
  UtcTime to;
  [[nodiscard]] std::size_t hours() const { return static_cast<std::size_t>((to - from).count / kHour.count) + 1; }
  [[nodiscard]] UtcTime at(std::size_t hour) const { return from + kHour * static_cast<std::int64_t>(hour); }
  [[nodiscard]] bool contains(UtcTime time) const { return from <= time && time <= to; }
};

/// Errors (usage): an end is not on the hour, or `to` is not after `from`.
Result<void> check_range(UtcTime from, UtcTime to);

/// The values of a series at every hour of a range.
struct HourlySeries {
  std::vector<std::optional<Values>> values;  ///< by hour; absent where there is no value
  std::vector<std::size_t> missing;           ///< hours that must have a value and have none
  std::size_t late = 0;                       ///< hours before the first row, for a series that may begin late
};

/// The rows that affect the range: those of the series itself, and at instants where it has none and should have one,
/// those that its fill rule supplies. For a kind with regular instants; they begin one row interval before the
/// range and end one after it, so that values at both ends can be interpolated.
std::vector<Row> resolved_rows(SeriesStore& store, const std::string& series, const HourRange& range);

/// Samples `rows`, which are in order of time, at every hour of the range.
HourlySeries sample_hourly(const KindSpec& kind, const std::vector<Row>& rows, const HourRange& range);

/// Samples a loaded series at every hour, with its gaps filled by rule. For a series that may begin late, hours before
/// its first row count as `late`, not as missing.
HourlySeries resolve_hourly(SeriesStore& store, const std::string& series, const HourRange& range);

/// The number of instants of the range at which the file of a loaded series has no row and should have one.
std::size_t instants_without_row(const SeriesStore& store, const std::string& series, const HourRange& range);

/// Reports every gap of `hourly.missing`: with the file and the line before the gap, or
/// as a range that the series does not cover.
void tell_missing(SeriesStore& store, const std::string& series, const HourRange& range, const HourlySeries& hourly);

}  // namespace basis
