// A live run, run again from its recordings: the same decisions, from the same inputs.

#include "actors/live/session_replay.hpp"
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

  TemporaryFolder folder;
  std::vector<std::filesystem::path> files;
  LiveWorld world;
};

struct Again {
  std::vector<JournalEntry> entries;
  std::vector<std::string> faults;
  std::vector<bool> finished;
};

/// What the journal has of a recording; nothing where the node was killed before it began.
struct OfStart {
  std::uint64_t entries = 0;
  std::vector<IntendedOrder> found;  ///< had left, and stands at the beginning of the next start
};

/// By recording: a start is of the last that began before it.
std::vector<OfStart> starts_of(const RecordedWorld& recorded, const std::vector<JournalEntry>& entries) {
  std::vector<OfStart> all(recorded.files.size());
  std::size_t at = 0;
  bool first = true, beginning = false;
  for (const JournalEntry& entry : entries) {
    if (entry.as<journal::BootBegan>() != nullptr) {
      while (at + 1 < all.size() && SessionReplay::open(recorded.files[at + 1]).value()->began_at() <= entry.time) ++at;
      REQUIRE(all[at].entries == 0);
      beginning = !std::exchange(first, false);
    } else if (const auto* sent = entry.as<journal::CommandSent>(); sent != nullptr && beginning) {
      all[at].found.push_back({sent->command, sent->pair, sent->mid, entry.time, sent->deadline});
    } else {
      beginning = beginning && entry.as<journal::PersonAlerted>() != nullptr;
    }
    ++all[at].entries;
  }
  return all;
}

/// Runs every start again, each with the entries that the journal has of it.
Again run_again(RecordedWorld& recorded, const std::vector<JournalEntry>& entries) {
  const std::vector<OfStart> starts = starts_of(recorded, entries);
  const TemporaryFolder folder;
  const auto file = folder.path() / "journal.db";
  Again again;
  for (std::size_t i = 0; i < recorded.files.size(); ++i) {
    CAPTURE(i);
    auto replay = SessionReplay::open(recorded.files[i]);
    REQUIRE_MESSAGE(replay.has_value(), replay.error().text());
    const auto journal = (i == 0 ? Journal::create(file) : Journal::open(file)).value();
    const auto orders = OrderLog::open(folder.path() / fmt::format("orders-{}.log", i)).value();
    for (const IntendedOrder& order : starts[i].found) orders->write(order);
    const CapitalFlows flows;
    SessionReplay::Parts parts;
    parts.markets = &recorded.world.markets();
    parts.settings = &recorded.world.settings();
    parts.node = recorded.world.node_settings();
    parts.costs = &recorded.world.costs();
    parts.flows = &flows;
    parts.pair_terms = pair_terms(recorded.world.settings().mode.pair);
    parts.journal = journal.get();
    parts.orders = orders.get();
    parts.most_entries = starts[i].entries;
    const auto outcome = replay.value()->run(parts);
    REQUIRE_MESSAGE(outcome.has_value(), outcome.error().text());
    again.faults.push_back(outcome.value().fault);
    again.finished.push_back(outcome.value().finished);
  }
  const auto journal = Journal::open(file).value();
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
  const Again again = run_again(recorded, entries);
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

void strike(LiveWorld& world, const std::string& script) {
  auto faults = sim::parse_faults("faults:\n  trouble: " + script + "\n", "script");
  REQUIRE_MESSAGE(faults.has_value(), faults.error().text());
  for (sim::ExchangeFault& fault : faults.value()) {
    if (fault.at) fault.at = world.network().now_utc() - world.exchanges().service().start() + *fault.at;
    world.exchanges().service().faults().add(fault);
  }
}

ControlCommand demand_of(ControlAction action, std::optional<Amount> much = {}) {
  ControlCommand made;
  made.action = action;
  made.by = "test";
  made.amount = much;
  return made;
}

void demand(LiveWorld& world, const ControlCommand& command) {
  const auto taken = world.node().control(command, world.heard.equity);
  REQUIRE_MESSAGE(taken.has_value(), taken.error().text());
}

TEST_CASE("run again: an entry and an orderly end are the same to the last byte of the journal") {
  RecordedWorld recorded("btc_basis", 51);
  recorded.start();
  REQUIRE_MESSAGE(recorded.world.run_for(kMinute * 3), recorded.world.error);
  recorded.world.stop();
  recorded.world.end_recording();
  check_same(recorded);
}

TEST_CASE("run again: with a reconnect, faults of orders, flows, a halt and a kill") {
  RecordedWorld recorded("btc_basis", 52);
  LiveWorld& world = recorded.world;
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kSecond * 8), world.error);
  strike(world, "{kind: drop_sockets, at: 0}");
  REQUIRE_MESSAGE(world.run_for(kSecond * 20), world.error);
  strike(world, "{kind: no_answer, on: order.place, times: 2}");
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  demand(world, demand_of(ControlAction::withdraw, amount("20000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  world.kill();
  recorded.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  demand(world, demand_of(ControlAction::halt));
  strike(world, "{kind: maintenance, at: 0, seconds: 20}");
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  demand(world, demand_of(ControlAction::resume));
  demand(world, demand_of(ControlAction::deposit, amount("35000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  world.stop();
  world.end_recording();
  CHECK(world.heard.capital == amount("115000"));
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
      if (random() % 3 > 0 || !world.kill_uncommitted(400, random() % 3)) world.kill();
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
    const auto journal = Journal::create(folder.path() / "journal.db").value();
    const auto orders = OrderLog::open(folder.path() / "orders.log").value();
    const CapitalFlows flows;
    SessionReplay::Parts parts{&recorded.world.markets(),
                               &recorded.world.settings(),
                               recorded.world.node_settings(),
                               &recorded.world.costs(),
                               &flows,
                               {},
                               journal.get(),
                               orders.get(),
                               0};
    const auto outcome = SessionReplay::open(recorded.files[0]).value()->run(parts);
    REQUIRE(outcome.has_value());
    CHECK(!outcome.value().finished);
    CHECK(!journal->has_boots());
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

}  // namespace
}  // namespace basis::test
