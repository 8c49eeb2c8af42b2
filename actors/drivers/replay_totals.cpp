#include "actors/drivers/replay_totals.hpp"

namespace basis {
namespace {

void add_book(ReplayTotals& all, const OrderBook& order_book, const SyncReport& report) {
  const BookCounters& book = order_book.counters();
  all.gaps += book.stale_for(StaleReason::gap);
  all.resyncs += book.resyncs;
  all.crossed += book.crossed;
  all.checksums += book.checksums;
  all.checksum_failures += book.stale_for(StaleReason::checksum);
  all.stale_intervals += report.interval_count();
}

}  // namespace

double frames_per_second(std::uint64_t frames, double seconds) {
  return seconds > 0 ? static_cast<double>(frames) / seconds : 0;
}

ReplayTotals add_up(const Replay& replay) {
  ReplayTotals all;
  for (const Feed* feed : replay.feeds()) {
    const FeedCounters& counters = feed->counters();
    all.failed += counters.failed;
    all.not_followed += counters.not_followed;
    all.unheld += counters.unheld;
    for (const auto& [stream, frames] : counters.not_followed_streams) all.not_followed_streams[stream] += frames;
    for (std::size_t i = 0; i < counters.messages.size(); ++i) all.messages[i] += counters.messages[i];
    for (std::size_t i = 0; i < counters.controls.size(); ++i) all.controls[i] += counters.controls[i];
    for (const DecodeFailure& failure : counters.failures)
      if (all.failures.size() < FeedCounters::kFailuresKept) all.failures.push_back(&failure);
    for (const auto& followed : feed->followed()) {
      add_book(all, followed->book, followed->report);
      for (const auto& other : followed->others) add_book(all, other->book, other->report);
    }
  }
  return all;
}

std::vector<ShownBook> shown_books(const Replay& replay) {
  std::vector<ShownBook> all;
  for (const Feed* feed : replay.feeds())
    for (const auto& followed : feed->followed()) {
      const Market& market = followed->market;
      if (followed->events != 0)
        all.push_back({market, followed->book, followed->report,
                       book_stream_name(feed->venue(), followed->stream.value_or(0)), true});
      for (const auto& other : followed->others)
        all.push_back({market, other->book, other->report, book_stream_name(feed->venue(), other->stream), false});
    }
  return all;
}

}  // namespace basis
