#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/fault_list.hpp"
#include "core/history/series_schema.hpp"

namespace basis {

/// The values of one row, or of one instant between two rows, in units of 10^-`decimals` of their columns.
using Values = std::array<i128, 4>;

/// An optional value that is absent. Optional values are never negative.
inline constexpr i128 kNoValue = -1;

/// One row of a time series: an instant and up to four values.
struct Row {
  UtcTime time;
  Values values{};
  std::uint32_t line = 0;  ///< in the file, from 1; 0 for a row that a fill rule supplied
};

/// The rows of a time series' file, in order of time.
struct SeriesTable {
  std::vector<Row> rows;
  std::size_t collapsed = 0;  ///< repeated identical rows, which are left out
  std::size_t snapped = 0;    ///< rows whose timestamp was moved to the hour
  bool readable = false;      ///< the table has rows, or the series has no file
};

/// Reads a time series from the bytes of its file. Every fault is added to `faults`
/// under the name `file`. A row with a valid timestamp and invalid values stays in the
/// table, so that it is not reported a second time as a gap; after a fault the values
/// are never used.
SeriesTable read_series_table(SeriesKind kind, std::string_view series, std::string_view bytes, const std::string& file,
                              FaultList& faults);

}  // namespace basis
