#include "tests/node/live.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/results/event_line.hpp"
#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

TEST_CASE("live: a mode enters, trades, and ends reconciled with the venue") {
  LiveWorld world("btc_basis");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  INFO(fmt::format("{}", fmt::join(world.heard.statuses, "\n")));
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  CHECK(world.heard.steps > 0);
  CHECK(count_of(world.heard, "fill") > 0);
  world.stop();
  world.check_reconciled();
  CHECK(count_of(world.heard, "difference") == 0);
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

/// The pairs that have ended, by how.
std::vector<PairFigures> pairs_of(const LiveHeard& heard) {
  std::vector<PairFigures> pairs;
  for (const JournalEntry& entry : heard.entries)
    if (const auto* closed = entry.as<journal::PairClosed>()) pairs.push_back(closed->figures);
  return pairs;
}

TEST_CASE("live: an entry trades all that was planned, of small and of large capital") {
  for (const std::int64_t capital : {3'000, 100'000, 180'000}) {
    CAPTURE(capital);
    LiveWorld world("btc_basis", 8, {}, Amount::from_int(capital));
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
    world.stop();
    check_whole(world);
    const std::vector<PairFigures> pairs = pairs_of(world.heard);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs.front().end == PairEnd::done);
    // Half of the capital and more is in coins.
    CHECK(to_double(pairs.front().first.raw()) / 1e8 * 60'000 > static_cast<double>(capital) * 0.4);
  }
}

TEST_CASE("live: an entry that a stop has ended early is gone on with by the next start") {
  LiveWorld world("btc_basis", 3);
  world.start();
  for (int i = 0; i < 4'000 && count_of(world.heard, "fill") == 0; ++i) REQUIRE(world.run_for(Nanos{5'000'000}));
  world.stop();
  REQUIRE(pairs_of(world.heard).size() == 1);
  CHECK(pairs_of(world.heard).front().end == PairEnd::stopped);
  const Quantity left = pairs_of(world.heard).front().left;
  REQUIRE(left.sign() > 0);
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 7), world.error);
  world.stop();
  check_whole(world);
  REQUIRE(pairs_of(world.heard).size() == 2);
  CHECK(pairs_of(world.heard).back().end == PairEnd::done);
  // As much as was left, but for what prices have moved.
  const Quantity traded = pairs_of(world.heard).back().first;
  CHECK(traded > left - quantity("0.03"));
  CHECK(traded < left + quantity("0.03"));
}

TEST_CASE("live: a stop right after a restart in the middle of a plan ends in order, and the entry goes on later") {
  LiveWorld world("btc_basis", 4);
  world.start();
  REQUIRE(world.run_for(kSecond));
  REQUIRE(count_of(world.heard, "transfer") == 0);
  world.kill();
  world.start();
  world.stop();
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 7), world.error);
  world.stop();
  check_whole(world);
  REQUIRE(!pairs_of(world.heard).empty());
  CHECK(pairs_of(world.heard).back().end == PairEnd::done);
}

TEST_CASE("live: sockets that are quiet for long are kept: the venue pings") {
  LiveWorld world("btc_basis", 6);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 16), world.error);
  for (const std::string& status : world.heard.statuses) CHECK(status.find("lost") == std::string::npos);
  CHECK(count_of(world.heard, "alert") >= 6);  // both sessions: connecting, recovering, ready
  world.stop();
}

TEST_CASE("live: funding is paid, booked once and explained") {
  LiveWorld world("btc_basis", 5, {}, Amount::from_int(100'000), "2026-03-02T15:56:30Z");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 5), world.error);
  world.stop();
  world.check_reconciled();
  CHECK(count_of(world.heard, "difference") == 0);
  CHECK(count_of(world.heard, "funding") == 1);
  CHECK(!world.heard.attribution[static_cast<std::size_t>(Attribution::funding_pnl)].is_zero());
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

TEST_CASE("live: the perp's leg loses its connections again and again, and the pair ends even") {
  LiveWorld world("btc_basis", 9);
  world.start();
  std::mt19937_64 random(77);
  for (int i = 0; i < 12; ++i) {
    REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % 4'000) * 1'000'000}), world.error);
    world.network().drop_connections(LiveWorld::kHost);
  }
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  world.stop();
  world.check_reconciled();
  CHECK(count_of(world.heard, "difference") == 0);
  CHECK(count_of(world.heard, "fill") > 0);
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

TEST_CASE("live: a transfer that takes longer than reports may is no difference") {
  LiveWorld world("btc_basis", 12, {}, Amount::from_int(100'000), "2026-03-02T10:00:00Z", kSecond * 45);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  world.stop();
  world.check_reconciled();
  CHECK(count_of(world.heard, "transfer") > 2);
  CHECK(count_of(world.heard, "difference") == 0);
}

TEST_CASE("live: killed at random points it ends reconciled, with every fill once and no id used twice") {
  for (std::size_t round = 0; round < rounds(5); ++round) {
    CAPTURE(round);
    std::mt19937_64 random(1'000 + round);
    LiveWorld world("btc_basis", round + 1);
    for (int boot = 0; boot < 4; ++boot) {
      CAPTURE(boot);
      world.start();
      // The first boots end in the middle of transfers, the others among trades.
      const std::uint64_t most = boot < 2 ? 5'000 : 60'000;
      REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % most) * 1'000'000}), world.error);
      world.kill();
    }
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
    world.stop();
    check_whole(world);
  }
}

TEST_CASE("live: killed between an order and the journal's commit at random orders, its pairs know the order") {
  std::size_t lost = 0;  ///< boots whose last orders are not in the journal
  for (std::size_t round = 0; round < rounds(4); ++round) {
    CAPTURE(round);
    std::mt19937_64 random(50 + round);
    LiveWorld world("btc_basis", round + 20);
    for (int boot = 0; boot < 3; ++boot) {
      CAPTURE(boot);
      world.start();
      if (world.kill_uncommitted(1'500, random() % 4))
        ++lost;
      else
        world.kill();
    }
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
    world.stop();
    check_whole(world);
  }
  CHECK(lost > rounds(4));
}

TEST_CASE("live: other assets, capitals and markets end whole, too") {
  struct Case {
    const char* mode;
    std::uint64_t seed;
    std::int64_t capital;
  };
  for (const Case& each :
       {Case{"eth_basis", 31, 100'000}, Case{"btc_basis", 404, 7'300}, Case{"eth_basis", 5, 23'456}}) {
    CAPTURE(each.mode);
    CAPTURE(each.capital);
    LiveWorld world(each.mode, each.seed, {}, Amount::from_int(each.capital));
    world.start();
    REQUIRE_MESSAGE(world.run_for(kSecond * 9), world.error);
    world.kill();
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
    world.stop();
    check_whole(world);
  }
}

TEST_CASE("live: a stop in the middle of a pair leaves its legs even") {
  LiveWorld world("btc_basis", 3);
  world.start();
  for (int i = 0; i < 4'000 && count_of(world.heard, "fill") == 0; ++i) REQUIRE(world.run_for(Nanos{5'000'000}));
  REQUIRE(count_of(world.heard, "fill") > 0);
  const std::size_t ordered = count_of(world.heard, "order");
  world.stop();
  check_whole(world);
  // The plan was not gone on with.
  CHECK(count_of(world.heard, "order") == ordered);
  const Universe& universe = world.universe();
  const PositionSet& book = world.node().node().book();
  const Amount spot = book[universe.find("binance:BaseToken:BTC")->index()].amount;
  const Amount perp = book[universe.find("binance_usdm:Perp:BTCUSDT")->index()].amount;
  CHECK(spot.sign() > 0);
  // A step of the perp, and the fee that was taken in coins.
  CHECK((spot + perp).abs() < amount("0.002"));
  // The plan wanted far more.
  CHECK(spot < amount("0.6"));
}

}  // namespace
}  // namespace basis::test
