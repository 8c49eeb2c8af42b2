#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "tools/sweep/sweep_row.hpp"

namespace basis {

/// The complete rows of a journal's text, and the part of the text that they fill.
struct JournalContent {
  std::map<std::string, SweepRow> rows;  ///< by key
  std::size_t whole_bytes = 0;           ///< what follows is an incomplete record
};

/// Reads a journal's text. A last record without its line end was not completed and is ignored.
/// Errors (kind data) have `file` and line: the first line is of another program or version, or a
/// complete record was altered.
Result<JournalContent> read_journal(std::string_view text, const std::string& file);

/// One record: its checksum, the key and the row, on a line of its own.
std::string journal_record(const std::string& key, const SweepRow& row);

/// The finished runs of a sweep, on disk. Each run is one line that is written as a whole, so that
/// a process killed at any time loses only unfinished runs. A lock, released when the process ends,
/// keeps a second sweep out.
class SweepJournal {
 public:
  /// Opens or creates the journal in `folder`, which is created with its parents, and cuts off an
  /// incomplete record. Errors (kind usage) have the path: it cannot be written, another sweep uses
  /// it, or the folder holds files that are not of a sweep.
  static Result<SweepJournal> open(const std::filesystem::path& folder);

  SweepJournal(SweepJournal&& other) noexcept;
  SweepJournal& operator=(SweepJournal&&) = delete;
  ~SweepJournal();

  /// The stored row, or null.
  [[nodiscard]] const SweepRow* find(const std::string& key) const;
  /// Stores a row; an error has the file and the reason.
  Result<void> append(const std::string& key, const SweepRow& row);

 private:
  SweepJournal(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  Result<void> load();

  std::filesystem::path path_;
  int file_;
  std::map<std::string, SweepRow> rows_;
};

}  // namespace basis
