#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// The whole file as bytes; an error of kind `data` when it cannot be read.
/// The error says why; the caller names the file.
Result<std::string> read_whole_file(const std::filesystem::path& path);

/// One line of a CSV text, split at its commas. There is no quoting.
struct CsvLine {
  static constexpr std::size_t kMaxFields = 8;

  std::string_view text;   ///< without the line end
  std::size_t number = 0;  ///< from 1
  bool ended = true;       ///< false for a last line without a line end
  std::size_t count = 0;   ///< fields found, those beyond `kMaxFields` included
  std::array<std::string_view, kMaxFields> field;
};

/// Walks the lines of a CSV text that outlives it; LF and CRLF both end a line.
class CsvLines {
 public:
  explicit CsvLines(std::string_view text);
  /// The next line, or false at the end of the text.
  bool next(CsvLine& line);

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

}  // namespace basis
