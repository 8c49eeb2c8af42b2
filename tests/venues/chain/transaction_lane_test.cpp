#include "venues/chain/transaction_lane.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/venues/chain/lane_world.hpp"

namespace basis::test {
namespace {

using chain::LaneState;
using Effect = ScriptedChain::Effect;

TEST_CASE("lane: transactions follow one another, each with its outcome") {
  LaneWorld world(1);
  world.submit("a");
  world.submit("b", Effect::reverts);
  world.submit("c", Effect::reverts_mined);
  world.submit("d");
  CHECK(world.outcome("d").done);
  CHECK(world.outcomes.at("a").done);
  CHECK(world.outcomes.at("a").receipt->succeeded);
  CHECK(world.outcomes.at("b").reason == R"(it would revert: "it is so")");
  CHECK(!world.outcomes.at("b").receipt);
  CHECK(!world.outcomes.at("c").done);
  CHECK(world.outcomes.at("c").reason == R"(it reverted: "it is so")");
  CHECK(world.store.entries.at("a").nonce == 0);
  CHECK(world.store.entries.at("c").nonce == 1);
  CHECK(world.store.entries.at("d").nonce == 2);
  CHECK(world.store.entries.at("c").state == LaneState::reverted);
  CHECK(world.store.entries.count("b") == 0);
  CHECK(world.lane().open().empty());
  CHECK(world.texts.empty());
}

TEST_CASE("lane: it waits for as many blocks as it is told, and shows what it waits for") {
  LaneWorld world(2);
  world.run(ScriptedChain::kBlockTime + kSecond * 3);
  world.submit("a");
  world.submit("b");
  world.run(kSecond);
  const auto open = world.lane().open();
  REQUIRE(open.size() == 2);
  CHECK(open[0].nonce == 0);
  CHECK(open[0].progress == "was sent in block 1");
  CHECK(open[0].attempts.size() == 1);
  CHECK(open[1].progress == "waits");
  world.run(ScriptedChain::kBlockTime * 2);
  CHECK(world.outcomes.empty());
  CHECK(world.lane().open()[0].progress == "is in block 2");
  world.run(ScriptedChain::kBlockTime);
  CHECK(world.outcomes.at("a").receipt->block == 2);
}

TEST_CASE("lane: the same id is one transaction, now, later and after a restart") {
  LaneWorld world(3);
  world.submit("a");
  int again = 0;
  const auto count = [&again](const chain::LaneOutcome& outcome) { again += outcome.done ? 1 : 100; };
  world.lane().submit(LaneWorld::request("a", Effect::works), count);
  CHECK(world.outcome("a").done);
  CHECK(again == 1);
  world.lane().submit(LaneWorld::request("a", Effect::works), count);
  CHECK(again == 1);
  world.run(kSecond);
  CHECK(again == 2);
  world.kill();
  world.start();
  world.lane().submit(LaneWorld::request("a", Effect::works), count);
  world.run(kMinute);
  CHECK(again == 3);
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 1);
  CHECK_THROWS_WITH_AS(world.lane().submit(LaneWorld::request("a", Effect::reverts), count),
                       "broken invariant: one id for two transactions", InvariantError);
}

TEST_CASE("lane: a transaction that the pool has lost, or that pays too little, is sent again and replaced") {
  LaneWorld world(4);
  world.run(ScriptedChain::kBlockTime);
  world.chain.chances.left_out = 1000;
  world.submit("a");
  world.run(ScriptedChain::kBlockTime * 16);
  const auto attempts = world.lane().open().at(0).attempts;
  REQUIRE(attempts.size() == 4);
  for (std::size_t i = 1; i < attempts.size(); ++i) {
    CHECK(attempts[i].fees.maximum * 8 >= attempts[i - 1].fees.maximum * 9);
    CHECK(attempts[i].fees.priority * 8 >= attempts[i - 1].fees.priority * 9);
  }
  CHECK(world.chain.pooled() == 1);
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("a").done);
  CHECK(world.chain.blocks().size() > 10);
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 1);
}

TEST_CASE("lane: fees stay under their cap, and it is told what is stuck") {
  LaneWorld world(5);
  world.settings.fees.most = 3'000'000'000U;
  world.kill();
  world.start();
  world.run(ScriptedChain::kBlockTime);
  world.chain.chances.left_out = 1000;
  world.submit("a");
  world.run(ScriptedChain::kBlockTime * 60);
  CHECK(world.told("test a is stuck"));
  CHECK(std::ranges::count_if(world.texts, [](const auto& t) { return t.find("stuck") != t.npos; }) == 1);
  const auto open = world.lane().open();
  for (const auto& attempt : open.at(0).attempts) CHECK(attempt.fees.maximum <= 3'000'000'000U);
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("a").done);
  world.settings.fees.most = 1;
  world.kill();
  world.start();
  world.submit("b");
  CHECK(world.outcome("b").reason.find("more than 1 of fees.most") != std::string::npos);
}

TEST_CASE("lane: what is cancelled waits no longer, or is replaced by nothing") {
  LaneWorld world(6);
  world.run(ScriptedChain::kBlockTime);
  world.chain.chances.left_out = 1000;
  world.submit("a");
  world.submit("b");
  world.run(kSecond);
  CHECK(world.lane().cancel("b"));
  CHECK(!world.lane().cancel("nobody"));
  CHECK(world.outcome("b").reason == "cancelled before it was sent");
  CHECK(world.lane().cancel("a"));
  world.run(kSecond);
  CHECK(world.lane().open().at(0).attempts.back().cancels);
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("a").reason == "cancelled");
  CHECK(world.store.entries.at("a").state == LaneState::cancelled);
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 0);
  world.submit("c");
  CHECK(world.outcome("c").done);
  CHECK(world.store.entries.at("c").nonce == 1);
}

TEST_CASE("lane: a nonce that someone else has taken ends its transaction, and the next has the next") {
  LaneWorld world(7);
  world.run(ScriptedChain::kBlockTime);
  world.submit("a");
  world.run(kSecond);
  world.chain.overtake(foreign(world.key(), 0));
  CHECK(world.outcome("a").reason ==
        fmt::format("nonce 0 was taken by {}, which is not of this node",
                    chain::to_hex(chain::read_transaction(foreign(world.key(), 0)).value().hash)));
  CHECK(world.told("something else uses the key"));
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 0);
  world.submit("b");
  CHECK(world.outcome("b").done);
  CHECK(world.store.entries.at("b").nonce == 1);
  world.chain.chances.left_out = 1000;
  world.chain.overtake(foreign(world.key(), 2));
  world.submit("c");
  world.run(ScriptedChain::kBlockTime * 3);
  CHECK(world.told("1 transactions of"));
  CHECK(world.lane().open().at(0).progress == "waits");
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("c").done);
  CHECK(world.store.entries.at("c").nonce == 3);
}

TEST_CASE("lane: a nonce that is free again before ours is filled") {
  LaneWorld world(12);
  world.run(ScriptedChain::kBlockTime);
  world.chain.overtake(foreign(world.key(), 0));
  world.run(ScriptedChain::kBlockTime);
  world.chain.chances.left_out = 1000;
  world.submit("a");
  world.run(ScriptedChain::kBlockTime);
  CHECK(world.lane().open().at(0).nonce == 1);
  world.chain.forget_on_reorg = true;
  world.chain.reorganise(3);
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("a").done);
  CHECK(world.told("an empty transaction for the free nonce 0"));
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 1);
  world.submit("b");
  CHECK(world.outcome("b").done);
  CHECK(world.store.entries.at("b").nonce == 2);
}

TEST_CASE("lane: what a node refuses at once frees its nonce; what it says of a second sending ends nothing") {
  LaneWorld world(8);
  world.run(ScriptedChain::kBlockTime);
  world.chain.fail_next("eth_sendRawTransaction", "intrinsic gas too low");
  world.submit("a");
  CHECK(world.outcome("a").reason == "intrinsic gas too low");
  CHECK(world.store.entries.at("a").state == LaneState::released);
  world.outcomes.clear();
  world.submit("a");
  CHECK(world.outcome("a").done);
  CHECK(world.store.entries.at("a").nonce == 0);
  world.chain.chances.left_out = 1000;
  world.submit("b");
  world.run(ScriptedChain::kBlockTime);
  world.chain.fail_next("eth_sendRawTransaction", "insufficient funds for gas * price + value");
  world.run(ScriptedChain::kBlockTime * 4);
  CHECK(world.outcomes.count("b") == 0);
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("b").done);
}

TEST_CASE("lane: what must not be sent is refused, and says why") {
  LaneWorld world(9);
  world.run(ScriptedChain::kBlockTime);
  SUBCASE("another chain") {
    world.chain.chain_id = 1;
    world.submit("a");
    CHECK(world.outcome("a").reason == "the node is on chain 1, and not on 31337");
  }
  SUBCASE("no money for gas") {
    world.chain.balance = 1'000'000'000;
    world.submit("a");
    CHECK(world.outcome("a").reason.find("the wallet holds 0.000000001 ETH; value and gas may take 0.0001") == 0);
  }
  SUBCASE("a store that is full") {
    world.store.fails = true;
    world.submit("a");
    CHECK(world.outcome("a").reason == "nothing was sent: it cannot be kept");
  }
  SUBCASE("a node that does not answer") {
    world.chain.chances.fault = 1000;
    world.submit("a");
    world.run(kMinute * 3);
    CHECK(world.outcomes.empty());
    world.run(kMinute * 3);
    world.chain.chances.fault = 0;
    const auto& outcome = world.outcome("a");
    CHECK((outcome.done || outcome.reason.find("nothing was sent: ") == 0));
  }
  CHECK(world.chain.calls.count("eth_sendRawTransaction") == (world.outcomes.at("a").done ? 1 : 0));
}

TEST_CASE("lane: a block that is replaced puts its transaction back") {
  LaneWorld world(10);
  world.run(ScriptedChain::kBlockTime);
  world.submit("a");
  world.run(ScriptedChain::kBlockTime * 2);
  CHECK(world.lane().open().at(0).progress.find("is in block") == 0);
  world.chain.chances.left_out = 1000;
  world.chain.reorganise(2);
  world.run(ScriptedChain::kBlockTime);
  CHECK(world.reorgs.size() == 1);
  CHECK(world.told("test a is not in block 2 any more"));
  world.chain.chances.left_out = 0;
  CHECK(world.outcome("a").done);
  CHECK(world.chain.count_of(LaneWorld::request("a", Effect::works).data) == 1);
}

TEST_CASE("lane: a private route is asked again before its blocks have passed") {
  LaneWorld world(11);
  world.settings.private_blocks = 25;
  world.kill();
  world.start();
  world.submit("a");
  CHECK(world.outcome("a").done);
  CHECK(world.chain.calls.count("eth_sendRawTransaction") == 0);
  CHECK(world.chain.calls.at("eth_sendPrivateTransaction") == 1);
}

}  // namespace
}  // namespace basis::test
