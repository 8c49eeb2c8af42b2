#include "tools/database/dataset_rows.hpp"

#include <fmt/format.h>

#include "core/base/fingerprint.hpp"
#include "core/history/series_schema.hpp"
#include "tools/database/csv_rows.hpp"
#include "tools/database/schema.hpp"

namespace basis {
namespace {

Result<void> read_dataset(SqlConnection& connection, Holdings& holdings) {
  BASIS_TRY(const auto rows,
            connection.rows("SELECT schema_version, name, state, file_count, dataset_yaml FROM basis_dataset", {}));
  if (rows.empty()) return ok();
  const auto& row = rows.front();
  if (row[0] != kSchemaVersion)
    return Error(ErrorKind::data, fmt::format("its tables are of version {}, this program's of version {}; import the "
                                              "dataset into an empty database",
                                              row[0], kSchemaVersion));
  holdings.dataset = DatasetRow{row[1], row[2], row[3], row[4]};
  return ok();
}

Result<void> read_files(SqlConnection& connection, Holdings& holdings) {
  BASIS_TRY(const auto rows,
            connection.rows("SELECT name, id, kind, header, line_end, row_count, fingerprint FROM series_file", {}));
  for (const auto& row : rows) {
    const auto kind = kind_named(row[2]);
    if (!kind) return Error(ErrorKind::data, fmt::format("{} is of kind '{}', which is unknown", row[0], row[2]));
    holdings.files[row[0]] = FileRow{row[1], *kind, row[3], row[4] == "CRLF", row[5], row[6]};
  }
  return ok();
}

}  // namespace

Result<Holdings> read_holdings(SqlConnection& connection) {
  Holdings holdings;
  BASIS_TRY(holdings.tables, connection.tables());
  if (holdings.tables.contains("basis_dataset")) {
    BASIS_TRY(read_dataset(connection, holdings));
  }
  if (holdings.tables.contains("series_file")) {
    BASIS_TRY(read_files(connection, holdings));
  }
  return holdings;
}

Result<std::string> read_file_bytes(SqlConnection& connection, const std::string& name, const FileRow& file) {
  const std::string_view line_end = file.crlf ? "\r\n" : "\n";
  std::string bytes = file.header;
  bytes += line_end;
  std::int64_t expected = 2;
  bool whole = true;
  const auto add = [&](std::int64_t line, std::optional<std::string_view> text) {
    whole = whole && text && line == expected;
    if (!whole) return;
    ++expected;
    bytes += *text;
    bytes += line_end;
  };
  BASIS_TRY(connection.each_line(lines_query(file.kind, file.id, header_columns(file.header)), add));
  const std::string again = fmt::format("import {} again", name);
  if (!whole || std::to_string(expected - 2) != file.row_count)
    return Error(ErrorKind::data, fmt::format("line {} is missing or incomplete in table {}, of {} rows imported; {}",
                                              expected, row_table(file.kind), file.row_count, again));
  if (fingerprint_of(bytes) != file.fingerprint)
    return Error(ErrorKind::data,
                 fmt::format("its rows in table {} are not those that were imported; {}", row_table(file.kind), again));
  return bytes;
}

}  // namespace basis
