#pragma once

#include <cstdint>

#include "core/feed/feed_event.hpp"
#include "core/pricing/pricing_spec.hpp"

namespace basis::testing {

inline Price price(const char* text) { return from_text<Price>(text); }
inline Quantity quantity(const char* text) { return from_text<Quantity>(text); }
inline BasisPoints bps(const char* text) { return from_text<BasisPoints>(text); }
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

}  // namespace basis::testing
