#pragma once

#include <doctest/doctest.h>

#include "core/execution/pretrade_gate.hpp"
#include "tests/core/marketdata/pricing_support.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

inline const MonoTime kNow = at(kHour);
/// That long before `kNow`.
inline MonoTime ago(Nanos span) { return MonoTime::from_nanos(kNow.nanos() - span.count); }

/// Spot 1 and perp 2 of one asset at 100; every limit is round and far from the next.
inline PreTradeLimits round_limits() {
  InstrumentLimits spot;
  spot.id = id(1);
  spot.step = quantity("0.001");
  spot.tick = price("0.1");
  spot.minimum_size = quantity("0.01");
  spot.minimum_notional = amount("5");
  spot.maximum_size = quantity("10");
  spot.maximum_notional = amount("900");
  spot.price_band = bps("200");
  spot.maximum_position = quantity("20");
  spot.rate = {10, 5};
  InstrumentLimits perp = spot;
  perp.id = id(2);
  perp.minimum_binds_reduce_only = false;
  PreTradeLimits limits;
  limits.instruments = {spot, perp};
  limits.total.maximum_gross = amount("3000");
  limits.total.rate = {20, 8};
  limits.total.daily_loss = amount("50");
  return limits;
}

/// A gate that lets a good order through at `kNow`: mids and marks 100, touch 99.9 and 100.1.
inline PreTradeGate ready_gate(const PreTradeLimits& limits = round_limits()) {
  PreTradeGate gate(limits);
  gate.set_kill_switch(KillState::active, "released", kNow);
  gate.set_risk({RiskStatus::safe, Amount{}}, kNow);
  for (const int leg : {1, 2}) {
    gate.set_readiness(id(leg), {true, true});
    gate.apply(event(id(leg), kNow, top("99.9", "100.1")));
  }
  return gate;
}

inline OrderIntent market_order(int instrument, bool buy, const char* size) {
  return {id(instrument), buy, quantity(size), std::nullopt, false};
}
inline OrderIntent limit_order(int instrument, bool buy, const char* size, const char* limit) {
  return {id(instrument), buy, quantity(size), price(limit), false};
}
inline OrderIntent reduce_order(int instrument, bool buy, const char* size) {
  return {id(instrument), buy, quantity(size), std::nullopt, true};
}

}  // namespace basis::test

/// Failed checks name the reason.
template <>
struct doctest::StringMaker<basis::PreTradeReason> {
  static String convert(basis::PreTradeReason reason) {
    return {basis::pretrade_reason_name(reason).data(),
            static_cast<unsigned>(basis::pretrade_reason_name(reason).size())};
  }
};
