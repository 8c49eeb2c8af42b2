#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct Queue : Trading {
  explicit Queue(QueueModel model = QueueModel::conservative) : Trading({.queue = model}) {
    snapshot(kPerpMarket, {{"100", "10"}, {"99.5", "5"}}, {{"101", "10"}, {"101.5", "5"}});
  }
  /// Coins before an order, as the largest trade at its price that fills nothing of it.
  Quantity filled(const char* id) { return engine.order(ClientOrderId::parse(id).value())->filled; }
};

}  // namespace

TEST_CASE("queue: a trade at the price fills what exceeds what stands before, oldest first, and no more than it is") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "2", kLimit, "100");
  queue.buy(kPerpMarket, "b", "3", kLimit, "100");
  queue.sold(kPerpMarket, "100", "11");
  CHECK(queue.filled("a") == quantity("1"));
  CHECK(queue.filled("b") == quantity("0"));
  queue.sold(kPerpMarket, "100", "3");
  CHECK(queue.filled("a") == quantity("2"));
  CHECK(queue.filled("b") == quantity("2"));
  queue.bought(kPerpMarket, "100", "5");  // a buyer's trade at our bid takes nothing from it
  CHECK(queue.filled("b") == quantity("2"));
}

TEST_CASE("queue: sells are the mirror") {
  Queue queue(QueueModel::proportional);
  queue.sell(kPerpMarket, "a", "2", kLimit, "101");
  queue.bought(kPerpMarket, "101", "4");  // 6 before it
  queue.change(kPerpMarket, {},
               {{"101", "4"}});  // 10 to 4: two cancelled, 6 - floor(2 * 6 / 10) = 5, but only 4 are left
  queue.change(kPerpMarket, {}, {{"101", "8"}});  // behind us
  queue.change(kPerpMarket, {}, {{"101", "5"}});  // 4 - floor(3 * 4 / 8) = 3
  queue.bought(kPerpMarket, "101", "3");
  CHECK(queue.filled("a") == quantity("0"));
  queue.bought(kPerpMarket, "101", "1");
  CHECK(queue.filled("a") == quantity("1"));
  queue.bought(kPerpMarket, "101.5", "1");
  CHECK(queue.filled("a") == quantity("2"));
}

TEST_CASE("queue: a level that grows changes nothing; conservative keeps what a cancel leaves room for") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "1", kLimit, "100");
  queue.change(kPerpMarket, {{"100", "20"}}, {});
  queue.change(kPerpMarket, {{"100", "12"}}, {});  // eight may all have been behind us
  queue.sold(kPerpMarket, "100", "10");
  CHECK(queue.filled("a") == quantity("0"));
  queue.sold(kPerpMarket, "100", "1");
  CHECK(queue.filled("a") == quantity("1"));
}

TEST_CASE("queue: a trade is told from a cancel only until the level is recorded") {
  Queue queue(QueueModel::proportional);
  queue.buy(kPerpMarket, "a", "1", kLimit, "100");
  queue.change(kPerpMarket, {{"100", "30"}}, {});
  queue.sold(kPerpMarket, "100", "4");             // 6 before us
  queue.change(kPerpMarket, {{"100", "20"}}, {});  // ten less, six of them cancelled: 6 - floor(6 * 6 / 30) = 5
  queue.change(kPerpMarket, {{"100", "16"}}, {});  // four cancelled: 5 - floor(4 * 5 / 20) = 4
  queue.sold(kPerpMarket, "100", "4");
  CHECK(queue.filled("a") == quantity("0"));
  queue.sold(kPerpMarket, "100", "1");
  CHECK(queue.filled("a") == quantity("1"));
}

TEST_CASE("queue: with several own orders the minimum counts what of ours stands before") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "4", kLimit, "100");
  queue.buy(kPerpMarket, "b", "1", kLimit, "100");  // 14 before it
  queue.change(kPerpMarket, {{"100", "2"}}, {});    // 2 before a, 6 before b
  queue.sold(kPerpMarket, "100", "6");
  CHECK(queue.filled("a") == quantity("4"));
  CHECK(queue.filled("b") == quantity("0"));
  queue.sold(kPerpMarket, "100", "1");
  CHECK(queue.filled("b") == quantity("1"));
}

TEST_CASE("queue: who is cancelled or filled no longer stands before the next") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "4", kLimit, "100");
  queue.buy(kPerpMarket, "b", "1", kLimit, "100");
  queue.cancel(kPerpMarket, "a");
  queue.sold(kPerpMarket, "100", "11");
  CHECK(queue.filled("b") == quantity("1"));
  queue.buy(kPerpMarket, "c", "4", kLimit, "99.5");
  queue.buy(kPerpMarket, "d", "1", kLimit, "99.5");
  queue.change(kPerpMarket, {{"100", "0"}}, {{"99.5", "2"}});  // two of c against what is offered at its price
  CHECK(queue.filled("c") == quantity("0"));                   // the book is crossed by 99.5 and is not live
  queue.snapshot(kPerpMarket, {{"99", "1"}}, {{"99.5", "2"}});
  CHECK(queue.filled("c") == quantity("2"));
  queue.sold(kPerpMarket, "99.5", "3");  // nothing was recorded at 99.5 any more: two of c, one of d
  CHECK(queue.filled("c") == quantity("4"));
  CHECK(queue.filled("d") == quantity("1"));
}

TEST_CASE("queue: a trade beyond the price fills whole, at the order's own price, better prices first") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "7", kLimit, "99.5");
  queue.buy(kPerpMarket, "b", "9", kLimit, "100");
  queue.told();
  queue.sold(kPerpMarket, "99", "1");
  CHECK(queue.told() ==
        "b fill 9 @ 100 maker fee 0.18 USDT\n"
        "a fill 7 @ 99.5 maker fee 0.1393 USDT\n");
}

TEST_CASE("queue: recorded offers at the price or better fill at the price, level by level, and count as taken") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "5", kLimit, "100");
  queue.buy(kPerpMarket, "b", "5", kLimit, "99.5");
  queue.told();
  queue.snapshot(kPerpMarket, {{"99", "5"}}, {{"99.5", "3"}, {"100", "4"}});
  CHECK(queue.told() ==
        "a fill 3 @ 100 maker fee 0.06 USDT\n"
        "a fill 2 @ 100 maker fee 0.04 USDT\n");
  queue.buy(kPerpMarket, "c", "9", kIoc, "100");  // our b is no liquidity; two are left at 100
  CHECK(queue.told() == "c accepted 9 @ 100\nc fill 2 @ 100 taker fee 0.1 USDT\nc expired not_enough_volume\n");
  queue.change(kPerpMarket, {}, {{"99.5", "1"}});
  CHECK(queue.told() == "b fill 1 @ 99.5 maker fee 0.0199 USDT\n");
}

TEST_CASE(
    "queue: a snapshot with a smaller level leaves no more before us than it shows, a larger one changes nothing") {
  for (const QueueModel model : {QueueModel::conservative, QueueModel::proportional}) {
    Queue queue(model);
    queue.buy(kPerpMarket, "a", "1", kLimit, "100");
    queue.snapshot(kPerpMarket, {{"100", "3"}}, {{"101", "1"}});
    queue.snapshot(kPerpMarket, {{"100", "30"}}, {{"101", "1"}});
    queue.sold(kPerpMarket, "100", "3");
    CHECK(queue.filled("a") == quantity("0"));
    queue.sold(kPerpMarket, "100", "1");
    CHECK(queue.filled("a") == quantity("1"));
  }
}

TEST_CASE("queue: without trades only offers at our price fill") {
  Queue queue;
  queue.buy(kPerpMarket, "a", "1", kLimit, "100");
  queue.change(kPerpMarket, {{"100", "0"}}, {});
  queue.change(kPerpMarket, {{"100", "1"}}, {});
  CHECK(queue.filled("a") == quantity("0"));
  queue.snapshot(kPerpMarket, {{"99", "1"}}, {{"100", "1"}});
  CHECK(queue.filled("a") == quantity("1"));
}

TEST_CASE("taken: missing until the next recorded change of that very level, whatever changes elsewhere") {
  Queue queue;
  queue.sell(kPerpMarket, "a", "4", kIoc, "100");
  queue.change(kPerpMarket, {{"99.5", "7"}, {"98", "1"}}, {{"101", "3"}});
  queue.told();
  queue.sell(kPerpMarket, "b", "9", kIoc, "100");
  CHECK(queue.told() == "b accepted 9 @ 100\nb fill 6 @ 100 taker fee 0.3 USDT\nb expired not_enough_volume\n");
  queue.change(kPerpMarket, {{"100", "10"}}, {});  // recorded again, though as before
  queue.sell(kPerpMarket, "c", "1", kIoc, "100");
  CHECK(queue.told() == "c accepted 1 @ 100\nc fill 1 @ 100 taker fee 0.05 USDT\n");
}

TEST_CASE("contracts: the book counts contracts, everything else coins") {
  Trading venue({.queue = QueueModel::proportional});
  venue.snapshot(kSwapMarket, {{"100", "50"}}, {{"100.5", "300"}, {"101", "200"}});  // 0.5, 3 and 2 coins
  venue.buy(kSwapMarket, "a", "3.5", kLimit, "101");
  CHECK(venue.told() ==
        "a accepted 3.5 @ 101\n"
        "a fill 3 @ 100.5 taker fee 0.15075 USDT\n"
        "a fill 0.5 @ 101 taker fee 0.02525 USDT\n");
  venue.sell(kSwapMarket, "b", "0.005", kMarket);
  CHECK(venue.told() == "b rejected step\n");
  venue.buy(kSwapMarket, "c", "0.02", kLimit, "100");
  venue.change(kSwapMarket, {{"100", "35"}}, {});  // 15 contracts less: 0.5 - floor(0.15 * 0.5 / 0.5), 0.35 left
  venue.change(kSwapMarket, {{"100", "60"}}, {});
  venue.change(kSwapMarket, {{"100", "53"}}, {});  // 0.35 - floor(0.07 * 0.35 / 0.6 = 0.0408 to 0.04) = 0.31
  venue.told();
  venue.sold(kSwapMarket, "100", "0.32");
  CHECK(venue.told() == "c fill 0.01 @ 100 maker fee 0.0002 USDT\n");
}
