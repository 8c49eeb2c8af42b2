#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/data/history.hpp"
#include "tools/database/sql_connection.hpp"

namespace basis {

/// The row of `basis_dataset`.
struct DatasetRow {
  std::string name;
  std::string state;
  std::string file_count;
  std::string yaml;
};

/// One row of `series_file`.
struct FileRow {
  std::string id;
  SeriesKind kind = SeriesKind::ohlcv_1h;
  std::string header;
  bool crlf = false;
  std::string row_count;
  std::string fingerprint;
};

/// What a database says it holds.
struct Holdings {
  std::set<std::string> tables;
  std::optional<DatasetRow> dataset;     ///< absent where nothing was ever imported
  std::map<std::string, FileRow> files;  ///< by name within the dataset
};

/// Reads it within a transaction; a table that is missing holds nothing.
/// Errors (data): another schema version, a kind this program does not know.
Result<Holdings> read_holdings(SqlConnection& connection);

/// The bytes of a file, put together from its rows. An error of kind `data`
/// when they are not what was imported.
Result<std::string> read_file_bytes(SqlConnection& connection, const std::string& name, const FileRow& file);

}  // namespace basis
