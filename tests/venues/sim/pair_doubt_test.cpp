#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

constexpr Nanos kMillisecond{1'000'000};

CommandFault lost_order() {
  CommandFault fault;
  fault.kind = CommandFault::Kind::lost;
  fault.action = OrderAction::create;
  return fault;
}

}  // namespace

TEST_CASE("pair at venues: H67 an acknowledgement is lost: the fill tells enough") {
  WorkedWorld world(worked_order(), {.perp = {.reports = {{.of = ReportKind::accepted, .times = 3}}}});
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.perp().position() == quantity("-1"));
  CHECK(world.orders.size() == 6);
  world.check_settled();
}

TEST_CASE("pair at venues: H67 an order never arrives: unknown, no repeat until that is proven, then it is taken") {
  PairOrder order = worked_order();
  order.terms.max_naked = kMinute;
  WorkedWorld world(order, {.perp = {.commands = {lost_order()}}});
  world.quote();
  world.run(kSecond * 6);
  CHECK(world.alarmed() == "unknown_leg");
  CHECK(world.worker.naked() == quantity("0.4"));
  CHECK(world.sent(1) == 1);
  // Known missing after the deadline of 5 s, three answers a second apart, and a look at the lists.
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.perp().position() == quantity("-1"));
  CHECK(world.figures().longest_naked > kSecond * 7);
  CHECK(world.figures().longest_naked < kSecond * 13);
  world.check_settled();
}

TEST_CASE("pair at venues: H67 the connection goes after the order: its fill is found by the download") {
  WorkedWorld world;
  world.quote();
  world.disconnect(1);
  CHECK(world.alarmed() == "unknown_leg");
  world.run(kSecond * 20);
  world.quote();
  // What may have traded is not hedged twice, and nothing is sent again.
  CHECK(world.orders.size() == 2);
  CHECK(world.perp().position() == quantity("-0.4"));
  world.connect(1);
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.orders.size() == 6);
  CHECK(world.perp().position() == quantity("-1"));
  world.check_settled();
}

TEST_CASE("pair at venues: H69 a venue is down in the middle: no new clip, an alarm, unwound on the other") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  // The rest was tried once more as the other leg filled.
  world.run(kMillisecond * 50);
  CHECK(world.worker.naked() == quantity("0.3"));
  world.disconnect(1);
  world.quote();
  world.run(kSecond * 9);
  CHECK(world.orders.size() == 3);
  CHECK(world.alarms.empty());
  world.quote();
  world.run(kSecond * 2);
  CHECK(world.alarmed() == "naked_too_long");
  // 99.9 * 0.998 = 99.7002, up to 99.8.
  world.check_order(3, 0, false, "0.3", "99.8");
  CHECK(world.worker.naked().is_zero());
  world.quote();
  world.run(kSecond * 20);
  CHECK(world.orders.size() == 4);
  CHECK_FALSE(world.worker.is_over());
  world.connect(1);
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.figures().longest_naked < kSecond * 11);
  CHECK(world.perp().position() == quantity("-1"));
  world.check_settled();
}

TEST_CASE("pair at venues: H69 both venues are down: it is told that nothing can be sent") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  world.run(kMillisecond * 50);
  world.disconnect(0), world.disconnect(1);
  world.run(kSecond * 11);
  CHECK(world.alarmed() == "naked_too_long not_evened");
  CHECK(world.orders.size() == 3);
  world.connect(0), world.connect(1);
  world.finish();
  CHECK(world.perp().position() == quantity("-1"));
  CHECK(world.spot().position() == quantity("1"));
  world.check_settled();
}

TEST_CASE("pair at venues: nothing is sent by a book that is out of step, or that is old") {
  WorkedWorld world;
  world.quote({"99.9", "100.1"}, {"100.3", "100.5", "0.1"});
  world.run(kMillisecond * 50);
  world.lose_book(1);
  world.run(kSecond * 5);
  world.show(0, {"99.9", "100.1"});
  CHECK(world.orders.size() == 3);
  world.show(1, {"100.3", "100.5"});
  CHECK(world.sent(1) == 3);
  world.run(kSecond);
  // The books stand still for more than 30 s.
  const std::size_t before = world.orders.size();
  world.run(kSecond * 40);
  CHECK(world.orders.size() == before);
  world.finish();
  CHECK(world.perp().position() == quantity("-1"));
  world.check_settled();
}

}  // namespace basis::test
