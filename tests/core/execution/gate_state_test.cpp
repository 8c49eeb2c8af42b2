#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <vector>

#include "tests/core/execution/gate_support.hpp"

namespace basis {
namespace {

using namespace test;
using R = PreTradeReason;

TEST_CASE("everything starts closed") {
  PreTradeGate gate(round_limits());
  const OrderCommand order = market_order(1, true, "1");
  CHECK(gate.kill_switch().state() == KillState::halted);
  CHECK(gate.check(order, kNow).reason == R::halted);
  gate.set_kill_switch(KillState::active, "released by hand", kNow);
  CHECK(gate.check(order, kNow).reason == R::risk_stale);
  gate.set_risk({}, kNow);
  CHECK(gate.check(order, kNow).reason == R::not_connected);
  gate.set_readiness(id(1), {true, false});
  CHECK(gate.check(order, kNow).reason == R::not_synced);
  gate.set_readiness(id(1), {true, true});
  CHECK(gate.check(order, kNow).reason == R::no_price);
  gate.apply(event(id(1), kNow, top("99.9", "100.1")));
  CHECK(gate.check(order, kNow).passed());
}

TEST_CASE("the kill switch: each state, with its reason") {
  PreTradeGate gate = ready_gate();
  gate.set_position(id(1), quantity("2"));
  gate.set_kill_switch(KillState::reducing, "equity fell by 3 %", kNow);
  CHECK(gate.kill_switch().reason() == "equity fell by 3 %");
  CHECK(gate.kill_switch().since() == kNow);
  CHECK(kill_state_name(gate.kill_switch().state()) == "reducing");
  CHECK(gate.check(market_order(1, true, "1"), kNow).reason == R::reducing_only);
  CHECK(gate.check(market_order(2, false, "1"), kNow).reason == R::reducing_only);
  CHECK(gate.check(market_order(1, false, "2"), kNow).passed());
  gate.set_kill_switch(KillState::halted, "by hand", kNow);
  CHECK(gate.check(reduce_order(1, false, "1"), kNow).reason == R::halted);
  CHECK_THROWS_AS(gate.set_kill_switch(KillState::active, "", kNow), InvariantError);
  CHECK(gate.kill_switch().state() == KillState::halted);
}

TEST_CASE("reducing: no more than is held, open orders of the side counted") {
  const auto reducing = [](const char* position, const OrderCommand& order, const char* buys = "0",
                           const char* sells = "0") {
    PreTradeGate gate = ready_gate();
    gate.set_position(id(2), quantity(position));
    gate.set_open(id(2), quantity(buys), quantity(sells));
    gate.set_kill_switch(KillState::reducing, "test", kNow);
    return gate.check(order, kNow).reason;
  };
  CHECK(reducing("-2", market_order(2, true, "2")) == R::none);
  CHECK(reducing("-2", market_order(2, true, "2.001")) == R::reducing_only);
  CHECK(reducing("-2", market_order(2, true, "1"), "1") == R::none);
  CHECK(reducing("-2", market_order(2, true, "1.001"), "1") == R::reducing_only);
  CHECK(reducing("-2", market_order(2, true, "1"), "5") == R::reducing_only);
  CHECK(reducing("-2", market_order(2, true, "2"), "0", "5") == R::none);
  CHECK(reducing("2", market_order(2, false, "1"), "0", "1") == R::none);
  CHECK(reducing("2", market_order(2, false, "1.001"), "0", "1") == R::reducing_only);
  CHECK(reducing("2", market_order(2, true, "1")) == R::reducing_only);
  CHECK(reducing("0", market_order(2, false, "1")) == R::reducing_only);
  // A venue caps reduce-only orders by itself, so open ones do not count.
  CHECK(reducing("-2", reduce_order(2, true, "2"), "2") == R::none);
  CHECK(reducing("-2", reduce_order(2, true, "2.001")) == R::not_reducing);
}

TEST_CASE("reducing: coins that came by a transfer are sold, though no fill has told of them") {
  PreTradeGate gate = ready_gate();
  gate.set_risk({RiskStatus::critical, Amount{}}, kNow);
  gate.set_kill_switch(KillState::reducing, "test", kNow);
  CHECK(gate.check(market_order(1, false, "1"), kNow).passed());
  CHECK(gate.check(market_order(1, true, "1"), kNow).reason == R::reducing_only);
  CHECK(gate.check(market_order(2, false, "1"), kNow).reason == R::reducing_only);
}

TEST_CASE("a reduce-only order without its position is refused in any state") {
  PreTradeGate gate = ready_gate();
  CHECK(gate.check(reduce_order(2, true, "1"), kNow).reason == R::not_reducing);
  gate.set_position(id(2), quantity("1"));
  CHECK(gate.check(reduce_order(2, true, "1"), kNow).reason == R::not_reducing);
  CHECK(gate.check(reduce_order(2, false, "1"), kNow).passed());
}

TEST_CASE("an order that passes is open until it is filled or closed") {
  PreTradeGate gate = ready_gate();
  CHECK(gate.check(market_order(1, true, "5"), kNow).passed());
  CHECK(gate.open(id(1), true) == quantity("5"));
  CHECK(format_decimal(gate.gross(), 16) == "500");
  gate.on_fill(id(1), true, quantity("2"));
  CHECK(gate.open(id(1), true) == quantity("3"));
  CHECK(gate.position(id(1)) == quantity("2"));
  CHECK(format_decimal(gate.gross(), 16) == "500");
  gate.on_closed(id(1), true, quantity("3"));
  CHECK(gate.open(id(1), true) == quantity("0"));
  CHECK(format_decimal(gate.gross(), 16) == "200");
  gate.on_fill(id(1), false, quantity("3"));  // nobody of ours sold
  CHECK(gate.position(id(1)) == quantity("-1"));
  CHECK(gate.open(id(1), false) == quantity("0"));
  CHECK(format_decimal(gate.gross(), 16) == "100");
}

TEST_CASE("orders a second: of a market and of all, by the nanosecond") {
  PreTradeGate gate = ready_gate();  // 10 a second, 5 at once; all: 20 and 8
  const OrderCommand buy = limit_order(1, true, "0.1", "100");
  for (int i = 0; i < 5; ++i) CHECK(gate.check(buy, kNow).passed());
  const PreTradeVerdict refused = gate.check(buy, kNow);
  CHECK(refused.reason == R::order_rate);
  CHECK(gate.check(buy, kNow + Nanos{99'999'999}).reason == R::order_rate);
  CHECK(gate.check(buy, kNow + Nanos{100'000'000}).passed());
  CHECK(gate.check(buy, kNow + Nanos{100'000'000}).reason == R::order_rate);
  // Of all: 8 - 6 taken + 2 come back in 100 ms = 4.
  const OrderCommand sell = limit_order(2, false, "0.1", "100");
  for (int i = 0; i < 4; ++i) CHECK(gate.check(sell, kNow + Nanos{100'000'000}).passed());
  CHECK(gate.check(sell, kNow + Nanos{100'000'000}).reason == R::total_order_rate);
  CHECK(gate.check(sell, kNow + Nanos{150'000'000}).passed());
}

TEST_CASE("a bucket of tokens neither overflows nor runs backward") {
  TokenBucket bucket({1'000'000, 3});
  CHECK(bucket.whole(MonoTime{}) == 3);
  bucket.take(3, at(kHour));
  CHECK(bucket.whole(at(kHour)) == 0);
  CHECK(bucket.whole(at(kSecond)) == 0);
  CHECK(!bucket.holds(1, at(kHour + Nanos{999})));
  CHECK(bucket.holds(1, at(kHour + Nanos{1000})));
  CHECK(bucket.whole(MonoTime::from_nanos(std::numeric_limits<std::int64_t>::max())) == 3);
  bucket.take(1, at(kHour + Nanos{1000}));
  CHECK(!bucket.holds(1, at(kHour + Nanos{1999})));
  CHECK_THROWS_AS(TokenBucket({0, 1}), InvariantError);
  CHECK_THROWS_AS(TokenBucket({1, 0}), InvariantError);
  CHECK_THROWS_AS(TokenBucket({1, 1'000'000'001}), InvariantError);
}

TEST_CASE("a pair: both legs are booked") {
  PreTradeGate gate = ready_gate();
  CHECK(gate.check_pair(market_order(1, true, "5"), market_order(2, false, "5"), kNow).passed());
  CHECK(gate.open(id(1), true) == quantity("5"));
  CHECK(gate.open(id(2), false) == quantity("5"));
  CHECK(format_decimal(gate.gross(), 16) == "1000");
}

TEST_CASE("a pair: whatever ails one leg, neither is booked") {
  struct Ail {
    R reason;
    std::function<void(PreTradeGate&, int)> ail;
    const char* size = "5";
  };
  const std::vector<Ail> ails = {
      {R::not_connected,
       [](PreTradeGate& gate, int leg) {
         gate.set_readiness(id(leg), {false, true});
       }},
      {R::not_synced,
       [](PreTradeGate& gate, int leg) {
         gate.set_readiness(id(leg), {true, false});
       }},
      {R::no_price, [](PreTradeGate& gate, int leg) { gate.apply(event(id(leg), kNow, PriceLost{})); }},
      {R::price_old,
       [](PreTradeGate& gate, int leg) { gate.apply(event(id(leg), ago(kMinute), top("99.9", "100.1"))); }},
      {R::position_limit,
       [](PreTradeGate& gate, int leg) { gate.set_position(id(leg), quantity(leg == 1 ? "16" : "-16")); }},
      {R::below_minimum_size, [](PreTradeGate&, int) {}, "0.001"},
      {R::off_step, [](PreTradeGate&, int) {}, "5.0001"},
      {R::below_minimum_notional, [](PreTradeGate&, int) {}, "0.02"},
  };
  for (const Ail& one : ails) {
    for (const int leg : {1, 2}) {
      CAPTURE(pretrade_reason_name(one.reason));
      CAPTURE(leg);
      PreTradeGate gate = ready_gate();
      one.ail(gate, leg);
      const i128 gross = gate.gross();
      const auto verdict = gate.check_pair(market_order(1, true, leg == 1 ? one.size : "5"),
                                           market_order(2, false, leg == 2 ? one.size : "5"), kNow);
      CHECK(verdict.reason == one.reason);
      CHECK(verdict.market == id(leg));
      CHECK(gate.open(id(1), true).is_zero());
      CHECK(gate.open(id(2), false).is_zero());
      CHECK(gate.gross() == gross);
    }
  }
}

TEST_CASE("a pair: the second leg is judged as if the first were booked") {
  PreTradeLimits limits = round_limits();
  limits.total.maximum_gross = amount("1000");
  limits.total.rate = {1, 3};
  PreTradeGate gate = ready_gate(limits);
  CHECK(gate.check_pair(market_order(1, true, "5"), market_order(2, false, "5.001"), kNow).reason == R::gross_limit);
  CHECK(gate.check_pair(market_order(1, true, "5"), market_order(2, false, "5"), kNow).passed());
  gate.set_open(id(1), quantity("0"), quantity("0"));
  gate.set_open(id(2), quantity("0"), quantity("0"));
  // One token is left, two are needed; the refused pair does not take it.
  CHECK(gate.check_pair(market_order(1, true, "1"), market_order(2, false, "1"), kNow).reason == R::total_order_rate);
  CHECK(gate.check(market_order(1, true, "1"), kNow).passed());
  CHECK(gate.check(market_order(2, false, "1"), kNow).reason == R::total_order_rate);
}

TEST_CASE("a pair of one market is none; a reducing pair wants both legs to reduce") {
  PreTradeGate gate = ready_gate();
  CHECK(gate.check_pair(market_order(1, true, "1"), market_order(1, false, "1"), kNow).reason == R::same_market);
  gate.set_position(id(1), quantity("1"));
  gate.set_kill_switch(KillState::reducing, "test", kNow);
  CHECK(gate.check_pair(market_order(1, false, "1"), market_order(2, true, "1"), kNow).reason == R::reducing_only);
  gate.set_position(id(2), quantity("-1"));
  CHECK(gate.check_pair(market_order(1, false, "1"), market_order(2, true, "1"), kNow).passed());
}

}  // namespace
}  // namespace basis
