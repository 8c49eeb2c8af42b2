#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/fault_list.hpp"
#include "core/data/series_schema.hpp"

namespace basis {

/// One row of a time series: an instant and up to two values in the units of
/// its `series_spec`.
struct Row {
  UtcTime time;
  std::array<i128, 2> values{};
  std::uint32_t line = 0;  ///< in the file, from 1; 0 for a row a fill rule supplied
};

/// A time series as its file gives it, in order of time.
struct SeriesTable {
  std::vector<Row> rows;
  std::size_t collapsed = 0;  ///< identical rows left out
  std::size_t snapped = 0;    ///< rows whose stamp was moved to the hour
  bool readable = false;      ///< it has rows, or no file that should hold some
};

/// Reads a time series from the bytes of its file. Every fault goes to
/// `faults` under the name `file`. A row whose stamp is good and whose values
/// are not stays in the table, so that it is told once and not as a hole too;
/// with a fault told the values are never used.
SeriesTable read_series_table(SeriesKind kind, std::string_view series, std::string_view bytes, const std::string& file,
                              FaultList& faults);

}  // namespace basis
