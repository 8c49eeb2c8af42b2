#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/history/history.hpp"
#include "tools/database/sql_connection.hpp"

namespace basis {

/// The tables of an imported dataset. A database (PostgreSQL: the first schema in the search path)
/// holds one dataset.
///
/// - `basis_dataset`, one row: `schema_version`, the dataset's `name`, its
///   `state` (`importing` or `complete`), the `import_token` of the last import,
///   `file_count`, and the bytes of `dataset.yaml`.
/// - `series_file`, one row per file: `id`, `name` (`spot/binance_BTCUSDT_1h.csv`),
///   `series` (`spot/binance_BTCUSDT`), `kind`, the bytes of its `header`, its
///   `line_end` (`LF` or `CRLF`), `row_count`, and the `fingerprint` of its bytes.
/// - One table per kind (`ohlcv_1h`, `funding_8h`, ...), one row per CSV row: `file`
///   (the `id` above), `line` (in the file, from 2), `time` (of the row,
///   NULL when it cannot be read), and the fields under the names of the header,
///   as exact text: NUMERIC would lose `1e-5` and trailing zeros, and with them
///   the file's bytes. Index: (`file`, `time`).
inline constexpr std::string_view kSchemaVersion = "1";

inline constexpr std::string_view kStateImporting = "importing";
inline constexpr std::string_view kStateComplete = "complete";

/// The table of a kind's rows.
std::string row_table(SeriesKind kind);
/// The columns of that table except `file`, `line` and `time`: all that any header of the kind has.
std::vector<std::string> row_columns(SeriesKind kind);

/// A table and the statements that create it.
struct TableMaking {
  std::string table;
  std::vector<std::string> statements;
};
/// All tables of the schema.
std::vector<TableMaking> table_makings(const SqlDialect& dialect);

/// Query of the rows of one file, as `line` and the text of the line without its end, ordered by
/// line. `header` has the names of the fields in order.
std::string lines_query(SeriesKind kind, const std::string& file_id, const std::vector<std::string>& header);

}  // namespace basis
