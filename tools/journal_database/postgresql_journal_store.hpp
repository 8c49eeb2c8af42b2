#pragma once

#include <memory>
#include <mutex>

#include "actors/journal/journal_store.hpp"
#include "core/config/database_url.hpp"

namespace basis {

class SqlConnection;

/// The journal of one node in a PostgreSQL, among those of others. An advisory lock of the session keeps a second
/// writer of the node away, and every transaction moves the position from where this writer left it.
class PostgresqlJournalStore final : public JournalStore {
 public:
  PostgresqlJournalStore(DatabaseUrl url, std::string node);
  ~PostgresqlJournalStore() override;

  /// Usage error: a malformed address. Data errors: the server is not reached, or refuses; the tables are of another
  /// version; another process writes the node's journal.
  Result<StoredEnd> open() override;
  [[nodiscard]] bool refuses() const override { return refuses_; }
  Result<void> write(const JournalBatch& batch) override;
  void close() override;
  void interrupt() override;
  /// The address, its passwords masked.
  [[nodiscard]] const std::string& shown() const { return url_.shown(); }

 private:
  Result<void> connect();
  Result<StoredEnd> begin_session();
  Result<void> take_lock();
  [[nodiscard]] Error held_by_another();
  Result<StoredEnd> read_end();
  Result<std::string> sum_at(const char* table, std::int64_t seq);
  Result<void> move_position(const JournalBatch& batch);
  Result<void> add_entries(const JournalBatch& batch);
  Result<void> add_results(const JournalBatch& batch);
  Result<void> replace_memory(const JournalBatch& batch);
  Result<void> write_all(const JournalBatch& batch);
  [[nodiscard]] Error refusal(const std::string& what);
  [[nodiscard]] Error told(const Error& error) const;

  DatabaseUrl url_;
  std::string node_;
  std::unique_ptr<SqlConnection> connection_;
  bool refuses_ = false;
  std::mutex mutex_;
  int watched_ = -1;  ///< a second descriptor of the connection's socket
};

/// How connections of journals are made: none waits long for a server that says nothing.
const std::vector<std::string>& journal_connection_options();

}  // namespace basis
