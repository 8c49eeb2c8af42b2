#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// The whole file as bytes; a pipe is read to its end, up to 1 GiB. Errors (data): it cannot be read, with the reason,
/// which is also the case when a signal interrupts the wait for a pipe; the caller adds the file name.
Result<std::string> read_whole_file(const std::filesystem::path& path);

/// One line of a CSV text, split at its commas. There is no quoting.
struct CsvLine {
  static constexpr std::size_t kMaxFields = 8;

  std::string_view text;   ///< without the line end
  std::size_t number = 0;  ///< from 1
  bool ended = true;       ///< false for a last line without a line end
  std::size_t count = 0;   ///< number of fields, including those beyond `kMaxFields`
  std::array<std::string_view, kMaxFields> field;
};

/// Iterates over the lines of a CSV text; LF and CRLF both end a line.
class CsvLines {
 public:
  /// `text` must outlive this object and the lines.
  explicit CsvLines(std::string_view text);
  /// Reads the next line; false at the end of the text.
  bool next(CsvLine& line);

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

}  // namespace basis
