#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/database_url.hpp"

namespace basis {

/// Where the SQL of the two databases differs.
struct SqlDialect {
  std::string_view instant_type;  ///< column type of an instant that `WHERE time >= '2024-06-01'` understands
  std::string_view table_suffix;  ///< behind the columns of a table whose rows lie in order of its key
};

/// A connection to a database that speaks SQL, one transaction at a time.
/// Statements stand within `begin` and `commit`; the object's end without
/// `commit` undoes what was begun. Placeholders are `$1`, `$2`, each once and in that order.
/// Every error is of kind `data` and one line, without the database's address and any password.
class SqlConnection {
 public:
  enum class Access { read, write };
  using Texts = std::vector<std::string>;
  using LineSink = std::function<void(std::int64_t line, std::optional<std::string_view> text)>;
  /// Fills the next row, NULL as nullopt; false when there is none.
  using RowFeed = std::function<bool(std::vector<std::optional<std::string>>& row)>;

  virtual ~SqlConnection() = default;
  [[nodiscard]] virtual const SqlDialect& dialect() const = 0;

  /// `read` sees one unchanging state of the database until `commit`; of two `write`s one waits.
  virtual Result<void> begin(Access access) = 0;
  virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;

  /// Tables that can be named without their schema.
  virtual Result<std::set<std::string>> tables() = 0;
  /// Runs a statement and gives the number of rows it changed.
  virtual Result<std::size_t> run(const std::string& sql, const Texts& parameters) = 0;
  /// All rows of a small query as text; NULL as "".
  virtual Result<std::vector<Texts>> rows(const std::string& sql, const Texts& parameters) = 0;
  /// Streams a query of two columns, a line number and a text.
  virtual Result<void> each_line(const std::string& sql, const LineSink& sink) = 0;
  /// Adds many rows to a table.
  virtual Result<void> append(const std::string& table, const Texts& columns, const RowFeed& feed) = 0;
};

/// Connects; the address outlives the connection. With `read`, a SQLite file must exist; with `write` it is made.
/// Errors: of kind `usage` for an address PostgreSQL's library calls malformed,
/// else of kind `data`; they name the database, without its password.
Result<std::unique_ptr<SqlConnection>> connect_database(const DatabaseUrl& url, SqlConnection::Access access);

Result<std::unique_ptr<SqlConnection>> connect_sqlite(const DatabaseUrl& url, SqlConnection::Access access);
Result<std::unique_ptr<SqlConnection>> connect_postgresql(const DatabaseUrl& url);

}  // namespace basis
