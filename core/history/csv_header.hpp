#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/csv_file.hpp"
#include "core/history/fault_list.hpp"

namespace basis {

/// The field of a column that the file does not have.
inline constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

/// Where the columns of a file are.
struct HeaderMatch {
  std::size_t variant = 0;          ///< index of the header that matches
  std::vector<std::size_t> fields;  ///< column of that header -> field of a line, or `kNoField`
  std::size_t columns = 0;          ///< of the file
};

/// Reads the first line and matches it with `headers`, the headers that the file may
/// have. The columns may be in any order; all of one header must be present except those
/// in `optional`, and no others. Absent, with a fault, when the file is empty or no header
/// matches.
std::optional<HeaderMatch> read_header(CsvLines& lines, const std::vector<std::vector<std::string_view>>& headers,
                                       const std::string& file, FaultList& faults,
                                       const std::vector<std::string_view>& optional = {});

/// Whether the row has as many fields as the header and a line end; reports a fault
/// when it has not. A last line without a line end may have been cut within its last
/// number, so it is not accepted.
bool is_whole_row(const CsvLine& line, std::size_t columns, const std::string& file, FaultList& faults);

}  // namespace basis
