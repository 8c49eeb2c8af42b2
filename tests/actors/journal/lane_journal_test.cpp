#include "actors/journal/lane_journal.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "actors/journal/journal.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

using chain::LaneEntry;
using chain::LaneState;

LaneJournal::Owner owner() {
  LaneJournal::Owner made;
  made.chain_id = 1;
  made.genesis.fill(7);
  made.wallet = chain::address_of("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
  return made;
}

LaneEntry entry(const std::string& id, std::uint64_t nonce, LaneState state) {
  LaneEntry made;
  made.request = {id, owner().wallet, u256(10), {1, 2, 3}, "aave_v3 supply \"x\""};
  made.nonce = nonce;
  made.gas = 250'000;
  made.state = state;
  chain::LaneAttempt attempt;
  attempt.hash.fill(9);
  attempt.fees = {u256(50'000'000'000U), u256(1)};
  attempt.raw = {2, 0xff};
  attempt.signed_utc = UtcTime::from_nanos(1'760'000'000'123'456'789);
  made.attempts = {attempt, attempt};
  made.attempts[1].cancels = true;
  made.block = 12;
  made.gas_used = 21'000;
  made.gas_price = u256(1) << 200;
  made.reason = "it reverted: no";
  return made;
}

TEST_CASE("transactions on disk: they are there again, as they were") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "lane.db";
  {
    const auto store = LaneJournal::open(file, owner());
    REQUIRE_MESSAGE(store.has_value(), store.error().text());
    CHECK(store.value()->next_nonce().value() == 0);
    CHECK(store.value()->put(entry("b", 5, LaneState::pending)).has_value());
    CHECK(store.value()->put(entry("a", 4, LaneState::pending)).has_value());
    CHECK(store.value()->put(entry("c", 3, LaneState::mined)).has_value());
    CHECK(store.value()->put(entry("d", 6, LaneState::pending)).has_value());
    CHECK(store.value()->put(entry("d", 6, LaneState::released)).has_value());
  }
  const auto store = LaneJournal::open(file, owner());
  REQUIRE(store.has_value());
  const auto pending = store.value()->pending();
  REQUIRE(pending.value().size() == 2);
  CHECK(pending.value()[0] == entry("a", 4, LaneState::pending));
  CHECK(pending.value()[1].request.id == "b");
  CHECK(store.value()->find("c").value() == entry("c", 3, LaneState::mined));
  CHECK(!store.value()->find("nobody").value());
  CHECK(store.value()->next_nonce().value() == 6);
  CHECK(store.value()->takes(5).value());
  CHECK(!store.value()->takes(6).value());
}

TEST_CASE("transactions on disk: their gas counts once, when they have ended") {
  const auto store = LaneJournal::open({}, owner());
  REQUIRE(store.has_value());
  std::int64_t row = 0;
  const auto put = [&](const std::string& id, std::uint64_t nonce, LaneState state, std::uint64_t block) {
    LaneEntry made = entry(id, nonce, state);
    made.block = block;
    made.gas_price = nonce;
    REQUIRE(store.value()->put(made).has_value());
  };
  put("a", 1, LaneState::pending, 0);
  put("b", 2, LaneState::mined, 12);
  CHECK(store.value()->gas_since(row).value() == 42'000);
  CHECK(store.value()->gas_since(row).value() == 0);
  // One that was there before the last has ended by now; a revert costs, what was overtaken does not.
  put("a", 1, LaneState::reverted, 13);
  put("c", 3, LaneState::overtaken, 0);
  put("d", 4, LaneState::released, 0);
  CHECK(store.value()->gas_since(row).value() == 21'000);
  CHECK(store.value()->gas_since(row).value() == 0);
  row = 0;
  CHECK(store.value()->gas_since(row).value() == 63'000);
}

TEST_CASE("transactions on disk: of one wallet on one chain, and nothing else") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "lane.db";
  REQUIRE(LaneJournal::open(file, owner()).has_value());
  auto other = owner();
  other.chain_id = 11'155'111;
  CHECK(LaneJournal::open(file, other).error().kind == ErrorKind::usage);
  other = owner();
  other.genesis.fill(8);
  CHECK(!LaneJournal::open(file, other));
  other = owner();
  other.wallet = chain::Address();
  CHECK(LaneJournal::open(file, other).error().text().find("it is of chain 1 of genesis 0x0707") != std::string::npos);
  CHECK(LaneJournal::open(folder.path() / "no" / "lane.db", owner()).error().kind == ErrorKind::usage);
  REQUIRE(Journal::create(folder.path() / "journal.db").has_value());
  CHECK(LaneJournal::open(folder.path() / "journal.db", owner()).error().text().find("not of transactions") !=
        std::string::npos);
  std::ofstream(folder.path() / "text.db")
      << "no database at all, and long enough to be read as one for certain, 1234567";
  CHECK(LaneJournal::open(folder.path() / "text.db", owner()).error().kind == ErrorKind::data);
}

TEST_CASE("transactions on disk: any damage to an entry is a fault with a text") {
  const std::string whole = lane_entry_json(entry("a", 4, LaneState::mined));
  CHECK(read_lane_entry(whole).value() == entry("a", 4, LaneState::mined));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) CHECK(!read_lane_entry(whole.substr(0, cut)));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    const auto read = read_lane_entry(damaged);
    if (!read) CHECK(!read.error().text().empty());
  }
}

}  // namespace
}  // namespace basis::test
