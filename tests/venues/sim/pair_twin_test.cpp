#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

/// ADL of a share of the perp's position, so many milliseconds after the start.
FaultScript deleveraged(const char* share, std::int64_t milliseconds) {
  VenueEvent event;
  event.at = utc("2026-05-12") + Nanos{milliseconds * 1'000'000};
  event.kind = VenueEvent::Kind::deleverage;
  event.market = kPerpMarket;
  event.share = fraction(share);
  return {.events = {event}};
}

PairOrder leaving(const char* coins) {
  PairOrder order = worked_order();
  order.first.side = OrderSide::sell;
  order.second = PairLeg{kPerpMarket, OrderSide::buy, true};
  order.coins = quantity(coins);
  return order;
}

/// 30 USDT back a short of 1 coin at 100.3; at 130 nothing of it is left.
void keep_thirty(WorkedWorld& world) {
  REQUIRE(world.perp().engine.transfer(kMarginAccount, kUsdt, amount("-99970"), world.perp().there(world.now)));
}
constexpr Touch kAtThirty{"129.9", "130.1"};

}  // namespace

TEST_CASE("pair at venues: H73 a position is liquidated: its twin sells the coins at once") {
  WorkedWorld world;
  keep_thirty(world);
  world.finish();
  CHECK(world.perp().position() == quantity("-1"));
  const std::size_t before = world.sent(1);
  world.show(1, kAtThirty);
  world.run(kSecond);
  CHECK(world.perp().position().is_zero());
  CHECK(world.spot().position().is_zero());
  REQUIRE(world.twin_ends.size() == 1);
  CHECK(world.twin_ends[0].end == PairEnd::done);
  CHECK(world.twin_ends[0].first == quantity("1"));
  // There and back.
  CHECK(world.twin_ends[0].longest_naked <= Nanos{10'000'000});
  CHECK(world.sent(1) == before);
  CHECK(world.alarms.empty());
  world.check_settled();
}

TEST_CASE("pair at venues: H73 a share is deleveraged: its twin sells as many coins") {
  WorkedWorld world(worked_order(), {.perp = deleveraged("0.3", 2'000)});
  world.finish();
  world.run(kSecond * 3);
  CHECK(world.perp().position() == quantity("-0.7"));
  CHECK(world.spot().position() == quantity("0.7"));
  REQUIRE(world.twin_ends.size() == 1);
  CHECK(world.alarms.empty());
  world.check_settled();
}

TEST_CASE("pair at venues: H73 the twin cannot trade in time: an alarm, and it goes on") {
  WorkedWorld world(worked_order(), {.perp = deleveraged("0.5", 2'000)});
  world.finish();
  world.disconnect(0);
  world.run(kSecond * 9);
  CHECK(world.alarms.empty());
  world.run(kSecond * 5);
  CHECK(world.alarmed() == "naked_too_long");
  world.connect(0);
  world.run(kSecond);
  world.quote();
  world.run(kSecond);
  CHECK(world.spot().position() == quantity("0.5"));
  CHECK(world.perp().position() == quantity("-0.5"));
  REQUIRE(world.twin_ends.size() == 1);
  CHECK(world.twin_ends[0].longest_naked > kSecond * 10);
  CHECK(world.alarms.size() == 1);
  world.check_settled();
}

TEST_CASE("pair at venues: H73 an entry is liquidated in the middle: its coins are sold, and nothing is opened") {
  PairOrder order = worked_order();
  order.terms.style = PairStyle::make_first;
  order.terms.least_edge_bps = 10;
  WorkedWorld world(order);
  keep_thirty(world);
  world.quote({"99.9", "100.1", "1"});
  world.run(Nanos{50'000'000});
  world.sold(0, "99.9", "1.3");
  world.run(Nanos{50'000'000});
  CHECK(world.perp().position() == quantity("-0.3"));
  // The edge is gone, so no more of it is opened.
  world.show(0, {"101", "101.2"});
  world.run(Nanos{50'000'000});
  const std::size_t before = world.sent(1);
  // At 200 a short of 0.3 that was sold at 100.3 has lost 29.91, and needs 0.6.
  world.show(1, {"199.9", "200.1"});
  world.finish({"101", "101.2"}, {"199.9", "200.1"});
  CHECK(world.figures().end == PairEnd::leg_closed);
  CHECK(world.figures().closed == quantity("0.3"));
  CHECK(world.figures().unwound == quantity("0.3"));
  CHECK(world.perp().position().is_zero());
  CHECK(world.spot().position().is_zero());
  CHECK(world.sent(1) == before);
  CHECK(world.twins.empty());
  CHECK(world.alarms.empty());
  world.check_settled();
}

TEST_CASE("pair at venues: H73 ADL in the middle of an exit counts for it, and the coins follow") {
  WorkedWorld world(leaving("1"), {.perp = deleveraged("0.5", 400)});
  world.hold("1", "1");
  world.quote({"99.9", "100.1", "0.4", "0.4"});
  world.run(kSecond);
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  // The second clip of 0.4 had found no more bids for its coins: a short of 0.2 was left then, and half of it went.
  CHECK(world.figures().closed == quantity("0.1"));
  CHECK(world.perp().position().is_zero());
  CHECK(world.spot().position().is_zero());
  CHECK(world.twins.empty());
  CHECK(world.alarms.empty());
}

TEST_CASE("pair at venues: H73 more is liquidated than an exit was to close: it takes its part, a twin the rest") {
  WorkedWorld world(leaving("0.5"));
  world.hold("1", "1");
  REQUIRE(world.perp().engine.transfer(kMarginAccount, kUsdt, amount("-99970"), world.perp().there(world.now)));
  world.show(0, {"99.9", "100.1", "0.1"});
  world.show(1, kAtThirty);
  world.run(kSecond);
  world.finish({"99.9", "100.1"}, kAtThirty);
  world.run(kSecond);
  CHECK(world.perp().position().is_zero());
  CHECK(world.spot().position().is_zero());
  CHECK(world.twins.size() == 1);
  CHECK(world.figures().net_second == quantity("0.5"));
  CHECK(world.figures().net_first == quantity("0.5"));
}

}  // namespace basis::test
