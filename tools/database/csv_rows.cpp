#include "tools/database/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/utc_time.hpp"
#include "core/history/csv_header.hpp"
#include "core/history/series_headers.hpp"

namespace basis {
namespace {

/// Call it only for a line with a line end.
bool ends_in_crlf(const CsvLine& line) { return line.text.data()[line.text.size()] == '\r'; }

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Whether a text is UTF-8 (RFC 3629), without the check of the less common restrictions on code
/// points.
bool is_utf8(std::string_view text) {
  std::size_t following = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool follows = (byte & 0xC0) == 0x80;
    if (follows != (following > 0)) return false;
    if (follows)
      --following;
    else if (byte >= 0xC2)
      following = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : byte < 0xF5 ? 3 : text.size();
    else if (byte >= 0x80)
      return false;
  }
  return following == 0;
}

/// Whether the line can be restored from its fields and the file's line end; otherwise adds the
/// fault.
bool is_plain(const CsvLine& line, bool crlf, const std::string& file, FaultList& faults) {
  const bool control = has_control_character(line.text);
  const bool mixed = line.ended && ends_in_crlf(line) != crlf;
  const bool text = is_utf8(line.text);
  if (!text) faults.add(file, line.number, "the line is not UTF-8");
  if (control) faults.add(file, line.number, "a control character within the line");
  if (mixed)
    faults.add(file, line.number,
               fmt::format("the line does not end in {} as the first one does", crlf ? "CRLF" : "LF"));
  return text && !control && !mixed;
}

}  // namespace

std::vector<std::string> header_columns(std::string_view header) {
  CsvLines lines(header);
  CsvLine line;
  std::vector<std::string> columns;
  if (lines.next(line))
    for (std::size_t i = 0; i < std::min(line.count, CsvLine::kMaxFields); ++i) columns.emplace_back(line.field[i]);
  return columns;
}

std::optional<CsvFrame> frame_of(SeriesKind kind, std::string_view bytes, const std::string& file, FaultList& faults) {
  CsvLines lines(bytes);
  CsvLine line;
  if (!read_header(lines, series_headers(kind), file, faults, optional_columns(kind))) return std::nullopt;
  CsvLines(bytes).next(line);
  CsvFrame frame;
  frame.header = std::string(bytes.data(), line.text.data() + line.text.size());
  frame.columns = header_columns(frame.header);
  bool good = is_whole_row(line, frame.columns.size(), file, faults);
  if (!good) return std::nullopt;
  frame.crlf = ends_in_crlf(line);
  while (lines.next(line)) {
    ++frame.rows;
    const bool whole = is_whole_row(line, frame.columns.size(), file, faults);
    const bool plain = is_plain(line, frame.crlf, file, faults);
    good = good && whole && plain;
  }
  return good ? std::optional(std::move(frame)) : std::nullopt;
}

CsvRows::CsvRows(const CsvFrame& frame, std::string_view bytes, std::string file_id)
    : frame_(frame), lines_(bytes), file_id_(std::move(file_id)) {
  CsvLine header;
  lines_.next(header);
}

std::vector<std::string> CsvRows::columns() const {
  std::vector<std::string> names = {"file", "line", "time"};
  names.insert(names.end(), frame_.columns.begin(), frame_.columns.end());
  return names;
}

bool CsvRows::next(std::vector<std::optional<std::string>>& row) {
  CsvLine line;
  if (!lines_.next(line)) return false;
  row.assign({file_id_, std::to_string(line.number), std::nullopt});
  for (std::size_t i = 0; i < frame_.columns.size(); ++i) {
    const std::string& column = frame_.columns[i];
    if (column == "timestamp" || column == "payout") {
      const Result<UtcTime> time = UtcTime::parse(line.field[i]);
      if (time) row[2] = time.value().to_string();
    }
    row.emplace_back(line.field[i]);
  }
  return true;
}

}  // namespace basis
