#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// A CSV file of a data folder: rows by time, each once.
class SeriesFile {
 public:
  /// `columns`: of the header behind "timestamp".
  SeriesFile(std::filesystem::path path, std::vector<std::string> columns);

  /// Reads what is there; nothing where there is no file. Data error: it was not written by this class.
  Result<void> read();
  /// Adds a row, or replaces the one of its time.
  void put(UtcTime at, const std::vector<std::string>& values);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const std::map<UtcTime, std::string>& rows() const { return rows_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::string header_;
  std::map<UtcTime, std::string> rows_;  ///< what stands behind the time
};

/// A decimal number without zeros that say nothing: "42283.58000000" is "42283.58". Absent: it is no decimal number.
std::optional<std::string> plain_number(std::string_view text);

}  // namespace basis
