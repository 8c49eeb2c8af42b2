#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/history/history.hpp"
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

/// Contents of a database according to its tables.
struct Holdings {
  std::set<std::string> tables;
  std::optional<DatasetRow> dataset;     ///< absent when nothing was imported
  std::map<std::string, FileRow> files;  ///< by name within the dataset
};

/// Reads the holdings within a transaction; a missing table counts as empty. Errors (data): another
/// schema version, or a kind that this program does not know.
Result<Holdings> read_holdings(SqlConnection& connection);

/// The bytes of a file, restored from its rows. Error (kind `data`): they differ from what was
/// imported.
Result<std::string> read_file_bytes(SqlConnection& connection, const std::string& name, const FileRow& file);

}  // namespace basis
