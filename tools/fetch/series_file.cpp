#include "tools/fetch/series_file.hpp"

#include <fmt/format.h>

#include "core/history/csv_file.hpp"
#include "core/history/field.hpp"

namespace basis {

SeriesFile::SeriesFile(std::filesystem::path path, std::vector<std::string> columns)
    : path_(std::move(path)), header_("timestamp") {
  for (const std::string& column : columns) header_ += "," + column;
}

Result<void> SeriesFile::read() {
  rows_.clear();
  std::error_code code;
  if (!std::filesystem::exists(path_, code)) return ok();
  auto text = read_whole_file(path_);
  if (!text) return Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), text.error().text()));
  CsvLines lines(text.value());
  CsvLine line;
  if (!lines.next(line) || line.text != header_)
    return Error(ErrorKind::data, fmt::format("{}:1: the header is not '{}'", path_.string(), header_));
  while (lines.next(line)) {
    const auto time = UtcTime::parse(line.field[0]);
    if (!time || line.count < 2 || !line.ended)
      return Error(ErrorKind::data, fmt::format("{}:{}: '{}' is no row", path_.string(), line.number, line.text));
    rows_[time.value()] = std::string(line.text.substr(line.field[0].size()));
  }
  return ok();
}

void SeriesFile::put(UtcTime at, const std::vector<std::string>& values) {
  std::string& row = rows_[at];
  row.clear();
  for (const std::string& value : values) row += "," + value;
}

std::string SeriesFile::text() const {
  std::string text = header_ + "\n";
  for (const auto& [time, row] : rows_) text += time.to_string() + row + "\n";
  return text;
}

std::optional<std::string> plain_number(std::string_view text) {
  // As many decimals as a rate has.
  constexpr int kDecimals = 27;
  if (!parse_units(text, kDecimals)) return std::nullopt;
  std::string plain(text);
  const bool exponent = plain.find_first_of("eE") != std::string::npos;
  if (exponent || plain.find('.') == std::string::npos) return plain;
  while (plain.back() == '0') plain.pop_back();
  if (plain.back() == '.') plain.pop_back();
  return plain;
}

}  // namespace basis
