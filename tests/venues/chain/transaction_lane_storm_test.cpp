#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "tests/support/rounds.hpp"
#include "tests/venues/chain/lane_world.hpp"

namespace basis::test {
namespace {

using Effect = ScriptedChain::Effect;

/// What was asked for, and what of it was done.
struct Counts {
  std::size_t asked = 0;
  std::size_t done = 0;
};

/// Random faults, reorgs, foreign transactions and kills: every request ends, and the chain agrees with what was told.
void storm(std::uint64_t seed, Counts& counts) {
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  LaneWorld world(seed, seed % 2 == 0);
  auto& chances = world.chain.chances;
  chances = {.fault = static_cast<unsigned>(random() % 300),
             .lag = static_cast<unsigned>(random() % 300),
             .no_receipt = static_cast<unsigned>(random() % 300),
             .forgotten = static_cast<unsigned>(random() % 300),
             .left_out = static_cast<unsigned>(random() % 500),
             .reorg = static_cast<unsigned>(random() % 150),
             .spike = static_cast<unsigned>(random() % 30),
             .depth = 2};
  std::map<std::string, Effect> asked;
  for (int step = 0; step < 60; ++step) {
    world.run(Nanos{static_cast<std::int64_t>(random() % 30'000'000'000)});
    const auto what = random() % 20;
    if (what < 5 && asked.size() < 12) {
      const std::string id = fmt::format("r{}", asked.size());
      asked[id] = static_cast<Effect>(random() % 10 == 0 ? 1 + random() % 2 : 0);
      world.submit(id, asked[id]);
    } else if (what == 5 && !asked.empty()) {
      world.lane().cancel(fmt::format("r{}", random() % asked.size()));
    } else if (what == 6 || what == 7) {
      world.kill();
      world.run(Nanos{static_cast<std::int64_t>(random() % 60'000'000'000)});
      world.start();
      for (const auto& [id, effect] : asked)
        if (!world.outcomes.contains(id)) world.submit(id, effect);
    } else if (what == 8 && seed % 3 == 0) {
      std::uint64_t next = 0;
      for (const auto& block : world.chain.blocks()) next += block.transactions.size();
      world.chain.overtake(foreign(world.key(), next));
    }
  }
  chances = {};
  for (const auto& [id, effect] : asked) {
    const auto& outcome = world.outcome(id);
    const std::size_t found = world.chain.count_of(LaneWorld::request(id, effect).data);
    CAPTURE(id);
    CAPTURE(outcome.reason);
    CHECK(found <= 1);
    ++counts.asked;
    counts.done += outcome.done ? 1 : 0;
    if (outcome.done) CHECK((found == 1 && effect == Effect::works));
    if (!outcome.done) CHECK((found == 0 || effect == Effect::reverts_mined));
  }
  CHECK(world.lane().open().empty());
  std::uint64_t nonce = 0;
  for (const auto& block : world.chain.blocks())
    for (const auto& one : block.transactions) CHECK(one.transaction.nonce == nonce++);
  for (const std::string& text : world.texts) CHECK(text.find("very-secret-key") == std::string::npos);
}

TEST_CASE("lane: faults, reorgs, foreign transactions and kills end in what the chain holds, nothing sent twice") {
  const std::uint64_t first = 20261130;
  MESSAGE("seeds from ", first);
  Counts counts;
  for (std::uint64_t i = 0; i < rounds(400); ++i) storm(first + i, counts);
  // Refusing everything would agree with the chain, too.
  CHECK(counts.done * 2 > counts.asked);
}

}  // namespace
}  // namespace basis::test
