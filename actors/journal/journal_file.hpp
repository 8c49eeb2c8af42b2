#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "actors/journal/sqlite_database.hpp"
#include "core/base/result.hpp"

namespace basis {

/// "BASJ": in the header of the file, so that it is known for what it is.
inline constexpr std::int64_t kJournalApplication = 0x4241534A;

/// "journal FILE: WHAT".
Error journal_error(ErrorKind kind, const std::filesystem::path& file, std::string_view what);

/// The database of a journal. Usage error: no such file. Data errors: it is no journal, or one of another version.
Result<std::unique_ptr<SqliteDatabase>> open_journal_file(const std::filesystem::path& file);

/// What its database says of a file's own structure; it reads all of it. Data error: it is damaged.
Result<void> check_journal_file(SqliteDatabase& database, const std::filesystem::path& file);

}  // namespace basis
