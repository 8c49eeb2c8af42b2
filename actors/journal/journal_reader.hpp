#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/results/journal.hpp"

namespace basis {

class SqliteDatabase;

/// An entry with its place in a journal.
struct StoredEntry {
  std::int64_t seq = 0;    ///< from 1, in the order of the intake
  std::int64_t event = 0;  ///< its line of `events.jsonl`; zero: it has none
  JournalEntry entry;
};

/// Which entries are wanted.
struct JournalQuery {
  std::set<std::string, std::less<>> kinds{};  ///< "order_made"; empty: all
  std::optional<UtcTime> from{};
  std::optional<UtcTime> to{};                      ///< included
  std::optional<std::int64_t> before{};             ///< their `seq` is lower
  std::function<bool(const JournalEntry&)> fits{};  ///< empty: all that the rest lets through
  std::size_t last = 0;                             ///< only so many, those with the latest times; zero: all
};

/// What a journal holds in all.
struct JournalFigures {
  journal::BootBegan boot;  ///< the last
  std::int64_t boots = 0;
  std::int64_t entries = 0;
  UtcTime first;
  UtcTime last;
};

/// A row as it was written.
struct JournalRow {
  std::int64_t seq = 0;
  std::int64_t event = 0;
  EventId id;
  EventId cause;
  UtcTime time;
  std::string_view kind;   ///< valid during a call, as the others
  std::string_view bytes;  ///< of the body
  bool whole = false;      ///< the bytes are those that were written
};

/// A journal that is looked at, also beside the node that writes it: by time, kind and place, through its indexes.
class JournalReader {
 public:
  /// The file's structure is not looked at: each entry that is read is, by its sum. Usage error: no such file. Data
  /// errors: it is no journal, or one of another version.
  static Result<std::unique_ptr<JournalReader>> open(const std::filesystem::path& path);
  ~JournalReader();
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  /// Calls `take` for what is wanted, in the order of the intake; an error of it ends the reading. Data error: an entry
  /// is damaged.
  Result<void> find(const JournalQuery& query, const std::function<Result<void>(const StoredEntry&)>& take);
  /// The last of them by its place; absent: there is none.
  Result<std::optional<StoredEntry>> find_last(JournalQuery query);
  [[nodiscard]] Result<std::optional<StoredEntry>> at(std::int64_t seq);
  [[nodiscard]] Result<std::optional<StoredEntry>> at(EventId id);
  [[nodiscard]] Result<std::optional<StoredEntry>> at_event(std::int64_t event);
  /// The line of `events.jsonl` of an entry; zero: it has none.
  [[nodiscard]] Result<std::int64_t> event_of(EventId id);

  /// Data error: it holds no run.
  Result<journal::BootBegan> last_boot();
  Result<JournalFigures> figures();
  /// Calls `take` for every row, whole or not.
  Result<void> rows(const std::function<void(const JournalRow&)>& take);
  /// The same for what the node remembers: its section, and whether its bytes are those that were written.
  Result<void> sections(const std::function<void(std::string_view name, std::string_view bytes, bool whole)>& take);
  /// Data error: the structure of the file is damaged. It reads all of it.
  Result<void> check_file();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  struct Place {
    std::int64_t time = 0;
    std::int64_t seq = 0;
  };
  explicit JournalReader(std::filesystem::path path);
  [[nodiscard]] Error fault(std::string_view what) const;
  [[nodiscard]] Error damaged(const Error& told) const;
  Result<void> read_places(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<void> collect(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<std::optional<StoredEntry>> one(const char* where, std::int64_t first, std::int64_t second);

  std::filesystem::path path_;
  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace basis
