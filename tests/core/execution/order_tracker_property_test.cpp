#include <doctest/doctest.h>

#include "tests/core/execution/tracker_world.hpp"
#include "tests/support/rounds.hpp"

namespace basis {
namespace {

using test::TrackerWorld;
using test::VenueOrder;

OrderState state_of(const VenueOrder& order) {
  if (order.open) return order.filled.is_zero() ? OrderState::open : OrderState::partly_filled;
  if (order.end == ReportKind::cancelled) return OrderState::cancelled;
  return order.end == ReportKind::expired ? OrderState::expired : OrderState::filled;
}

void compare_order(const TrackerWorld& world, const OrderCommand& sent) {
  const TrackedOrder* mine = world.tracker->find(sent.id);
  REQUIRE(mine != nullptr);
  CAPTURE(sent.id.view());
  CAPTURE(order_state_name(mine->state));
  const VenueOrder* theirs = world.at_venue(sent.id);
  if (theirs == nullptr) {
    REQUIRE(mine->state == OrderState::rejected);
    REQUIRE(mine->filled.is_zero());
    return;
  }
  REQUIRE(order_state_name(mine->state) == order_state_name(state_of(*theirs)));
  REQUIRE(mine->filled == theirs->filled);
  const auto counted = world.counted.find(sent.id);
  REQUIRE((counted == world.counted.end() ? Quantity{} : counted->second) == theirs->filled);
  Amount fee;
  for (const OrderReport& fill : theirs->fills) fee += fill.fee;
  const auto fees = world.fees.find(sent.id);
  REQUIRE((fees == world.fees.end() ? Amount{} : fees->second) == fee);
  if (!theirs->open) return;
  REQUIRE(mine->order == theirs->key);
  REQUIRE(mine->terms.size == theirs->terms.size);
  REQUIRE(mine->terms.limit == theirs->terms.limit);
}

void compare_open(const TrackerWorld& world) {
  for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market)
    for (const bool buy : {true, false}) {
      Quantity open;
      for (const VenueOrder& order : world.exchange.orders)
        if (order.open && order.terms.market.value == market && order.terms.buys() == buy)
          open += order.terms.size - order.filled;
      REQUIRE(world.tracker->open(MarketId{market}, buy) == open);
    }
}

TEST_CASE(
    "property: whatever is permuted, doubled or lost, the tracker ends in the venue's state and every fill counts "
    "once") {
  std::map<EffectKind, int> told;
  std::map<OrderAlarm, int> alarms;
  for (std::uint64_t seed = 1; seed <= test::rounds(10'000); ++seed) {
    INFO("seed ", seed);
    TrackerWorld world(seed);
    for (int i = 0; i < 120; ++i) {
      world.step();
      // At every moment: nothing is counted that the venue did not fill.
      for (const auto& [id, size] : world.counted) REQUIRE(size <= world.at_venue(id)->filled);
    }
    world.calm();
    for (const OrderCommand& sent : world.sent) compare_order(world, sent);
    compare_open(world);
    for (const auto& [kind, count] : world.told) told[kind] += count;
    for (const auto& [alarm, count] : world.alarms) alarms[alarm] += count;
  }
  // Else it has proved nothing.
  for (const EffectKind kind :
       {EffectKind::changed, EffectKind::filled, EffectKind::ended, EffectKind::amended, EffectKind::refused,
        EffectKind::query_due, EffectKind::fetch_fills, EffectKind::download_due})
    CHECK(told[kind] > 100);
  CHECK(told[EffectKind::foreign] == 0);
  CHECK(alarms[OrderAlarm::overfilled] == 0);
  CHECK(alarms[OrderAlarm::second_order] == 0);
  CHECK(alarms[OrderAlarm::differing_fill] == 0);
  // A refusal that is passed on late can be taken for that of the next amendment, in one world of many.
  CHECK(alarms[OrderAlarm::arrived_after_all] <= static_cast<int>(test::rounds(10'000) / 1'000));
}

TEST_CASE("property: a tracker rebuilt from its records goes on as if nothing had been") {
  for (std::uint64_t seed = 1; seed <= test::rounds(1'000); ++seed) {
    INFO("seed ", seed);
    TrackerWorld world(seed);
    for (int i = 0; i < 120; ++i) {
      world.step();
      if (i % 40 != 39) continue;
      const TrackerRecords records = world.tracker->records();
      auto again = std::make_unique<OrderTracker>(TrackerWorld::settings(), world.ids, TrackerWorld::kMarkets);
      REQUIRE(again->restore(records).has_value());
      for (std::uint16_t market = 0; market < TrackerWorld::kMarkets; ++market)
        for (const bool buy : {true, false})
          REQUIRE(again->open(MarketId{market}, buy) == world.tracker->open(MarketId{market}, buy));
      world.tracker = std::move(again);
    }
    world.calm();
    for (const OrderCommand& sent : world.sent) compare_order(world, sent);
    compare_open(world);
  }
}

TEST_CASE("property: a tracker that lost its journal adopts what an older boot sent, with every fill") {
  int adopted = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(2'000); ++seed) {
    INFO("seed ", seed);
    TrackerWorld world(seed);
    for (int i = 0; i < 100; ++i) world.step();
    world.ids = ClientOrderIds::create("n1", 4).value();
    world.tracker = std::make_unique<OrderTracker>(TrackerWorld::settings(), world.ids, TrackerWorld::kMarkets);
    world.counted.clear();
    world.fees.clear();
    world.told.clear();
    world.calm();
    compare_open(world);
    for (const VenueOrder& order : world.exchange.orders) {
      CAPTURE(order.terms.id.view());
      const TrackedOrder* mine = world.tracker->find(order.terms.id);
      // One that ended without a fill, and of which nothing was told since, is nobody's business any more.
      if (mine == nullptr) {
        REQUIRE_FALSE(order.open);
        REQUIRE(order.filled.is_zero());
        continue;
      }
      compare_order(world, order.terms);
    }
    adopted += world.told[EffectKind::adopted];
    REQUIRE(world.told[EffectKind::foreign] == 0);
  }
  CHECK(adopted > 1'000);
}

}  // namespace
}  // namespace basis
