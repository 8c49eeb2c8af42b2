#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

CommandFault refusal(RejectReason reason, std::uint32_t times) {
  CommandFault fault;
  fault.action = OrderAction::create;
  fault.reason = reason;
  fault.times = times;
  return fault;
}

}  // namespace

TEST_CASE("pair at venues: both legs, clip after clip, on time and with latency by chance") {
  for (const char* latency : {"0", "5000", "1000..400000"}) {
    CAPTURE(std::string(latency));
    WorkedWorld world(worked_order(), {.latency = latency});
    world.quote();
    world.check_order(0, 0, true, "0.4", "100.3");
    world.check_order(1, 1, false, "0.4", "100.1");
    world.finish();
    CHECK(world.figures().end == PairEnd::done);
    CHECK(world.perp().position() == quantity("-1"));
    CHECK(world.spot().position() == quantity("1"));
    CHECK(world.orders.size() == 6);
    CHECK(world.alarms.empty());
    world.check_settled();
  }
}

TEST_CASE("pair at venues: H66 one leg refused for good, of every kind: no new clip, the other is traded back") {
  using R = RejectReason;
  for (const R reason : {R::no_market, R::parameters, R::tick, R::step, R::size, R::notional, R::reduce_only, R::funds,
                         R::unknown_order, R::other}) {
    for (const bool perp : {false, true}) {
      CAPTURE(reject_reason_name(reason));
      CAPTURE(perp);
      const FaultScript script{.commands = {refusal(reason, 1)}};
      WorkedWorld world(worked_order(), {.spot = perp ? FaultScript{} : script, .perp = perp ? script : FaultScript{}});
      world.quote();
      world.run(kSecond);
      REQUIRE(world.worker.is_over());
      CHECK(world.figures().end == PairEnd::refused);
      CHECK(world.figures().unwound == quantity("0.4"));
      CHECK(world.figures().left == quantity("1"));
      CHECK(world.figures().refusals == 1);
      CHECK(world.figures().longest_naked <= kSecond);
      CHECK(world.spot().position().is_zero());
      CHECK(world.perp().position().is_zero());
      CHECK(world.orders.size() == 3);
      CHECK(world.alarms.empty());
      world.check_settled();
    }
  }
}

TEST_CASE("pair at venues: H66 one leg refused for a while, of every kind: it follows a second later") {
  using R = RejectReason;
  for (const R reason : {R::price_band, R::too_many_orders, R::self_trade, R::later, R::dead_man}) {
    CAPTURE(reject_reason_name(reason));
    WorkedWorld world(worked_order(), {.perp = {.commands = {refusal(reason, 1)}}});
    world.quote();
    world.run(kSecond - Nanos{1});
    CHECK(world.sent(1) == 1);
    world.finish();
    CHECK(world.figures().end == PairEnd::done);
    CHECK(world.perp().position() == quantity("-1"));
    CHECK(world.figures().longest_naked <= kSecond * 2);
    CHECK(world.figures().unwound.is_zero());
    CHECK(world.alarms.empty());
    world.check_settled();
  }
}

TEST_CASE(
    "pair at venues: H66 one leg refused for a while without end: traded back after the naked time, with an alarm") {
  PairOrder order = worked_order();
  order.terms.patience = kMinute;
  WorkedWorld world(order, {.perp = {.commands = {refusal(RejectReason::later, 1'000)}}});
  world.finish();
  CHECK(world.figures().end == PairEnd::patience);
  CHECK(world.spot().position().is_zero());
  CHECK(world.perp().position().is_zero());
  CHECK(world.figures().unwound > Quantity{});
  CHECK(world.alarms.front() == PairAlarm::naked_too_long);
  CHECK(world.figures().longest_naked <= kSecond * 12);
  world.check_settled();
}

TEST_CASE("pair at venues: a rate limit of the venue, one order in ten seconds") {
  OrderEntrySettings rules;
  rules.orders_an_interval = 1;
  rules.interval = kSecond * 10;
  PairOrder order = worked_order();
  order.terms.max_naked = kMinute;
  WorkedWorld world(order, {.perp_rules = rules});
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.perp().position() == quantity("-1"));
  CHECK(world.spot().position() == quantity("1"));
  CHECK(world.figures().longest_naked <= kSecond * 20);
  world.check_settled();
}

TEST_CASE("pair at venues: H70 margin is short in the middle: the clip is cut, then the pair ends, even") {
  WorkedWorld world;
  REQUIRE(world.perp().engine.transfer(kMarginAccount, kUsdt, amount("-99990"), world.now));
  world.run(kSecond);
  world.finish();
  CHECK(world.figures().end == PairEnd::refused);
  CHECK(world.figures().refusals == 0);
  CHECK(world.figures().unwound.is_zero());
  // A coin needs 100.1 / 5 and a fee of 5 bps: 20.07005. The clip of 0.4 is sold at 100.3 and marked at 100.4: of 10
  // USDT 0.02006 and 0.04 are gone and 8.032 are held, 1.90794 are free, so 0.09 of the next clip go. Of what is left
  // then, 10 - 0.0245735 - 0.049 - 9.8392, not even the smallest order.
  CHECK(world.spot().position() == quantity("0.49"));
  CHECK(world.perp().position() == quantity("-0.49"));
  REQUIRE(world.figures().short_of.has_value());
  CHECK(world.figures().short_of->account == kMarginAccount);
  CHECK(world.figures().short_of->available == amount("0.0872265"));
  CHECK(world.figures().short_of->needed == amount("8.02802"));
  CHECK(world.alarms.empty());
  world.check_settled();
}

TEST_CASE("pair at venues: H70 the quote is short on the spot side, too, and comes while the pair waits for it") {
  WorkedWorld world;
  REQUIRE(world.spot().engine.transfer(kSpotAccount, kUsdt, amount("-99958"), world.now));
  world.run(kSecond);
  world.quote();
  world.run(kSecond * 5);
  // 42 USDT buy 0.41 at 100.3: 0.4 at 100.1, and with 1.96 none.
  CHECK(world.spot().position() == quantity("0.4"));
  CHECK(world.perp().position() == quantity("-0.4"));
  CHECK(world.worker.figures().waits == PairWait::funds);
  REQUIRE(world.spot().engine.transfer(kSpotAccount, kUsdt, amount("1000"), world.spot().there(world.now)));
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  CHECK(world.perp().position() == quantity("-1"));
  world.check_settled();
}

TEST_CASE("pair at venues: H74 what is under a step is left, what is under a minimum goes with the last clip") {
  PairOrder order = worked_order();
  order.coins = quantity("0.8445");
  WorkedWorld world(order);
  world.finish();
  CHECK(world.figures().end == PairEnd::done);
  // 0.4, then 0.44: 0.04 coins by themselves were worth 4 USDT, and the minimum is 5.
  CHECK(world.orders.size() == 4);
  CHECK(world.perp().position() == quantity("-0.84"));
  CHECK(world.figures().left == quantity("0.0045"));
  CHECK(world.figures().refusals == 0);
  world.check_settled();
}

}  // namespace basis::test
