#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/csv_file.hpp"
#include "core/data/fault_list.hpp"
#include "core/data/history.hpp"

namespace basis {

/// What of a CSV file its rows do not say: with the fields of every row it
/// makes the file's bytes.
struct CsvFrame {
  std::string header;                ///< the first line as bytes, without its line end
  std::vector<std::string> columns;  ///< the names in it, in its order
  bool crlf = false;                 ///< the end of every line
  std::size_t rows = 0;

  [[nodiscard]] std::string_view line_end() const { return crlf ? "\r\n" : "\n"; }
};

/// Looks whether a file can be taken apart into rows and put together again: a
/// header of its kind, whole rows, one sort of line end, no control character, UTF-8.
/// What the fields hold is the data gate's business, when they are read. Every
/// fault is told under the name `file`, and nothing given.
std::optional<CsvFrame> frame_of(SeriesKind kind, std::string_view bytes, const std::string& file, FaultList& faults);

/// The names in a header's bytes, a byte order mark left out.
std::vector<std::string> header_columns(std::string_view header);

/// Walks the rows of a file that has a frame, as rows of its table.
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
