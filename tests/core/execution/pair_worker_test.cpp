#include "tests/core/execution/pair_support.hpp"

namespace basis::test {
TEST_CASE("pair worker: both legs at once, clip after clip, limits inside the slippage") {
  PairRig rig;
  rig.quote();
  CHECK(rig.host.pairs == 1);
  // 100.1 * 1.002 = 100.3002, down to 100.3; 100.3 * 0.998 = 100.0994, up to 100.1.
  rig.check_order(0, 1, true, "0.4", "100.3");
  rig.check_order(1, 2, false, "0.4", "100.1");
  CHECK(rig.host.orders[0].kind == OrderKind::limit_ioc);
  rig.fill_whole(0);
  CHECK(rig.host.orders.size() == 2);
  rig.fill_whole(1);
  CHECK(rig.host.pairs == 2);
  rig.fill_whole(2), rig.fill_whole(3);
  rig.check_order(4, 1, true, "0.2", "100.3");
  rig.fill_whole(4), rig.fill_whole(5);
  REQUIRE(rig.host.ends.size() == 1);
  const PairFigures& done = rig.host.ends[0];
  CHECK(done.end == PairEnd::done);
  CHECK(done.first == quantity("1"));
  CHECK(done.second == quantity("1"));
  CHECK(done.left.is_zero());
  CHECK(done.orders == 6);
  CHECK(done.fills == 6);
  CHECK(rig.worker.is_over());
}

TEST_CASE("pair worker: edge and volatility hold a clip back, urgent work is not held back") {
  PairOrder order = entry_order();
  order.terms.least_edge_bps = 20;
  order.terms.max_volatility = 0.8;
  PairRig rig(order);
  // (100.3 - 100.1) / 100.1 is 19.98 bps.
  rig.quote("99.9", "100.1", "100.3", "100.5", 0.8);
  CHECK(rig.host.orders.empty());
  // (100.2 - 100.0) / 100.0 is 20 bps.
  rig.quote("99.9", "100", "100.2", "100.5", 0.9);
  CHECK(rig.host.orders.empty());
  rig.quote("99.9", "100", "100.2", "100.5", 0.8);
  CHECK(rig.host.orders.size() == 2);
  order.urgent = true;
  order.terms.patience = kSecond;
  PairRig urgent(order);
  urgent.wait(kMinute);
  urgent.quote("99.9", "100.1", "99.0", "99.1", 5);
  CHECK(urgent.host.orders.size() == 2);
}

TEST_CASE("pair worker: with a limit of volatility a clip waits while it is not known, urgent work does not") {
  PairOrder order = entry_order();
  order.terms.max_volatility = 0.8;
  order.terms.patience = kMinute;
  for (const PairStyle style : {PairStyle::take_both, PairStyle::make_first}) {
    order.terms.style = style;
    PairRig rig(order);
    rig.quote();
    CHECK(rig.host.orders.empty());
    CHECK(rig.worker.figures().waits == PairWait::unknown_volatility);
    rig.wait(kMinute);
    REQUIRE(rig.host.ends.size() == 1);
    CHECK(rig.host.ends[0].end == PairEnd::patience);
    CHECK(pair_wait_name(rig.host.ends[0].waits) == "unknown volatility");
    CHECK(rig.host.ends[0].left == quantity("1"));
    PairRig known(order);
    known.quote("99.9", "100.1", "100.3", "100.5", 0.5);
    CHECK_FALSE(known.host.orders.empty());
  }
  order.urgent = true;
  PairRig urgent(order);
  urgent.quote();
  CHECK_FALSE(urgent.host.orders.empty());
  CHECK(urgent.worker.figures().waits == PairWait::nothing);
}

TEST_CASE("pair worker: what a clip waited for is told when patience or the owner end the pair") {
  PairOrder order = entry_order();
  order.terms.least_edge_bps = 20;
  order.terms.max_volatility = 0.8;
  const auto waited = [&](const auto& happens) {
    PairRig rig(order);
    happens(rig);
    rig.worker.stop(rig.time());
    REQUIRE(rig.host.ends.size() == 1);
    return rig.host.ends[0].waits;
  };
  CHECK(waited([](PairRig& rig) { rig.quote("0", "0"); }) == PairWait::price);
  CHECK(waited([](PairRig& rig) { rig.quote("99.9", "100.1", "100.3", "100.5", 0.8); }) == PairWait::edge);
  CHECK(waited([](PairRig& rig) { rig.quote("99.9", "100.1", "101", "101.1", 0.9); }) == PairWait::volatility);
  CHECK(waited([](PairRig& rig) {
          rig.host.refuse[1] = PreTradeReason::price_old;
          rig.quote("99.9", "100.1", "101", "101.1", 0.5);
        }) == PairWait::gate);
  CHECK(waited([](PairRig& rig) {
          rig.quote("99.9", "100.1", "101", "101.1", 0.5);
          rig.end(0, OrderState::rejected, RejectReason::later);
          rig.end(1, OrderState::rejected, RejectReason::later);
          rig.quote("99.9", "100.1", "101", "101.1", 0.5);
        }) == PairWait::venue);
}

TEST_CASE("pair worker: H66 one leg refused, no new clip, what the other filled is traded back") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.end(1, OrderState::rejected, RejectReason::funds);
  // 99.9 * 0.998 = 99.7002, up to 99.8.
  rig.check_order(2, 1, false, "0.4", "99.8");
  rig.fill_whole(2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::refused);
  CHECK(rig.host.ends[0].unwound == quantity("0.4"));
  CHECK(rig.host.ends[0].net_first.is_zero());
  CHECK(rig.host.ends[0].left == quantity("1"));
  CHECK(rig.host.alarms.empty());
}

TEST_CASE("pair worker: H66 both legs refused and nothing filled ends the pair") {
  for (const RejectReason reason : {RejectReason::no_market, RejectReason::tick, RejectReason::step, RejectReason::size,
                                    RejectReason::notional, RejectReason::parameters, RejectReason::other}) {
    PairRig rig;
    rig.quote();
    rig.end(0, OrderState::rejected, reason);
    CHECK(rig.host.ends.empty());
    rig.end(1, OrderState::rejected, reason);
    REQUIRE(rig.host.ends.size() == 1);
    CHECK(rig.host.ends[0].end == PairEnd::refused);
    CHECK(rig.host.ends[0].refusals == 2);
    rig.quote();
    CHECK(rig.host.orders.size() == 2);
  }
}

TEST_CASE("pair worker: a refusal that says later waits one second, then two, up to eight") {
  PairRig rig;
  rig.quote();
  std::size_t orders = 2;
  for (const std::int64_t seconds : {1, 2, 4, 8, 8}) {
    rig.end(orders - 2, OrderState::rejected, RejectReason::later);
    rig.end(orders - 1, OrderState::rejected, RejectReason::later);
    rig.now = rig.now + kSecond * seconds - Nanos{1};
    rig.quote();
    CHECK(rig.host.orders.size() == orders);
    rig.now = rig.now + Nanos{1};
    rig.quote();
    orders += 2;
    CHECK(rig.host.orders.size() == orders);
  }
  CHECK(rig.host.ends.empty());
}

TEST_CASE("pair worker: H67 an unknown leg, no repeat, only what is proven is hedged") {
  PairRig rig;
  rig.quote();
  rig.change(1, OrderState::unknown);
  rig.change(1, OrderState::unknown);
  CHECK(rig.host.alarms == std::vector{PairAlarm::unknown_leg});
  rig.fill_whole(0);
  rig.quote();
  rig.wait(kSecond * 20);
  rig.quote();
  CHECK(rig.host.orders.size() == 2);
  CHECK(rig.worker.naked() == quantity("0.4"));
  // It had arrived after all: the next clip goes.
  rig.fill_whole(1);
  CHECK(rig.host.orders.size() == 4);
}

TEST_CASE("pair worker: H67 an unknown leg that never arrived is taken then") {
  PairOrder order = entry_order();
  order.terms.max_naked = kMinute;
  PairRig rig(order);
  rig.quote();
  rig.change(1, OrderState::unknown);
  rig.fill_whole(0);
  rig.end(1, OrderState::rejected, RejectReason::never_arrived);
  CHECK(rig.host.orders.size() == 2);
  rig.now = rig.now + kSecond;
  rig.quote();
  rig.check_order(2, 2, false, "0.4", "100.1");
}

TEST_CASE("pair worker: H68 a partial leg, its rest is taken, on each quote again") {
  PairOrder order = entry_order();
  order.terms.least_edge_bps = 10;
  PairRig rig(order);
  rig.quote();
  rig.fill_whole(0);
  rig.fill(1, "0.1");
  rig.end(1, OrderState::expired);
  // The edge is gone, the rest goes without regard to it: 99 * 0.998 = 98.802, up to 98.9.
  rig.quote("99.9", "100.1", "99", "99.1");
  const std::size_t last = rig.host.orders.size() - 1;
  REQUIRE(last == 2);
  rig.check_order(2, 2, false, "0.3", "100.1");
  rig.end(last, OrderState::expired);
  rig.quote("99.9", "100.1", "99", "99.1");
  rig.check_order(last + 1, 2, false, "0.3", "98.9");
  rig.fill_whole(last + 1);
  CHECK(rig.host.pairs == 1);
  CHECK(rig.worker.naked().is_zero());
}

TEST_CASE("pair worker: H68 what cannot be matched in time is traded back, with an alarm") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(1);
  rig.end(0, OrderState::expired);
  for (int second = 1; second <= 10; ++second) {
    // Each quote has one order, and the last of them trades back.
    rig.end(rig.host.orders.size() - 1, OrderState::expired);
    CHECK(rig.host.alarms.empty());
    rig.now = rig.now + kSecond;
    rig.quote();
  }
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long});
  const OrderCommand& last = rig.host.orders.back();
  CHECK(last.market == id(2));
  CHECK(last.buys());
  CHECK(last.reduce_only);
  CHECK(last.size == quantity("0.4"));
  rig.fill_whole(rig.host.orders.size() - 1);
  CHECK(rig.worker.naked().is_zero());
}

TEST_CASE("pair worker: H69 a venue is down in the middle: no new clip, an alarm, unwound on the other") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.host.refuse[2] = PreTradeReason::not_connected;
  rig.end(1, OrderState::expired);
  rig.quote();
  CHECK(rig.host.orders.size() == 2);
  CHECK(rig.host.alarms.empty());
  rig.wait(kSecond * 10);
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long});
  rig.check_order(2, 1, false, "0.4", "99.8");
  rig.fill_whole(2);
  rig.quote();
  CHECK(rig.host.orders.size() == 3);
  CHECK(rig.host.ends.empty());
}

TEST_CASE("pair worker: H69 both venues are down: it is told that nothing can be sent") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.host.refuse[1] = rig.host.refuse[2] = PreTradeReason::no_price;
  rig.end(1, OrderState::expired);
  rig.wait(kSecond * 10);
  rig.quote();
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long, PairAlarm::not_evened});
  rig.host.refuse = {};
  rig.quote();
  rig.check_order(2, 1, false, "0.4", "99.8");
}

TEST_CASE("pair worker: H70 margin is short in the middle: the legs stay even") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  rig.fill(2, "0.3");
  rig.end(2, OrderState::expired);
  rig.end(3, OrderState::rejected, RejectReason::funds);
  rig.check_order(4, 1, false, "0.3", "99.8");
  rig.fill_whole(4);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].net_first == quantity("0.4"));
  CHECK(rig.host.ends[0].net_second == quantity("0.4"));
}

}  // namespace basis::test
