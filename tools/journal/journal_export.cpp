#include "tools/journal/journal_export.hpp"

#include <array>

#include "core/base/json_reader.hpp"
#include "core/results/buffered_file.hpp"
#include "core/results/event_line.hpp"
#include "tools/journal/journal_kinds.hpp"

#include <boost/json/serialize.hpp>

namespace basis {
namespace {

/// The columns of a table, members of the lines.
constexpr std::array<std::string_view, 14> kColumns = {"seq",    "time",    "type", "cause",      "client_id",
                                                       "action", "account", "to",   "instrument", "side",
                                                       "size",   "price",   "cost", "reason"};

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string text_of(const boost::json::value& value) {
  if (value.is_null()) return {};
  return value.is_string() ? std::string(std::string_view(value.as_string())) : boost::json::serialize(value);
}

Result<void> append_csv(const std::string& line, std::string& out) {
  BASIS_TRY(boost::json::value read, parse_json(line));
  boost::json::object& members = read.as_object();
  for (const std::string_view column : kColumns) {
    const auto* const member = members.if_contains(column);
    if (member != nullptr) out += csv_field(text_of(*member));
    out += ',';
    members.erase(column);
  }
  out += csv_field(members.empty() ? std::string() : boost::json::serialize(members)) + '\n';
  return ok();
}

std::string csv_head() {
  std::string head;
  for (const std::string_view column : kColumns) head += std::string(column) + ",";
  return head + "more\n";
}

}  // namespace

Result<void> read_event_lines(JournalReader& journal, JournalQuery query, const JournalNames& names,
                              const std::function<Result<void>(const std::string&)>& take) {
  if (query.kinds.empty()) query.kinds = shown_kinds();
  std::string line;
  return journal.find(query, [&](const StoredEntry& stored) -> Result<void> {
    if (stored.event == 0) return ok();
    std::int64_t cause = 0;
    if (stored.entry.cause.known()) {
      BASIS_TRY(cause, journal.event_of(stored.entry.cause));
    }
    line.clear();
    append_event_line(stored.entry, stored.event, cause, names, line);
    return take(line);
  });
}

Result<std::size_t> export_journal(JournalReader& journal, const std::filesystem::path& out, ExportFormat format) {
  BASIS_TRY(const JournalFigures figures, journal.figures());
  const std::filesystem::path partial = out.string() + ".partial";
  std::size_t lines = 0;
  const auto write = [&]() -> Result<void> {
    BASIS_TRY(BufferedFile file, BufferedFile::create(partial));
    if (format == ExportFormat::csv) file.buffer() += csv_head();
    BASIS_TRY(read_event_lines(journal, {}, figures.boot.names, [&](const std::string& line) -> Result<void> {
      ++lines;
      if (format == ExportFormat::jsonl) {
        file.buffer() += line;
      } else {
        BASIS_TRY(append_csv(line, file.buffer()));
      }
      return file.row_done();
    }));
    return file.close();
  };
  std::error_code code;
  auto written = write();
  if (written) {
    std::filesystem::rename(partial, out, code);
    if (code) written = Error(ErrorKind::usage, out.string() + ": " + code.message());
  }
  if (written) return lines;
  std::filesystem::remove(partial, code);
  return written.error();
}

}  // namespace basis
