#pragma once

#include <string>

namespace basis {

/// Names and versions of the database libraries: "SQLite 3.40.1, libpqxx 6.4.5".
std::string database_packages();

}  // namespace basis
