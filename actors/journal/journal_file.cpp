#include "actors/journal/journal_file.hpp"

#include <fmt/format.h>

#include "core/results/journal_codec.hpp"

namespace basis {

Error journal_error(ErrorKind kind, const std::filesystem::path& file, std::string_view what) {
  return {kind, fmt::format("journal {}: {}", file.string(), what)};
}

Result<std::unique_ptr<SqliteDatabase>> open_journal_file(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code))
    return journal_error(ErrorKind::usage, file, "there is no such file");
  auto opened = SqliteDatabase::open(file.string(), false);
  if (!opened) return journal_error(ErrorKind::data, file, opened.error().text());
  SqliteDatabase& database = *opened.value();
  const auto application = database.number("PRAGMA application_id");
  if (!application) return journal_error(ErrorKind::data, file, "it is no journal: " + application.error().text());
  if (application.value() != kJournalApplication)
    return journal_error(ErrorKind::data, file, "it is a database and no journal");
  const auto version = database.number("PRAGMA user_version");
  if (!version) return journal_error(ErrorKind::data, file, version.error().text());
  if (version.value() != kJournalVersion)
    return journal_error(
        ErrorKind::data, file,
        fmt::format("it is of version {}; this program reads version {}", version.value(), kJournalVersion));
  return opened;
}

Result<void> check_journal_file(SqliteDatabase& database, const std::filesystem::path& file) {
  auto check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return journal_error(ErrorKind::data, file, "it is damaged: " + check.error().text());
  const auto told = check.value().step();
  if (!told) return journal_error(ErrorKind::data, file, "it is damaged: " + told.error().text());
  if (const std::string_view text = check.value().bytes(0); text != "ok")
    return journal_error(ErrorKind::data, file, fmt::format("it is damaged: {}", text.substr(0, text.find('\n'))));
  return ok();
}

}  // namespace basis
