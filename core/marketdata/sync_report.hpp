#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/marketdata/order_book.hpp"

namespace basis {

/// An interval in which a book was stale or was being synchronised again.
struct StaleInterval {
  UtcTime from;
  std::optional<UtcTime> to;  ///< when it was live again; empty where it did not become live
  StaleReason reason = StaleReason::none;
  friend bool operator==(const StaleInterval&, const StaleInterval&) = default;
};

/// Statistics of one order book's synchronisation during a run. Memory is bounded: the first `kKept` intervals
/// are kept; all are counted and their time is summed.
class SyncReport {
 public:
  static constexpr std::size_t kKept = 256;

  /// Records the book's state after each change. Times must not fall.
  void observe(const OrderBook& book, UtcTime now);
  /// Ends the run: the time of an open interval is summed up to `now`; its `to` stays empty.
  void finish(UtcTime now);

  [[nodiscard]] const BookCounters& counters() const { return counters_; }
  [[nodiscard]] const std::vector<StaleInterval>& intervals() const { return intervals_; }
  [[nodiscard]] std::uint64_t interval_count() const { return interval_count_; }
  /// From the first observation to the first live book.
  [[nodiscard]] std::optional<Nanos> first_sync() const;
  /// Total time in stale intervals.
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
