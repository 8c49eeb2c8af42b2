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
  std::string_view sum;    ///< that was written beside the bytes
  bool whole = false;      ///< the bytes are those that were written
};
/// What results were told, as it was written.
struct JournalResultRow {
  std::int64_t seq = 0;
  std::int64_t after = 0;  ///< the entry that it comes after
  std::string_view bytes;  ///< valid during a call
  std::string_view sum;
  bool whole = false;
};
/// What the node remembers in one section, as it was written.
struct JournalSectionRow {
  std::string_view name;
  std::string_view bytes;  ///< valid during a call
  std::string_view sum;
  bool whole = false;
};

/// How far a journal goes: the last entry and the last result.
struct JournalPosition {
  std::int64_t entries = 0;
  std::int64_t results = 0;
  friend bool operator==(const JournalPosition&, const JournalPosition&) = default;
};

/// A journal that is looked at, also beside the node that writes it: by time, kind and place, through its indexes.
class JournalReader {
 public:
  /// The journal in a file. Its structure is not looked at: each entry that is read is, by its sum. Usage error: no
  /// such file. Data errors: it is no journal, or one of another version.
  static Result<std::unique_ptr<JournalReader>> open(const std::filesystem::path& path);
  virtual ~JournalReader() = default;

  /// Calls `take` for what is wanted, in the order of the intake; an error of it ends the reading. Data error: an entry
  /// is damaged.
  virtual Result<void> find(const JournalQuery& query, const std::function<Result<void>(const StoredEntry&)>& take) = 0;
  [[nodiscard]] virtual Result<std::optional<StoredEntry>> at(std::int64_t seq) = 0;
  [[nodiscard]] virtual Result<std::optional<StoredEntry>> at(EventId id) = 0;
  [[nodiscard]] virtual Result<std::optional<StoredEntry>> at_event(std::int64_t event) = 0;
  /// The line of `events.jsonl` of an entry; zero: it has none.
  [[nodiscard]] virtual Result<std::int64_t> event_of(EventId id) = 0;
  /// Data error: it holds no run.
  virtual Result<JournalFigures> figures() = 0;
  /// Calls `take` for every row, whole or not.
  virtual Result<void> rows(const std::function<void(const JournalRow&)>& take) = 0;
  virtual Result<void> results(const std::function<void(const JournalResultRow&)>& take) = 0;
  virtual Result<void> sections(const std::function<void(const JournalSectionRow&)>& take) = 0;
  /// Up to where what the node remembers follows; a copy may have entries behind it.
  virtual Result<JournalPosition> remembered() = 0;
  /// Data error: what it is stored in is damaged. It may read all of it.
  virtual Result<void> check_store() = 0;
  /// Its file, or its database and node.
  [[nodiscard]] virtual std::string place() const = 0;

  /// The last of what is wanted by its place; absent: there is none.
  Result<std::optional<StoredEntry>> find_last(JournalQuery query);
  /// Data error: it holds no run.
  Result<journal::BootBegan> last_boot();

 protected:
  JournalReader() = default;
  JournalReader(const JournalReader&) = default;
  JournalReader& operator=(const JournalReader&) = default;

  /// "journal PLACE: WHAT".
  [[nodiscard]] Error fault(std::string_view what) const;
  /// An error of what it is stored in.
  [[nodiscard]] Error damaged(const Error& told) const;
};

/// The entry of a row; absent: its bytes are not those that were written, or those of no entry.
std::optional<StoredEntry> stored_entry(const JournalRow& row);
/// "it is damaged: entry 7 cannot be read".
std::string unreadable_entry(std::int64_t seq);

}  // namespace basis
