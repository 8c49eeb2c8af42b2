#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/secret.hpp"

namespace basis {

enum class DatabaseKind { sqlite, postgresql };

/// The address of a database: `sqlite:///path/file.db` (an absolute path),
/// `sqlite:path/file.db` (a relative path), or a PostgreSQL connection URI
/// `postgresql://user:password@host:port/name?option=value`
/// (https://www.postgresql.org/docs/15/libpq-connect.html, section 34.1.1.2).
/// It may contain a password. So it can be moved but not copied or printed, like `Secret`.
class DatabaseUrl {
 public:
  /// Errors (usage): what is malformed and what is allowed. The message does not
  /// repeat the text, because the password in malformed text cannot be located.
  static Result<DatabaseUrl> parse(std::string_view text);

  [[nodiscard]] DatabaseKind kind() const { return kind_; }
  /// The address with every password replaced by `********`, for messages.
  [[nodiscard]] const std::string& shown() const { return shown_; }
  /// The argument of the database's client library: a path for SQLite, the URI for PostgreSQL. Never log it.
  [[nodiscard]] std::string_view reveal() const { return address_.reveal(); }
  /// A message of a client library on one line, with every password in it masked.
  [[nodiscard]] std::string without_password(std::string words) const;

 private:
  DatabaseUrl() = default;
  static Result<DatabaseUrl> parse_sqlite(std::string_view text);
  static Result<DatabaseUrl> parse_postgresql(std::string_view text);

  DatabaseKind kind_ = DatabaseKind::sqlite;
  std::string shown_;
  Secret address_;
  std::vector<Secret> passwords_;  ///< each as written and, where that differs, decoded
};

/// The database of journals, which is one of PostgreSQL. Errors (usage): as `DatabaseUrl::parse`, or it is another
/// kind.
Result<DatabaseUrl> parse_journal_url(std::string_view text);

}  // namespace basis
