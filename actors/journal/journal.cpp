#include "actors/journal/journal.hpp"

#include <fmt/format.h>

#include "actors/journal/journal_file.hpp"
#include "actors/journal/sqlite_database.hpp"
#include "core/base/fingerprint.hpp"
#include "core/results/event_line.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

/// A commit survives the end of the program; the last ones may not survive a loss of power.
constexpr const char* kSynchronous = "PRAGMA synchronous = NORMAL";

constexpr const char* kTables =
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, source INTEGER NOT NULL,"
    " number INTEGER NOT NULL, cause_source INTEGER NOT NULL, cause_number INTEGER NOT NULL, kind TEXT NOT NULL,"
    " body BLOB NOT NULL, sum TEXT NOT NULL, event INTEGER NOT NULL);"
    // What a person asks for: a time, kinds, a cause, a line of events.jsonl.
    "CREATE INDEX entry_time ON entry (time);"
    "CREATE INDEX entry_kind ON entry (kind, time);"
    "CREATE INDEX entry_id ON entry (source, number);"
    "CREATE INDEX entry_event ON entry (event) WHERE event > 0;"
    "CREATE TABLE result (seq INTEGER PRIMARY KEY, after INTEGER NOT NULL, body BLOB NOT NULL, sum TEXT NOT NULL);"
    "CREATE TABLE memory (section TEXT PRIMARY KEY, body BLOB NOT NULL, sum TEXT NOT NULL);";

/// What there is of a file that is not to be written over.
std::string holding(const std::filesystem::path& file) {
  const auto there = Journal::open(file);
  if (!there) return "it exists, and is no journal that can be read";
  const auto boot = there.value()->last_boot();
  if (!boot) return "it exists, a journal without a run";
  return fmt::format("it exists, and holds a run of {} in {} by node {}, {} boots", boot.value().mode,
                     boot.value().share_class, boot.value().node_id, boot.value().boot + 1);
}

}  // namespace

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {}
Journal::~Journal() = default;

/// A new journal without a run.
Result<void> Journal::make(const std::string& file) {
  BASIS_TRY(database_, SqliteDatabase::open(file, true));
  BASIS_TRY(database_->run("PRAGMA journal_mode = WAL"));
  BASIS_TRY(database_->run(kSynchronous));
  BASIS_TRY(database_->run("BEGIN"));
  BASIS_TRY(database_->run(kTables));
  return database_->run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", kJournalApplication, kJournalVersion)
          .c_str());
}

/// It is made beside its place and renamed, so that a process that is killed meanwhile leaves no half journal there.
Result<void> Journal::make_in_place() {
  const std::filesystem::path partial = path_.string() + ".partial";
  std::error_code code;
  const auto clear = [&] {
    for (const char* more : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(partial.string() + more, code);
  };
  clear();
  auto made = make(partial.string());
  database_ = nullptr;
  if (made) {
    std::filesystem::rename(partial, path_, code);
    if (code) made = Error(ErrorKind::usage, code.message());
  }
  if (!made) {
    clear();
    return made;
  }
  BASIS_TRY(database_, SqliteDatabase::open(path_.string(), false));
  return database_->run(kSynchronous);
}

Result<std::unique_ptr<Journal>> Journal::create(const std::filesystem::path& path) {
  std::error_code code;
  if (!path.empty() && std::filesystem::exists(path, code)) return journal_error(ErrorKind::usage, path, holding(path));
  std::unique_ptr<Journal> journal(new Journal(path));
  const auto made = path.empty() ? journal->make(":memory:") : journal->make_in_place();
  if (!made) return journal_error(ErrorKind::usage, path, made.error().text());
  return journal;
}

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& path, JournalCheck check) {
  std::unique_ptr<Journal> made(new Journal(path));
  BASIS_TRY(made->database_, open_journal_file(path));
  if (const auto set = made->database_->run(kSynchronous); !set)
    return journal_error(ErrorKind::data, path, set.error().text());
  if (check == JournalCheck::whole) {
    BASIS_TRY(check_journal_file(*made->database_, path));
  }
  const auto entries = made->database_->number("SELECT ifnull(max(seq), 0) FROM entry");
  if (!entries) return journal_error(ErrorKind::data, path, "it is damaged: " + entries.error().text());
  made->committed_ = entries.value();
  return made;
}

Result<void> Journal::check_writable() {
  const auto begun = database_->run("BEGIN IMMEDIATE; ROLLBACK");
  if (!begun) return journal_error(ErrorKind::data, path_, "it cannot be written: " + begun.error().text());
  return ok();
}

void Journal::record(const JournalEntry& entry) {
  entries_.push_back({journal_kind(entry.body), entry.id, entry.cause, entry.time, encode_body(entry.body),
                      !event_type(entry).empty()});
}

void Journal::remember(const MemorySection& section) {
  sections_.emplace_back(section_name(section), encode_section(section));
}

Result<void> Journal::commit() {
  if (!pending()) return ok();
  const auto written = write();
  if (written) committed_ += static_cast<std::int64_t>(entries_.size());
  entries_.clear();
  sections_.clear();
  results_.clear();
  if (written) return ok();
  // The transaction may have ended by the error itself.
  static_cast<void>(database_->run("ROLLBACK"));
  return journal_error(ErrorKind::data, path_, written.error().text());
}

Result<void> Journal::write() {
  BASIS_TRY(database_->run("BEGIN IMMEDIATE"));
  if (!results_.empty()) {
    BASIS_TRY(const std::int64_t first, database_->number("SELECT ifnull(max(seq), 0) FROM entry"));
    BASIS_TRY(write_results(first));
  }
  BASIS_TRY(std::int64_t event, database_->number("SELECT ifnull(max(event), 0) FROM entry WHERE event > 0"));
  BASIS_TRY(auto entry, database_->prepare("INSERT INTO entry (time, source, number, cause_source, cause_number, kind,"
                                           " body, sum, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const Row& row : entries_) {
    const std::string sum = fingerprint_of(row.body);
    entry.bind(1, row.time.nanos());
    entry.bind(2, row.id.source);
    entry.bind(3, row.id.number);
    entry.bind(4, row.cause.source);
    entry.bind(5, row.cause.number);
    entry.bind_text(6, row.kind);
    entry.bind(7, std::string_view(row.body));
    entry.bind_text(8, sum);
    entry.bind(9, row.shown ? ++event : 0);
    BASIS_TRY(entry.step());
    entry.reset();
  }
  BASIS_TRY(auto memory, database_->prepare("INSERT OR REPLACE INTO memory (section, body, sum) VALUES (?, ?, ?)"));
  for (const auto& [name, body] : sections_) {
    const std::string sum = fingerprint_of(body);
    memory.bind_text(1, name);
    memory.bind(2, std::string_view(body));
    memory.bind_text(3, sum);
    BASIS_TRY(memory.step());
    memory.reset();
  }
  return database_->run("COMMIT");
}

/// `first`: the entries that are there already.
Result<void> Journal::write_results(std::int64_t first) {
  BASIS_TRY(auto result, database_->prepare("INSERT INTO result (after, body, sum) VALUES (?, ?, ?)"));
  for (const ResultRow& row : results_) {
    const std::string sum = fingerprint_of(row.body);
    result.bind(1, first + static_cast<std::int64_t>(row.before));
    result.bind(2, std::string_view(row.body));
    result.bind_text(3, sum);
    BASIS_TRY(result.step());
    result.reset();
  }
  return ok();
}

Result<void> Journal::read(const std::function<Result<void>(JournalEntry)>& take) {
  return read(take, [](std::string_view) -> Result<void> { return ok(); });
}

Result<void> Journal::read(const std::function<Result<void>(JournalEntry)>& take,
                           const std::function<Result<void>(std::string_view bytes)>& take_result) {
  const auto all = [&]() -> Result<void> {
    BASIS_TRY(auto results, database_->prepare("SELECT after, body, sum FROM result ORDER BY seq"));
    BASIS_TRY(bool another, results.step());
    const auto pass_results = [&](std::int64_t entries) -> Result<void> {
      while (another && results.integer(0) <= entries) {
        const std::string_view bytes = results.bytes(1);
        if (results.bytes(2) != fingerprint_of(bytes))
          return Error(ErrorKind::data,
                       fmt::format("it is damaged: a result after entry {} cannot be read", results.integer(0)));
        BASIS_TRY(take_result(bytes));
        BASIS_TRY(another, results.step());
      }
      return ok();
    };
    BASIS_TRY(auto rows, database_->prepare("SELECT seq, time, source, number, cause_source, cause_number, kind, body,"
                                            " sum FROM entry ORDER BY seq"));
    for (;;) {
      BASIS_TRY(const bool more, rows.step());
      if (!more) return pass_results(INT64_MAX);
      BASIS_TRY(pass_results(rows.integer(0) - 1));
      const std::string_view bytes = rows.bytes(7);
      auto body = rows.bytes(8) == fingerprint_of(bytes) ? decode_body(rows.bytes(6), bytes) : std::nullopt;
      if (!body) return Error(ErrorKind::data, fmt::format("it is damaged: entry {} cannot be read", rows.integer(0)));
      const auto id = [&](int column) {
        return EventId{static_cast<std::uint32_t>(rows.integer(column)),
                       static_cast<std::uint32_t>(rows.integer(column + 1))};
      };
      BASIS_TRY(take({id(2), id(4), UtcTime::from_nanos(rows.integer(1)), std::move(*body)}));
    }
  };
  const auto done = all();
  if (!done) return journal_error(done.error().kind, path_, done.error().text());
  return ok();
}

Result<void> Journal::read_memory(const std::function<void(MemorySection)>& take) {
  BASIS_TRY(auto rows, database_->prepare("SELECT section, body, sum FROM memory"));
  for (;;) {
    BASIS_TRY(const bool more, rows.step());
    if (!more) return ok();
    const std::string_view bytes = rows.bytes(1);
    auto section = rows.bytes(2) == fingerprint_of(bytes) ? decode_section(rows.bytes(0), bytes) : std::nullopt;
    if (!section)
      return journal_error(ErrorKind::data, path_,
                           fmt::format("it is damaged: what is remembered of {} cannot be read", rows.bytes(0)));
    take(std::move(*section));
  }
}

bool Journal::has_boots() {
  const auto entries = database_->number("SELECT EXISTS (SELECT 1 FROM entry)");
  return entries && entries.value() != 0;
}

Result<journal::BootBegan> Journal::last_boot() {
  BASIS_TRY(auto rows, database_->prepare("SELECT kind, body FROM entry WHERE kind = 'boot_began' ORDER BY seq DESC"
                                          " LIMIT 1"));
  BASIS_TRY(const bool found, rows.step());
  auto body = found ? decode_body(rows.bytes(0), rows.bytes(1)) : std::nullopt;
  if (!body) return journal_error(ErrorKind::data, path_, "it holds no run");
  return std::get<journal::BootBegan>(std::move(*body));
}

Result<void> check_same_run(const journal::BootBegan& held, const journal::BootBegan& wanted,
                            const std::filesystem::path& file) {
  const std::tuple<const char*, const std::string&, const std::string&> sides[] = {
      {"mode", held.mode, wanted.mode},
      {"share class", held.share_class, wanted.share_class},
      {"node", held.node_id, wanted.node_id},
      {"universe", held.universe, wanted.universe},
      {"configuration", held.configuration, wanted.configuration}};
  for (const auto& [what, theirs, ours] : sides)
    if (theirs != ours)
      return journal_error(ErrorKind::usage, file,
                           fmt::format("it holds a run of {} {}, and {} is wanted", what, theirs, ours));
  return ok();
}

}  // namespace basis
