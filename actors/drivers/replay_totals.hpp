#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "actors/drivers/replay.hpp"

namespace basis {

/// Totals of all order books and feeds.
struct ReplayTotals {
  std::uint64_t gaps = 0, resyncs = 0, crossed = 0, checksums = 0, checksum_failures = 0, stale_intervals = 0;
  std::uint64_t failed = 0;
  std::uint64_t not_followed = 0;
  std::uint64_t unheld = 0;
  std::map<std::string, std::uint64_t> not_followed_streams;
  std::array<std::uint64_t, FeedCounters::kChannels> messages{};
  std::array<std::uint64_t, FeedCounters::kControls> controls{};
  std::vector<const DecodeFailure*> failures;
};

/// Zero where no time has passed.
double frames_per_second(std::uint64_t frames, double seconds);
ReplayTotals add_up(const Replay& replay);

/// One order book of a market: the one that its price follows, or that of another stream.
struct ShownBook {
  const Market& market;
  const OrderBook& book;
  const SyncReport& report;
  std::string stream;  ///< the venue's name of it
  bool priced;         ///< the price of the market follows this one
};

/// All order books that received something, by feed and market.
std::vector<ShownBook> shown_books(const Replay& replay);

}  // namespace basis
