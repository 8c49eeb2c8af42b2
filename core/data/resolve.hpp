#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/data/series_store.hpp"

namespace basis {

/// Instants asked for, both included, on the hour.
struct HourRange {
  UtcTime from;
  UtcTime to;
  [[nodiscard]] std::size_t hours() const { return static_cast<std::size_t>((to - from).count / kHour.count) + 1; }
  [[nodiscard]] UtcTime at(std::size_t hour) const { return from + kHour * static_cast<std::int64_t>(hour); }
  [[nodiscard]] bool contains(UtcTime time) const { return from <= time && time <= to; }
};

/// An error of kind `usage` unless both ends are on the hour and the range
/// ends after it starts.
Result<void> check_range(UtcTime from, UtcTime to);

/// The values of one row, or of one instant between two rows.
using Values = std::array<i128, 2>;

/// A series hour by hour.
struct HourlySeries {
  std::vector<std::optional<Values>> values;  ///< empty where nothing is known
  std::vector<std::size_t> missing;           ///< hours that must have a value and have none
  std::size_t late = 0;                       ///< hours at the range's start before a series begins that may begin late
};

/// The rows that bear on the range: the series' own, and at instants where it
/// has none, what its fill rule supplies. From one step before the range, so
/// that its first instant has its neighbour.
std::vector<Row> resolved_rows(SeriesStore& store, const std::string& series, const HourRange& range);

/// Samples rows, in order of time, at every hour of the range.
HourlySeries sample_hourly(const KindSpec& kind, const std::vector<Row>& rows, const HourRange& range);

/// A loaded series hour by hour, its holes filled by rule. Hours before a series begins that may begin late are
/// counted as `late`, not as missing.
HourlySeries resolve_hourly(SeriesStore& store, const std::string& series, const HourRange& range);

/// Tells every hour that lacks a value: with the file and line before the
/// hole, or as a range the series does not cover.
void tell_missing(SeriesStore& store, const std::string& series, const HourRange& range, const HourlySeries& hourly);

}  // namespace basis
