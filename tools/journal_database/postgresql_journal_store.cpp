#include "tools/journal_database/postgresql_journal_store.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "core/results/journal_codec.hpp"
#include "tools/journal_database/journal_schema.hpp"

namespace basis {
namespace {

/// A dead client is noticed by the server within half a minute, so that the lock of a node whose machine is gone is
/// free soon. How long a start waits for the end of a process that was killed just now.
constexpr const char* kSession[] = {"SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5",
                                    "SET tcp_keepalives_count = 4", "SET LOCAL lock_timeout = '3s'"};
/// "BASJ", beside the hash of a node.
constexpr const char* kLockKeys = "1111577418, hashtext($1)";

using Row = std::vector<std::optional<std::string>>;

/// Rows of a list of parts.
template <class Parts, class Fill>
SqlConnection::RowFeed feed_of(const Parts& parts, Fill fill) {
  return [&parts, fill, at = std::size_t{0}](Row& row) mutable {
    if (at == parts.size()) return false;
    row = fill(parts[at++]);
    return true;
  };
}

}  // namespace

const std::vector<std::string>& journal_connection_options() {
  static const std::vector<std::string> kOptions = {"connect_timeout=5",      "keepalives_idle=10",
                                                    "keepalives_interval=5",  "keepalives_count=4",
                                                    "tcp_user_timeout=30000", "application_name=basis%20journal"};
  return kOptions;
}

PostgresqlJournalStore::PostgresqlJournalStore(DatabaseUrl url, std::string node)
    : url_(std::move(url)), node_(std::move(node)) {}
PostgresqlJournalStore::~PostgresqlJournalStore() { close(); }

Error PostgresqlJournalStore::told(const Error& error) const {
  return {error.kind, fmt::format("journal database {}: {}", url_.shown(), error.text())};
}

Error PostgresqlJournalStore::refusal(const std::string& what) {
  refuses_ = true;
  return {ErrorKind::data, what};
}

/// A server that answers and refuses will do so again.
Result<void> PostgresqlJournalStore::connect() {
  auto made = connect_postgresql(url_, journal_connection_options());
  if (!made) {
    refuses_ = made.error().kind == ErrorKind::usage || postgresql_answers(url_, journal_connection_options());
    return made.error();
  }
  connection_ = std::move(made).value();
  const std::lock_guard lock(mutex_);
  watched_ = ::dup(connection_->socket());
  return ok();
}

Error PostgresqlJournalStore::held_by_another() {
  const auto rows = connection_->rows(
      "SELECT coalesce(host(client_addr), 'a local socket'), to_char(backend_start AT TIME ZONE 'UTC',"
      " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM pg_locks JOIN pg_stat_activity USING (pid)"
      " WHERE locktype = 'advisory' AND granted AND classid = 1111577418 AND objsubid = 2"
      " AND objid::bigint = (hashtext($1)::bigint & 4294967295)",
      {node_});
  const std::string where = rows && !rows.value().empty()
                                ? fmt::format(", from {} since {}", rows.value().front()[0], rows.value().front()[1])
                                : std::string();
  return refusal(fmt::format("another process writes the journal of node {}{}: end one of both", node_, where));
}

Result<void> PostgresqlJournalStore::take_lock() {
  BASIS_TRY(connection_->begin(SqlConnection::Access::write));
  for (const char* sql : kSession) {
    BASIS_TRY(connection_->run(sql, {}));
  }
  if (connection_->rows(fmt::format("SELECT pg_advisory_lock({})", kLockKeys), {node_})) return connection_->commit();
  connection_->roll_back();
  BASIS_TRY(connection_->begin(SqlConnection::Access::write));
  BASIS_TRY(const auto taken, connection_->rows(fmt::format("SELECT pg_try_advisory_lock({})", kLockKeys), {node_}));
  if (taken.front().front() != "t") return held_by_another();
  return connection_->commit();
}

Result<std::string> PostgresqlJournalStore::sum_at(const char* table, std::int64_t seq) {
  BASIS_TRY(const auto rows, connection_->rows(fmt::format("SELECT sum FROM {} WHERE node = $1 AND seq = $2", table),
                                               {node_, std::to_string(seq)}));
  return rows.empty() ? std::string() : rows.front().front();
}

Result<StoredEnd> PostgresqlJournalStore::read_end() {
  BASIS_TRY(connection_->run("INSERT INTO journal_node VALUES ($1, $2, 0, 0, 0, 0, 0) ON CONFLICT (node) DO NOTHING",
                             {node_, std::to_string(kJournalVersion)}));
  BASIS_TRY(const auto nodes, read_journal_nodes(*connection_));
  const auto mine = std::ranges::find(nodes, node_, &JournalNodeRow::node);
  require(mine != nodes.end(), "a node that was just added is not there");
  if (mine->journal_version != kJournalVersion)
    return refusal(fmt::format("the journal of node {} is of version {}; this program writes version {}", node_,
                               mine->journal_version, kJournalVersion));
  StoredEnd end;
  end.position = {mine->entries, mine->results};
  BASIS_TRY(end.last_sum, sum_at("journal_entry", mine->entries));
  BASIS_TRY(end.last_result, sum_at("journal_result", mine->results));
  return end;
}

Result<StoredEnd> PostgresqlJournalStore::begin_session() {
  BASIS_TRY(connect());
  BASIS_TRY(connection_->begin(SqlConnection::Access::write));
  if (const auto made = make_journal_schema(*connection_); !made) {
    // Tables that may not be made, and those of another version, stay so.
    refuses_ = true;
    return made.error();
  }
  BASIS_TRY(connection_->commit());
  BASIS_TRY(take_lock());
  BASIS_TRY(connection_->begin(SqlConnection::Access::write));
  BASIS_TRY(const StoredEnd end, read_end());
  BASIS_TRY(connection_->commit());
  return end;
}

Result<StoredEnd> PostgresqlJournalStore::open() {
  close();
  refuses_ = false;
  auto end = begin_session();
  if (end) return end;
  const Error error = told(end.error());
  close();
  return error;
}

/// The rows follow where this writer left them, or another has written.
Result<void> PostgresqlJournalStore::move_position(const JournalBatch& batch) {
  std::size_t bytes = 0;
  for (const auto& entry : batch.entries) bytes += entry.body.size();
  for (const auto& result : batch.results) bytes += result.body.size();
  const auto text = [](std::int64_t number) { return std::to_string(number); };
  BASIS_TRY(const std::size_t moved,
            connection_->run("UPDATE journal_node SET entries = $1, results = $2, bytes = bytes + $3"
                             " WHERE node = $4 AND entries = $5 AND results = $6",
                             {text(batch.after.entries), text(batch.after.results), std::to_string(bytes), node_,
                              text(batch.before.entries), text(batch.before.results)}));
  if (moved == 1) return ok();
  return refusal(fmt::format("another process has written to the journal of node {}", node_));
}

Result<void> PostgresqlJournalStore::add_entries(const JournalBatch& batch) {
  if (batch.entries.empty()) return ok();
  const auto text = [](std::int64_t number) { return std::optional(std::to_string(number)); };
  return connection_->append(
      "journal_entry",
      {"node", "source", "number", "seq", "event", "cause_source", "cause_number", "time", "kind", "body", "sum"},
      feed_of(batch.entries, [&](const JournalBatch::Entry& entry) -> Row {
        return {node_,
                text(entry.id.source),
                text(entry.id.number),
                text(entry.seq),
                text(entry.event),
                text(entry.cause.source),
                text(entry.cause.number),
                text(entry.time_utc),
                entry.kind,
                bytea_text(entry.body),
                entry.sum};
      }));
}

Result<void> PostgresqlJournalStore::add_results(const JournalBatch& batch) {
  if (batch.results.empty()) return ok();
  return connection_->append(
      "journal_result", {"node", "seq", "after", "body", "sum"},
      feed_of(batch.results, [&](const JournalBatch::ResultTold& result) -> Row {
        return {node_, std::to_string(result.seq), std::to_string(result.after), bytea_text(result.body), result.sum};
      }));
}

Result<void> PostgresqlJournalStore::replace_memory(const JournalBatch& batch) {
  if (!batch.memory) return ok();
  BASIS_TRY(connection_->run("DELETE FROM journal_memory WHERE node = $1", {node_}));
  BASIS_TRY(connection_->append("journal_memory", {"node", "section", "body", "sum"},
                                feed_of(*batch.memory, [&](const JournalBatch::Section& section) -> Row {
                                  return {node_, section.name, bytea_text(section.body), section.sum};
                                })));
  BASIS_TRY(connection_->run(
      "UPDATE journal_node SET memory_entries = entries, memory_results = results WHERE node = $1", {node_}));
  return ok();
}

Result<void> PostgresqlJournalStore::write_all(const JournalBatch& batch) {
  BASIS_TRY(connection_->begin(SqlConnection::Access::write));
  BASIS_TRY(move_position(batch));
  BASIS_TRY(add_entries(batch));
  BASIS_TRY(add_results(batch));
  BASIS_TRY(replace_memory(batch));
  return connection_->commit();
}

Result<void> PostgresqlJournalStore::write(const JournalBatch& batch) {
  require(connection_ != nullptr, "a journal is written to a store that is not open");
  refuses_ = false;
  const auto written = write_all(batch);
  if (written) return written;
  return told(written.error());
}

void PostgresqlJournalStore::close() {
  connection_.reset();
  const std::lock_guard lock(mutex_);
  if (watched_ >= 0) ::close(watched_);
  watched_ = -1;
}

void PostgresqlJournalStore::interrupt() {
  const std::lock_guard lock(mutex_);
  if (watched_ >= 0) ::shutdown(watched_, SHUT_RDWR);
}

}  // namespace basis
