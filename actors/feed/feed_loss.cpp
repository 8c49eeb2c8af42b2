#include "actors/feed/feed.hpp"

namespace basis {

/// The book is stale until its stream begins anew, and its price is lost at once.
void Feed::lose(Followed& followed, StaleReason reason) {
  followed.book.invalidate(reason, stamp_.received);
  followed.report.observe(followed.book, stamp_.received);
  update_price(followed, 0);
}

void Feed::connection_lost(std::uint32_t connection, UtcTime received, MonoTime mono) {
  stamp_ = {received, mono, connection};
  if (connection != 0) {
    if (lost_connections_.size() == kLostKept) lost_connections_.erase(lost_connections_.begin());
    lost_connections_.push_back(connection);
  }
  for (const auto& followed : followed_) {
    if (followed->connection == connection && followed->book.state() != BookState::empty)
      lose(*followed, StaleReason::disconnected);
    for (const auto& other : followed->others) {
      if (other->connection != connection) continue;
      other->book.invalidate(StaleReason::disconnected, received);
      other->report.observe(other->book, received);
    }
  }
}

void Feed::check_silence(Nanos limit, UtcTime received, MonoTime mono) {
  stamp_ = {received, mono, 0};
  for (const auto& followed : followed_)
    if (followed->book.state() == BookState::live && received - followed->heard > limit)
      lose(*followed, StaleReason::silent);
}

void Feed::wanted_snapshots(std::vector<MarketId>& out) const {
  for (const auto& followed : followed_)
    if (followed->book.wants_snapshot()) out.push_back(followed->market.id);
}

}  // namespace basis
