#include "tests/core/execution/pair_support.hpp"

namespace basis::test {
namespace {

OrderRoom room_of(const char* coins, bool by_funds) {
  OrderRoom room{quantity(coins), {}};
  if (by_funds) room.funds = Funds{AccountId{3}, AssetId{0}, amount("7"), amount("40")};
  return room;
}

}  // namespace

TEST_CASE("pair worker: a clip is cut to the room of either leg, both legs alike, by the steps of both") {
  for (const bool by_funds : {true, false})
    for (const int market : {1, 2}) {
      PairRig rig;
      rig.host.rooms[static_cast<std::size_t>(market)] = room_of("0.337", by_funds);
      rig.quote();
      rig.check_order(0, 1, true, "0.33", "100.3");
      rig.check_order(1, 2, false, "0.33", "100.1");
    }
}

TEST_CASE("pair worker: without funds for any order a pair waits ten seconds, and ends with the reason") {
  PairRig rig;
  rig.host.rooms[2] = room_of("0.04", true);  // worth 4 USDT, under the minimum
  rig.quote();
  rig.wait(kSecond * 9);
  CHECK(rig.host.orders.empty());
  CHECK(rig.host.ends.empty());
  CHECK(rig.worker.figures().waits == PairWait::funds);
  rig.wait(kSecond);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::refused);
  REQUIRE(rig.host.ends[0].short_of.has_value());
  CHECK(rig.host.ends[0].short_of->available == amount("7"));
  CHECK(rig.host.ends[0].left == quantity("1"));
}

TEST_CASE("pair worker: funds that come in time are traded with; the next lack has its own ten seconds") {
  PairRig rig;
  rig.host.rooms[2] = room_of("0", true);
  rig.quote();
  rig.wait(kSecond * 9);
  rig.host.rooms[2] = room_of("0.4", true);
  rig.wait(Nanos{500'000'000});
  rig.fill_whole(0);
  rig.host.rooms[2] = room_of("0", true);
  rig.fill_whole(1);
  rig.wait(kSecond * 9);
  CHECK(rig.host.ends.empty());
  rig.wait(kSecond);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].net_second == quantity("0.4"));
}

TEST_CASE("pair worker: limits of the node that let nothing through give their own reason") {
  PairRig rig;
  rig.host.rooms[1] = room_of("0", false);
  rig.host.refuse[1] = PreTradeReason::over_maximum_notional;
  rig.quote();
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::refused);
  CHECK_FALSE(rig.host.ends[0].short_of.has_value());
}

TEST_CASE("pair worker: what evens is cut to its room, and goes piece by piece") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.host.refuse[2] = PreTradeReason::not_connected;
  rig.end(1, OrderState::expired);
  rig.host.rooms[1] = room_of("0.15", false);
  rig.wait(kSecond * 10);
  for (std::size_t order = 2; order < 4; ++order) {
    rig.check_order(order, 1, false, "0.15", "99.8");
    rig.fill_whole(order);
    rig.quote();
  }
  rig.check_order(4, 1, false, "0.1", "99.8");
  rig.fill_whole(4);
  CHECK(rig.worker.naked().is_zero());
  CHECK(rig.worker.figures().unwound == quantity("0.4"));
}

}  // namespace basis::test
