// A live run, run again from its recordings: the same decisions, from the same inputs.

#include "actors/live/run_again.hpp"
#include "core/results/entry_text.hpp"
#include "core/results/journal_codec.hpp"
#include "tests/node/live.hpp"
#include "tests/support/rounds.hpp"
#include "venues/sim/exchange_faults.hpp"

namespace basis::test {
namespace {

/// A live world of which every start is recorded.
struct RecordedWorld {
  template <class... T>
  RecordedWorld(const std::string& mode, std::uint64_t seed, T&&... more)
      : world(mode, seed, std::forward<T>(more)...) {}

  void start() {
    files.push_back(folder.path() / fmt::format("session-{}.rec", files.size() + 1));
    world.record(files.back());
    world.start();
  }
  /// As `kill -9`: of the recording there is what the system has.
  void kill() {
    world.kill();
    keep_written();
  }
  bool kill_uncommitted(int turns, std::uint64_t earlier) {
    const bool killed = world.kill_uncommitted(turns, earlier);
    if (killed) keep_written();
    return killed;
  }
  /// As `kill`, behind the first turn that commits something. False when none of so many does.
  bool kill_committed(int turns) {
    const std::size_t known = world.heard.entries.size();
    for (int turn = 0; turn < turns; ++turn) {
      REQUIRE_MESSAGE(world.run_for(LiveWorld::kTurn), world.error);
      if (world.heard.entries.size() == known) continue;
      kill();
      return true;
    }
    return false;
  }
  void keep_written() {
    const auto cut = files.back().string() + ".cut";
    std::filesystem::copy_file(files.back(), cut);
    files.back() = cut;
  }

  TemporaryFolder folder;
  std::vector<std::filesystem::path> files;
  LiveWorld world;
};

const CapitalFlows kNoFlowsGiven;

SessionReplay::Parts parts_of(LiveWorld& world) {
  SessionReplay::Parts parts;
  parts.markets = &world.markets();
  parts.settings = &world.settings();
  parts.node = world.node_settings();
  parts.costs = &world.costs();
  parts.flows = &kNoFlowsGiven;
  parts.pair_terms = pair_terms(world.settings().mode.pair);
  parts.remake = world.remake();
  return parts;
}

struct Again {
  std::vector<JournalEntry> entries;
  std::vector<std::string> faults;
  std::vector<bool> finished;
};

/// Runs every start again.
Again run_all(RecordedWorld& recorded) {
  const auto starts = read_starts(recorded.world.journal());
  REQUIRE_MESSAGE(starts.has_value(), starts.error().text());
  const auto recordings = match_recordings(recorded.files, starts.value());
  REQUIRE_MESSAGE(recordings.has_value(), recordings.error().text());
  REQUIRE(recordings.value().size() == recorded.files.size());
  const TemporaryFolder folder;
  Again again;
  for (const RecordedStart& recording : recordings.value()) {
    const auto outcome = run_again(recording, parts_of(recorded.world), folder.path());
    REQUIRE_MESSAGE(outcome.has_value(), outcome.error().text());
    again.faults.push_back(outcome.value().fault);
    again.finished.push_back(outcome.value().finished);
  }
  const auto journal = Journal::open(journal_of_run_again(folder.path())).value();
  const auto read = journal->read([&](JournalEntry entry) -> Result<void> {
    again.entries.push_back(std::move(entry));
    return ok();
  });
  REQUIRE(read.has_value());
  return again;
}

/// Everything is equal: ids, causes, times, and every member of every entry.
void check_same(RecordedWorld& recorded) {
  const auto entries = recorded.world.journal_entries();
  const Again again = run_all(recorded);
  for (const std::string& fault : again.faults) CHECK(fault == "");
  const JournalNames names = journal_names(recorded.world.universe());
  for (std::size_t i = 0; i < std::min(entries.size(), again.entries.size()); ++i) {
    const JournalEntry& then = entries[i];
    const JournalEntry& now = again.entries[i];
    const bool same = then.id == now.id && then.cause == now.cause && then.time == now.time &&
                      encode_body(then.body) == encode_body(now.body);
    REQUIRE_MESSAGE(same, fmt::format("entry {} of {}\n{} {} {}\n{} {} {}", i, entries.size(), journal_kind(then.body),
                                      then.time.to_string(), entry_text(then, names), journal_kind(now.body),
                                      now.time.to_string(), entry_text(now, names)));
  }
  CHECK(entries.size() == again.entries.size());
}

TEST_CASE("run again: an entry and an orderly end are the same to the last byte of the journal") {
  RecordedWorld recorded("btc_basis", 51);
  recorded.start();
  REQUIRE_MESSAGE(recorded.world.run_for(kMinute * 3), recorded.world.error);
  recorded.world.stop();
  recorded.world.end_recording();
  check_same(recorded);
}

TEST_CASE("run again: with a reconnect, faults of orders, a changed parameter, flows, a halt and a kill") {
  RecordedWorld recorded("btc_basis", 52);
  LiveWorld& world = recorded.world;
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kSecond * 8), world.error);
  strike(world, "{kind: drop_sockets, at: 0}");
  REQUIRE_MESSAGE(world.run_for(kSecond * 20), world.error);
  strike(world, "{kind: no_answer, on: order.place, times: 2}");
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  ask(world, change_of("pair.clip", "0.03"));
  ask(world, command_of(ControlAction::withdraw, amount("20000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  recorded.kill();
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  ask(world, command_of(ControlAction::halt));
  strike(world, "{kind: maintenance, at: 0, seconds: 20}");
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  ask(world, command_of(ControlAction::resume));
  ask(world, command_of(ControlAction::deposit, amount("35000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  world.stop();
  world.end_recording();
  CHECK(world.heard.capital == amount("115000"));
  check_same(recorded);
}

TEST_CASE("run again: with a journal's database that is gone, a limit, its end and a kill between them") {
  RecordedWorld recorded("btc_basis", 56);
  LiveWorld& world = recorded.world;
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kSecond * 8), world.error);
  world.node().warn("journal", {"journal_gone", "connection refused"});
  REQUIRE(world.node().limit(journal::KillRule::journal, KillState::reducing, "lag").has_value());
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  REQUIRE(world.node().limit(journal::KillRule::journal, KillState::halted, "more lag").has_value());
  REQUIRE_MESSAGE(world.run_for(kSecond * 20), world.error);
  recorded.kill();
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  world.node().warn("journal", {"journal_back", "it takes entries again"});
  REQUIRE(world.node().limit(journal::KillRule::journal, KillState::active, "no lag").has_value());
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  world.stop();
  world.end_recording();
  check_same(recorded);
}

TEST_CASE("run again: three exchanges, of which two have their troubles") {
  RecordedWorld recorded("eth_basis", 53, std::vector<std::string>{}, amount("120000"), "2026-03-02T10:00:00Z",
                         kSecond * 2, LiveWorld::Allocation{{"binance", 40}, {"bybit", 35}, {"okx", 25}});
  recorded.start();
  REQUIRE_MESSAGE(recorded.world.run_for(kSecond * 10), recorded.world.error);
  strike(recorded.world, "{kind: drop_sockets, at: 0, venue: bybit}");
  strike(recorded.world, "{kind: clock_skew, at: 0, seconds: 3, venue: okx}");
  REQUIRE_MESSAGE(recorded.world.run_for(kMinute * 4), recorded.world.error);
  recorded.world.stop();
  recorded.world.end_recording();
  check_same(recorded);
}

TEST_CASE("run again: killed at random points, also between an order and the journal's commit") {
  for (std::uint64_t seed = 1; seed <= rounds(4); ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed * 104'729);
    RecordedWorld recorded("btc_basis", 700 + seed);
    LiveWorld& world = recorded.world;
    recorded.start();
    for (int kill = 0; kill < 3; ++kill) {
      REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % 12'000 + 1) * 1'000'000}), world.error);
      if (random() % 2 == 0) strike(world, "{kind: skip, on: ORDER_TRADE_UPDATE, times: 2}");
      const std::uint64_t when = random() % 3;
      const bool killed = when == 0   ? recorded.kill_uncommitted(400, random() % 3)
                          : when == 1 ? recorded.kill_committed(4'000)
                                      : false;
      if (!killed) recorded.kill();
      recorded.start();
    }
    REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
    world.stop();
    world.end_recording();
    check_same(recorded);
  }
}

TEST_CASE("run again: what a recording or a journal lacks is told") {
  RecordedWorld recorded("btc_basis", 54);
  recorded.start();
  REQUIRE_MESSAGE(recorded.world.run_for(kMinute), recorded.world.error);
  recorded.world.stop();
  recorded.world.end_recording();
  SUBCASE("another way of the node") {
    // As of a start that had committed nothing: the run ends where the first entries would have been.
    const TemporaryFolder folder;
    RecordedStart alone{recorded.files[0], SessionReplay::open(recorded.files[0]).value(), nullptr};
    const auto outcome = run_again(alone, parts_of(recorded.world), folder.path());
    REQUIRE(outcome.has_value());
    CHECK(!outcome.value().finished);
    CHECK(!Journal::open(journal_of_run_again(folder.path())).value()->has_boots());
  }
  SUBCASE("no inputs") {
    const auto file = recorded.folder.path() / "other.rec";
    auto writer = RecordingWriter::create(file, {}).value();
    CHECK(writer.close().has_value());
    const auto opened = SessionReplay::open(file);
    REQUIRE(!opened.has_value());
    CHECK(opened.error().text().find("it has no inputs of a node") != std::string::npos);
  }
}

TEST_CASE("run again: a start is of the last recording before it, and none before the last may be missing") {
  RecordedWorld recorded("btc_basis", 55);
  recorded.start();
  recorded.kill();  // before it began
  for (int start = 0; start < 3; ++start) {
    recorded.start();
    REQUIRE_MESSAGE(recorded.world.run_for(kSecond * 20), recorded.world.error);
    recorded.kill();
  }
  const auto starts = read_starts(recorded.world.journal()).value();
  REQUIRE(starts.size() == 3);
  const auto& files = recorded.files;
  const auto matched = [&](const std::vector<std::filesystem::path>& given) {
    std::string text;
    const auto recordings = match_recordings(given, starts);
    if (!recordings) return recordings.error().text().substr(0, 24);
    for (const RecordedStart& one : recordings.value())
      text += one.start == nullptr ? "-" : std::to_string(one.start - starts.data());
    return text;
  };
  CHECK(matched({files[3], files[0], files[2], files[1]}) == "-012");
  CHECK(matched({files[1], files[2]}) == "01");
  CHECK(matched({files[0], files[1]}) == "-0");
  CHECK(matched({files[1], files[3]}) == "start 2 of the journal, ");
  CHECK(matched({files[2], files[3]}) == "start 1 of the journal, ");
  check_same(recorded);
}

}  // namespace
}  // namespace basis::test
