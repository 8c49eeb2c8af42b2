#include "tools/basis/journal_place.hpp"

#include <fmt/format.h>

#include "core/config/environment.hpp"
#include "tools/basis/commands.hpp"
#include "tools/journal_database/postgresql_journal_reader.hpp"

namespace basis {

void add_journal_database(CLI::App& command, JournalPlace& place) {
  command.add_option("--journal", place.url,
                     "A database of journals instead of a file: postgresql://user@host:port/name (default:\n"
                     "BASIS_JOURNAL_URL, which is also the place for a password)");
  command.add_option("--node", place.node, "The node whose journal it is, in a database");
}

Result<std::optional<DatabaseUrl>> journal_database(const JournalPlace& place) {
  if (!place.url.empty()) {
    auto given = parse_journal_url(place.url);
    if (!given) return Error(given.error().kind, fmt::format("--journal: {}", given.error().text()));
    return std::optional(std::move(given).value());
  }
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  return std::move(environment.journal);
}

Result<std::unique_ptr<JournalReader>> open_journal_reader(const JournalPlace& place) {
  if (!place.file.empty()) {
    if (!place.url.empty() || !place.node.empty())
      return Error(ErrorKind::usage,
                   fmt::format("{}: --journal and --node name a journal in a database: leave them out, "
                               "or the file",
                               place.file));
    return JournalReader::open(place.file);
  }
  BASIS_TRY(const std::optional<DatabaseUrl> url, journal_database(place));
  if (!url)
    return Error(ErrorKind::usage, "no journal: name a file, or a database with --journal or BASIS_JOURNAL_URL");
  BASIS_TRY(auto reader, PostgresqlJournalReader::open(*url, place.node));
  return std::unique_ptr<JournalReader>(std::move(reader));
}

}  // namespace basis
