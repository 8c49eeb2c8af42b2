#pragma once

#include "actors/journal/journal_reader.hpp"

namespace basis {

class SqliteDatabase;

/// A journal in a file.
class SqliteJournalReader final : public JournalReader {
 public:
  /// As `JournalReader::open`.
  static Result<std::unique_ptr<SqliteJournalReader>> open(const std::filesystem::path& path);
  ~SqliteJournalReader() override;

  Result<void> find(const JournalQuery& query, const std::function<Result<void>(const StoredEntry&)>& take) override;
  [[nodiscard]] Result<std::optional<StoredEntry>> at(std::int64_t seq) override;
  [[nodiscard]] Result<std::optional<StoredEntry>> at(EventId id) override;
  [[nodiscard]] Result<std::optional<StoredEntry>> at_event(std::int64_t event) override;
  [[nodiscard]] Result<std::int64_t> event_of(EventId id) override;
  Result<JournalFigures> figures() override;
  Result<void> rows(const std::function<void(const JournalRow&)>& take) override;
  Result<void> results(const std::function<void(const JournalResultRow&)>& take) override;
  Result<void> sections(const std::function<void(const JournalSectionRow&)>& take) override;
  Result<JournalPosition> remembered() override;
  Result<void> check_store() override;
  [[nodiscard]] std::string place() const override { return path_.string(); }

 private:
  struct Place {
    std::int64_t time = 0;
    std::int64_t seq = 0;
  };
  explicit SqliteJournalReader(std::filesystem::path path);
  Result<void> read_places(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<void> collect(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<std::optional<StoredEntry>> one(const char* where, std::int64_t first, std::int64_t second);

  std::filesystem::path path_;
  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace basis
