#include <filesystem>

#include "tools/database/sql_connection.hpp"
#include "tools/database/sqlite_statement.hpp"

namespace basis {
namespace {

// How long a statement waits for another program's transaction.
constexpr int kBusyMilliseconds = 10'000;

// A time as `2024-05-12T01:00:00Z`: SQLite's date functions can read it, and its text order is its
// time order.
constexpr SqlDialect kSqlite{"TEXT", " WITHOUT ROWID"};

struct CloseSqlite {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

class SqliteConnection final : public SqlConnection {
 public:
  explicit SqliteConnection(SqliteHandle database) : database_(std::move(database)) {}

  const SqlDialect& dialect() const override { return kSqlite; }

  Result<void> begin(Access access) override {
    BASIS_TRY(run(access == Access::read ? "BEGIN" : "BEGIN IMMEDIATE", {}));
    return ok();
  }

  Result<void> commit() override {
    BASIS_TRY(run("COMMIT", {}));
    return ok();
  }

  // Closing the file rolls back as well, so a failure here can be ignored.
  void roll_back() override { sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr); }

  Result<std::set<std::string>> tables() override {
    BASIS_TRY(const auto found, rows("SELECT name FROM sqlite_master WHERE type = 'table'", {}));
    std::set<std::string> names;
    for (const Texts& row : found) names.insert(row.front());
    return names;
  }

  Result<std::size_t> run(const std::string& sql, const Texts& parameters) override {
    BASIS_TRY(rows(sql, parameters));
    return static_cast<std::size_t>(sqlite3_changes(database_.get()));
  }

  Result<std::vector<Texts>> rows(const std::string& sql, const Texts& parameters) override {
    BASIS_TRY(SqliteStatement statement, SqliteStatement::prepare(database_.get(), sql));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      BASIS_TRY(statement.bind(static_cast<int>(i) + 1, parameters[i]));
    }
    std::vector<Texts> found;
    for (;;) {
      BASIS_TRY(const bool more, statement.step());
      if (!more) return found;
      Texts& row = found.emplace_back();
      for (int column = 0; column < statement.columns(); ++column) row.emplace_back(statement.text(column));
    }
  }

  Result<void> each_line(const std::string& sql, const LineSink& sink) override {
    BASIS_TRY(SqliteStatement statement, SqliteStatement::prepare(database_.get(), sql));
    for (;;) {
      BASIS_TRY(const bool more, statement.step());
      if (!more) return ok();
      sink(statement.integer(0), statement.is_null(1) ? std::nullopt : std::optional(statement.text(1)));
    }
  }

  Result<void> append(const std::string& table, const Texts& columns, const RowFeed& feed) override {
    BASIS_TRY(SqliteStatement statement, SqliteStatement::prepare(database_.get(), insert_sql(table, columns)));
    std::vector<std::optional<std::string>> row;
    while (feed(row)) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const int index = static_cast<int>(i) + 1;
        BASIS_TRY(row[i] ? statement.bind(index, *row[i]) : statement.bind_null(index));
      }
      BASIS_TRY(statement.step());
      BASIS_TRY(statement.reset());
    }
    return ok();
  }

 private:
  static std::string insert_sql(const std::string& table, const Texts& columns) {
    std::string names;
    std::string places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      names += (i == 0 ? "\"" : ", \"") + columns[i] + "\"";
      places += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    }
    return "INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")";
  }

  SqliteHandle database_;
};

}  // namespace

Result<std::unique_ptr<SqlConnection>> connect_sqlite(const DatabaseUrl& url, SqlConnection::Access access) {
  const std::string path(url.reveal());
  std::error_code problem;
  if (access == SqlConnection::Access::read && !std::filesystem::exists(path, problem))
    return Error(ErrorKind::data, "no such file");
  // Opened for writing also by a reader, because it may have to roll back the journal of an import
  // that was killed. For a write-protected file SQLite falls back to read-only.
  const int flags = SQLITE_OPEN_READWRITE | (access == SqlConnection::Access::write ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  const int outcome = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  SqliteHandle database(handle);
  if (outcome != SQLITE_OK)
    return handle == nullptr ? Error(ErrorKind::data, sqlite3_errstr(outcome)) : sqlite_error(handle);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return std::unique_ptr<SqlConnection>(std::make_unique<SqliteConnection>(std::move(database)));
}

}  // namespace basis
