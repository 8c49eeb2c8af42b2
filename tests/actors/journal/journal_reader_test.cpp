#include "actors/journal/journal_reader.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "actors/journal/journal.hpp"
#include "core/results/journal_codec.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

constexpr std::uint32_t kNode = 6;

/// Entries of one source, a second apart.
struct Recorded {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "node.db";
  std::unique_ptr<Journal> journal;
  std::uint32_t number = 0;

  Recorded() {
    auto created = Journal::create(file);
    REQUIRE(created.has_value());
    journal = std::move(created).value();
    add(journal::BootBegan{"btc_basis", "USDT", "node1", 0, "conf", "univ", {{"wallet"}, {"a"}, {"m"}}});
  }
  static UtcTime at(std::uint32_t second) { return UtcTime::from_nanos(std::int64_t{second} * kSecond.count); }
  void add(journal::Body body, EventId cause = {}) {
    ++number;
    journal->record({{kNode, number}, cause, at(number), std::move(body)});
  }
  void commit() const { REQUIRE(journal->commit().has_value()); }
  [[nodiscard]] std::unique_ptr<JournalReader> reader() const {
    auto opened = JournalReader::open(file);
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    return std::move(opened).value();
  }
};

std::vector<std::int64_t> places(JournalReader& reader, const JournalQuery& query) {
  std::vector<std::int64_t> found;
  const auto read = reader.find(query, [&found](const StoredEntry& entry) -> Result<void> {
    found.push_back(entry.seq);
    return ok();
  });
  CHECK_MESSAGE(read.has_value(), read.error().text());
  return found;
}

/// 1 boot, 2 pair 1, 3 alert, 4 pair 2, 5 alert, 6 pair 3.
struct Mixed : Recorded {
  Mixed() {
    for (std::uint64_t pair = 1; pair <= 3; ++pair) {
      add(journal::PairStopped{pair});
      if (pair < 3) add(journal::PersonAlerted{"binance", "waiting", "x"}, {kNode, number});
    }
    commit();
  }
};

using Places = std::vector<std::int64_t>;

TEST_CASE("entries are found by kind, time, place and number, in the order of the intake") {
  const Mixed recorded;
  const auto reader = recorded.reader();
  CHECK(places(*reader, {}) == Places{1, 2, 3, 4, 5, 6});
  CHECK(places(*reader, {.kinds = {"pair_stopped"}}) == Places{2, 4, 6});
  CHECK(places(*reader, {.kinds = {"pair_stopped", "boot_began"}}) == Places{1, 2, 4, 6});
  CHECK(places(*reader, {.kinds = {"order_made"}}).empty());
  CHECK(places(*reader, {.from = Recorded::at(3), .to = Recorded::at(5)}) == Places{3, 4, 5});
  CHECK(places(*reader, {.kinds = {"person_alerted"}, .from = Recorded::at(4)}) == Places{5});
  CHECK(places(*reader, {.last = 2}) == Places{5, 6});
  CHECK(places(*reader, {.kinds = {"pair_stopped", "person_alerted"}, .last = 3}) == Places{4, 5, 6});
  CHECK(places(*reader, {.to = Recorded::at(4), .last = 1}) == Places{4});
  CHECK(places(*reader, {.kinds = {"pair_stopped"}, .before = 6, .last = 1}) == Places{4});
  const auto second = [](const JournalEntry& entry) { return entry.as<journal::PairStopped>()->pair == 2; };
  CHECK(places(*reader, {.kinds = {"pair_stopped"}, .fits = second}) == Places{4});
  CHECK(places(*reader, {.kinds = {"pair_stopped"}, .fits = second, .last = 5}) == Places{4});
}

TEST_CASE("an entry by its place, its id and its line of events.jsonl") {
  const Mixed recorded;
  const auto reader = recorded.reader();
  CHECK(reader->at(4).value()->entry.id == EventId{kNode, 4});
  CHECK_FALSE(reader->at(7).value().has_value());
  CHECK(reader->at(EventId{kNode, 5}).value()->seq == 5);
  CHECK_FALSE(reader->at(EventId{1, 1}).value().has_value());
  // Alerts alone are lines.
  CHECK(reader->at_event(2).value()->seq == 5);
  CHECK_FALSE(reader->at_event(0).value().has_value());
  CHECK_FALSE(reader->at_event(3).value().has_value());
  CHECK(reader->event_of({kNode, 3}).value() == 1);
  CHECK(reader->event_of({kNode, 4}).value() == 0);
}

TEST_CASE("lines of events.jsonl are numbered on by a later boot") {
  const Mixed recorded;
  const auto again = Journal::open(recorded.file);
  REQUIRE(again.has_value());
  again.value()->record({{kNode, 7}, {}, Recorded::at(7), journal::PersonAlerted{"okx", "ready", "y"}});
  REQUIRE(again.value()->commit().has_value());
  CHECK(recorded.reader()->at_event(3).value()->seq == 7);
}

TEST_CASE("the figures of a journal") {
  const Mixed recorded;
  const auto figures = recorded.reader()->figures();
  REQUIRE(figures.has_value());
  CHECK(figures.value().boots == 1);
  CHECK(figures.value().entries == 6);
  CHECK(figures.value().first == Recorded::at(1));
  CHECK(figures.value().last == Recorded::at(6));
  CHECK(figures.value().boot.mode == "btc_basis");
}

/// On demand: -ns -tc="a million entries*". It prints how long a question takes.
TEST_CASE("a million entries are asked for a time and a kind within 100 ms" * doctest::skip()) {
  Recorded recorded;
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    if (i % 10 == 0)
      recorded.add(journal::PersonAlerted{"binance", "waiting", "the venue takes no requests"});
    else
      recorded.add(journal::OrderHeard{}, {kNode, 1});
    if (i % 1'000 == 0) recorded.commit();
  }
  const auto begun = std::chrono::steady_clock::now();
  recorded.commit();
  const auto millis = [](auto since) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
  };
  MESSAGE("the last thousand were committed in ", millis(begun), " ms");
  const std::vector<JournalQuery> questions = {
      {.kinds = {"person_alerted"}, .from = Recorded::at(500'000), .to = Recorded::at(510'000)},
      {.kinds = {"order_heard"}, .from = Recorded::at(999'000)},
      {.from = Recorded::at(200'000), .to = Recorded::at(201'000)},
      {.kinds = {"order_heard"}, .last = 1'000},
      {.kinds = {"order_heard", "person_alerted"}, .to = Recorded::at(500'000), .last = 1'000},
      {.last = 1'000}};
  for (const JournalQuery& question : questions) {
    const auto asked = std::chrono::steady_clock::now();
    const std::size_t found = places(*recorded.reader(), question).size();
    const double took = millis(asked);
    MESSAGE(found, " entries in ", took, " ms, with the opening of the file");
    CHECK(found > 0);
    CHECK(took < 100);
  }
}

}  // namespace
}  // namespace basis::test
