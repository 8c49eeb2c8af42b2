#pragma once

#include <readerwriterqueue/readerwriterqueue.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "actors/lanes/thread_sanitizer.hpp"
#include "core/marketdata/feed_event.hpp"

namespace basis {

/// Bounded lock-free queue of market data from one feed to one consumer; the feed never waits for
/// it. When it is full, the newest event of each market and kind is kept in a separate buffer
/// until the queue has space. An event that is replaced there is dropped and counted. A price and
/// its loss are one kind.
class FeedQueue {
 public:
  /// All ids are less than `markets`. All memory is allocated here.
  FeedQueue(std::size_t capacity, std::size_t markets) : queue_(capacity), waiting_(markets * kKinds) {
    order_.reserve(waiting_.size());
  }

  /// Called by the feed's thread.
  void push(const FeedEvent& event) {
    if (order_.empty() && hand_over(event)) return;
    flush();
    if (order_.empty() && hand_over(event)) return;
    const std::size_t slot = event.market.index() * kKinds + kind_of(event);
    if (waiting_[slot])
      dropped_.fetch_add(1, std::memory_order_relaxed);
    else
      order_.push_back(slot);
    waiting_[slot] = event;
  }
  /// Called by the feed's thread: pushes the kept events, as far as the queue has space.
  void flush() {
    std::size_t sent = 0;
    while (sent < order_.size() && hand_over(*waiting_[order_[sent]])) waiting_[order_[sent++]].reset();
    order_.erase(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(sent));
  }
  /// Called by the consumer's thread. Returns the number of events taken out.
  std::size_t pop(std::span<FeedEvent> out) {
    std::size_t taken = 0;
    while (taken < out.size() && queue_.try_dequeue(out[taken])) ++taken;
    if (taken != 0) told_received(&queue_);
    return taken;
  }

  /// Called by the feed's thread: number of events that are kept until the queue has space.
  [[nodiscard]] std::size_t waiting() const { return order_.size(); }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kKinds = 4;
  static std::size_t kind_of(const FeedEvent& event) {
    const std::size_t kind = event.what.index();
    return kind == 0 ? 0 : kind - 1;
  }

  /// Never allocates.
  bool hand_over(const FeedEvent& event) {
    told_sent(&queue_);
    return queue_.try_enqueue(event);
  }

  /// Single producer, single consumer: a hop takes half the time of moodycamel's queue for many of
  /// both.
  moodycamel::ReaderWriterQueue<FeedEvent> queue_;
  std::vector<std::optional<FeedEvent>> waiting_;
  std::vector<std::size_t> order_;  ///< occupied slots of `waiting_`, oldest first
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace basis
