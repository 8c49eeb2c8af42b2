#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/history.hpp"
#include "tools/database/sql_connection.hpp"

namespace basis {

/// The tables of an imported dataset; a database (PostgreSQL: the schema first
/// in the search path) holds one dataset.
///
/// - `basis_dataset`, one row: `schema_version`, the dataset's `name`, its
///   `state` (`importing` or `complete`), `import_token` of the import that
///   wrote last, `file_count`, and the bytes of `dataset.yaml`.
/// - `series_file`, one row a file: `id`, `name` (`spot/binance_BTCUSDT_1h.csv`),
///   `series` (`spot/binance_BTCUSDT`), `kind`, the bytes of its `header`, its
///   `line_end` (`LF` or `CRLF`), `row_count`, and the `fingerprint` of its bytes.
/// - A table a kind (`ohlcv_1h`, `funding_8h`, ...), one row a CSV row: `file`
///   (the `id` above), `line` (in the file, from 2), `time` (the row's instant,
///   NULL where it cannot be read), and the fields by the names of the header,
///   as exact text: NUMERIC would lose `1e-5` and trailing zeros, and with them
///   the file's bytes. Index: (`file`, `time`).
inline constexpr std::string_view kSchemaVersion = "1";

inline constexpr std::string_view kStateImporting = "importing";
inline constexpr std::string_view kStateComplete = "complete";

/// The table of a kind's rows.
std::string row_table(SeriesKind kind);
/// Its columns but for `file`, `line` and `time`: all that any header of the kind has.
std::vector<std::string> row_columns(SeriesKind kind);

/// A table and the statements that make it.
struct TableMaking {
  std::string table;
  std::vector<std::string> statements;
};
/// All tables there are.
std::vector<TableMaking> table_makings(const SqlDialect& dialect);

/// The rows of one file as `line` and the text between its line ends, in order
/// of line. `header` names the fields in their order.
std::string lines_query(SeriesKind kind, const std::string& file_id, const std::vector<std::string>& header);

}  // namespace basis
