#include <doctest/doctest.h>

#include "tests/core/marketdata/book_support.hpp"

namespace basis {
namespace {

using namespace test;

/// A live book: Bybit's snapshots are live at once.
OrderBook live(const TextLevels& bids, const TextLevels& asks, const char* tick = "0.5") {
  OrderBook book({.tick = price(tick), .sync = kBybitV5Sync});
  REQUIRE(feed(book, {true, {7, 7, 0, 1}, bids, asks}) == BookOutcome::snapshot);
  return book;
}

OrderBook sample() {
  return live({{"100", "2"}, {"99.5", "1"}, {"90", "10"}}, {{"100.5", "3"}, {"101", "4"}, {"200", "1"}});
}

TEST_CASE("the top, one side's best, and depth") {
  const OrderBook book = sample();
  CHECK(book.top() == TopOfBook{{price("100"), quantity("2")}, {price("100.5"), quantity("3")}});
  CHECK(book.best(BookSide::bid) == BookLevel{price("100"), quantity("2")});
  CHECK(book.best(BookSide::ask) == BookLevel{price("100.5"), quantity("3")});
  std::array<BookLevel, 2> two;
  CHECK(book.depth(BookSide::bid, two) == 2);
  CHECK(two ==
        std::array<BookLevel, 2>{BookLevel{price("100"), quantity("2")}, BookLevel{price("99.5"), quantity("1")}});
  std::array<BookLevel, 9> nine;
  CHECK(book.depth(BookSide::ask, nine) == 3);
  CHECK(nine[2] == BookLevel{price("200"), quantity("1")});
  CHECK(book.depth(BookSide::ask, {}) == 0);
}

TEST_CASE("the price of a size, rounded against the taker") {
  const OrderBook book = sample();
  // 3 at 100.5 and 1 at 101: 402.5 / 4 = 100.625.
  CHECK(book.price_for(BookSide::ask, quantity("4")) == SizePrice{price("100.625"), price("101")});
  CHECK(book.price_for(BookSide::ask, quantity("3")) == SizePrice{price("100.5"), price("100.5")});
  // (3 * 100.5 + 4 * 101 + 0.5 * 200) / 7.5 = 107.4
  CHECK(book.price_for(BookSide::ask, quantity("7.5")) == SizePrice{price("107.4"), price("200")});
  CHECK(book.price_for(BookSide::ask, quantity("8")) == SizePrice{price("113.1875"), price("200")});
  CHECK(book.price_for(BookSide::ask, quantity("8.00000001")) == std::nullopt);
  // (2 * 100 + 1 * 99.5) / 3 = 99.8333.., down; (2 * 100 + 0.00000001 * 99.5) / 2.00000001, down.
  CHECK(book.price_for(BookSide::bid, quantity("3")) == SizePrice{price("99.83333333"), price("99.5")});
  // (3 * 100.5 + 3 * 101) / 6 and one more unit: up.
  CHECK(book.price_for(BookSide::ask, quantity("3.00000001")) == SizePrice{price("100.50000001"), price("101")});
  CHECK_THROWS_AS((void)book.price_for(BookSide::ask, quantity("0")), InvariantError);
}

TEST_CASE("the size up to a price") {
  const OrderBook book = sample();
  CHECK(book.size_up_to(BookSide::ask, price("100.4")) == quantity("0"));
  CHECK(book.size_up_to(BookSide::ask, price("100.5")) == quantity("3"));
  CHECK(book.size_up_to(BookSide::ask, price("150")) == quantity("7"));
  CHECK(book.size_up_to(BookSide::bid, price("99.5")) == quantity("3"));
  CHECK(book.size_up_to(BookSide::bid, price("1")) == quantity("13"));
  const OrderBook full = live({{"2", "92233720368.54775807"}, {"1", "92233720368.54775807"}}, {{"3", "1"}});
  CHECK(full.size_up_to(BookSide::bid, price("1")) == Quantity::from_raw(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("the microprice leans to the side with less on it") {
  // (100 * 3 + 100.5 * 2) / 5
  CHECK(sample().microprice() == price("100.2"));
  CHECK(live({{"100", "1"}}, {{"101", "3"}}).microprice() == price("100.25"));
  // (1 * 2 + 2 * 1) / 3 = 1.333..
  CHECK(live({{"1", "1"}}, {{"2", "2"}}).microprice() == price("1.33333333"));
  const OrderBook largest =
      live({{"92233720368", "92233720368.54775807"}}, {{"92233720368.5", "92233720368.54775807"}});
  CHECK(largest.microprice() == price("92233720368.25"));
}

TEST_CASE("a side without levels has no price, the other still has its best") {
  const OrderBook book = live({{"100", "2"}}, {});
  CHECK(book.top() == std::nullopt);
  CHECK(book.microprice() == std::nullopt);
  CHECK(book.best(BookSide::ask) == std::nullopt);
  CHECK(book.best(BookSide::bid) == BookLevel{price("100"), quantity("2")});
  CHECK(book.price_for(BookSide::ask, quantity("1")) == std::nullopt);
}

void check_prices_nothing(const OrderBook& book) {
  std::array<BookLevel, 4> levels;
  CHECK_FALSE(book.prices());
  CHECK(book.top() == std::nullopt);
  CHECK(book.best(BookSide::bid) == std::nullopt);
  CHECK(book.best(BookSide::ask) == std::nullopt);
  CHECK(book.depth(BookSide::bid, levels) == 0);
  CHECK(book.price_for(BookSide::ask, quantity("1")) == std::nullopt);
  CHECK(book.size_up_to(BookSide::bid, price("1")) == std::nullopt);
  CHECK(book.microprice() == std::nullopt);
}

TEST_CASE("an empty, syncing, stale or crossed book prices nothing") {
  OrderBook book({.tick = price("0.5"), .sync = kBinanceSpotSync, .crossed_limit = 1});
  check_prices_nothing(book);
  feed(book, {true, {10, 10, 0, 0}, {{"100", "2"}}, {{"101", "2"}}});
  CHECK(book.state() == BookState::syncing);
  check_prices_nothing(book);
  feed(book, {false, {11, 11, 0, 0}, {}, {}});
  CHECK(book.prices());
  feed(book, {false, {12, 12, 0, 0}, {{"101", "1"}}, {}});
  CHECK(book.state() == BookState::live);
  CHECK(book.crossed());
  CHECK(book.wants_snapshot());
  check_prices_nothing(book);
  feed(book, {false, {13, 13, 0, 0}, {{"101", "0"}}, {}});
  CHECK(book.top() == TopOfBook{{price("100"), quantity("2")}, {price("101"), quantity("2")}});
  CHECK(book.counters().crossed == 1);
  book.invalidate(StaleReason::silent, second(9));
  CHECK(book.since() == second(9));
  check_prices_nothing(book);
}

TEST_CASE("a price off the tick or a negative size makes the book stale") {
  struct Row {
    const char* price;
    const char* size;
    StaleReason reason;
  };
  for (const Row& row : {Row{"99.7", "1", StaleReason::off_tick}, Row{"0", "1", StaleReason::off_tick},
                         Row{"-99.5", "1", StaleReason::off_tick}, Row{"99.7", "0", StaleReason::off_tick},
                         Row{"99.5", "-1", StaleReason::bad_size}}) {
    CAPTURE(row.price);
    OrderBook book = sample();
    CHECK(feed(book, {false, {8, 8, 0, 2}, {{row.price, row.size}}, {}}) == BookOutcome::refused);
    CHECK(book.state() == BookState::stale);
    CHECK(book.reason() == row.reason);
    check_prices_nothing(book);
    // The same in a snapshot; and a good one mends it.
    CHECK(feed(book, {true, {9, 9, 0, 3}, {}, {{row.price, row.size}}}) == BookOutcome::refused);
    CHECK(book.state() == BookState::stale);
    CHECK(feed(book, {true, {9, 9, 0, 3}, {{"99.5", "1"}}, {{"100", "1"}}}) == BookOutcome::snapshot);
    CHECK(book.prices());
    CHECK(book.counters().resyncs == 1);
  }
}

TEST_CASE("a crossed or locked book goes stale at once") {
  for (const char* bid : {"100.5", "300"}) {
    OrderBook book = sample();
    CHECK(feed(book, {false, {8, 8, 0, 2}, {{bid, "1"}}, {}}) == BookOutcome::refused);
    CHECK(book.reason() == StaleReason::crossed);
    CHECK(book.counters().crossed == 1);
    check_prices_nothing(book);
  }
}

TEST_CASE("where a limit allows it, a book may be crossed for some updates") {
  OrderBook book({.tick = price("1"), .sync = kBybitV5Sync, .crossed_limit = 2});
  feed(book, {true, {7, 7, 0, 1}, {{"10", "1"}}, {{"10", "1"}}});
  CHECK(book.crossed());
  CHECK(feed(book, {false, {8, 8, 0, 2}, {}, {}}) == BookOutcome::applied);
  CHECK(feed(book, {false, {9, 9, 0, 3}, {}, {}}) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::crossed);
  CHECK(book.counters().crossed == 3);
}

TEST_CASE("the hash is of the levels and nothing else") {
  const OrderBook book = sample();
  OrderBook other({.tick = price("0.1"), .sync = kBinanceSpotSync, .window = 65'536});
  feed(other,
       {true, {70, 70, 0, 0}, {{"90", "10"}, {"100", "2"}, {"99.5", "1"}, {"3", "1"}}, {{"101", "4"}, {"200", "1"}}});
  CHECK(other.levels_hash() != book.levels_hash());
  feed(other, {false, {71, 71, 0, 0}, {{"3", "0"}}, {{"100.5", "3"}}});
  CHECK(other.levels_hash() == book.levels_hash());
  CHECK(other.levels_hash(2) == book.levels_hash(2));
  CHECK(book.levels_hash(2) != book.levels_hash(3));
  CHECK(book.levels_hash(0) == OrderBook({.tick = price("1"), .sync = kOkxV5Sync}).levels_hash());
  // A bid is no ask.
  CHECK(live({{"1", "1"}}, {}).levels_hash() != live({}, {{"1", "1"}}).levels_hash());
  // Written down, so that a change of the hash is noticed: it makes old results incomparable.
  CHECK(book.levels_hash() == 14972587412729226453U);
}

}  // namespace
}  // namespace basis
