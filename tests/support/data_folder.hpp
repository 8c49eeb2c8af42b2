#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/history.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

/// A fresh folder below the system's temporary one, gone with the object.
class DataFolder {
 public:
  DataFolder();
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view bytes) const;
  [[nodiscard]] std::string read(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

/// Rows from `first`, `step` apart: `values[i]` behind the stamp; "" leaves a hole.
std::string rows(std::string_view header, std::string_view first, Nanos step, const std::vector<std::string>& values);
/// Hourly bars from 2024-06-01 whose other fields are the open; "" leaves a hole.
std::string bars(const std::vector<std::string>& opens);
/// `dataset.yaml` with those kinds and names ("ohlcv_1h: [spot/a_B]") and fill rules.
std::string dataset(std::string_view series, std::string_view fill = "");
/// All lines of a failed result, one a line.
std::string all_lines(const Error& error);
/// Loads and returns the error's lines, or "loaded".
std::string faults_of(const DataFolder& folder, const std::vector<SeriesNeed>& needs, std::string_view from,
                      std::string_view to, const DataRules& rules = {});

}  // namespace basis::test
