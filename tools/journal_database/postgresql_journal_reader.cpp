#include "tools/journal_database/postgresql_journal_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "core/base/fingerprint.hpp"
#include "core/results/journal_codec.hpp"
#include "tools/journal_database/postgresql_journal_store.hpp"

namespace basis {
namespace {

/// Rows that are asked for at once: some megabytes.
constexpr std::size_t kPage = 2'000;

/// Every question has an index in whose order it is answered. A server that does not know yet how many rows there are,
/// because they have just come, would sort all of a kind for its last; and what is to be avoided counts as so expensive
/// that it would be compiled first.
constexpr const char* kThroughIndexes[] = {"SET LOCAL enable_seqscan = off",   "SET LOCAL enable_bitmapscan = off",
                                           "SET LOCAL enable_sort = off",      "SET LOCAL enable_hashjoin = off",
                                           "SET LOCAL enable_mergejoin = off", "SET LOCAL jit = off"};

/// An entry, and the line of `events.jsonl` of its cause.
constexpr const char* kColumns =
    "SELECT e.seq, e.event, e.time, e.source, e.number, e.cause_source, e.cause_number, e.kind,"
    " encode(e.body, 'hex'), e.sum, (SELECT c.event FROM journal_entry c WHERE c.node = e.node"
    " AND c.source = e.cause_source AND c.number = e.cause_number)";
constexpr const char* kOfNode = " FROM journal_entry e WHERE e.node = $1";

EventId event_id(const std::string& source, const std::string& number) {
  return {static_cast<std::uint32_t>(column_number(source)), static_cast<std::uint32_t>(column_number(number))};
}

/// `bytes` holds what the row has views of.
JournalRow journal_row(const SqlConnection::Texts& row, const std::string& bytes) {
  return {column_number(row[0]),
          column_number(row[1]),
          event_id(row[3], row[4]),
          event_id(row[5], row[6]),
          UtcTime::from_nanos(column_number(row[2])),
          row[7],
          bytes,
          row[9],
          row[9] == fingerprint_of(bytes)};
}

/// The conditions of a query, with parameters from `$1`, the node.
struct Conditions {
  explicit Conditions(const std::string& node) : bound{node} {}
  std::string text = "node = $1";
  SqlConnection::Texts bound;

  void add(std::string_view condition, std::string value) {
    bound.push_back(std::move(value));
    text += fmt::format(" AND {} ${}", condition, bound.size());
  }
  void add(std::string_view condition, std::int64_t value) { add(condition, std::to_string(value)); }
};

Conditions conditions_of(const JournalQuery& query, const std::string* kind, const std::string& node) {
  Conditions where(node);
  if (kind != nullptr) where.add("kind =", *kind);
  if (query.from) where.add("time >=", query.from->nanos());
  if (query.to) where.add("time <=", query.to->nanos());
  if (query.before) where.add("seq <", *query.before);
  return where;
}

}  // namespace

PostgresqlJournalReader::PostgresqlJournalReader(DatabaseUrl url, const std::string& node)
    : url_(std::move(url)), place_(fmt::format("{} node {}", url_.shown(), node)) {
  node_.node = node;
}

/// Finds the node in one unchanging state of the database.
Result<void> PostgresqlJournalReader::begin() {
  BASIS_TRY(connection_, connect_postgresql(url_, journal_connection_options()));
  BASIS_TRY(connection_->begin(SqlConnection::Access::read));
  BASIS_TRY(const bool there, has_journal_schema(*connection_));
  if (!there) return Error(ErrorKind::data, "it holds no journals (table basis_journal is missing)");
  BASIS_TRY(const auto nodes, read_journal_nodes(*connection_));
  for (const char* sql : kThroughIndexes) {
    BASIS_TRY(connection_->run(sql, {}));
  }
  std::vector<std::string> held;
  for (const JournalNodeRow& one : nodes) held.push_back(one.node);
  const auto mine = std::ranges::find(nodes, node_.node, &JournalNodeRow::node);
  if (mine == nodes.end())
    return Error(ErrorKind::usage,
                 fmt::format("--node: it holds no journal of node '{}' (allowed: {})", node_.node,
                             held.empty() ? "none is there" : fmt::format("{}", fmt::join(held, " | "))));
  node_ = *mine;
  if (node_.journal_version == kJournalVersion) return ok();
  return Error(ErrorKind::data, fmt::format("the journal of node {} is of version {}; this program reads version {}",
                                            node_.node, node_.journal_version, kJournalVersion));
}

Result<std::unique_ptr<PostgresqlJournalReader>> PostgresqlJournalReader::open(const DatabaseUrl& url,
                                                                               const std::string& node) {
  if (!node.empty() && !is_node_id(node))
    return Error(ErrorKind::usage, fmt::format("--node: '{}' is no id of a node (allowed: letters and digits)", node));
  BASIS_TRY(DatabaseUrl own, DatabaseUrl::parse(url.reveal()));
  std::unique_ptr<PostgresqlJournalReader> made(new PostgresqlJournalReader(std::move(own), node));
  if (const auto begun = made->begin(); !begun)
    return Error(begun.error().kind, fmt::format("journal database {}: {}", url.shown(), begun.error().text()));
  return made;
}

Result<std::vector<SqlConnection::Texts>> PostgresqlJournalReader::ask(const std::string& sql,
                                                                       const Texts& parameters) {
  auto rows = connection_->rows(sql, parameters);
  if (!rows) return fault(rows.error().text());
  return rows;
}

Result<StoredEntry> PostgresqlJournalReader::entry_of(const Texts& row) {
  const std::string bytes = bytes_of_hex(row[8]);
  const JournalRow read = journal_row(row, bytes);
  auto entry = stored_entry(read);
  if (!entry) return fault(unreadable_entry(read.seq));
  events_[read.cause] = row[10].empty() ? 0 : column_number(row[10]);
  return std::move(*entry);
}

/// What an index has of it, in no order.
Result<void> PostgresqlJournalReader::places_of(const JournalQuery& query, const std::string* kind,
                                                std::vector<Place>& out) {
  const Conditions where = conditions_of(query, kind, node_.node);
  BASIS_TRY(const auto rows, ask("SELECT time, seq FROM journal_entry WHERE " + where.text, where.bound));
  for (const Texts& row : rows) out.push_back({column_number(row[0]), column_number(row[1])});
  return ok();
}

/// The latest, read backwards as far as needed, a page after the other.
Result<void> PostgresqlJournalReader::last_places(const JournalQuery& query, const std::string* kind,
                                                  std::vector<Place>& out) {
  const bool by_time = kind != nullptr || query.from || query.to;
  std::optional<Place> behind;
  for (std::size_t found = 0;;) {
    Conditions where = conditions_of(query, kind, node_.node);
    if (behind && by_time) {
      where.bound.push_back(std::to_string(behind->time));
      where.bound.push_back(std::to_string(behind->seq));
      where.text += fmt::format(" AND (time, seq) < (${}, ${})", where.bound.size() - 1, where.bound.size());
    } else if (behind) {
      where.add("seq <", behind->seq);
    }
    const std::size_t page = query.fits ? kPage : query.last - found;
    BASIS_TRY(const auto rows, ask(fmt::format("SELECT time, seq FROM journal_entry WHERE {} ORDER BY {} LIMIT {}",
                                               where.text, by_time ? "time DESC, seq DESC" : "seq DESC", page),
                                   where.bound));
    for (const Texts& row : rows) {
      behind = Place{column_number(row[0]), column_number(row[1])};
      if (query.fits) {
        BASIS_TRY(const auto entry, at(behind->seq));
        if (!entry || !query.fits(entry->entry)) continue;
      }
      out.push_back(*behind);
      if (++found == query.last) return ok();
    }
    if (rows.size() < page) return ok();
  }
}

Result<void> PostgresqlJournalReader::at_places(const std::vector<Place>& places,
                                                const std::function<Result<void>(const StoredEntry&)>& take) {
  for (std::size_t begin = 0; begin < places.size(); begin += kPage) {
    std::string seqs = "{";
    for (std::size_t i = begin; i < std::min(begin + kPage, places.size()); ++i)
      seqs += fmt::format("{}{}", i == begin ? "" : ",", places[i].seq);
    events_.clear();
    BASIS_TRY(auto rows, ask(std::string(kColumns) + " FROM unnest($2::bigint[]) AS wanted (seq)"
                                                     " JOIN journal_entry e ON e.node = $1 AND e.seq = wanted.seq",
                             {node_.node, seqs + "}"}));
    std::ranges::sort(rows, {}, [](const Texts& row) { return column_number(row[0]); });
    for (const Texts& row : rows) {
      BASIS_TRY(const StoredEntry entry, entry_of(row));
      BASIS_TRY(take(entry));
    }
  }
  return ok();
}

Result<void> PostgresqlJournalReader::all_in_order(const JournalQuery& query,
                                                   const std::function<Result<void>(const StoredEntry&)>& take) {
  const std::int64_t before = query.before.value_or(INT64_MAX);
  for (std::int64_t behind = 0;;) {
    events_.clear();
    BASIS_TRY(const auto rows,
              ask(fmt::format("{}{} AND e.seq > $2 AND e.seq < $3 ORDER BY e.seq LIMIT {}", kColumns, kOfNode, kPage),
                  {node_.node, std::to_string(behind), std::to_string(before)}));
    for (const Texts& row : rows) {
      BASIS_TRY(const StoredEntry entry, entry_of(row));
      behind = entry.seq;
      if (query.fits && !query.fits(entry.entry)) continue;
      BASIS_TRY(take(entry));
    }
    if (rows.size() < kPage) return ok();
  }
}

Result<void> PostgresqlJournalReader::find(const JournalQuery& query,
                                           const std::function<Result<void>(const StoredEntry&)>& take) {
  if (query.kinds.empty() && !query.from && !query.to && query.last == 0) return all_in_order(query, take);
  std::vector<Place> places;
  const auto collect = [&](const std::string* kind) {
    return query.last == 0 ? places_of(query, kind, places) : last_places(query, kind, places);
  };
  if (query.kinds.empty()) {
    BASIS_TRY(collect(nullptr));
  }
  for (const std::string& kind : query.kinds) {
    BASIS_TRY(collect(&kind));
  }
  if (query.last > 0 && places.size() > query.last) {
    std::ranges::sort(
        places, [](const Place& a, const Place& b) { return std::tuple(a.time, a.seq) < std::tuple(b.time, b.seq); });
    places.erase(places.begin(), places.end() - static_cast<std::ptrdiff_t>(query.last));
  }
  std::ranges::sort(places, {}, &Place::seq);
  return at_places(places, [&](const StoredEntry& entry) {
    return !query.fits || query.fits(entry.entry) ? take(entry) : Result<void>(ok());
  });
}

Result<std::optional<StoredEntry>> PostgresqlJournalReader::one(const std::string& where, const Texts& parameters) {
  BASIS_TRY(const auto rows, ask(std::string(kColumns) + kOfNode + " AND " + where, parameters));
  if (rows.empty()) return std::optional<StoredEntry>();
  BASIS_TRY(StoredEntry entry, entry_of(rows.front()));
  return std::optional(std::move(entry));
}

Result<std::optional<StoredEntry>> PostgresqlJournalReader::at(std::int64_t seq) {
  return one("e.seq = $2", {node_.node, std::to_string(seq)});
}
Result<std::optional<StoredEntry>> PostgresqlJournalReader::at(EventId id) {
  return one("e.source = $2 AND e.number = $3", {node_.node, std::to_string(id.source), std::to_string(id.number)});
}
Result<std::optional<StoredEntry>> PostgresqlJournalReader::at_event(std::int64_t event) {
  if (event <= 0) return std::optional<StoredEntry>();
  return one("e.event > 0 AND e.event = $2", {node_.node, std::to_string(event)});
}

Result<std::int64_t> PostgresqlJournalReader::event_of(EventId id) {
  if (const auto known = events_.find(id); known != events_.end()) return known->second;
  BASIS_TRY(const auto rows, ask("SELECT event FROM journal_entry WHERE node = $1 AND source = $2 AND number = $3",
                                 {node_.node, std::to_string(id.source), std::to_string(id.number)}));
  return rows.empty() ? 0 : column_number(rows.front().front());
}

Result<JournalFigures> PostgresqlJournalReader::figures() {
  JournalFigures told;
  BASIS_TRY(told.boot, last_boot());
  BASIS_TRY(const auto boots,
            ask("SELECT count(*) FROM journal_entry WHERE node = $1 AND kind = 'boot_began'", {node_.node}));
  BASIS_TRY(const auto times, ask("SELECT min(time), max(time) FROM journal_entry WHERE node = $1", {node_.node}));
  told.boots = column_number(boots.front().front());
  told.entries = node_.entries;
  told.first = UtcTime::from_nanos(column_number(times.front()[0]));
  told.last = UtcTime::from_nanos(column_number(times.front()[1]));
  return told;
}

Result<void> PostgresqlJournalReader::rows(const std::function<void(const JournalRow&)>& take) {
  for (std::int64_t behind = 0;;) {
    BASIS_TRY(const auto rows, ask(fmt::format("{}{} AND e.seq > $2 ORDER BY e.seq LIMIT {}", kColumns, kOfNode, kPage),
                                   {node_.node, std::to_string(behind)}));
    for (const Texts& row : rows) {
      const std::string bytes = bytes_of_hex(row[8]);
      take(journal_row(row, bytes));
      behind = column_number(row[0]);
    }
    if (rows.size() < kPage) return ok();
  }
}

Result<void> PostgresqlJournalReader::results(const std::function<void(const JournalResultRow&)>& take) {
  for (std::int64_t behind = 0;;) {
    BASIS_TRY(const auto rows, ask(fmt::format("SELECT seq, after, encode(body, 'hex'), sum FROM journal_result"
                                               " WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT {}",
                                               kPage),
                                   {node_.node, std::to_string(behind)}));
    for (const Texts& row : rows) {
      const std::string bytes = bytes_of_hex(row[2]);
      behind = column_number(row[0]);
      take({behind, column_number(row[1]), bytes, row[3], row[3] == fingerprint_of(bytes)});
    }
    if (rows.size() < kPage) return ok();
  }
}

Result<void> PostgresqlJournalReader::sections(const std::function<void(const JournalSectionRow&)>& take) {
  BASIS_TRY(const auto rows, ask("SELECT section, encode(body, 'hex'), sum FROM journal_memory WHERE node = $1"
                                 " ORDER BY section COLLATE \"C\"",
                                 {node_.node}));
  for (const Texts& row : rows) {
    const std::string bytes = bytes_of_hex(row[1]);
    take({row[0], bytes, row[2], row[2] == fingerprint_of(bytes)});
  }
  return ok();
}

Result<JournalPosition> PostgresqlJournalReader::remembered() {
  return JournalPosition{node_.memory_entries, node_.memory_results};
}

Result<void> PostgresqlJournalReader::check_count(const char* table, std::int64_t told) {
  BASIS_TRY(const auto counted,
            ask(fmt::format("SELECT count(*), coalesce(max(seq), 0) FROM {} WHERE node = $1", table), {node_.node}));
  const std::int64_t rows = column_number(counted.front()[0]), last = column_number(counted.front()[1]);
  if (rows == told && last == told) return ok();
  return fault(fmt::format("it is damaged: {} has {} rows up to {}, and its position is {}", table, rows, last, told));
}

Result<void> PostgresqlJournalReader::check_store() {
  BASIS_TRY(check_count("journal_entry", node_.entries));
  return check_count("journal_result", node_.results);
}

}  // namespace basis
