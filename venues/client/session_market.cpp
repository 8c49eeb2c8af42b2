#include "venues/client/venue_session.hpp"

namespace basis::client {

/// The streams of every market that the venue lists.
void VenueSession::open_market_data() { streams_.open(listed()); }

std::vector<const Market*> VenueSession::listed() const {
  std::vector<const Market*> listed;
  for (const Market* market : settings_.markets) {
    const auto verdict = verdicts_.find(market->id);
    if (verdict != verdicts_.end() && verdict->second.listed) listed.push_back(market);
  }
  return listed;
}

void VenueSession::on_market_data(const MarketData& data) { listener_.on_market_data(data); }

void VenueSession::on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) {
  listener_.on_feed_lost(connection, received, at);
}

void VenueSession::on_feed_alert(const SessionAlert& alert, UtcTime received) { listener_.on_alert(alert, received); }

void VenueSession::request_book(MarketId id) {
  if (running_ && !refused_) streams_.request_book((*settings_.universe)[id]);
}

}  // namespace basis::client
