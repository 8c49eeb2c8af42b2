#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/database/sql_connection.hpp"

namespace basis {

/// The tables of nodes' journals in PostgreSQL, in the first schema of the search path:
///
/// - `basis_journal`, one row: `schema_version`.
/// - `journal_node`, one row a node: `node`; `journal_version`, that of its bodies; `entries` and `results`, up to
/// which
///   the others have its journal without gaps; `memory_entries` and `memory_results`, which its memory follows; `bytes`
///   of its bodies.
/// - `journal_entry`: `node`, and the columns of the file's table `entry`. Its key is the event's id.
/// - `journal_result`, `journal_memory`: likewise.
///
/// What is in them is what a node has committed, or a beginning of it: a transaction adds rows and moves the position.
inline constexpr int kJournalSchemaVersion = 1;

/// Whether the tables are there. Data error: they are of another version.
Result<bool> has_journal_schema(SqlConnection& connection);
/// Makes them where they are not there, and lets one that does so at the same time wait. Within a transaction.
Result<void> make_journal_schema(SqlConnection& connection);

/// The position of a node as its row has it.
struct JournalNodeRow {
  std::string node;
  int journal_version = 0;
  std::int64_t entries = 0;
  std::int64_t results = 0;
  std::int64_t memory_entries = 0;
  std::int64_t memory_results = 0;
  std::int64_t bytes = 0;
};
/// All nodes, by their ids.
Result<std::vector<JournalNodeRow>> read_journal_nodes(SqlConnection& connection);

/// "\x0aff": bytes as PostgreSQL takes them.
std::string bytea_text(std::string_view bytes);
/// Of `encode(bytes, 'hex')`.
std::string bytes_of_hex(std::string_view hex);
/// A number of a column that is one.
std::int64_t column_number(const std::string& text);

/// Whether a text can be the id of a node: letters and digits.
bool is_node_id(std::string_view text);

}  // namespace basis
