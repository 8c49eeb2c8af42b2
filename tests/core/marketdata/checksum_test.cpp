#include <doctest/doctest.h>

#include "tests/core/marketdata/book_support.hpp"

namespace basis {
namespace {

using namespace test;

/// A snapshot without ids, as OKX sent it before seqId existed.
OwnUpdate with_checksum(bool snapshot, TextLevels bids, TextLevels asks, std::int32_t checksum) {
  OwnUpdate update;
  update.snapshot = snapshot;
  update.bid_texts = std::move(bids);
  update.ask_texts = std::move(asks);
  update.checksum = checksum;
  update.with_texts = true;
  return update;
}

std::int32_t checksum_of(OwnUpdate update) {
  LevelTexts texts;
  REQUIRE(texts.apply(update.view()));
  return texts.checksum();
}

OrderBook okx() { return OrderBook({.tick = price("0.1"), .sync = kOkxV5Sync}); }

// The numbers are Python's zlib.crc32 over the strings beside them.
TEST_CASE("crc32 over interleaved raw texts") {
  // 3366.1:7:3366.8:9:3366:6:3368:8
  CHECK(checksum_of(with_checksum(true, {{"3366.1", "7"}, {"3366", "6"}}, {{"3366.8", "9"}, {"3368", "8"}}, 0)) ==
        -1881014294);
  // 3366.1:7:3366.8:9:3368:8:3372:8, bids have ended
  CHECK(checksum_of(with_checksum(true, {{"3366.1", "7"}}, {{"3372", "8"}, {"3366.8", "9"}, {"3368", "8"}}, 0)) ==
        831078360);
  // 3366.1:7:3366.8:9:3366:6:3368:8:3365:1, asks have ended
  CHECK(checksum_of(with_checksum(true, {{"3366.1", "7"}, {"3366", "6"}, {"3365", "1"}},
                                  {{"3366.8", "9"}, {"3368", "8"}}, 0)) == -1793206555);
  CHECK(checksum_of(with_checksum(true, {}, {}, 0)) == 0);
  // 30 bids from 100 down with sizes 1, 2, ..; only 25 count.
  TextLevels bids;
  for (int i = 0; i < 30; ++i) bids.emplace_back(std::to_string(100 - i), std::to_string(i + 1));
  CHECK(checksum_of(with_checksum(true, bids, {{"101", "5"}, {"102", "6"}}, 0)) == -698297925);
}

TEST_CASE("texts count as they were sent") {
  CHECK(checksum_of(with_checksum(true, {{"10.0", "7"}}, {}, 0)) !=
        checksum_of(with_checksum(true, {{"10", "7"}}, {}, 0)));
}

TEST_CASE("a checksum that fits keeps the book live, one that does not makes it stale") {
  OrderBook book = okx();
  CHECK(feed(book, with_checksum(true, {{"3366.1", "7"}}, {{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}},
                                 831078360)) == BookOutcome::snapshot);
  const TextLevels gone = {{"3372", "0"}};
  CHECK(feed(book, with_checksum(false, {{"3366", "6"}}, gone, -1881014294)) == BookOutcome::applied);
  CHECK(book.counters().checksums == 2);
  CHECK(book.top() == TopOfBook{{price("3366.1"), quantity("7")}, {price("3366.8"), quantity("9")}});
  // The level is right, the checksum is of a book with another one.
  CHECK(feed(book, with_checksum(false, {{"3365", "2"}}, {}, -1793206555)) == BookOutcome::refused);
  CHECK(book.state() == BookState::stale);
  CHECK(book.reason() == StaleReason::checksum);
  CHECK(book.counters().stale_for(StaleReason::checksum) == 1);
  CHECK(feed(book, with_checksum(true, {{"3366.1", "7"}}, {{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}},
                                 831078361)) == BookOutcome::refused);
  CHECK(feed(book, with_checksum(true, {{"3366.1", "7"}}, {{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}},
                                 831078360)) == BookOutcome::snapshot);
  CHECK(book.prices());
}

TEST_CASE("without ids every update needs a checksum; with ids it may stop") {
  OrderBook unchained = okx();
  const OwnUpdate snapshot =
      with_checksum(true, {{"3366.1", "7"}}, {{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}}, 831078360);
  feed(unchained, snapshot);
  CHECK(feed(unchained, {false, {}, {{"3366", "6"}}, {}}) == BookOutcome::refused);
  CHECK(unchained.reason() == StaleReason::unverifiable);

  OrderBook chained = okx();
  OwnUpdate first = snapshot;
  first.chain = {5, 5, -1, 0};
  CHECK(feed(chained, first) == BookOutcome::snapshot);
  CHECK(feed(chained, {false, {9, 9, 5, 0}, {{"3366", "6"}}, {}}) == BookOutcome::applied);
  // From here on texts are missing: a checksum can no longer be compared, the chain carries on.
  OwnUpdate later = with_checksum(false, {{"3366", "5"}}, {}, 12345);
  later.chain = {11, 11, 9, 0};
  CHECK(feed(chained, later) == BookOutcome::applied);
  CHECK(chained.counters().checksums == 1);
  // Ids do not vanish in the middle of a chain.
  CHECK(feed(chained, with_checksum(false, {{"3366", "4"}}, {}, 1)) == BookOutcome::refused);
  CHECK(chained.reason() == StaleReason::gap);
}

TEST_CASE("a checksum beside a chain is compared, too") {
  OrderBook book = okx();
  OwnUpdate snapshot =
      with_checksum(true, {{"3366.1", "7"}}, {{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}}, 831078360);
  snapshot.chain = {5, 5, -1, 0};
  feed(book, snapshot);
  OwnUpdate update = with_checksum(false, {{"3366.1", "8"}}, {}, 831078360);
  update.chain = {6, 6, 5, 0};
  CHECK(feed(book, update) == BookOutcome::refused);
  CHECK(book.reason() == StaleReason::checksum);
}

}  // namespace
}  // namespace basis
