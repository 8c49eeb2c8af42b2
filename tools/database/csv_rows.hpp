#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/csv_file.hpp"
#include "core/history/fault_list.hpp"
#include "core/history/history.hpp"

namespace basis {

/// The part of a CSV file that its rows do not contain. Together with the fields of every row it
/// gives the file's bytes.
struct CsvFrame {
  std::string header;                ///< bytes of the first line, without its line end
  std::vector<std::string> columns;  ///< the names in the header, in order
  bool crlf = false;                 ///< the end of every line
  std::size_t rows = 0;

  [[nodiscard]] std::string_view line_end() const { return crlf ? "\r\n" : "\n"; }
};

/// Checks whether a file can be split into rows and restored from them: a header of its kind,
/// complete rows, one kind of line end, no control characters, UTF-8. The values of the fields are
/// checked by the data gate when they are read. All faults are added with the name `file`; then
/// nothing is returned.
std::optional<CsvFrame> frame_of(SeriesKind kind, std::string_view bytes, const std::string& file, FaultList& faults);

/// The names in a header's bytes, without a byte order mark.
std::vector<std::string> header_columns(std::string_view header);

/// Iterates over the rows of a file with a frame, as rows of its table.
class CsvRows {
 public:
  CsvRows(const CsvFrame& frame, std::string_view bytes, std::string file_id);
  /// Columns of a row: `file`, `line`, `time`, then the frame's.
  [[nodiscard]] std::vector<std::string> columns() const;
  /// The next row; false at the end.
  bool next(std::vector<std::optional<std::string>>& row);

 private:
  const CsvFrame& frame_;
  CsvLines lines_;
  const std::string file_id_;
};

}  // namespace basis
