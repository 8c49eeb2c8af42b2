#pragma once

#include <array>
#include <utility>
#include <vector>

#include "actors/lanes/feed_queue.hpp"

namespace basis {

/// The event queues of one consumer, drained in turn.
class EventIntake {
 public:
  explicit EventIntake(std::vector<FeedQueue*> queues) : queues_(std::move(queues)) {}

  /// Calls `take` with every waiting event, at most about `limit` per queue. Returns the number of
  /// events.
  template <class Take>
  std::size_t drain(std::size_t limit, Take&& take) {
    std::size_t handled = 0;
    for (FeedQueue* queue : queues_) {
      const std::size_t room = std::min(limit, batch_.size());
      const std::size_t count = queue->pop({batch_.data(), room});
      for (std::size_t i = 0; i < count; ++i) take(batch_[i]);
      handled += count;
    }
    total_ += handled;
    return handled;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::vector<FeedQueue*> queues_;
  std::array<FeedEvent, 32> batch_;
  std::uint64_t total_ = 0;
};

}  // namespace basis
