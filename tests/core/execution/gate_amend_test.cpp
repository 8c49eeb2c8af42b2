#include "tests/core/execution/gate_support.hpp"

namespace basis::test {
namespace {

/// A buy order of 2 coins at 99.9 of market 1, of which `rest` is open.
OrderCommand resting(PreTradeGate& gate, const char* rest) {
  gate.set_open(id(1), quantity(rest), Quantity{});
  return limit_order(1, true, "2", "99.9");
}

PreTradeReason amended(PreTradeGate& gate, OrderCommand order, const char* limit, const char* rest = "2") {
  order.limit = price(limit);
  return gate.check_amendment(order, quantity(rest), kNow).reason;
}

}  // namespace

TEST_CASE("gate: an amendment is judged by price and state, and counts no coins") {
  PreTradeGate gate = ready_gate();
  const OrderCommand order = resting(gate, "2");
  CHECK(amended(gate, order, "100") == PreTradeReason::none);
  CHECK(gate.open(id(1), true) == quantity("2"));
  CHECK(amended(gate, order, "100.05") == PreTradeReason::bad_limit_price);
  CHECK(amended(gate, order, "97.9") == PreTradeReason::price_band);
  CHECK(amended(gate, order, "100", "0") == PreTradeReason::bad_size);
  CHECK(amended(gate, order, "100", "2.001") == PreTradeReason::bad_size);
  OrderCommand strange = order;
  strange.market = id(7);
  CHECK(amended(gate, strange, "100") == PreTradeReason::unknown_market);
  gate.set_readiness(id(1), {false, true});
  CHECK(amended(gate, order, "100") == PreTradeReason::not_connected);
  gate.set_readiness(id(1), {true, true});
  gate.apply(event(id(1), kNow, PriceLost{}));
  CHECK(amended(gate, order, "100") == PreTradeReason::no_price);
}

TEST_CASE("gate: while only orders that reduce are sent, only those are amended") {
  PreTradeGate gate = ready_gate();
  const OrderCommand order = resting(gate, "2");
  gate.set_kill_switch(KillState::reducing, "risk", kNow);
  CHECK(amended(gate, order, "100") == PreTradeReason::reducing_only);
  gate.set_position(id(1), quantity("-1.9"));
  CHECK(amended(gate, order, "100") == PreTradeReason::reducing_only);
  gate.set_open(id(1), quantity("1.9"), Quantity{});
  CHECK(amended(gate, order, "100", "1.9") == PreTradeReason::none);
  gate.set_kill_switch(KillState::halted, "person", kNow);
  CHECK(amended(gate, order, "100", "1.9") == PreTradeReason::halted);
}

TEST_CASE("gate: amendments take of the rate that orders take of") {
  PreTradeGate gate = ready_gate();
  const OrderCommand order = resting(gate, "2");
  for (int i = 0; i < 5; ++i) CHECK(amended(gate, order, "100") == PreTradeReason::none);
  CHECK(amended(gate, order, "100") == PreTradeReason::order_rate);
  CHECK(gate.check(limit_order(1, true, "1", "100"), kNow).reason == PreTradeReason::order_rate);
}

TEST_CASE("gate: the room of an order is its limit of notional, and the position that it reduces") {
  PreTradeGate gate = ready_gate();
  // 900 USDT at most: at 100 nine coins, for a buy under the ask at the ask of 100.1.
  CHECK(gate.room(limit_order(1, false, "10", "100"), kNow) == quantity("9"));
  CHECK(gate.room(limit_order(1, true, "10", "99.9"), kNow) == quantity("8.991"));
  CHECK(gate.room(limit_order(1, true, "2", "99.9"), kNow) == quantity("2"));
  gate.set_position(id(2), quantity("-1.5"));
  CHECK(gate.room(reduce_order(2, true, "3"), kNow) == quantity("1.5"));
  CHECK(gate.room(reduce_order(2, true, "1"), kNow) == quantity("1"));
  // Nothing to reduce: it is refused, and says why.
  CHECK(gate.room(reduce_order(2, false, "3"), kNow) == quantity("3"));
}

TEST_CASE("gate: what was cut to its room passes") {
  PreTradeGate gate = ready_gate();
  OrderCommand order = limit_order(1, false, "10", "99.8");
  CHECK(gate.check(order, kNow).reason == PreTradeReason::over_maximum_notional);
  order.size = gate.room(order, kNow);
  CHECK(gate.check(order, kNow).reason == PreTradeReason::none);
}

}  // namespace basis::test
