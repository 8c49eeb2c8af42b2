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
  Market spot = spot_market_of(1);
  spot.step = quantity("0.001");
  spot.tick = price("0.1");
  spot.minimum_size = quantity("0.01");
  spot.minimum_notional = amount("5");
  spot.maximum_size = quantity("10");
  Market perp = spot;
  perp.id = id(2);
  perp.product = Product::linear;
  perp.minimum_binds_reduce_only = false;
  MarketLimits of_spot;
  of_spot.market = &keep(std::move(spot));
  of_spot.maximum_notional = amount("900");
  of_spot.price_band = bps("200");
  of_spot.maximum_position = quantity("20");
  of_spot.rate = {10, 5};
  MarketLimits of_perp = of_spot;
  of_perp.market = &keep(std::move(perp));
  PreTradeLimits limits;
  limits.markets = {of_spot, of_perp};
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

inline OrderCommand market_order(int market, bool buy, const char* size) {
  OrderCommand order;
  order.side = buy ? OrderSide::buy : OrderSide::sell;
  order.market = id(market);
  order.size = quantity(size);
  return order;
}
inline OrderCommand limit_order(int market, bool buy, const char* size, const char* limit) {
  OrderCommand order = market_order(market, buy, size);
  order.kind = OrderKind::limit;
  order.limit = price(limit);
  return order;
}
inline OrderCommand reduce_order(int market, bool buy, const char* size) {
  OrderCommand order = market_order(market, buy, size);
  order.reduce_only = true;
  return order;
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
