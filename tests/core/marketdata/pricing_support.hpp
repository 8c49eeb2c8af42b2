#pragma once

#include <cstdint>

#include "core/marketdata/feed_event.hpp"
#include "core/marketdata/pricing_spec.hpp"
#include "tests/support/markets.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

inline MarketId id(int value) { return {static_cast<std::uint16_t>(value)}; }
/// What market `value` prices.
inline InstrumentId held(int value) { return {static_cast<std::uint16_t>(value)}; }
inline MonoTime at(Nanos since_zero) { return MonoTime::from_nanos(since_zero.count); }

/// An event of a market that was there at `when`.
template <class What>
FeedEvent event(MarketId market, MonoTime when, const What& what) {
  FeedEvent event;
  event.market = market;
  event.received_mono = when;
  event.published_mono = when;
  event.what = what;
  return event;
}

/// A top that sells and buys the clip at the touch.
inline TopUpdate top(const char* bid, const char* ask) {
  return {1, price(bid), quantity("1"), price(ask), quantity("1"), price(bid), price(ask)};
}

/// A top with the averages of the clip.
inline TopUpdate top(const char* bid, const char* ask, const char* sell_average, const char* buy_average) {
  return {1, price(bid), quantity("1"), price(ask), quantity("1"), price(sell_average), price(buy_average)};
}

inline const Market& spot_market(int value, const char* fee = "0") {
  Market market = spot_market_of(value);
  market.taker_fee = bps(fee);
  return keep(std::move(market));
}
inline const Market& perp_market(int value, const char* fee = "0", Nanos interval = kHour * 8) {
  Market market = perp_market_of(value);
  market.taker_fee = bps(fee);
  market.funding_interval = interval;
  return keep(std::move(market));
}

}  // namespace basis::test
