#pragma once

#include <string>

namespace basis {

/// "SQLite 3.40.1, libpqxx 6.4.5": what history in a database is built on.
std::string database_packages();

}  // namespace basis
