#include <doctest/doctest.h>

#include "core/marketdata/sync_report.hpp"
#include "tests/core/marketdata/book_support.hpp"

namespace basis {
namespace {

using namespace test;

OrderBook book_of(const SyncPolicy& policy) { return OrderBook({.tick = price("1"), .sync = policy}); }

/// Spot and USDⓈ-M events; `bid` is the size the event sets at 10.
OwnUpdate event(std::int64_t first, std::int64_t last, std::int64_t previous, const char* bid) {
  return {false, {first, last, previous, 0}, {{"10", bid}}, {}};
}
OwnUpdate rest_snapshot(std::int64_t id) { return {true, {id, id, 0, 0}, {{"10", "1"}}, {{"12", "1"}}}; }

TEST_CASE("what follows what") {
  struct Row {
    const SyncPolicy& policy;
    BookChain last;
    BookChain next;
    bool follows;
  };
  const Row rows[] = {
      {kBinanceSpotSync, {5, 10, 0, 0}, {11, 14, 0, 0}, true},
      {kBinanceSpotSync, {5, 10, 0, 0}, {11, 11, 0, 0}, true},
      {kBinanceSpotSync, {5, 10, 0, 0}, {12, 14, 0, 0}, false},
      {kBinanceSpotSync, {5, 10, 0, 0}, {10, 14, 0, 0}, true},  // overlaps
      {kBinanceSpotSync, {5, 10, 0, 0}, {2, 11, 0, 0}, true},
      {kBinanceSpotSync, {5, 10, 0, 0}, {5, 10, 0, 0}, false},
      {kBinanceSpotSync, {5, 10, 0, 0}, {11, 10, 0, 0}, false},
      {kBinanceUsdmSync, {5, 10, 2, 0}, {15, 20, 10, 0}, true},
      {kBinanceUsdmSync, {5, 10, 2, 0}, {11, 20, 9, 0}, true},  // overlaps
      {kBinanceUsdmSync, {5, 10, 2, 0}, {15, 20, 11, 0}, false},
      {kBinanceUsdmSync, {5, 10, 2, 0}, {3, 10, 10, 0}, false},
      {kBybitV5Sync, {7, 7, 0, 100}, {8, 8, 0, 101}, true},
      {kBybitV5Sync, {7, 7, 0, 100}, {8, 8, 0, 900}, true},
      {kBybitV5Sync, {7, 7, 0, 100}, {8, 8, 0, 100}, false},
      {kBybitV5Sync, {7, 7, 0, 100}, {8, 8, 0, 99}, false},
      {kBybitV5Sync, {7, 7, 0, 100}, {9, 9, 0, 101}, false},
      {kOkxV5Sync, {7, 7, -1, 0}, {12, 12, 7, 0}, true},
      {kOkxV5Sync, {7, 7, -1, 0}, {7, 7, 7, 0}, true},    // heartbeat
      {kOkxV5Sync, {7, 7, -1, 0}, {3, 3, 7, 0}, true},    // maintenance
      {kOkxV5Sync, {7, 7, -1, 0}, {12, 12, 6, 0}, true},  // overlaps
      {kOkxV5Sync, {7, 7, -1, 0}, {12, 12, 8, 0}, false},
      {kOkxV5Sync, {7, 7, -1, 0}, {3, 3, 2, 0}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy.name);
    CAPTURE(row.next.first_id);
    CAPTURE(row.next.last_id);
    CHECK(follows(row.policy, row.last, row.next) == row.follows);
  }
}

TEST_CASE("how an update joins a snapshot with id 100") {
  struct Row {
    const SyncPolicy& policy;
    BookChain update;
    Join join;
  };
  const Row rows[] = {
      {kBinanceSpotSync, {90, 99, 0, 0}, Join::before},     {kBinanceSpotSync, {90, 100, 0, 0}, Join::before},
      {kBinanceSpotSync, {90, 101, 0, 0}, Join::joins},     {kBinanceSpotSync, {101, 101, 0, 0}, Join::joins},
      {kBinanceSpotSync, {101, 120, 0, 0}, Join::joins},    {kBinanceSpotSync, {102, 120, 0, 0}, Join::missed},
      {kBinanceUsdmSync, {90, 99, 80, 0}, Join::before},    {kBinanceUsdmSync, {90, 100, 80, 0}, Join::joins},
      {kBinanceUsdmSync, {100, 100, 80, 0}, Join::joins},   {kBinanceUsdmSync, {100, 120, 80, 0}, Join::joins},
      {kBinanceUsdmSync, {105, 120, 100, 0}, Join::joins},  {kBinanceUsdmSync, {105, 120, 99, 0}, Join::joins},
      {kBinanceUsdmSync, {105, 120, 101, 0}, Join::missed},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy.name);
    CAPTURE(row.update.first_id);
    CAPTURE(row.update.last_id);
    CHECK(join(row.policy, 100, row.update) == row.join);
  }
}

TEST_CASE("what is a snapshot") {
  const auto says = [](const SyncPolicy& policy, bool snapshot, BookChain chain) {
    BookUpdate update;
    update.snapshot = snapshot;
    update.chain = chain;
    return is_snapshot(policy, update);
  };
  CHECK(says(kBybitV5Sync, true, {9, 9, 0, 1}));
  CHECK(says(kBybitV5Sync, false, {1, 1, 0, 1}));
  CHECK_FALSE(says(kBybitV5Sync, false, {2, 2, 0, 1}));
  CHECK(says(kOkxV5Sync, false, {9, 9, -1, 0}));
  CHECK_FALSE(says(kOkxV5Sync, false, {1, 1, 9, 0}));
  CHECK_FALSE(says(kBinanceSpotSync, false, {1, 1, -1, 0}));
}

TEST_CASE("spot: what was held before the snapshot is dropped, joined and continued") {
  OrderBook book = book_of(kBinanceSpotSync);
  CHECK(book.state() == BookState::empty);
  CHECK(book.wants_snapshot());
  CHECK(feed(book, event(90, 95, 0, "90")) == BookOutcome::held);
  CHECK(book.state() == BookState::syncing);
  CHECK(book.wants_snapshot());
  feed(book, event(96, 100, 0, "96"));
  feed(book, event(101, 105, 0, "101"));
  CHECK(feed(book, rest_snapshot(102)) == BookOutcome::snapshot);
  CHECK(book.state() == BookState::live);
  CHECK_FALSE(book.wants_snapshot());
  CHECK(book.top()->bid == BookLevel{price("10"), quantity("101")});
  CHECK(book.position().last_id == 105);
  CHECK(book.counters().before_snapshot == 2);
  CHECK(feed(book, event(106, 110, 0, "106")) == BookOutcome::applied);
  CHECK(book.top()->bid.size == quantity("106"));
}

TEST_CASE("spot: a snapshot ahead of the stream waits for it") {
  OrderBook book = book_of(kBinanceSpotSync);
  CHECK(feed(book, rest_snapshot(100)) == BookOutcome::snapshot);
  CHECK(book.state() == BookState::syncing);
  CHECK_FALSE(book.wants_snapshot());
  CHECK(feed(book, event(90, 95, 0, "2")) == BookOutcome::held);
  CHECK(feed(book, event(96, 100, 0, "3")) == BookOutcome::held);
  CHECK_FALSE(book.prices());
  CHECK(feed(book, event(101, 101, 0, "4")) == BookOutcome::applied);
  CHECK(book.top()->bid.size == quantity("4"));
}

TEST_CASE("a snapshot too old for what is held is refused, and a newer one taken") {
  for (const SyncPolicy* policy : {&kBinanceSpotSync, &kBinanceUsdmSync}) {
    CAPTURE(policy->name);
    OrderBook book = book_of(*policy);
    feed(book, event(96, 100, 95, "96"));
    feed(book, event(101, 105, 100, "101"));
    CHECK(feed(book, rest_snapshot(90)) == BookOutcome::refused);
    CHECK(book.reason() == StaleReason::snapshot_old);
    CHECK(book.wants_snapshot());
    CHECK(feed(book, rest_snapshot(101)) == BookOutcome::snapshot);
    CHECK(book.top()->bid.size == quantity("101"));
  }
}

TEST_CASE("usdm: pu is the chain, U may leave ids to others") {
  OrderBook book = book_of(kBinanceUsdmSync);
  feed(book, event(90, 99, 80, "90"));
  feed(book, event(100, 110, 99, "100"));
  CHECK(feed(book, rest_snapshot(105)) == BookOutcome::snapshot);
  CHECK(book.counters().before_snapshot == 1);
  CHECK(feed(book, event(150, 160, 110, "150")) == BookOutcome::applied);
  CHECK(feed(book, event(161, 170, 161, "161")) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::gap);
  // What came after the hole is held for the next snapshot.
  CHECK(feed(book, event(171, 180, 170, "171")) == BookOutcome::held);
  CHECK(feed(book, rest_snapshot(165), 4) == BookOutcome::snapshot);
  CHECK(book.state() == BookState::live);
  CHECK(book.since() == second(4));
  CHECK(book.top()->bid.size == quantity("171"));
  CHECK(book.counters().resyncs == 1);
}

TEST_CASE("an update that comes twice is ignored; one from elsewhere is a gap") {
  OrderBook book = book_of(kBinanceSpotSync);
  feed(book, rest_snapshot(100));
  for (std::int64_t id = 101; id < 110; ++id) feed(book, event(id, id, 0, "5"));
  CHECK(feed(book, event(109, 109, 0, "5")) == BookOutcome::repeated);
  CHECK(feed(book, event(103, 103, 0, "5")) == BookOutcome::repeated);
  CHECK(book.state() == BookState::live);
  CHECK(book.counters().repeated == 2);
}

TEST_CASE("what brings nothing new is ignored, whatever its age, and what overlaps is applied") {
  for (const SyncPolicy* policy : {&kBinanceSpotSync, &kBinanceUsdmSync}) {
    CAPTURE(policy->name);
    OrderBook book = book_of(*policy);
    feed(book, rest_snapshot(100));
    for (std::int64_t id = 101; id < 200; ++id) feed(book, event(id, id, id - 1, "5"));
    CHECK(feed(book, event(101, 101, 100, "9")) == BookOutcome::repeated);
    CHECK(feed(book, event(150, 199, 149, "9")) == BookOutcome::repeated);
    CHECK(feed(book, event(150, 201, 149, "6")) == BookOutcome::applied);
    CHECK(book.position().last_id == 201);
    CHECK(feed(book, event(202, 202, 201, "7")) == BookOutcome::applied);
    CHECK(book.top()->bid.size == quantity("7"));
    CHECK(book.counters().repeated == 2);
  }
  OrderBook bybit = book_of(kBybitV5Sync);
  feed(bybit, {true, {8, 8, 0, 80}, {{"10", "1"}}, {{"12", "1"}}, 100});
  for (std::int64_t id = 9; id < 60; ++id) feed(bybit, {false, {id, id, 0, 90 + id}, {{"10", "2"}}, {}, 100 + id});
  CHECK(feed(bybit, {false, {9, 9, 0, 99}, {{"10", "9"}}, {}, 109}) == BookOutcome::repeated);
  CHECK(feed(bybit, {false, {60, 60, 0, 900}, {{"10", "3"}}, {}, 900}) == BookOutcome::applied);
  // A lower id of a higher sequence is news that does not belong to this book's chain.
  CHECK(feed(bybit, {false, {9, 9, 0, 901}, {{"10", "9"}}, {}, 901}) == BookOutcome::refused);
  OrderBook okx = book_of(kOkxV5Sync);
  feed(okx, {true, {100, 100, -1, 0}, {{"10", "1"}}, {{"12", "1"}}, 100});
  for (std::int64_t id = 101; id < 150; ++id) feed(okx, {false, {id, id, id - 1, 0}, {{"10", "2"}}, {}, id});
  CHECK(feed(okx, {false, {101, 101, 100, 0}, {{"10", "9"}}, {}, 101}) == BookOutcome::repeated);
  CHECK(feed(okx, {false, {151, 151, 147, 0}, {{"10", "3"}}, {}, 151}) == BookOutcome::applied);
  CHECK(okx.top()->bid.size == quantity("3"));
}

TEST_CASE("ids that start anew are lower, too, and do not pass for repetition for long") {
  OrderBook book({.tick = price("1"), .sync = kBinanceSpotSync, .known_ids_limit = 2});
  const auto timed = [](std::int64_t id, std::int64_t time) {
    OwnUpdate update = event(id, id, 0, "5");
    update.exchange_time_ns = time;
    return update;
  };
  feed(book, rest_snapshot(100));
  feed(book, timed(101, 1'000));
  // A slower stream of the same book comes later and brings nothing new.
  CHECK(feed(book, timed(100, 1'001)) == BookOutcome::repeated);
  feed(book, timed(102, 1'002));
  CHECK(feed(book, timed(1, 1'003)) == BookOutcome::repeated);
  CHECK(feed(book, timed(2, 1'004)) == BookOutcome::repeated);
  CHECK(feed(book, timed(3, 1'005)) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::gap);
  CHECK(feed(book, timed(4, 1'006)) == BookOutcome::held);
  CHECK(feed(book, rest_snapshot(3)) == BookOutcome::snapshot);
  CHECK(book.position().last_id == 4);
  // OKX says so at once: an id that is lower and later was linked to one that is missing.
  OrderBook okx = book_of(kOkxV5Sync);
  feed(okx, {true, {100, 100, -1, 0}, {{"10", "1"}}, {{"12", "1"}}, 100});
  CHECK(feed(okx, {false, {5, 5, 3, 0}, {{"10", "9"}}, {}, 101}) == BookOutcome::refused);
  CHECK(okx.reason() == StaleReason::gap);
}

TEST_CASE("a requested snapshot for a live book: an older one is ignored, a newer one joined anew") {
  OrderBook book = book_of(kBinanceSpotSync);
  feed(book, rest_snapshot(100));
  feed(book, event(101, 110, 0, "5"));
  CHECK(feed(book, rest_snapshot(110)) == BookOutcome::ignored);
  CHECK(book.top()->bid.size == quantity("5"));
  CHECK(book.counters().old_snapshots == 1);
  CHECK(feed(book, rest_snapshot(111)) == BookOutcome::snapshot);
  CHECK(book.state() == BookState::syncing);
  CHECK(feed(book, event(111, 120, 0, "6")) == BookOutcome::applied);
  CHECK(book.top()->bid.size == quantity("6"));
  // After a break in a recording the snapshot may come before the first update.
  feed(book, rest_snapshot(500));
  CHECK(feed(book, event(490, 505, 0, "7")) == BookOutcome::applied);
}

TEST_CASE("a stream that never reaches its snapshot asks for another") {
  OrderBook book({.tick = price("1"), .sync = kBinanceSpotSync, .not_reached_limit = 3});
  feed(book, rest_snapshot(1'000));
  for (std::int64_t id = 1; id <= 3; ++id) CHECK(feed(book, event(id, id, 0, "1")) == BookOutcome::held);
  CHECK_FALSE(book.wants_snapshot());
  CHECK(feed(book, event(4, 4, 0, "1")) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::not_reached);
  CHECK(book.wants_snapshot());
  CHECK(feed(book, rest_snapshot(2)) == BookOutcome::snapshot);
  CHECK(book.position().last_id == 4);
}

TEST_CASE("a full buffer lets the oldest go, and the snapshot must reach what is left") {
  OrderBook book({.tick = price("1"), .sync = kBinanceSpotSync, .buffer = {.updates = 4, .levels = 100}});
  for (std::int64_t id = 1; id <= 10; ++id) feed(book, event(id, id, 0, "3"));
  CHECK(book.counters().buffer_dropped == 6);
  CHECK(feed(book, rest_snapshot(5)) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::snapshot_old);
  CHECK(feed(book, rest_snapshot(6)) == BookOutcome::snapshot);
  CHECK(book.position().last_id == 10);

  UpdateBuffer buffer(kBinanceSpotSync, {.updates = 100, .levels = 5});
  for (std::int64_t id = 1; id <= 10; ++id) buffer.push(event(id, id, 0, "3").view());
  CHECK(buffer.held().size() == 5);
  CHECK(buffer.levels() == 5);
  CHECK(buffer.dropped() == 5);
  OwnUpdate huge = event(11, 11, 0, "3");
  huge.ask_texts.assign(6, {"12", "1"});
  buffer.push(huge.view());
  CHECK(buffer.held().empty());
  CHECK(buffer.levels() == 0);
}

TEST_CASE("what was held before a connection broke is not joined to a snapshot of the next") {
  OrderBook book = book_of(kBinanceSpotSync);
  feed(book, event(101, 105, 0, "101"));
  book.invalidate(StaleReason::disconnected, second(1));
  CHECK(book.wants_snapshot());
  CHECK(feed(book, rest_snapshot(102)) == BookOutcome::snapshot);
  CHECK(book.state() == BookState::syncing);
  CHECK(feed(book, event(103, 106, 0, "103")) == BookOutcome::applied);
  CHECK(book.top()->bid.size == quantity("103"));
}

TEST_CASE("a hole in what is held starts it anew; a repetition is held once") {
  UpdateBuffer buffer(kBinanceSpotSync, {});
  CHECK(buffer.push(event(1, 1, 0, "3").view()) == UpdateBuffer::Kept::held);
  CHECK(buffer.push(event(2, 2, 0, "3").view()) == UpdateBuffer::Kept::held);
  CHECK(buffer.push(event(1, 1, 0, "3").view()) == UpdateBuffer::Kept::repeated);
  CHECK(buffer.held().size() == 2);
  CHECK(buffer.push(event(4, 4, 0, "3").view()) == UpdateBuffer::Kept::restarted);
  CHECK(buffer.held().size() == 1);
}

TEST_CASE("bybit: deltas count up, a snapshot or u = 1 replaces the book") {
  OrderBook book = book_of(kBybitV5Sync);
  CHECK(feed(book, {false, {8, 8, 0, 70}, {{"10", "9"}}, {}}) == BookOutcome::ignored);
  CHECK(book.counters().without_snapshot == 1);
  CHECK(book.wants_snapshot());
  feed(book, {true, {8, 8, 0, 80}, {{"10", "1"}}, {{"12", "1"}}, 100});
  CHECK(feed(book, {false, {9, 9, 0, 85}, {{"10", "2"}}, {}, 110}) == BookOutcome::applied);
  CHECK(feed(book, {true, {50, 50, 0, 90}, {{"9", "1"}}, {{"11", "1"}}, 120}) == BookOutcome::snapshot);
  CHECK(book.top() == TopOfBook{{price("9"), quantity("1")}, {price("11"), quantity("1")}});
  CHECK(feed(book, {false, {1, 1, 0, 95}, {{"8", "1"}}, {{"10", "1"}}, 130}) == BookOutcome::snapshot);
  CHECK(book.top() == TopOfBook{{price("8"), quantity("1")}, {price("10"), quantity("1")}});
  CHECK(feed(book, {false, {2, 2, 0, 96}, {}, {}, 140}) == BookOutcome::applied);
  // A gap; deltas do not mend it, a snapshot does.
  CHECK(feed(book, {false, {4, 4, 0, 97}, {}, {}, 150}) == BookOutcome::refused);
  CHECK(feed(book, {false, {5, 5, 0, 98}, {}, {}, 160}) == BookOutcome::ignored);
  CHECK(book.state() == BookState::stale);
  CHECK(feed(book, {true, {6, 6, 0, 99}, {{"8", "3"}}, {{"10", "1"}}, 170}) == BookOutcome::snapshot);
  CHECK(book.prices());
}

TEST_CASE("a snapshot in the stream that came late or twice does not set the book back") {
  OrderBook book = book_of(kBybitV5Sync);
  const OwnUpdate snapshot = {true, {8, 8, 0, 80}, {{"10", "1"}}, {{"12", "1"}}, 100};
  feed(book, snapshot);
  feed(book, {false, {9, 9, 0, 85}, {{"10", "2"}}, {}, 110});
  CHECK(feed(book, snapshot) == BookOutcome::ignored);
  CHECK(book.top()->bid.size == quantity("2"));
  // One that was not seen before, and is older by time, id and sequence.
  CHECK(feed(book, {true, {8, 8, 0, 84}, {}, {}, 109}) == BookOutcome::ignored);
  // Nor a stale one; on a new connection everything is new.
  feed(book, {false, {11, 11, 0, 90}, {}, {}, 120});
  CHECK(feed(book, snapshot) == BookOutcome::ignored);
  CHECK(book.state() == BookState::stale);
  book.invalidate(StaleReason::disconnected, second(1));
  CHECK(feed(book, snapshot) == BookOutcome::snapshot);
}

TEST_CASE("a snapshot in the stream replaces the book, whatever its clock, id or sequence says") {
  struct Row {
    const SyncPolicy& policy;
    bool marked;
    BookChain chain;
    std::int64_t time;
  };
  // The book is at id 1001, sequence 50010, time 5000.
  const Row rows[] = {
      {kBybitV5Sync, true, {1, 1, 0, 100}, 6'000},          // a restart: sequence and id anew
      {kBybitV5Sync, false, {1, 1, 0, 100}, 6'000},         // not marked as a snapshot
      {kBybitV5Sync, true, {1, 1, 0, 100}, 4'000},          // and the clock set back
      {kBybitV5Sync, true, {900, 900, 0, 100}, 6'000},      // sequence and id
      {kBybitV5Sync, true, {2'000, 2'000, 0, 100}, 4'000},  // sequence and clock
      {kBybitV5Sync, true, {900, 900, 0, 60'000}, 4'000},   // id and clock
      {kOkxV5Sync, true, {3, 3, -1, 0}, 6'000},             // id
      {kOkxV5Sync, true, {2'000, 2'000, -1, 0}, 4'000},     // clock
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy.name);
    CAPTURE(row.chain.last_id);
    CAPTURE(row.time);
    OrderBook book = book_of(row.policy);
    feed(book, {true, {1'000, 1'000, -1, 50'000}, {{"10", "1"}}, {{"12", "1"}}, 4'900});
    feed(book, {false, {1'001, 1'001, 1'000, 50'010}, {{"10", "2"}}, {}, 5'000});
    CHECK(feed(book, {row.marked, row.chain, {{"20", "1"}}, {{"21", "1"}}, row.time}) == BookOutcome::snapshot);
    const std::int64_t next = row.chain.last_id + 1;
    CHECK(feed(book, {false, {next, next, next - 1, row.chain.sequence + 1}, {{"20", "3"}}, {}, row.time + 20}) ==
          BookOutcome::applied);
    CHECK(book.top() == TopOfBook{{price("20"), quantity("3")}, {price("21"), quantity("1")}});
    CHECK(book.counters().old_snapshots == 0);
  }
}

TEST_CASE("bybit: a delisted symbol's empty u = 1 leaves an empty book that prices nothing") {
  OrderBook book = book_of(kBybitV5Sync);
  feed(book, {true, {8, 8, 0, 80}, {{"10", "1"}}, {{"12", "1"}}});
  feed(book, {false, {1, 1, 0, 81}, {}, {}});
  CHECK(book.state() == BookState::live);
  CHECK(book.top() == std::nullopt);
}

TEST_CASE("okx: irregular ids, a heartbeat, ids that fall after maintenance") {
  OrderBook book = book_of(kOkxV5Sync);
  CHECK(feed(book, {true, {100, 100, -1, 0}, {{"10", "1"}}, {{"12", "1"}}}) == BookOutcome::snapshot);
  CHECK(feed(book, {false, {113, 113, 100, 0}, {{"10", "2"}}, {}}) == BookOutcome::applied);
  CHECK(feed(book, {false, {113, 113, 113, 0}, {}, {}}) == BookOutcome::applied);
  CHECK(feed(book, {false, {113, 113, 113, 0}, {}, {}}) == BookOutcome::applied);
  CHECK(book.counters().heartbeats == 2);
  CHECK(feed(book, {false, {3, 3, 113, 0}, {{"10", "4"}}, {}}) == BookOutcome::applied);
  CHECK(book.counters().restarts == 1);
  CHECK(feed(book, {false, {5, 5, 3, 0}, {{"10", "5"}}, {}}) == BookOutcome::applied);
  CHECK(book.top()->bid.size == quantity("5"));
  CHECK(feed(book, {false, {9, 9, 7, 0}, {{"10", "6"}}, {}}) == BookOutcome::refused);
  CHECK(feed(book, {false, {20, 20, -1, 0}, {{"10", "7"}}, {{"12", "1"}}}) == BookOutcome::snapshot);
  CHECK(book.top()->bid.size == quantity("7"));
}

TEST_CASE("a tick that follows becomes finer and keeps the levels; a fixed one makes the book stale") {
  OrderBook fixed({.tick = price("0.5"), .sync = kOkxV5Sync});
  OrderBook book({.tick = price("0.5"), .sync = kOkxV5Sync, .tick_follows = true});
  const OwnUpdate snapshot = {true, {1, 1, -1, 0}, {{"10.5", "1"}, {"10", "2"}}, {{"12", "3"}}};
  const OwnUpdate finer = {false, {2, 2, 1, 0}, {{"10.7", "4"}}, {{"12", "0"}, {"11.9", "5"}}};
  feed(fixed, snapshot), feed(book, snapshot);
  CHECK(feed(fixed, finer) == BookOutcome::refused);
  CHECK(feed(book, finer) == BookOutcome::applied);
  CHECK(book.scale().tick() == price("0.1"));
  CHECK(book.top() == TopOfBook{{price("10.7"), quantity("4")}, {price("11.9"), quantity("5")}});
  std::array<BookLevel, 4> levels;
  REQUIRE(book.depth(BookSide::bid, levels) == 3);
  CHECK(levels[1] == BookLevel{price("10.5"), quantity("1")});
  CHECK(levels[2] == BookLevel{price("10"), quantity("2")});
  CHECK(feed(book, {false, {3, 3, 2, 0}, {{"-1", "4"}}, {}}) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::off_tick);
}

TEST_CASE("the report keeps stale intervals, their reasons and their time") {
  OrderBook book = book_of(kBybitV5Sync);
  SyncReport report;
  const auto step = [&](OwnUpdate update, std::int64_t at) {
    feed(book, std::move(update), at);
    report.observe(book, second(at));
  };
  step({false, {8, 8, 0, 1}, {}, {}}, 1);
  step({true, {8, 8, 0, 1}, {{"10", "1"}}, {{"12", "1"}}}, 3);
  CHECK(report.first_sync() == kSecond * 2);
  step({false, {10, 10, 0, 2}, {}, {}}, 5);
  step({false, {11, 11, 0, 3}, {}, {}}, 6);
  step({true, {12, 12, 0, 4}, {{"10", "1"}}, {{"12", "1"}}}, 9);
  step({false, {13, 13, 0, 5}, {{"10.5", "1"}}, {}}, 11);
  report.finish(second(12));
  const std::vector<StaleInterval> expected = {{second(5), second(9), StaleReason::gap},
                                               {second(11), std::nullopt, StaleReason::off_tick}};
  CHECK(report.intervals() == expected);
  CHECK(report.interval_count() == 2);
  CHECK(report.stale_time() == kSecond * 5);
  CHECK(report.gaps() == 1);
  CHECK(report.checksum_failures() == 0);
  CHECK(report.counters().updates == 6);
  CHECK(report.counters().resyncs == 1);
}

TEST_CASE("the report's memory is bounded, its sums are not") {
  OrderBook book = book_of(kBybitV5Sync);
  SyncReport report;
  for (std::int64_t i = 0; i < 1'000; ++i) {
    feed(book, {true, {8, 8, 0, 1}, {}, {}}, 2 * i);
    report.observe(book, second(2 * i));
    book.invalidate(StaleReason::silent, second(2 * i + 1));
    report.observe(book, second(2 * i + 1));
  }
  report.finish(second(2'000));
  CHECK(report.intervals().size() == SyncReport::kKept);
  CHECK(report.intervals().back().to.has_value());
  CHECK(report.interval_count() == 1'000);
  CHECK(report.stale_time() == kSecond * 1'000);
}

}  // namespace
}  // namespace basis
