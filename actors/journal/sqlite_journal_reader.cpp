#include "actors/journal/sqlite_journal_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "actors/journal/journal_file.hpp"
#include "core/base/fingerprint.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

constexpr const char* kColumns =
    "seq, event, time, source, number, cause_source, cause_number, kind, body, sum FROM entry";

JournalRow row_of(const SqliteDatabase::Statement& rows) {
  const auto id = [&](int column) {
    return EventId{static_cast<std::uint32_t>(rows.integer(column)),
                   static_cast<std::uint32_t>(rows.integer(column + 1))};
  };
  const std::string_view bytes = rows.bytes(8), sum = rows.bytes(9);
  return {rows.integer(0),
          rows.integer(1),
          id(3),
          id(5),
          UtcTime::from_nanos(rows.integer(2)),
          rows.bytes(7),
          bytes,
          sum,
          sum == fingerprint_of(bytes)};
}

Result<StoredEntry> entry_of(const SqliteDatabase::Statement& rows) {
  auto entry = stored_entry(row_of(rows));
  if (!entry) return Error(ErrorKind::data, unreadable_entry(rows.integer(0)));
  return std::move(*entry);
}

/// The conditions of a query on columns, `?`s in the order of `bind`.
struct Where {
  std::string text;
  std::vector<std::int64_t> bound;

  void add(std::string_view condition, std::int64_t value) {
    text += fmt::format("{} {}", text.empty() ? " WHERE" : " AND", condition);
    bound.push_back(value);
  }
};

}  // namespace

SqliteJournalReader::SqliteJournalReader(std::filesystem::path path) : path_(std::move(path)) {}
SqliteJournalReader::~SqliteJournalReader() = default;

Result<std::unique_ptr<JournalReader>> JournalReader::open(const std::filesystem::path& path) {
  BASIS_TRY(auto made, SqliteJournalReader::open(path));
  return std::unique_ptr<JournalReader>(std::move(made));
}

Result<std::unique_ptr<SqliteJournalReader>> SqliteJournalReader::open(const std::filesystem::path& path) {
  std::unique_ptr<SqliteJournalReader> made(new SqliteJournalReader(path));
  BASIS_TRY(made->database_, open_journal_file(path));
  // A reader beside the node writes nothing, whatever is asked of it.
  BASIS_TRY(made->database_->run("PRAGMA query_only = ON"));
  return made;
}

/// Adds the places of what is wanted of one kind, or of all, from an index alone. With `last` it is read backwards from
/// the latest, as far as needed; only then entries are looked at for whether they fit.
Result<void> SqliteJournalReader::read_places(const JournalQuery& query, const std::string* kind,
                                              std::vector<Place>& out) {
  Where where;
  if (query.from) where.add("time >= ?", query.from->nanos());
  if (query.to) where.add("time <= ?", query.to->nanos());
  if (query.before) where.add("seq < ?", *query.before);
  const bool by_time = kind != nullptr || query.from || query.to;
  if (kind != nullptr) where.text += fmt::format("{} kind = ?", where.text.empty() ? " WHERE" : " AND");
  const char* const index = kind != nullptr ? " INDEXED BY entry_kind" : by_time ? " INDEXED BY entry_time" : "";
  const char* const order = query.last == 0 ? "" : by_time ? " ORDER BY time DESC, seq DESC" : " ORDER BY seq DESC";
  BASIS_TRY(auto rows,
            database_->prepare(fmt::format("SELECT seq, time FROM entry{}{}{}", index, where.text, order).c_str()));
  int at = 0;
  for (const std::int64_t value : where.bound) rows.bind(++at, value);
  if (kind != nullptr) rows.bind_text(++at, *kind);
  for (std::size_t taken = 0; query.last == 0 || taken < query.last;) {
    BASIS_TRY(const bool more, rows.step());
    if (!more) break;
    const Place place{rows.integer(1), rows.integer(0)};
    if (query.last > 0 && query.fits) {
      BASIS_TRY(const auto entry, this->at(place.seq));
      if (!entry || !query.fits(entry->entry)) continue;
    }
    out.push_back(place);
    ++taken;
  }
  return ok();
}

Result<void> SqliteJournalReader::collect(const JournalQuery& query, const std::string* kind, std::vector<Place>& out) {
  const auto read = read_places(query, kind, out);
  return read ? read : Result<void>(damaged(read.error()));
}

Result<void> SqliteJournalReader::find(const JournalQuery& query,
                                       const std::function<Result<void>(const StoredEntry&)>& take) {
  std::vector<Place> places;
  if (query.kinds.empty()) {
    BASIS_TRY(collect(query, nullptr, places));
  }
  for (const std::string& kind : query.kinds) {
    BASIS_TRY(collect(query, &kind, places));
  }
  if (query.last > 0 && places.size() > query.last) {
    std::ranges::sort(
        places, [](const Place& a, const Place& b) { return std::tuple(a.time, a.seq) < std::tuple(b.time, b.seq); });
    places.erase(places.begin(), places.end() - static_cast<std::ptrdiff_t>(query.last));
  }
  std::ranges::sort(places, {}, &Place::seq);
  auto prepared = database_->prepare(fmt::format("SELECT {} WHERE seq = ?", kColumns).c_str());
  if (!prepared) return damaged(prepared.error());
  SqliteDatabase::Statement& rows = prepared.value();
  for (const Place& place : places) {
    rows.bind(1, place.seq);
    const auto there = rows.step();
    if (!there) return damaged(there.error());
    if (there.value()) {
      auto entry = entry_of(rows);
      if (!entry) return fault(entry.error().text());
      if (!query.fits || query.fits(entry.value().entry)) {
        BASIS_TRY(take(entry.value()));
      }
    }
    rows.reset();
  }
  return ok();
}

Result<std::optional<StoredEntry>> SqliteJournalReader::one(const char* where, std::int64_t first,
                                                            std::int64_t second) {
  auto rows = database_->prepare(fmt::format("SELECT {} WHERE {} LIMIT 1", kColumns, where).c_str());
  if (!rows) return damaged(rows.error());
  rows.value().bind(1, first);
  if (second != 0) rows.value().bind(2, second);
  const auto more = rows.value().step();
  if (!more) return damaged(more.error());
  if (!more.value()) return std::optional<StoredEntry>();
  auto entry = entry_of(rows.value());
  if (!entry) return fault(entry.error().text());
  return std::optional(std::move(entry).value());
}

Result<std::optional<StoredEntry>> SqliteJournalReader::at(std::int64_t seq) { return one("seq = ?", seq, 0); }
Result<std::optional<StoredEntry>> SqliteJournalReader::at(EventId id) {
  return one("source = ? AND number = ?", id.source, id.number);
}
Result<std::optional<StoredEntry>> SqliteJournalReader::at_event(std::int64_t event) {
  if (event <= 0) return std::optional<StoredEntry>();
  return one("event > 0 AND event = ?", event, 0);
}

Result<std::int64_t> SqliteJournalReader::event_of(EventId id) {
  auto rows = database_->prepare("SELECT event FROM entry WHERE source = ? AND number = ?");
  if (!rows) return damaged(rows.error());
  rows.value().bind(1, id.source);
  rows.value().bind(2, id.number);
  const auto more = rows.value().step();
  if (!more) return damaged(more.error());
  return more.value() ? rows.value().integer(0) : 0;
}

Result<JournalFigures> SqliteJournalReader::figures() {
  JournalFigures told;
  BASIS_TRY(told.boot, last_boot());
  std::int64_t first = 0, last = 0;
  for (const auto& [to, sql] :
       {std::pair(&told.boots, "SELECT count(*) FROM entry WHERE kind = 'boot_began'"),
        std::pair(&told.entries, "SELECT count(*) FROM entry"), std::pair(&first, "SELECT min(time) FROM entry"),
        std::pair(&last, "SELECT max(time) FROM entry")}) {
    const auto number = database_->number(sql);
    if (!number) return damaged(number.error());
    *to = number.value();
  }
  told.first = UtcTime::from_nanos(first);
  told.last = UtcTime::from_nanos(last);
  return told;
}

Result<void> SqliteJournalReader::rows(const std::function<void(const JournalRow&)>& take) {
  auto rows = database_->prepare(fmt::format("SELECT {} ORDER BY seq", kColumns).c_str());
  if (!rows) return damaged(rows.error());
  for (;;) {
    const auto more = rows.value().step();
    if (!more) return damaged(more.error());
    if (!more.value()) return ok();
    take(row_of(rows.value()));
  }
}

Result<void> SqliteJournalReader::results(const std::function<void(const JournalResultRow&)>& take) {
  auto rows = database_->prepare("SELECT seq, after, body, sum FROM result ORDER BY seq");
  if (!rows) return damaged(rows.error());
  for (;;) {
    const auto more = rows.value().step();
    if (!more) return damaged(more.error());
    if (!more.value()) return ok();
    const std::string_view bytes = rows.value().bytes(2), sum = rows.value().bytes(3);
    take({rows.value().integer(0), rows.value().integer(1), bytes, sum, sum == fingerprint_of(bytes)});
  }
}

Result<void> SqliteJournalReader::sections(const std::function<void(const JournalSectionRow&)>& take) {
  auto rows = database_->prepare("SELECT section, body, sum FROM memory ORDER BY section");
  if (!rows) return damaged(rows.error());
  for (;;) {
    const auto more = rows.value().step();
    if (!more) return damaged(more.error());
    if (!more.value()) return ok();
    const std::string_view bytes = rows.value().bytes(1), sum = rows.value().bytes(2);
    take({rows.value().bytes(0), bytes, sum, sum == fingerprint_of(bytes)});
  }
}

/// Entries and memory are committed together.
Result<JournalPosition> SqliteJournalReader::remembered() {
  const auto entries = database_->number("SELECT ifnull(max(seq), 0) FROM entry");
  if (!entries) return damaged(entries.error());
  const auto results = database_->number("SELECT ifnull(max(seq), 0) FROM result");
  if (!results) return damaged(results.error());
  return JournalPosition{entries.value(), results.value()};
}

Result<void> SqliteJournalReader::check_store() { return check_journal_file(*database_, path_); }

}  // namespace basis
