#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// A connection to a database of SQLite.
class SqliteDatabase {
 public:
  /// One prepared statement.
  class Statement {
   public:
    /// The next row; false when there is none.
    Result<bool> step();
    void bind(int index, std::int64_t number) { sqlite3_bind_int64(handle_.get(), index, number); }
    /// `bytes` must live until the statement is reset.
    void bind(int index, std::string_view bytes) {
      sqlite3_bind_blob(handle_.get(), index, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    }
    void bind_text(int index, std::string_view text) {
      sqlite3_bind_text(handle_.get(), index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void reset() { sqlite3_reset(handle_.get()); }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    /// Valid until the next step.
    [[nodiscard]] std::string_view bytes(int column) const;

   private:
    friend class SqliteDatabase;
    struct Finalize {
      void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    Statement(sqlite3* database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  };

  /// `create`: a file that is not there, or ":memory:".
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& file, bool create);
  Result<void> run(const char* sql);
  Result<Statement> prepare(const char* sql);
  /// The number that a query gives.
  Result<std::int64_t> number(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace basis
