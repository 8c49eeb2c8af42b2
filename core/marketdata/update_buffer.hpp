#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/marketdata/sync_policy.hpp"

namespace basis {

/// Holds copies of updates that wait for a requested snapshot, as an unbroken chain. When it is full the oldest
/// are dropped, because a snapshot that comes later can be joined to the newest; a snapshot that is too old for
/// what is left is refused and another one is requested. An update that does not follow the last one held
/// restarts the chain, because nothing before a gap can be used.
class UpdateBuffer {
 public:
  struct Limits {
    std::size_t updates = 4'096;
    std::size_t levels = 262'144;  ///< 4 MB
  };
  struct Held {
    BookChain chain;
    std::int64_t exchange_time_ns = 0;
    std::vector<BookLevel> levels;  ///< bids, then asks
    std::size_t bids = 0;

    /// A view of this update, without raw texts and checksum.
    [[nodiscard]] BookUpdate update() const;
  };
  enum class Kept {
    held,
    repeated,   ///< what is held already contains it
    restarted,  ///< it did not follow the last one: the updates held before it were discarded
  };

  explicit UpdateBuffer(const SyncPolicy& policy, Limits limits) : policy_(policy), limits_(limits) {}

  Kept push(const BookUpdate& update);
  void clear();

  [[nodiscard]] const std::deque<Held>& held() const { return held_; }
  [[nodiscard]] std::size_t levels() const { return levels_; }
  /// How many were dropped because the buffer was full.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  void drop_oldest();

  const SyncPolicy& policy_;
  Limits limits_;
  std::deque<Held> held_;
  std::size_t levels_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace basis
