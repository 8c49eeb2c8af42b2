#include "tools/database/packages.hpp"

#include <sqlite3.h>

#include <pqxx/version>

namespace basis {

std::string database_packages() { return std::string("SQLite ") + sqlite3_libversion() + ", libpqxx " + PQXX_VERSION; }

}  // namespace basis
