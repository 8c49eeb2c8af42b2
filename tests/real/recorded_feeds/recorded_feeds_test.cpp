// Every frame of every recording through decoders and books.
#include <doctest/doctest.h>

#include "tests/real/recorded_feeds/replay.hpp"

namespace basis::test {
namespace {

void check_book(const OrderBook& book) {
  CHECK(book.state() == BookState::live);
  for (std::size_t reason = 0; reason < kStaleReasons; ++reason) {
    CAPTURE(to_string(static_cast<StaleReason>(reason)));
    CHECK(book.counters().stale[reason] == 0);
  }
  CHECK(book.counters().crossed == 0);
  CHECK(book.counters().buffer_dropped == 0);
}

void check_recording(const Recording& recording, const std::filesystem::path& folder) {
  CAPTURE(recording.feed);
  const Replayed seen = replay(recording, folder);
  for (const std::string& fault : seen.faults) {
    CAPTURE(fault);
    CHECK(false);
  }
  CHECK(seen.frames == recording.frames);
  CHECK(seen.book_events == recording.books);
  CHECK(seen.quotes == recording.quotes);
  CHECK(seen.trades == recording.trades);
  CHECK(seen.unknown_streams == recording.unknown);
  std::uint64_t compared = 0;
  std::uint64_t checksums = 0;
  for (std::size_t i = 0; i < seen.books.size(); ++i) {
    const CheckedBook& checked = *seen.books[i];
    CAPTURE(recording.instruments[i].symbol);
    if (recording.books != 0) check_book(checked.book());
    CHECK(checked.different() == 0);
    compared += checked.compared();
    checksums += checked.book().counters().checksums;
  }
  CHECK(compared == recording.compared);
  CHECK(checksums == recording.checksums);
  MESSAGE(recording.feed << ": " << seen.frames << " frames, " << seen.book_events << " of books, " << compared
                         << " quotes compared with a book, " << checksums << " checksums, " << seen.bad_trades
                         << " trades without a price, " << seen.controls << " answers, " << seen.others << " others");
}

TEST_CASE("every recorded frame is decoded, and books stay in step with their venue") {
  const auto folder = recorded_feeds();
  if (!folder) return;
  for (const Recording& recording : recordings()) check_recording(recording, *folder);
}

TEST_CASE("the same market in the checksums' and the chain's schema ends in the same book") {
  const auto folder = recorded_feeds();
  if (!folder) return;
  std::vector<std::uint64_t> hashes;
  for (const Recording& recording : recordings()) {
    if (recording.venue == FeedVenue::okx) hashes.push_back(replay(recording, *folder).books[0]->book().levels_hash());
  }
  REQUIRE(hashes.size() == 2);
  CHECK(hashes[0] == hashes[1]);
}

}  // namespace
}  // namespace basis::test
