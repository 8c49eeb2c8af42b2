#include "venues/chain/heads.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain/lane_world.hpp"

namespace basis::test {
namespace {

constexpr Nanos kBlock = ScriptedChain::kBlockTime;

TEST_CASE("heads: every block is seen, asked for or streamed") {
  for (const bool streamed : {false, true}) {
    CAPTURE(streamed);
    LaneWorld world(1, streamed);
    world.run(kBlock * 20 + kSecond * 5);
    REQUIRE(world.heads().tip() != nullptr);
    CHECK(world.heads().tip()->number == 20);
    for (std::size_t i = 1; i < world.heads_seen.size(); ++i) CHECK(world.heads_seen[i] == world.heads_seen[i - 1] + 1);
    for (const auto& block : world.chain.blocks()) CHECK(world.heads().holds(block.number, block.hash) == true);
    CHECK(!world.heads().holds(21, {}));
    CHECK(world.reorgs.empty());
  }
}

TEST_CASE("heads: blocks that are replaced are told, and are not held any more") {
  LaneWorld world(2);
  world.run(kBlock * 10 + kSecond * 5);
  const auto old = world.chain.blocks();
  world.chain.reorganise(3);
  world.run(kSecond * 5);
  CHECK(world.reorgs == std::vector<std::uint64_t>{3});
  CHECK(world.heads().tip()->number == 11);
  CHECK(world.heads().holds(7, old[7].hash) == true);
  for (const std::size_t number : {std::size_t{8}, std::size_t{9}, std::size_t{10}})
    CHECK(world.heads().holds(number, old[number].hash) == false);
  for (const auto& block : world.chain.blocks()) CHECK(world.heads().holds(block.number, block.hash) == true);
}

TEST_CASE("heads: a node that lags leads nowhere back") {
  LaneWorld world(3);
  world.chain.chances.lag = 600;
  world.run(kBlock * 40);
  CHECK(std::ranges::is_sorted(world.heads_seen));
  CHECK(std::ranges::adjacent_find(world.heads_seen) == world.heads_seen.end());
  CHECK(world.reorgs.empty());
}

TEST_CASE("heads: silence is told once, and its end; a long gap is taken as it is") {
  LaneWorld world(4);
  world.run(kBlock * 3);
  world.chain.chances.fault = 1000;
  world.run(kHour);
  CHECK(std::ranges::count_if(world.texts, [](const auto& text) { return text.find("no new block for") == 0; }) == 1);
  world.chain.chances.fault = 0;
  world.run(kMinute + kSecond * 5);
  CHECK(world.told("new blocks come again"));
  CHECK(world.heads().tip()->number == world.chain.blocks().back().number);
  CHECK(!world.heads().holds(1, world.chain.blocks()[1].hash));
}

TEST_CASE("heads: a block that cannot be read is passed over") {
  CHECK(!chain::read_head(boost::json::value(5)));
  for (const char* field : {"number", "hash", "parentHash", "timestamp", "baseFeePerGas"}) {
    boost::json::object block{{"number", "0x1"},
                              {"hash", chain::to_hex(chain::Hash32{})},
                              {"parentHash", chain::to_hex(chain::Hash32{})},
                              {"timestamp", "0x5"},
                              {"baseFeePerGas", "0x7"}};
    CHECK(chain::read_head(block).value().time == UtcTime::from_nanos(5'000'000'000));
    block[field] = "x";
    CHECK(chain::read_head(block).error().text().find(field) == 0);
    block[field] = 7;
    CHECK(!chain::read_head(block));
  }
}

}  // namespace
}  // namespace basis::test
