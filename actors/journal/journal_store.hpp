#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/journal/journal_reader.hpp"
#include "core/base/result.hpp"

namespace basis {

/// A part of a journal on its way to a store, as it was written.
struct JournalBatch {
  struct Entry {
    std::int64_t seq = 0;
    std::int64_t event = 0;
    EventId id;
    EventId cause;
    std::int64_t time_utc = 0;  ///< nanoseconds since 1970
    std::string kind;
    std::string body;
    std::string sum;
  };
  struct ResultTold {
    std::int64_t seq = 0;
    std::int64_t after = 0;  ///< the entry that it comes after
    std::string body;
    std::string sum;
  };
  struct Section {
    std::string name;
    std::string body;
    std::string sum;
  };

  std::vector<Entry> entries;
  std::vector<ResultTold> results;
  /// What the node remembers, all sections; absent: more follows before what it remembers now.
  std::optional<std::vector<Section>> memory;
  JournalPosition before;
  JournalPosition after;

  [[nodiscard]] bool empty() const { return entries.empty() && results.empty() && !memory; }
};

/// What a store has of a journal.
struct StoredEnd {
  JournalPosition position;
  std::string last_sum;     ///< of its last entry; empty: it has none
  std::string last_result;  ///< of its last result, likewise
};

/// Takes the journal of one node. Its calls may take long; one thread makes them, but for `interrupt`. Errors are one
/// line, without secrets.
class JournalStore {
 public:
  virtual ~JournalStore() = default;
  /// Connects, and keeps every other writer of the node's journal away until `close` or the loss of the connection.
  virtual Result<StoredEnd> open() = 0;
  /// Whether the last error is one that a person has to mend: it does not end by itself.
  [[nodiscard]] virtual bool refuses() const = 0;
  /// Adds a batch behind what is there, all of it or nothing. An error may also mean that it is not known which.
  virtual Result<void> write(const JournalBatch& batch) = 0;
  virtual void close() = 0;
  /// For other threads: ends a call that waits for the network, with an error.
  virtual void interrupt() = 0;

 protected:
  JournalStore() = default;
  JournalStore(const JournalStore&) = default;
  JournalStore& operator=(const JournalStore&) = default;
};

}  // namespace basis
