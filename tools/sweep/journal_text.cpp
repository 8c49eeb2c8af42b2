#include <fmt/format.h>

#include <algorithm>

#include "core/base/fingerprint.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "tools/sweep/sweep_journal.hpp"
#include "tools/sweep/sweep_names.hpp"

namespace basis {
namespace {

namespace json = boost::json;

constexpr std::size_t kChecksum = 32;

std::string checksum(std::string_view content) {
  Fingerprint fingerprint;
  fingerprint.add(content);
  return fingerprint.hex();
}

std::string as_text(const json::value& value) {
  const json::string& text = value.as_string();
  return {text.begin(), text.end()};
}

/// The record has a valid checksum, so its form is as `journal_record` wrote it.
std::pair<std::string, SweepRow> read_record(const json::value& record) {
  const json::object& members = record.as_object();
  SweepRow row;
  row.status = as_text(members.at("status"));
  const json::array& figures = members.at("figures").as_array();
  require(figures.size() == row.figures.size(), "a record has every figure");
  std::transform(figures.begin(), figures.end(), row.figures.begin(), as_text);
  for (const auto& [venue, ratio] : members.at("min_margin").as_object())
    row.min_margin.emplace(std::string(venue.data(), venue.size()), as_text(ratio));
  return {as_text(members.at("key")), std::move(row)};
}

}  // namespace

std::string journal_record(const std::string& key, const SweepRow& row) {
  JsonWriter json;
  json.begin_object().key("key").string(key).key("status").string(row.status).key("figures").begin_array();
  for (const std::string& figure : row.figures) json.string(figure);
  json.end_array().key("min_margin").begin_object();
  for (const auto& [venue, ratio] : row.min_margin) json.key(venue).string(ratio);
  json.end_object().end_object();
  return fmt::format("{} {}\n", checksum(json.text()), json.text());
}

Result<JournalContent> read_journal(std::string_view text, const std::string& file) {
  JournalContent content;
  if (text.size() < kJournalHeading.size() && kJournalHeading.starts_with(text)) return content;
  if (!text.starts_with(kJournalHeading))
    return Error(ErrorKind::data, fmt::format("{}:1: it is no sweep journal of this version; move it away", file));
  content.whole_bytes = kJournalHeading.size();
  for (std::size_t line = 2; content.whole_bytes < text.size(); ++line) {
    const std::size_t end = text.find('\n', content.whole_bytes);
    if (end == text.npos) return content;
    const std::string_view record = text.substr(content.whole_bytes, end - content.whole_bytes);
    const std::string_view body = record.size() > kChecksum ? record.substr(kChecksum + 1) : std::string_view();
    const auto parsed = parse_json(body);
    if (!parsed || record.substr(0, kChecksum) != checksum(body))
      return Error(ErrorKind::data, fmt::format("{}:{}: the record was altered; remove the line to have that run "
                                                "made again",
                                                file, line));
    content.rows.insert(read_record(parsed.value()));
    content.whole_bytes = end + 1;
  }
  return content;
}

}  // namespace basis
