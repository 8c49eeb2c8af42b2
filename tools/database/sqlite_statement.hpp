#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// The library's last message for a connection, as an error of kind `data`.
inline Error sqlite_error(sqlite3* database) { return Error(ErrorKind::data, sqlite3_errmsg(database)); }

/// A prepared statement of SQLite. A text given to `bind` must live until the next `reset`.
class SqliteStatement {
 public:
  static Result<SqliteStatement> prepare(sqlite3* database, const std::string& sql);

  /// `index` counts from 1.
  Result<void> bind(int index, std::string_view text);
  Result<void> bind_null(int index);
  /// Whether there is a row to read; false when the statement is done.
  Result<bool> step();
  Result<void> reset();

  [[nodiscard]] int columns() const { return sqlite3_column_count(handle_.get()); }
  [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  /// Valid until the next `step`; "" for NULL.
  [[nodiscard]] std::string_view text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  SqliteStatement(sqlite3* database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace basis
