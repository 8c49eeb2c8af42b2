#include "tools/journal_database/journal_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace basis {
namespace {

constexpr const char* kMakings[] = {
    "CREATE TABLE basis_journal (schema_version INTEGER NOT NULL)",
    "CREATE TABLE journal_node (node TEXT PRIMARY KEY, journal_version INTEGER NOT NULL, entries BIGINT NOT NULL,"
    " results BIGINT NOT NULL, memory_entries BIGINT NOT NULL, memory_results BIGINT NOT NULL, bytes BIGINT NOT NULL)"
    // Its rows are changed with every batch: there is room for that beside them, and what is left is cleared away soon.
    " WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)",
    "CREATE TABLE journal_entry (node TEXT NOT NULL, source BIGINT NOT NULL, number BIGINT NOT NULL,"
    " seq BIGINT NOT NULL, event BIGINT NOT NULL, cause_source BIGINT NOT NULL, cause_number BIGINT NOT NULL,"
    " time BIGINT NOT NULL, kind TEXT NOT NULL, body BYTEA NOT NULL, sum TEXT NOT NULL,"
    " PRIMARY KEY (node, source, number))",
    "CREATE UNIQUE INDEX journal_entry_seq ON journal_entry (node, seq)",
    "CREATE INDEX journal_entry_time ON journal_entry (node, time, seq)",
    "CREATE INDEX journal_entry_kind ON journal_entry (node, kind, time, seq)",
    "CREATE UNIQUE INDEX journal_entry_event ON journal_entry (node, event) WHERE event > 0",
    "CREATE TABLE journal_result (node TEXT NOT NULL, seq BIGINT NOT NULL, after BIGINT NOT NULL, body BYTEA NOT NULL,"
    " sum TEXT NOT NULL, PRIMARY KEY (node, seq))",
    "CREATE TABLE journal_memory (node TEXT NOT NULL, section TEXT NOT NULL, body BYTEA NOT NULL, sum TEXT NOT NULL,"
    " PRIMARY KEY (node, section))",
};

/// Held while the tables are made.
constexpr const char* kMaking = "SELECT pg_advisory_xact_lock(1111577418, 0)";

int digit_of(char hex) { return hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10; }

}  // namespace

Result<bool> has_journal_schema(SqlConnection& connection) {
  BASIS_TRY(const auto tables, connection.tables());
  if (!tables.contains("basis_journal")) return false;
  BASIS_TRY(const auto versions, connection.rows("SELECT schema_version FROM basis_journal", {}));
  const std::int64_t version = versions.size() == 1 ? column_number(versions.front().front()) : 0;
  if (version == kJournalSchemaVersion) return true;
  return Error(ErrorKind::data, fmt::format("its journals are of schema version {}; this program has version {}",
                                            version, kJournalSchemaVersion));
}

Result<void> make_journal_schema(SqlConnection& connection) {
  BASIS_TRY(const bool before, has_journal_schema(connection));
  if (before) return ok();
  BASIS_TRY(connection.rows(kMaking, {}));
  BASIS_TRY(const bool meanwhile, has_journal_schema(connection));
  if (meanwhile) return ok();
  for (const char* sql : kMakings) {
    BASIS_TRY(connection.run(sql, {}));
  }
  BASIS_TRY(connection.run("INSERT INTO basis_journal VALUES ($1)", {std::to_string(kJournalSchemaVersion)}));
  return ok();
}

Result<std::vector<JournalNodeRow>> read_journal_nodes(SqlConnection& connection) {
  BASIS_TRY(const auto rows, connection.rows("SELECT node, journal_version, entries, results, memory_entries,"
                                             " memory_results, bytes FROM journal_node ORDER BY node",
                                             {}));
  std::vector<JournalNodeRow> nodes;
  for (const auto& row : rows)
    nodes.push_back({row[0], static_cast<int>(column_number(row[1])), column_number(row[2]), column_number(row[3]),
                     column_number(row[4]), column_number(row[5]), column_number(row[6])});
  return nodes;
}

std::string bytea_text(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(digit_of(hex[2 * i]) << 4 | digit_of(hex[2 * i + 1]));
  return bytes;
}

std::int64_t column_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  require(fault == std::errc() && end == text.data() + text.size(), "a column of numbers has a text");
  return number;
}

bool is_node_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

}  // namespace basis
