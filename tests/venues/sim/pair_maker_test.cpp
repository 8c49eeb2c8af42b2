#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

constexpr Nanos kShort{50'000'000};

PairOrder making() {
  PairOrder order = worked_order();
  order.terms.style = PairStyle::make_first;
  return order;
}

/// All that was bought on spot was bought by orders that rested, so nothing crossed.
void check_made(const WorkedWorld& world) {
  for (const OrderReport& fill : world.venues[0]->engine.fills())
    if (fill.side == OrderSide::buy) CHECK(fill.liquidity == Liquidity::maker);
}

}  // namespace

TEST_CASE("pair at venues: make first is overtaken at a better price and in the queue, and never crosses") {
  WorkedWorld world(making());
  world.quote({"99.9", "100.1", "5"});
  world.run(kShort);
  world.check_order(0, 0, true, "0.4", "99.9");
  // Another stands a tick before us and is filled; we stay and are not.
  world.show(0, {"100", "100.1", "3", "100", {{"99.9", "5"}}});
  world.run(kShort);
  world.sold(0, "100", "3");
  // Back at our price, where 5 coins stood before us.
  world.show(0, {"99.9", "100.1", "5"});
  world.sold(0, "99.9", "4");
  world.run(kSecond);
  CHECK(world.orders.size() == 1);
  CHECK(world.worker.figures().fills == 0);
  // The market leaves us by two ticks: we follow, behind the others there.
  world.show(0, {"100.1", "100.2", "7"});
  world.run(kShort);
  REQUIRE(world.changes.size() == 1);
  world.check_order(1, 0, true, "0.4", "100.1");
  world.sold(0, "100.1", "7");
  world.run(kShort);
  CHECK(world.worker.figures().fills == 0);
  // The queue before us is gone: a part of the next sale is ours, and the perp follows.
  world.sold(0, "100.1", "0.1");
  world.run(kShort);
  CHECK(world.spot().position() == quantity("0.1"));
  CHECK(world.perp().position() == quantity("-0.1"));
  check_made(world);
  CHECK(world.alarms.empty());
}

TEST_CASE("pair at venues: make first does not take from a book that came to it on its way") {
  WorkedWorld world(making());
  world.quote();
  world.run(Nanos{1'000'000});
  // At the venue before the order, at which it would trade at once.
  world.show(0, {"99.7", "99.8"});
  world.run(kShort);
  CHECK(world.worker.figures().fills == 0);
  CHECK(world.worker.figures().refusals == 1);
  world.show(0, {"99.7", "99.8"});
  world.run(kShort);
  world.check_order(1, 0, true, "0.4", "99.7");
  check_made(world);
}

TEST_CASE("pair at venues: H72 a stop takes the resting order back; what fills before that is followed by the perp") {
  WorkedWorld world(making());
  world.quote({"99.9", "100.1", "1"});
  world.run(kShort);
  world.worker.stop(world.time());
  REQUIRE(world.changes.size() == 1);
  // Before the cancel is at the venue.
  world.sold(0, "99.9", "1.3");
  world.run(kSecond);
  REQUIRE(world.worker.is_over());
  CHECK(world.figures().end == PairEnd::stopped);
  CHECK(world.figures().maker == quantity("0.3"));
  CHECK(world.perp().position() == quantity("-0.3"));
  world.check_settled();
}

TEST_CASE("pair at venues: H72 the cancel comes too late: the order has filled whole") {
  WorkedWorld world(making());
  world.quote({"99.9", "100.1", "1"});
  world.run(kShort);
  world.worker.stop(world.time());
  world.sold(0, "99.9", "9");
  world.run(kSecond);
  REQUIRE(world.worker.is_over());
  CHECK(world.perp().position() == quantity("-0.4"));
  CHECK(world.spot().position() == quantity("0.4"));
  world.check_settled();
}

TEST_CASE("pair at venues: H72 a fill that is told after the order's cancel is evened, too") {
  WorkedWorld world(
      making(),
      {.spot = {.reports = {{.kind = ReportFault::Kind::delay, .of = ReportKind::fill, .delay = kSecond * 3}}}});
  world.quote({"99.9", "100.1", "1"});
  world.run(kShort);
  world.worker.stop(world.time());
  world.sold(0, "99.9", "1.3");
  world.run(kSecond * 5);
  REQUIRE(world.worker.is_over());
  CHECK(world.perp().position() == quantity("-0.3"));
  CHECK(world.figures().net_second == quantity("0.3"));
  world.check_settled();
}

TEST_CASE("pair at venues: H72 a stop in the middle of both legs ends with figures, even") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  world.worker.stop(world.time());
  world.run(kShort);
  CHECK_FALSE(world.worker.is_over());
  world.finish();
  CHECK(world.figures().end == PairEnd::stopped);
  CHECK(world.figures().net_first == quantity("0.4"));
  CHECK(world.figures().net_second == quantity("0.4"));
  CHECK(world.figures().left == quantity("0.6"));
  world.check_settled();
}

TEST_CASE("pair at venues: H68 one leg in part: its rest is taken at the next prices") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  world.run(kShort);
  CHECK(world.worker.naked() == quantity("0.3"));
  world.show(1, {"99.8", "100"});
  world.check_order(world.orders.size() - 1, 1, false, "0.3", "99.7");
  world.run(kShort);
  // The other clips have gone, too.
  CHECK(world.perp().position() == quantity("-1"));
  CHECK(world.spot().position() == quantity("1"));
  CHECK(world.alarms.empty());
}

TEST_CASE("pair at venues: H68 the rest of a leg that cannot be had is traded back in time, with an alarm") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  world.run(kSecond * 11);
  CHECK(world.alarmed() == "naked_too_long");
  // 99.9 * 0.998 = 99.7002, up to 99.8.
  world.check_order(world.orders.size() - 1, 0, false, "0.3", "99.8");
  CHECK(world.spot().position() == quantity("0.1"));
  CHECK(world.perp().position() == quantity("-0.1"));
  CHECK(world.worker.figures().longest_naked < kSecond * 11);
}

TEST_CASE("pair at venues: H71 the price runs away: the rest ignores the edge and keeps the band") {
  PairOrder order = worked_order();
  order.terms.least_edge_bps = 10;
  order.terms.patience = kMinute;
  WorkedWorld world(order);
  world.quote();
  world.run(Nanos{1'000'000});
  // Before the order of the perp is at its venue; the gate's band is 2 % from mid and mark.
  world.mark("100.4");
  world.show(1, {"95", "95.2"});
  world.run(kSecond);
  CHECK(world.worker.naked() == quantity("0.4"));
  CHECK(world.sent(1) == 1);
  world.mark("95.1");
  world.show(1, {"95", "95.2"});
  // 95 * 0.998 = 94.81, up to 94.9.
  world.check_order(2, 1, false, "0.4", "94.9");
  world.run(kSecond);
  CHECK(world.worker.naked().is_zero());
  world.finish({"99.9", "100.1"}, {"95", "95.2"});
  CHECK(world.figures().end == PairEnd::patience);
  CHECK(world.perp().position() == quantity("-0.4"));
  CHECK(world.alarms.empty());
  world.check_settled();
}

}  // namespace basis::test
