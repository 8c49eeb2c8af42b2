#include "core/execution/gate_feed.hpp"

#include <doctest/doctest.h>

#include "tests/core/execution/gate_support.hpp"
#include "tests/core/execution/tracker_rig.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/rounds.hpp"

namespace basis {
namespace {

using namespace test;

/// Limits that let everything of the random world through.
PreTradeLimits wide_limits(int markets) {
  PreTradeLimits limits;
  for (int i = 0; i < markets; ++i) {
    MarketLimits of;
    of.market = &keep(spot_market_of(i));
    of.maximum_notional = amount("1000000000");
    of.price_band = bps("9000");
    of.maximum_position = quantity("1000000000");
    of.rate = {1'000'000'000, 1'000'000'000};
    limits.markets.push_back(of);
  }
  limits.total.maximum_gross = amount("1000000000000");
  limits.total.rate = {1'000'000'000, 1'000'000'000};
  limits.total.daily_loss = amount("50");
  return limits;
}

/// A gate, a tracker of market 0 and 1, and what joins them.
struct Joined {
  PreTradeLimits limits = wide_limits(2);
  PreTradeGate gate{limits};
  TrackerRig rig;
  GateFeed feed{gate, *rig.tracker, limits};
  MarketId market{0};

  Joined() {
    gate.set_kill_switch(KillState::active, "released", kNow);
    gate.set_risk({RiskStatus::safe, Amount{}}, kNow);
    gate.apply(event(market, kNow, top("99.9", "100.1")));
  }
  void ready() {
    feed.set_connected(market, true);
    rig.download();
    feed.take(rig.effects);
    feed.download_ended(market);
    feed.set_position(market, Quantity{});
  }
  [[nodiscard]] PreTradeReason ask(std::uint64_t number) {
    const OrderCommand order = create_order(rig.id(number), 0, true, "5");
    const PreTradeVerdict verdict = gate.check(order, kNow);
    if (verdict.passed()) {
      (void)rig.tracker->send(order, rig.now, rig.now + kSecond * 5);
      feed.sent(market);
    }
    return verdict.reason;
  }
  void apply(const OrderReport& report) {
    rig.apply(report);
    feed.take(rig.effects);
  }
};

TEST_CASE("gate feed: nothing is sent before the market is connected, downloaded and its position known") {
  Joined joined;
  CHECK(joined.ask(1) == PreTradeReason::not_connected);
  joined.feed.set_connected(joined.market, true);
  CHECK(joined.ask(1) == PreTradeReason::not_synced);
  joined.rig.tracker->begin_download(joined.market, joined.rig.now);
  joined.feed.download_began(joined.market);
  joined.feed.set_position(joined.market, Quantity{});
  CHECK(joined.ask(1) == PreTradeReason::not_synced);
  joined.rig.keep(joined.rig.tracker->end_download(joined.market, joined.rig.now));
  joined.feed.take(joined.rig.effects);
  joined.feed.download_ended(joined.market);
  CHECK(joined.ask(1) == PreTradeReason::none);
  SUBCASE("a position that could not be queried is unknown, not flat") {
    joined.feed.lose_position(joined.market);
    CHECK(joined.ask(2) == PreTradeReason::not_synced);
    joined.feed.set_position(joined.market, quantity("1"));
    CHECK(joined.ask(2) == PreTradeReason::none);
  }
  SUBCASE("after a lost connection all of it has to come again") {
    joined.feed.set_connected(joined.market, false);
    CHECK(joined.ask(2) == PreTradeReason::not_connected);
    joined.feed.set_connected(joined.market, true);
    CHECK(joined.ask(2) == PreTradeReason::not_synced);
  }
}

TEST_CASE("gate feed: an order that the tracker does not take is free again in the gate") {
  Joined joined;
  joined.ready();
  CHECK(joined.ask(1) == PreTradeReason::none);
  CHECK(joined.gate.open(joined.market, true) == quantity("5"));
  CHECK(joined.ask(1) == PreTradeReason::none);  // the id is used: the tracker refuses it
  CHECK(joined.gate.open(joined.market, true) == quantity("5"));
}

TEST_CASE("gate feed: an unknown order stays reserved, and one that never arrived is free") {
  Joined joined;
  joined.ready();
  CHECK(joined.ask(1) == PreTradeReason::none);
  joined.rig.fail(1);
  joined.feed.take(joined.rig.effects);
  CHECK(joined.gate.open(joined.market, true) == quantity("5"));
  joined.rig.pass(kSecond * 7);
  for (int i = 0; i < 3; ++i) {
    joined.rig.answer_missing(1);
    joined.feed.take(joined.rig.effects);
  }
  joined.rig.download();
  joined.feed.take(joined.rig.effects);
  CHECK(joined.gate.open(joined.market, true).is_zero());
}

TEST_CASE("gate feed: a fee in the coins that were bought leaves so many fewer, also when it is told later") {
  Joined joined;
  joined.ready();
  CHECK(joined.ask(1) == PreTradeReason::none);
  OrderReport fill = joined.rig.fill(1, 1, "4");
  fill.fee_asset = AssetId{1};
  fill.fee = amount("0.004000000000000001");
  joined.apply(fill);
  CHECK(joined.gate.position(joined.market) == quantity("3.99599999"));
  OrderReport fast = joined.rig.fill(1, 2, "1");
  fast.fee_known = false;
  joined.apply(fast);
  CHECK(joined.gate.position(joined.market) == quantity("4.99599999"));
  OrderReport full = joined.rig.fill(1, 2, "1");
  full.fee_asset = AssetId{1};
  full.fee = amount("0.001");
  joined.apply(full);
  CHECK(joined.gate.position(joined.market) == quantity("4.99499999"));
}

TEST_CASE("gate feed: more fills than the order had stop the market, and the position has them all") {
  Joined joined;
  joined.ready();
  CHECK(joined.ask(1) == PreTradeReason::none);
  CHECK(joined.ask(2) == PreTradeReason::none);
  joined.apply(joined.rig.fill(1, 1, "4"));
  joined.apply(joined.rig.fill(1, 2, "4"));
  CHECK(joined.gate.position(joined.market) == quantity("8"));
  CHECK(joined.gate.open(joined.market, true) == quantity("5"));  // the second order's, untouched
  CHECK(joined.ask(3) == PreTradeReason::not_synced);
  joined.rig.tracker->release(joined.market);
  joined.feed.released(joined.market);
  CHECK(joined.ask(3) == PreTradeReason::none);
}

TEST_CASE("gate feed: liquidation and foreign fills move the position, a fee that came later does not") {
  Joined joined;
  joined.ready();
  CHECK(joined.ask(1) == PreTradeReason::none);
  OrderReport fast = joined.rig.fill(1, 1, "4");
  fast.fee_known = false;
  joined.apply(fast);
  joined.apply(joined.rig.fill(1, 1, "4"));
  CHECK(joined.gate.position(joined.market) == quantity("4"));
  OrderReport closed = joined.rig.fill(77, 3, "3");
  closed.id = ClientOrderId::parse("autoclose1").value();
  closed.side = OrderSide::sell;
  closed.origin = FillOrigin::liquidation;
  joined.apply(closed);
  CHECK(joined.gate.position(joined.market) == quantity("1"));
  closed.origin = FillOrigin::order;
  closed.trade = VenueKey::of(4);
  joined.apply(closed);
  CHECK(joined.gate.position(joined.market) == quantity("-2"));
  CHECK(joined.gate.open(joined.market, true) == quantity("1"));
}

TEST_CASE("property: gate and tracker never disagree, whatever the line does") {
  std::size_t passed = 0;
  for (std::uint64_t seed = 1; seed <= rounds(1'000); ++seed) {
    INFO("seed ", seed);
    TrackerWorld world(seed);
    const PreTradeLimits limits = wide_limits(TrackerWorld::kMarkets);
    PreTradeGate gate(limits);
    GateFeed feed(gate, *world.tracker, limits);
    gate.set_kill_switch(KillState::active, "released", kNow);
    gate.set_risk({RiskStatus::safe, Amount{}}, kNow);
    for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market) {
      gate.apply(event(MarketId{market}, kNow, top("99.9", "100.1")));
      feed.set_connected(MarketId{market}, true);
      feed.download_ended(MarketId{market});
      feed.set_position(MarketId{market}, Quantity{});
    }
    std::uint64_t during = 0;
    world.before_send = [&](const OrderCommand& order) { passed += gate.check(order, kNow).passed() ? 1U : 0U; };
    world.watcher = [&](OrderTracker::Effects effects) {
      const std::uint64_t before = allocations();
      feed.take(effects);
      for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market) feed.sent(MarketId{market});
      during += allocations() - before;
    };
    for (int i = 0; i < 120; ++i) {
      world.step();
      for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market)
        for (const bool buy : {true, false})
          REQUIRE(gate.open(MarketId{market}, buy) == world.tracker->open(MarketId{market}, buy));
    }
    world.calm();
    for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market) {
      Quantity position;
      for (const VenueOrder& order : world.exchange.orders)
        if (order.terms.market.value == market)
          position = order.terms.buys() ? position + order.filled : position - order.filled;
      REQUIRE(gate.position(MarketId{market}) == position);
    }
    REQUIRE(during == 0);
  }
  CHECK(passed > rounds(1'000));  // else it has proved nothing
}

}  // namespace
}  // namespace basis
