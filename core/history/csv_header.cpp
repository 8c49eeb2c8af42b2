#include "core/history/csv_header.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace basis {
namespace {

std::optional<HeaderMatch> match(const CsvLine& line, const std::vector<std::string_view>& header,
                                 const std::vector<std::string_view>& optional) {
  if (line.count > header.size()) return std::nullopt;
  const auto end = line.field.begin() + static_cast<std::ptrdiff_t>(line.count);
  HeaderMatch matched;
  for (const std::string_view name : header) {
    const auto found = std::find(line.field.begin(), end, name);
    if (found == end && std::ranges::find(optional, name) == optional.end()) return std::nullopt;
    matched.columns += found == end ? 0U : 1U;
    matched.fields.push_back(found == end ? kNoField : static_cast<std::size_t>(found - line.field.begin()));
  }
  if (matched.columns != line.count) return std::nullopt;
  return matched;
}

std::string wanted(const std::vector<std::vector<std::string_view>>& headers) {
  std::vector<std::string> texts;
  for (const auto& header : headers) texts.push_back(fmt::format("'{}'", fmt::join(header, ",")));
  return fmt::format("{}", fmt::join(texts, " or "));
}

/// Text of a file for a message: shortened, with control characters replaced.
std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string out(text.substr(0, kLongest));
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return text.size() > kLongest ? out + "..." : out;
}

}  // namespace

std::optional<HeaderMatch> read_header(CsvLines& lines, const std::vector<std::vector<std::string_view>>& headers,
                                       const std::string& file, FaultList& faults,
                                       const std::vector<std::string_view>& optional) {
  CsvLine line;
  if (!lines.next(line)) {
    faults.add(file, 1, fmt::format("the file is empty, expected the header {}", wanted(headers)));
    return std::nullopt;
  }
  for (std::size_t variant = 0; variant < headers.size(); ++variant) {
    auto matched = match(line, headers[variant], optional);
    if (!matched) continue;
    matched->variant = variant;
    return matched;
  }
  faults.add(file, 1, fmt::format("wrong columns '{}', expected the header {}", shown(line.text), wanted(headers)));
  return std::nullopt;
}

bool is_whole_row(const CsvLine& line, std::size_t columns, const std::string& file, FaultList& faults) {
  if (!line.ended) {
    faults.add(file, line.number,
               fmt::format("the file is cut in the middle of a line: '{}' has no line end", shown(line.text)));
    return false;
  }
  if (line.count == columns) return true;
  faults.add(file, line.number, fmt::format("{} fields, expected {}: '{}'", line.count, columns, shown(line.text)));
  return false;
}

}  // namespace basis
