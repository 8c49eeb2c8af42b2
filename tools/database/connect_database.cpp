#include "tools/database/sql_connection.hpp"

namespace basis {

Result<std::unique_ptr<SqlConnection>> connect_database(const DatabaseUrl& url, SqlConnection::Access access) {
  auto connection = url.kind() == DatabaseKind::sqlite ? connect_sqlite(url, access) : connect_postgresql(url);
  if (connection) return connection;
  return Error(connection.error().kind, url.shown() + ": " + connection.error().text());
}

}  // namespace basis
