#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/book/order_book.hpp"

namespace basis {

/// A stretch in which a book was stale, or on its way back from being so.
struct StaleInterval {
  UtcTime from;
  std::optional<UtcTime> to;  ///< when it was live again; empty where it never was
  StaleReason reason = StaleReason::none;
  friend bool operator==(const StaleInterval&, const StaleInterval&) = default;
};

/// What a run tells of one book's synchronisation. Memory is bounded: the first
/// `kKept` intervals are kept, all are counted and their time summed.
class SyncReport {
 public:
  static constexpr std::size_t kKept = 256;

  /// Looks at the book after something was done to it. Times do not fall.
  void observe(const OrderBook& book, UtcTime now);
  /// The run ends: an interval still open ends its sum here, and stays open.
  void finish(UtcTime now);

  [[nodiscard]] const BookCounters& counters() const { return counters_; }
  [[nodiscard]] const std::vector<StaleInterval>& intervals() const { return intervals_; }
  [[nodiscard]] std::uint64_t interval_count() const { return interval_count_; }
  /// From the first look to the first live book.
  [[nodiscard]] std::optional<Nanos> first_sync() const;
  /// All the time spent in stale intervals.
  [[nodiscard]] Nanos stale_time() const { return stale_time_; }
  [[nodiscard]] std::uint64_t gaps() const { return counters_.stale_for(StaleReason::gap); }
  [[nodiscard]] std::uint64_t checksum_failures() const { return counters_.stale_for(StaleReason::checksum); }

 private:
  void close(UtcTime now, bool live);

  BookCounters counters_;
  std::vector<StaleInterval> intervals_;
  std::uint64_t interval_count_ = 0;
  std::optional<UtcTime> first_seen_, first_live_, stale_since_;
  bool open_is_kept_ = false;
  Nanos stale_time_;
};

}  // namespace basis
