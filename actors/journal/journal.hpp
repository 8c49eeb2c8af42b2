#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/results/journal.hpp"
#include "core/results/node_memory.hpp"

namespace basis {

class SqliteDatabase;

/// What is looked at when a journal is opened: the structure of its whole file, or what kind of file it is.
enum class JournalCheck : std::uint8_t { whole, kind };

/// The journal of a node: every entry in the order of its intake, what else its results were told, and the last memory
/// of each part, in one SQLite database. What was recorded since the last `commit` is written by it in one transaction,
/// all of it or nothing.
///
/// Two writers at a time are not meant. Reading beside a writer is: the database is in WAL mode.
class Journal {
 public:
  /// A new journal in a file that is not there yet; without a path in memory. Usage error: the file exists (told with
  /// the run it holds), or cannot be made; then nothing is left behind.
  static Result<std::unique_ptr<Journal>> create(const std::filesystem::path& path);
  /// The journal in a file. Usage error: no such file. Data errors: it is no journal, one of another version, or
  /// damaged.
  static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& path,
                                               JournalCheck check = JournalCheck::whole);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void record(const JournalEntry& entry);
  void remember(const MemorySection& section);
  /// Keeps what the results of the run were told, in its place between the entries.
  void keep_result(std::string bytes) { results_.push_back({entries_.size(), std::move(bytes)}); }
  /// Whether there is something to commit.
  [[nodiscard]] bool pending() const { return !entries_.empty() || !sections_.empty() || !results_.empty(); }
  /// Data error: it cannot be written; then nothing of this transaction is.
  Result<void> commit();

  /// Data error: another process writes to it, or its file cannot be written.
  Result<void> check_writable();
  /// Whether a node has begun to keep it.
  [[nodiscard]] bool has_boots();
  /// The last boot. Data error: there is none.
  Result<journal::BootBegan> last_boot();
  /// Calls `take` for every committed entry, in order; an error of it ends the reading. Data error: an entry is
  /// damaged.
  Result<void> read(const std::function<Result<void>(JournalEntry)>& take);
  /// The same, with what results were told in its place. `bytes` are valid during the call.
  Result<void> read(const std::function<Result<void>(JournalEntry)>& take,
                    const std::function<Result<void>(std::string_view bytes)>& take_result);
  Result<void> read_memory(const std::function<void(MemorySection)>& take);
  /// How many entries are committed.
  [[nodiscard]] std::int64_t committed() const { return committed_; }
  /// Where it is; empty for one in memory.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  struct Row {
    std::string_view kind;  ///< static text
    EventId id;
    EventId cause;
    UtcTime time;
    std::string body;
    bool shown = false;  ///< in `events.jsonl`
  };
  struct ResultRow {
    std::size_t before;  ///< entries of its transaction that come before it
    std::string body;
  };
  explicit Journal(std::filesystem::path path);
  Result<void> make(const std::string& file);
  Result<void> make_in_place();
  Result<void> write();
  Result<void> write_results(std::int64_t first);

  std::filesystem::path path_;
  std::unique_ptr<SqliteDatabase> database_;
  std::int64_t committed_ = 0;
  std::vector<Row> entries_;
  std::vector<std::pair<std::string_view, std::string>> sections_;
  std::vector<ResultRow> results_;
};

/// Usage error, with both sides, unless a journal is of the mode, share class, node, instruments and configuration that
/// are wanted. Boot numbers may differ.
Result<void> check_same_run(const journal::BootBegan& held, const journal::BootBegan& wanted,
                            const std::filesystem::path& file);

}  // namespace basis
