#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Bids 100.0 x 5, asks 100.5 x 3 and 101.0 x 4, tick 0.5, step 1, taker fee 5 bps, maker 2 bps, a perp.
struct WorkedExample : Trading {
  explicit WorkedExample(QueueModel queue = QueueModel::conservative) : Trading({.queue = queue}) {
    snapshot(kPerpMarket, {{"100", "5"}}, {{"100.5", "3"}, {"101", "4"}});
  }
};

}  // namespace

TEST_CASE("matching: a taker takes level by level, and what it took is missing until the level is recorded again") {
  WorkedExample venue;
  venue.buy(kPerpMarket, "a", "5", kMarket);
  CHECK(venue.told() ==
        "a accepted 5\n"
        "a fill 3 @ 100.5 taker fee 0.15075 USDT\n"
        "a fill 2 @ 101 taker fee 0.101 USDT\n");
  venue.buy(kPerpMarket, "b", "1", kIoc, "101");
  CHECK(venue.told() == "b accepted 1 @ 101\nb fill 1 @ 101 taker fee 0.0505 USDT\n");
  venue.change(kPerpMarket, {}, {{"100.5", "2"}});
  CHECK(venue.told().empty());
  venue.buy(kPerpMarket, "c", "1", kMarket);
  CHECK(venue.told() == "c accepted 1\nc fill 1 @ 100.5 taker fee 0.05025 USDT\n");
}

TEST_CASE("matching: a resting order moves up by trades at its price and by cancels before it") {
  for (const QueueModel queue : {QueueModel::conservative, QueueModel::proportional}) {
    CAPTURE(static_cast<int>(queue));
    WorkedExample venue(queue);
    venue.buy(kPerpMarket, "a", "2", kLimit, "100");
    venue.sold(kPerpMarket, "100", "4");
    venue.change(kPerpMarket, {{"100", "1"}}, {});  // decrease 4, traded 4
    venue.change(kPerpMarket, {{"100", "3"}}, {});
    venue.change(kPerpMarket, {{"100", "2"}}, {});  // one was cancelled; 1 - floor(1 * 1 / 3) is still before us
    CHECK(venue.told() == "a accepted 2 @ 100\n");
    venue.sold(kPerpMarket, "100", "2");
    CHECK(venue.told() == "a fill 1 @ 100 maker fee 0.02 USDT\n");
    venue.sold(kPerpMarket, "99.5", "1");
    CHECK(venue.told() == "a fill 1 @ 100 maker fee 0.02 USDT\n");
  }
}

TEST_CASE("matching: what a limit order left over does not fill against the level it has just emptied") {
  WorkedExample venue;
  venue.buy(kPerpMarket, "a", "5", kLimit, "100.5");
  CHECK(venue.told() == "a accepted 5 @ 100.5\na fill 3 @ 100.5 taker fee 0.15075 USDT\n");
  venue.change(kPerpMarket, {{"99.5", "7"}}, {});
  CHECK(venue.told().empty());
  venue.change(kPerpMarket, {}, {{"100.5", "1"}});
  CHECK(venue.told() == "a fill 1 @ 100.5 maker fee 0.0201 USDT\n");
  std::vector<OrderRecord> open;
  venue.engine.list_open_orders(open);
  REQUIRE(open.size() == 1);
  CHECK(open.front().terms.size - open.front().filled == quantity("1"));
}
