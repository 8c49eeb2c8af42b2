#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/csv_file.hpp"
#include "core/data/fault_list.hpp"

namespace basis {

/// Reads the header and gives, for every name in `columns`, the field it is
/// in. Columns may stand in any order, but all of them and no others. A fault
/// is told, and nothing given, when the file is empty or the header is wrong.
/// Where a file may have one of several headers, all of them are passed.
struct HeaderMatch {
  std::size_t variant = 0;          ///< which of the headers it is
  std::vector<std::size_t> fields;  ///< column -> field
};
std::optional<HeaderMatch> read_header(CsvLines& lines, const std::vector<std::vector<std::string_view>>& headers,
                                       const std::string& file, FaultList& faults);

/// Whether the row has as many fields as the header and a line end; a fault is
/// told where not. A last line without a line end cannot be told from one that
/// was cut within its last number, so it is never taken.
bool is_whole_row(const CsvLine& line, std::size_t columns, const std::string& file, FaultList& faults);

}  // namespace basis
