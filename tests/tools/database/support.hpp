#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "core/config/database_url.hpp"
#include "tests/support/data_folder.hpp"
#include "tools/database/import_dataset.hpp"

namespace basis::test {

inline DatabaseUrl sqlite_url(const DataFolder& folder, const std::string& file = "test.db") {
  auto url = DatabaseUrl::parse("sqlite://" + (folder.path() / file).string());
  REQUIRE(url);
  return std::move(url).value();
}

/// Runs statements on a SQLite file, past the code under test, and gives the first column of every row.
inline std::vector<std::string> sql(const DataFolder& folder, const std::string& statements) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((folder.path() / "test.db").c_str(), &database) == SQLITE_OK);
  std::vector<std::string> found;
  const auto take = [](void* out, int, char** row, char**) {
    static_cast<std::vector<std::string>*>(out)->emplace_back(row[0] == nullptr ? "NULL" : row[0]);
    return 0;
  };
  const int outcome = sqlite3_exec(database, statements.c_str(), take, &found, nullptr);
  const std::string words = sqlite3_errmsg(database);
  sqlite3_close(database);
  REQUIRE_MESSAGE(outcome == SQLITE_OK, words);
  return found;
}

inline bool go_on(std::size_t, std::size_t) { return true; }

inline ImportReport import(const DataFolder& folder, const DatabaseUrl& url, const ImportProgress& progress = go_on) {
  const auto report = import_dataset(folder.path(), url, progress);
  if (!report) FAIL(all_lines(report.error()));
  return report.value();
}

}  // namespace basis::test
