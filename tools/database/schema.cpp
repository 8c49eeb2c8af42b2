#include "tools/database/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/history/series_headers.hpp"
#include "core/history/series_schema.hpp"

namespace basis {
namespace {

TableMaking dataset_table() {
  return {"basis_dataset",
          {fmt::format("CREATE TABLE basis_dataset (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), "
                       "schema_version INTEGER NOT NULL, name TEXT NOT NULL, "
                       "state TEXT NOT NULL CHECK (state IN ('{}', '{}')), import_token TEXT NOT NULL, "
                       "file_count INTEGER NOT NULL, dataset_yaml TEXT NOT NULL)",
                       kStateImporting, kStateComplete)}};
}

TableMaking file_table() {
  return {"series_file",
          {"CREATE TABLE series_file (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, series TEXT NOT NULL, "
           "kind TEXT NOT NULL, header TEXT NOT NULL, line_end TEXT NOT NULL CHECK (line_end IN ('LF', 'CRLF')), "
           "row_count INTEGER NOT NULL, fingerprint TEXT NOT NULL)"}};
}

TableMaking rows_table(SeriesKind kind, const SqlDialect& dialect) {
  const std::string table = row_table(kind);
  std::string columns;
  for (const std::string& column : row_columns(kind)) columns += fmt::format(", \"{}\" TEXT", column);
  return {table,
          {fmt::format("CREATE TABLE {} (file INTEGER NOT NULL, line INTEGER NOT NULL, time {}{}, "
                       "PRIMARY KEY (file, line)){}",
                       table, dialect.instant_type, columns, dialect.table_suffix),
           fmt::format("CREATE INDEX {0}_by_time ON {0} (file, time)", table)}};
}

}  // namespace

std::string row_table(SeriesKind kind) { return std::string(kind_spec(kind).name); }

std::vector<std::string> row_columns(SeriesKind kind) {
  std::vector<std::string> columns;
  for (const auto& header : series_headers(kind))
    for (const std::string_view name : header)
      if (std::ranges::find(columns, name) == columns.end()) columns.emplace_back(name);
  return columns;
}

std::vector<TableMaking> table_makings(const SqlDialect& dialect) {
  std::vector<TableMaking> makings = {dataset_table(), file_table()};
  for (const KindSpec& spec : all_kinds()) makings.push_back(rows_table(spec.kind, dialect));
  return makings;
}

std::string lines_query(SeriesKind kind, const std::string& file_id, const std::vector<std::string>& header) {
  std::string text;
  for (const std::string& column : header) text += fmt::format("{}\"{}\"", text.empty() ? "" : " || ',' || ", column);
  return fmt::format("SELECT line, {} FROM {} WHERE file = {} ORDER BY line", text, row_table(kind), file_id);
}

}  // namespace basis
