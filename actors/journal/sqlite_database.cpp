#include "actors/journal/sqlite_database.hpp"

namespace basis {
namespace {

constexpr int kBusyMilliseconds = 2'000;

Error database_error(sqlite3* database) { return {ErrorKind::data, sqlite3_errmsg(database)}; }

}  // namespace

Result<bool> SqliteDatabase::Statement::step() {
  const int outcome = sqlite3_step(handle_.get());
  if (outcome == SQLITE_ROW) return true;
  if (outcome == SQLITE_DONE) return false;
  return database_error(database_);
}

std::string_view SqliteDatabase::Statement::bytes(int column) const {
  const void* bytes = sqlite3_column_blob(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& file, bool create) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  const int outcome = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqliteDatabase> made(new SqliteDatabase(handle));
  if (outcome != SQLITE_OK)
    return handle == nullptr ? Error(ErrorKind::data, sqlite3_errstr(outcome)) : database_error(handle);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return made;
}

Result<void> SqliteDatabase::run(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return database_error(handle_.get());
  return ok();
}

Result<SqliteDatabase::Statement> SqliteDatabase::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    return database_error(handle_.get());
  return Statement(handle_.get(), statement);
}

Result<std::int64_t> SqliteDatabase::number(const char* sql) {
  BASIS_TRY(Statement statement, prepare(sql));
  BASIS_TRY(const bool found, statement.step());
  return found ? statement.integer(0) : 0;
}

}  // namespace basis
