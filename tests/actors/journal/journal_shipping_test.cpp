#include "actors/journal/journal_shipping.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>

#include "actors/journal/journal.hpp"
#include "actors/journal/journal_shipper.hpp"
#include "core/results/journal_codec.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

/// What is behind a store, and survives the loss of it.
struct Shelf {
  std::vector<JournalBatch::Entry> entries;
  std::vector<JournalBatch::ResultTold> results;
  std::vector<JournalBatch::Section> memory;
  JournalPosition remembered;

  [[nodiscard]] StoredEnd end() const {
    return {{static_cast<std::int64_t>(entries.size()), static_cast<std::int64_t>(results.size())},
            entries.empty() ? std::string() : entries.back().sum,
            results.empty() ? std::string() : results.back().sum};
  }
  /// Every entry once, in its order.
  [[nodiscard]] bool whole() const {
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i].seq != static_cast<std::int64_t>(i) + 1) return false;
    for (std::size_t i = 0; i < results.size(); ++i)
      if (results[i].seq != static_cast<std::int64_t>(i) + 1) return false;
    return true;
  }
};

enum class Failing { nothing, opening, before, behind };

/// A store that fails as a test says: before a batch is taken, or behind it, when its answer is lost.
class TestStore final : public JournalStore {
 public:
  explicit TestStore(Shelf& shelf) : shelf_(shelf) {}
  Result<StoredEnd> open() override {
    ++opened;
    if (failing == Failing::opening) return Error(ErrorKind::data, "connection refused");
    return shelf_.end();
  }
  [[nodiscard]] bool refuses() const override { return refusing; }
  Result<void> write(const JournalBatch& batch) override {
    ++written;
    if (failing == Failing::before) return Error(ErrorKind::data, "connection lost");
    CHECK(batch.before == shelf_.end().position);
    shelf_.entries.insert(shelf_.entries.end(), batch.entries.begin(), batch.entries.end());
    shelf_.results.insert(shelf_.results.end(), batch.results.begin(), batch.results.end());
    if (batch.memory) {
      shelf_.memory = *batch.memory;
      shelf_.remembered = batch.after;
    }
    CHECK(batch.after == shelf_.end().position);
    if (failing == Failing::behind) return Error(ErrorKind::data, "connection lost");
    return ok();
  }
  void close() override { ++closed; }
  void interrupt() override {}

  Failing failing = Failing::nothing;
  bool refusing = false;
  int opened = 0;
  int written = 0;
  int closed = 0;

 private:
  Shelf& shelf_;
};

/// A journal that is kept, and its shipping, which is turned by the test.
struct Shipped {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "node.db";
  std::unique_ptr<Journal> journal = made(Journal::create(file));
  Shelf shelf;
  TestStore store{shelf};
  std::unique_ptr<JournalSource> source;
  std::unique_ptr<JournalShipping> shipping;
  std::uint32_t number = 0;
  MonoTime now = MonoTime::from_nanos(1'000'000'000);

  explicit Shipped(JournalSource::Limits limits = {}) {
    keep(1, journal::BootBegan{"btc_basis", "USDT", "node1", 0, "conf", "univ", {{"wallet"}, {"a"}, {"m"}}});
    source = made(JournalSource::open(file, limits));
    shipping = std::make_unique<JournalShipping>(store, *source);
  }
  template <class Made>
  static Made made(Result<Made> result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().text());
    return std::move(result).value();
  }
  /// A commit of so many entries, a result each, and a memory that is another one each time.
  void keep(int count, const journal::Body& body = journal::PairStopped{7}) {
    for (int i = 0; i < count; ++i) {
      journal->record({{6, ++number}, {}, UtcTime::from_nanos(number), body});
      journal->keep_result(fmt::format("result {}", number));
    }
    DriverMemory memory;
    memory.last = UtcTime::from_nanos(number);
    journal->remember(memory);
    REQUIRE(journal->commit().has_value());
  }
  /// Turns until there is nothing to do, or it waits.
  void run() {
    for (int i = 0; i < 1'000; ++i) {
      const MonoTime next = shipping->turn(now);
      if (next > now) return;
    }
    FAIL("it ships without end");
  }
  void wait(Nanos length) { now = now + length; }
  [[nodiscard]] bool done() const {
    return shelf.whole() && shelf.entries.size() == number && shelf.results.size() == number &&
           shelf.remembered == shelf.end().position;
  }
};

TEST_CASE("shipping: what is committed is stored in its order, with what the node remembers after it") {
  Shipped shipped;
  shipped.keep(3);
  shipped.run();
  CHECK(shipped.done());
  CHECK(shipped.shipping->caught_up());
  CHECK(shipped.shipping->status().state == ShippingState::shipping);
  CHECK(shipped.shelf.entries[0].kind == "boot_began");
  CHECK(shipped.shelf.results[2].after == 3);
  REQUIRE(shipped.shelf.memory.size() == 1);
  // Nothing is written while nothing changes, and what follows is found by itself.
  const int before = shipped.store.written;
  shipped.wait(kSecond);
  shipped.run();
  CHECK(shipped.store.written == before);
  shipped.keep(1);
  shipped.wait(kSecond);
  shipped.run();
  CHECK(shipped.done());
  // A memory alone is a change, too.
  DriverMemory memory;
  memory.last = UtcTime::from_nanos(77);
  shipped.journal->remember(memory);
  REQUIRE(shipped.journal->commit().has_value());
  shipped.wait(kSecond);
  shipped.run();
  CHECK(shipped.shelf.memory.front().body == encode_section(memory));
  CHECK(shipped.shipping->take_news().empty());
}

TEST_CASE("shipping: batches have a bound, and memory comes with the last of them alone") {
  for (const std::int64_t rows : {1, 2, 7}) {
    CAPTURE(rows);
    Shipped shipped({.rows = rows, .bytes = 100'000});
    for (int i = 0; i < 10; ++i) shipped.keep(1 + i % 3);
    shipped.run();
    CHECK(shipped.done());
    CHECK(shipped.store.written >= static_cast<int>(shipped.number / rows));
  }
  // A body as large as a batch goes, too.
  Shipped shipped({.rows = 100, .bytes = 1});
  shipped.keep(9);
  shipped.run();
  CHECK(shipped.done());
}

TEST_CASE("shipping: a store that goes and comes back loses, repeats and reorders nothing") {
  for (const Failing failing : {Failing::opening, Failing::before, Failing::behind}) {
    CAPTURE(static_cast<int>(failing));
    Shipped shipped({.rows = 2, .bytes = 100'000});
    shipped.run();
    shipped.store.failing = failing;
    shipped.keep(5);
    shipped.wait(kSecond);
    // While it is connected an opening that fails is not noticed.
    if (failing == Failing::opening) shipped.store.failing = Failing::before;
    shipped.run();
    shipped.store.failing = failing;
    CHECK(shipped.shipping->status().state == ShippingState::waiting);
    CHECK(shipped.shipping->status().reason == "connection lost");
    CHECK_FALSE(shipped.shipping->caught_up());
    // It is told once.
    for (int i = 0; i < 20; ++i) {
      shipped.wait(JournalShipping::kMostWait);
      shipped.run();
    }
    auto news = shipped.shipping->take_news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].kind == kJournalGone);
    shipped.keep(2);
    shipped.store.failing = Failing::nothing;
    shipped.wait(JournalShipping::kMostWait);
    shipped.run();
    CHECK(shipped.done());
    news = shipped.shipping->take_news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].kind == kJournalBack);
    CHECK(shipped.shipping->status().state == ShippingState::shipping);
    CHECK(shipped.shipping->status().reason.empty());
  }
}

TEST_CASE("shipping: a store that fails is left alone for longer and longer, up to a bound") {
  Shipped shipped;
  shipped.store.failing = Failing::opening;
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 8; ++i) {
    const MonoTime next = shipped.shipping->turn(shipped.now);
    waits.push_back((next - shipped.now).count / kSecond.count);
    // Earlier than that it is not asked.
    CHECK(shipped.shipping->turn(next + (Nanos{} - Nanos{1})) == next);
    CHECK(shipped.store.opened == i + 1);
    shipped.now = next;
  }
  CHECK(waits == std::vector<std::int64_t>{1, 2, 4, 8, 16, 30, 30, 30});
  // One that opens and takes nothing is not asked more often than one that does not open.
  shipped.store.failing = Failing::before;
  CHECK(shipped.shipping->turn(shipped.now) - shipped.now == JournalShipping::kMostWait);
  shipped.store.failing = Failing::nothing;
  shipped.wait(JournalShipping::kMostWait);
  shipped.run();
  CHECK(shipped.done());
  shipped.keep(1);
  shipped.store.failing = Failing::before;
  shipped.wait(kSecond);
  CHECK(shipped.shipping->turn(shipped.now) - shipped.now == JournalShipping::kFirstWait);
}

TEST_CASE("shipping: what needs a person is told as such, again after a loss of the connection") {
  Shipped shipped;
  shipped.run();
  shipped.keep(1);
  shipped.store.failing = Failing::before;
  shipped.wait(kSecond);
  shipped.run();
  shipped.store.refusing = true;
  for (int i = 0; i < 3; ++i) {
    shipped.wait(JournalShipping::kMostWait);
    shipped.run();
  }
  const auto news = shipped.shipping->take_news();
  REQUIRE(news.size() == 2);
  CHECK(news[0].kind == kJournalGone);
  CHECK(news[1].kind == kJournalRefused);
}

TEST_CASE("shipping: a new process goes on from what the store has, and refuses another run") {
  Shipped shipped;
  shipped.keep(4);
  shipped.run();
  shipped.keep(3);
  {
    auto source = Shipped::made(JournalSource::open(shipped.file, {}));
    TestStore store{shipped.shelf};
    JournalShipping again(store, *source, shipped.shelf.end());
    while (again.turn(shipped.now) <= shipped.now) continue;
    CHECK(store.opened == 0);
  }
  CHECK(shipped.done());
  // A store that is ahead: a loss of power took the last commits of the file.
  Shelf ahead = shipped.shelf;
  ahead.entries.push_back(ahead.entries.back());
  ahead.entries.back().seq++;
  const auto more = shipped.source->check(ahead.end());
  REQUIRE_FALSE(more.has_value());
  CHECK(more.error().kind == ErrorKind::data);
  CHECK(more.error().text() == "it has 9 entries of this node, and " + shipped.file.string() +
                                   " has 8: basis journal restore makes the file again from it");
  // Another journal with the same node's name.
  Shelf other = shipped.shelf;
  other.entries.back().sum = "0";
  const auto differs = shipped.source->check(other.end());
  REQUIRE_FALSE(differs.has_value());
  CHECK(differs.error().text().find("its entry 8 of this node is another than that of ") == 0);
  shipped.shelf = other;
  TestStore store{shipped.shelf};
  JournalShipping refused(store, *shipped.source);
  refused.turn(shipped.now);
  const auto news = refused.take_news();
  REQUIRE(news.size() == 1);
  CHECK(news[0].kind == kJournalRefused);
  CHECK(store.written == 0);
}

/// Ends of a thread are waited for by the class; the store is looked at afterwards.
TEST_CASE("shipping: a thread ships everything before its end, and ends without a store") {
  Shipped shipped;
  shipped.keep(50);
  {
    JournalShipper shipper(std::make_unique<TestStore>(shipped.shelf),
                           Shipped::made(JournalSource::open(shipped.file, {.rows = 3, .bytes = 100'000})), {});
    CHECK(shipper.finish(kSecond * 20));
    const auto told = shipper.ask();
    REQUIRE(told.has_value());
    CHECK(told->status.stored == shipped.shelf.end().position);
  }
  CHECK(shipped.done());
  shipped.keep(1);
  auto gone = std::make_unique<TestStore>(shipped.shelf);
  gone->failing = Failing::opening;
  JournalShipper shipper(std::move(gone), Shipped::made(JournalSource::open(shipped.file, {})), {});
  CHECK_FALSE(shipper.finish(kSecond * 20));
  const auto told = shipper.ask();
  REQUIRE(told.has_value());
  CHECK(told->status.state == ShippingState::waiting);
  CHECK_FALSE(told->status.stored.has_value());
  REQUIRE(told->news.size() == 1);
}

}  // namespace
}  // namespace basis::test
