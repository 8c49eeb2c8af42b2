#include "core/marketdata/sync_report.hpp"

namespace basis {

void SyncReport::observe(const OrderBook& book, UtcTime now) {
  counters_ = book.counters();
  if (!first_seen_) first_seen_ = now;
  if (book.state() == BookState::live) {
    if (!first_live_) first_live_ = now;
    if (stale_since_) close(now, true);
  } else if (book.state() == BookState::stale && !stale_since_) {
    stale_since_ = now;
    ++interval_count_;
    open_is_kept_ = intervals_.size() < kKept;
    if (open_is_kept_) intervals_.push_back({now, std::nullopt, book.reason()});
  }
}

void SyncReport::finish(UtcTime now) {
  if (stale_since_) close(now, false);
}

void SyncReport::close(UtcTime now, bool live) {
  stale_time_ = stale_time_ + (now - *stale_since_);
  if (live && open_is_kept_) intervals_.back().to = now;
  stale_since_.reset();
}

std::optional<Nanos> SyncReport::first_sync() const {
  if (!first_live_) return std::nullopt;
  return *first_live_ - *first_seen_;
}

}  // namespace basis
