#pragma once

#include <cstdint>

#include "core/marketdata/feed_event.hpp"
#include "core/marketdata/pricing_spec.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

inline InstrumentId id(int value) { return {static_cast<std::uint16_t>(value)}; }
inline MonoTime at(Nanos since_zero) { return MonoTime::from_nanos(since_zero.count); }

/// An event of an instrument that was there at `when`.
template <class What>
FeedEvent event(InstrumentId instrument, MonoTime when, const What& what) {
  FeedEvent event;
  event.instrument = instrument;
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

inline PricedInstrument spot_market(int value, const char* fee = "0") {
  return {id(value), MarketKind::spot, bps(fee), Nanos{}};
}
inline PricedInstrument perp_market(int value, const char* fee = "0", Nanos interval = kHour * 8) {
  return {id(value), MarketKind::perp, bps(fee), interval};
}

}  // namespace basis::test
