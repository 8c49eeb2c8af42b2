#pragma once

#include <map>
#include <memory>

#include "actors/journal/journal_reader.hpp"
#include "core/config/database_url.hpp"
#include "tools/journal_database/journal_schema.hpp"

namespace basis {

/// The journal of a node in a PostgreSQL, as it is when it is opened.
class PostgresqlJournalReader final : public JournalReader {
 public:
  /// Usage errors: a malformed address, an id that is none, no such node (told with those there are). Data errors: the
  /// database is not reached, holds no journals, or is of another version.
  static Result<std::unique_ptr<PostgresqlJournalReader>> open(const DatabaseUrl& url, const std::string& node);

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
  [[nodiscard]] std::string place() const override { return place_; }
  /// Of its entries and results.
  [[nodiscard]] std::int64_t bytes() const { return node_.bytes; }

 private:
  struct Place {
    std::int64_t time = 0;
    std::int64_t seq = 0;
  };
  using Texts = SqlConnection::Texts;
  PostgresqlJournalReader(DatabaseUrl url, const std::string& node);
  Result<void> begin();
  [[nodiscard]] Result<std::vector<Texts>> ask(const std::string& sql, const Texts& parameters);
  Result<void> places_of(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<void> last_places(const JournalQuery& query, const std::string* kind, std::vector<Place>& out);
  Result<void> all_in_order(const JournalQuery& query, const std::function<Result<void>(const StoredEntry&)>& take);
  /// The entries at these places, which are in their order.
  Result<void> at_places(const std::vector<Place>& places, const std::function<Result<void>(const StoredEntry&)>& take);
  Result<std::optional<StoredEntry>> one(const std::string& where, const Texts& parameters);
  Result<StoredEntry> entry_of(const Texts& row);
  Result<void> check_count(const char* table, std::int64_t told);

  DatabaseUrl url_;  ///< outlives the connection
  std::string place_;
  std::unique_ptr<SqlConnection> connection_;
  JournalNodeRow node_;
  std::map<EventId, std::int64_t> events_;  ///< of the causes of entries that were read just now
};

}  // namespace basis
