#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "actors/journal/journal_store.hpp"

namespace basis {

class SqliteDatabase;

/// The committed part of a node's journal, read beside the node on a connection of its own. A reading ends before it
/// returns, so that it holds neither the node nor the file's log up.
class JournalSource {
 public:
  struct Limits {
    std::int64_t rows = 5'000;      ///< of a batch: entries, and results
    std::size_t bytes = 4'000'000;  ///< of their bodies, reached once
  };
  /// Errors: as `JournalReader::open`.
  static Result<std::unique_ptr<JournalSource>> open(const std::filesystem::path& file, Limits limits);
  ~JournalSource();
  JournalSource(const JournalSource&) = delete;
  JournalSource& operator=(const JournalSource&) = delete;

  /// Data error: what a store has is not the beginning of this journal.
  Result<void> check(const StoredEnd& stored);
  /// What follows a position, in its order; nothing: there is no more. What the node remembers is told where it has
  /// changed since the last `taken`.
  Result<JournalBatch> read(const JournalPosition& position);
  /// A batch was stored.
  void taken(const JournalBatch& batch);

 private:
  JournalSource(std::filesystem::path file, Limits limits);
  [[nodiscard]] Result<JournalBatch> read_all(const JournalPosition& position);
  Result<void> read_entries(JournalBatch& batch, std::size_t& bytes);
  Result<void> read_results(JournalBatch& batch, std::size_t& bytes);
  Result<void> read_memory(JournalBatch& batch);
  Result<std::string> sum_at(const char* table, std::int64_t seq);

  std::filesystem::path file_;
  Limits limits_;
  std::unique_ptr<SqliteDatabase> database_;
  std::optional<std::string> memory_;  ///< the sums of what was stored last; absent: it is not known
};

}  // namespace basis
