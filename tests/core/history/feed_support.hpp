#pragma once

#include <vector>

#include "core/history/feed_snapshot.hpp"
#include "tests/core/portfolio/support.hpp"

namespace basis::test {

/// The receiver's monotonic clock at an instant of its own wall clock.
inline MonoTime mono_at(UtcTime time) { return MonoTime::from_nanos(time.nanos() - 1'700'000'000'000'000'000); }

inline FeedEvent feed_event(MarketId market, UtcTime received) {
  FeedEvent event;
  event.market = market;
  event.received = received;
  event.received_mono = mono_at(received);
  return event;
}

inline FeedEvent top_event(MarketId market, UtcTime received, Price bid, Price ask) {
  FeedEvent event = feed_event(market, received);
  TopUpdate top;
  top.bid = bid;
  top.ask = ask;
  top.bid_size = top.ask_size = Quantity::from_int(1);
  event.what = top;
  return event;
}

inline FeedEvent mark_event(MarketId market, UtcTime received, Price mark) {
  FeedEvent event = feed_event(market, received);
  event.what = MarkUpdate{mark, std::nullopt};
  return event;
}

inline FeedEvent lost_event(MarketId market, UtcTime received) { return feed_event(market, received); }

inline FeedEvent announced_event(MarketId market, UtcTime received, UtcTime due) {
  FeedEvent event = feed_event(market, received);
  event.what = FundingUpdate{0.0001, due.nanos()};
  return event;
}

/// Follows Binance's spot market of an asset against the dollar, where the mode does not trade it.
inline MarketId follow_spot(Universe& universe, const std::string& asset) {
  Market market;
  market.venue = "binance";
  market.product = Product::spot;
  market.symbol = market.native = asset + "USDT";
  return universe.follow(std::move(market), nullptr, nullptr);
}

/// What a snapshot lacks, one a line.
inline std::string lines_of(const FeedMoment& moment) {
  std::string lines;
  for (const Lack& lack : moment.lacking) lines += lack.text + "\n";
  return lines;
}

}  // namespace basis::test
