#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

constexpr Nanos kMoment{50'000'000};

PairOrder moving() {
  PairOrder order = worked_order();
  order.terms.style = PairStyle::make_first;
  return order;
}

CommandFault amend_fault(CommandFault::Kind kind, RejectReason reason = RejectReason::none) {
  CommandFault fault;
  fault.kind = kind;
  fault.action = OrderAction::amend;
  fault.reason = reason;
  return fault;
}

/// A world whose order of 0.4 at 99.9 rests behind 1 coin, and whose market is then two ticks away.
struct Moved : WorkedWorld {
  explicit Moved(FaultScript spot = {}) : WorkedWorld(moving(), {.spot = std::move(spot), .amends = true}) {
    quote({"99.9", "100.1", "1"});
    run(kMoment);
    show(0, {"100.1", "100.2", "2", "100", {{"99.9", "1"}}});
  }
};

}  // namespace

TEST_CASE("pair at venues: the resting order is moved where the market takes amendments") {
  Moved world;
  REQUIRE(world.changes.size() == 1);
  CHECK(world.changes[0].action == OrderAction::amend);
  CHECK(world.changes[0].limit == price("100.1"));
  CHECK(world.changes[0].size == quantity("0.4"));
  world.show(0, {"100.1", "100.2", "2"});
  CHECK(world.changes.size() == 1);
  world.run(kMoment);
  CHECK(world.tracker.find(world.orders[0].id)->terms.limit == price("100.1"));
  // Behind the 2 coins there.
  world.sold(0, "100.1", "2.4");
  world.run(kMoment);
  CHECK(world.spot().position() == quantity("0.4"));
  CHECK(world.perp().position() == quantity("-0.4"));
  CHECK(world.sent(0) == 2);
  CHECK(world.orders.back().kind == OrderKind::post_only);
}

TEST_CASE("pair at venues: a part fills before the amendment is there: the rest moves, the part is followed") {
  Moved world;
  world.sold(0, "99.9", "1.1");
  world.run(kMoment);
  CHECK(world.spot().position() == quantity("0.1"));
  CHECK(world.perp().position() == quantity("-0.1"));
  CHECK(world.tracker.find(world.orders[0].id)->terms.limit == price("100.1"));
  CHECK(world.tracker.open(kSpotMarket, true) == quantity("0.3"));
  CHECK(world.sent(0) == 1);
}

TEST_CASE("pair at venues: the order fills whole before the amendment is there: it is gone, and the next clip goes") {
  Moved world;
  world.sold(0, "99.9", "9");
  world.run(kMoment);
  CHECK(world.spot().position() == quantity("0.4"));
  CHECK(world.perp().position() == quantity("-0.4"));
  CHECK(world.tracker.find(world.orders[0].id)->state == OrderState::filled);
  world.show(0, {"100.1", "100.2", "2"});
  CHECK(world.sent(0) == 2);
  CHECK(world.orders.back().limit == price("100.1"));
}

TEST_CASE("pair at venues: an amendment that is refused leaves the order, which is cancelled, and then sent anew") {
  for (const RejectReason reason : {RejectReason::post_only, RejectReason::parameters, RejectReason::price_band}) {
    CAPTURE(reject_reason_name(reason));
    Moved world({.commands = {amend_fault(CommandFault::Kind::refused, reason)}});
    world.run(kSecond * 2);
    REQUIRE(world.changes.size() == 2);
    CHECK(world.changes[1].action == OrderAction::cancel);
    CHECK(world.sent(0) == 2);
    CHECK(world.orders.back().limit == price("100.1"));
    std::vector<OrderRecord> open;
    world.spot().engine.list_open_orders(open);
    CHECK(open.size() == 1);
  }
}

TEST_CASE("pair at venues: an amendment that is refused for a while is sent again a second later") {
  Moved world({.commands = {amend_fault(CommandFault::Kind::refused, RejectReason::later)}});
  world.run(kMoment);
  CHECK(world.changes.size() == 1);
  world.run(kSecond);
  REQUIRE(world.changes.size() == 2);
  CHECK(world.changes[1].action == OrderAction::amend);
  world.run(kMoment);
  CHECK(world.tracker.find(world.orders[0].id)->terms.limit == price("100.1"));
}

TEST_CASE("pair at venues: an amendment that never arrives is asked about; nothing is sent in its place") {
  Moved world({.commands = {amend_fault(CommandFault::Kind::lost)}});
  for (int second = 0; second < 4; ++second) {
    world.run(kSecond);
    world.show(0, {"100.1", "100.2", "2"});
  }
  CHECK(world.changes.size() == 1);
  CHECK(world.sent(0) == 1);
  for (int second = 0; second < 12; ++second) {
    world.run(kSecond);
    world.show(0, {"100.1", "100.2", "2"});
  }
  // It had not arrived, so the order stood where it was: cancelled, and sent anew.
  REQUIRE(world.sent(0) == 2);
  CHECK(world.orders.back().limit == price("100.1"));
  CHECK(is_ended(world.tracker.find(world.orders[0].id)->state));
}

TEST_CASE("pair at venues: a stop while an amendment is under way takes the order back") {
  Moved world;
  world.worker.stop(world.time());
  world.run(kSecond);
  REQUIRE(world.worker.is_over());
  CHECK(world.figures().first.is_zero());
  world.check_settled();
}

}  // namespace basis::test
