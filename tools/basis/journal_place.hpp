#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "actors/journal/journal_reader.hpp"
#include "core/config/database_url.hpp"

namespace basis {

/// Which journal a command means: a file, or that of a node in a database.
struct JournalPlace {
  std::string file;
  std::string url;   ///< empty: BASIS_JOURNAL_URL where there is no file
  std::string node;  ///< in a database
};

/// "--journal" and "--node".
void add_journal_database(CLI::App& command, JournalPlace& place);

/// The database that is meant; absent: none. Usage errors: the address, or one that the environment has, is malformed.
Result<std::optional<DatabaseUrl>> journal_database(const JournalPlace& place);

/// Usage errors: no journal is meant, or two; and those of the readers.
Result<std::unique_ptr<JournalReader>> open_journal_reader(const JournalPlace& place);

}  // namespace basis
