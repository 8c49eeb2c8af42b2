#include "tools/database/sqlite_statement.hpp"

namespace basis {

Result<SqliteStatement> SqliteStatement::prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size() + 1), &handle, nullptr) != SQLITE_OK)
    return sqlite_error(database);
  return SqliteStatement(database, handle);
}

Result<void> SqliteStatement::bind(int index, std::string_view text) {
  // No destructor, because the caller keeps the text. An empty view may have a null address, which
  // would bind NULL.
  const char* bytes = text.empty() ? "" : text.data();
  if (sqlite3_bind_text(handle_.get(), index, bytes, static_cast<int>(text.size()), nullptr) != SQLITE_OK)
    return sqlite_error(database_);
  return ok();
}

Result<void> SqliteStatement::bind_null(int index) {
  if (sqlite3_bind_null(handle_.get(), index) != SQLITE_OK) return sqlite_error(database_);
  return ok();
}

Result<bool> SqliteStatement::step() {
  const int outcome = sqlite3_step(handle_.get());
  if (outcome == SQLITE_ROW) return true;
  if (outcome == SQLITE_DONE) return false;
  return sqlite_error(database_);
}

Result<void> SqliteStatement::reset() {
  if (sqlite3_reset(handle_.get()) != SQLITE_OK) return sqlite_error(database_);
  return ok();
}

std::string_view SqliteStatement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace basis
