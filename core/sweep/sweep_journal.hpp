#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/sweep/sweep_row.hpp"

namespace basis {

/// The finished rows of a journal's text and how much of the text they fill.
struct JournalContent {
  std::map<std::string, SweepRow> rows;  ///< by key
  std::size_t whole_bytes = 0;           ///< what follows is a record that was cut short
};

/// Reads a journal's text. A last record without its line end is one whose
/// writer was killed and is left out. Errors (kind data) name `file` and line: a
/// first line of another program or version, a whole record that was altered.
Result<JournalContent> read_journal(std::string_view text, const std::string& file);

/// One record: its checksum, the key and the row, on a line of its own.
std::string journal_record(const std::string& key, const SweepRow& row);

/// The finished runs of a sweep, on disk as they come: a line a run, written
/// whole, so that a process killed at any byte loses only runs under way. A
/// lock that dies with the process keeps a second sweep out.
class SweepJournal {
 public:
  /// Opens or creates the journal in `folder`, which is created with its parents,
  /// and cuts off a record that was left unfinished. Errors (kind usage) name the
  /// path: it cannot be written, another sweep has it, or the folder holds files
  /// that no sweep wrote.
  static Result<SweepJournal> open(const std::filesystem::path& folder);

  SweepJournal(SweepJournal&& other) noexcept;
  SweepJournal& operator=(SweepJournal&&) = delete;
  ~SweepJournal();

  /// The stored row, or null.
  [[nodiscard]] const SweepRow* find(const std::string& key) const;
  /// Stores a row; an error names the file and the reason.
  Result<void> append(const std::string& key, const SweepRow& row);

 private:
  SweepJournal(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  Result<void> load();

  std::filesystem::path path_;
  int file_;
  std::map<std::string, SweepRow> rows_;
};

}  // namespace basis
