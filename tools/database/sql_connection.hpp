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

/// Differences between the SQL of the two databases.
struct SqlDialect {
  std::string_view instant_type;  ///< column type of a time for which `WHERE time >= '2024-06-01'` works
  std::string_view table_suffix;  ///< suffix of a table whose rows are stored in the order of its key
};

/// A connection to an SQL database, with one transaction at a time. Statements are run between
/// `begin` and `commit`; destruction without `commit` rolls back. Placeholders are `$1`, `$2`, each
/// used once and in that order. Every error is of kind `data` and one line, without the database's
/// address or password.
class SqlConnection {
 public:
  enum class Access { read, write };
  using Texts = std::vector<std::string>;
  using LineSink = std::function<void(std::int64_t line, std::optional<std::string_view> text)>;
  /// Fills the next row, with nullopt for NULL; false when there are no more rows.
  using RowFeed = std::function<bool(std::vector<std::optional<std::string>>& row)>;

  virtual ~SqlConnection() = default;
  [[nodiscard]] virtual const SqlDialect& dialect() const = 0;

  /// With `read`, one unchanging state of the database is seen until `commit`. Of two `write`
  /// transactions one waits.
  virtual Result<void> begin(Access access) = 0;
  virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;

  /// Tables that can be used without the name of their schema.
  virtual Result<std::set<std::string>> tables() = 0;
  /// Runs a statement and returns the number of rows it changed.
  virtual Result<std::size_t> run(const std::string& sql, const Texts& parameters) = 0;
  /// All rows of a small query as text; NULL as "".
  virtual Result<std::vector<Texts>> rows(const std::string& sql, const Texts& parameters) = 0;
  /// Streams a query of two columns, a line number and a text.
  virtual Result<void> each_line(const std::string& sql, const LineSink& sink) = 0;
  /// The socket of a connection over a network, as long as it is kept; -1: there is none.
  [[nodiscard]] virtual int socket() const { return -1; }
  /// Adds many rows to a table.
  virtual Result<void> append(const std::string& table, const Texts& columns, const RowFeed& feed) = 0;
};

/// Connects; the address outlives the connection. With `read`, a SQLite file must exist; with
/// `write` it is created. Errors name the database, without its password: of kind `usage` when
/// PostgreSQL's library finds the address malformed, else of kind `data`.
Result<std::unique_ptr<SqlConnection>> connect_database(const DatabaseUrl& url, SqlConnection::Access access);

Result<std::unique_ptr<SqlConnection>> connect_sqlite(const DatabaseUrl& url, SqlConnection::Access access);
/// `defaults`: options of the address, "connect_timeout=5", that hold where it does not say otherwise.
Result<std::unique_ptr<SqlConnection>> connect_postgresql(const DatabaseUrl& url,
                                                          const std::vector<std::string>& defaults = {});
/// Whether a server takes connections there, whoever asks.
bool postgresql_answers(const DatabaseUrl& url, const std::vector<std::string>& defaults = {});

}  // namespace basis
