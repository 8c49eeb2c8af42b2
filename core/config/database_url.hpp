#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/secret.hpp"

namespace basis {

enum class DatabaseKind { sqlite, postgresql };

/// The address of a database: `sqlite:///path/file.db` (an absolute path),
/// `sqlite:path/file.db` (a relative one), or PostgreSQL's connection URI
/// `postgresql://user:password@host:port/name?option=value`
/// (https://www.postgresql.org/docs/15/libpq-connect.html, section 34.1.1.2).
/// It may hold a password, so like `Secret` it can be moved but not copied or printed.
class DatabaseUrl {
 public:
  /// Errors (usage): what is malformed and what is allowed, without repeating
  /// the text, whose password cannot be told from the rest.
  static Result<DatabaseUrl> parse(std::string_view text);

  [[nodiscard]] DatabaseKind kind() const { return kind_; }
  /// The address with every password as `********`, for messages.
  [[nodiscard]] const std::string& shown() const { return shown_; }
  /// What the database's own library takes: SQLite a path, PostgreSQL the URI. Never log it.
  [[nodiscard]] std::string_view reveal() const { return address_.reveal(); }
  /// A library's words on one line, with every password in them masked.
  [[nodiscard]] std::string without_password(std::string words) const;

 private:
  DatabaseUrl() = default;
  static Result<DatabaseUrl> parse_sqlite(std::string_view text);
  static Result<DatabaseUrl> parse_postgresql(std::string_view text);

  DatabaseKind kind_ = DatabaseKind::sqlite;
  std::string shown_;
  Secret address_;
  std::vector<Secret> passwords_;  ///< as written and, where it differs, decoded
};

}  // namespace basis
