#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/feed/take_recorded.hpp"
#include "core/config/load_config.hpp"
#include "tests/core/marketdata/book_support.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/venues/followed_markets.hpp"

namespace basis::test {

/// What the shipped configuration says of a mode.
inline const Settings& shipped_settings() {
  static const Settings kSettings = [] {
    auto loaded = load_config(test::shipped_configs().string(), "btc_basis", {}, Environment{});
    REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
    return loaded.value().settings;
  }();
  return kSettings;
}

/// The configured markets of a venue's own names; ids in the order they are asked for together.
inline FollowedMarkets markets_of(const std::vector<std::pair<FeedVenue, std::string>>& markets) {
  std::vector<SeenSymbol> seen;
  for (const auto& [venue, native] : markets) seen.push_back({venue, native, 2});
  return followed_markets(seen, shipped_settings());
}

/// A feed with one consumer, whose events it hands out, and frames in memory of their own.
class FedFeed {
 public:
  FedFeed(FeedVenue venue, FollowedMarkets markets, const Feed::Options& options = {}, std::size_t capacity = 1'024)
      : markets_(std::move(markets)),
        queue_(std::make_unique<FeedQueue>(capacity, markets_.universe->markets().size())),
        buffer_(1 << 20) {
    auto made = Feed::create(venue, markets_.markets, {queue_.get()}, options);
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    feed_ = std::move(made).value();
  }

  /// Takes one frame in, at `at`; whether it could be decoded.
  bool take(std::string_view text, Nanos at = {}, std::string_view url = {}, std::uint32_t connection = 0) {
    const PaddedFrame padded = buffer_.assign(text);
    Frame frame;
    frame.received = utc(at);
    frame.connection = connection;
    frame.channel = url;
    frame.bytes = padded.text();
    return take_recorded(*feed_, frame);
  }
  static UtcTime utc(Nanos at) { return UtcTime::from_nanos(1'700'000'000 * kSecond.count + at.count); }
  static MonoTime mono(Nanos at) { return MonoTime::from_nanos(utc(at).nanos()); }
  /// What the consumer has got since it was last asked.
  std::vector<FeedEvent> events() {
    std::vector<FeedEvent> all(4'096);
    all.resize(queue_->pop(all));
    return all;
  }
  /// The one event there is, which is a top.
  TopUpdate top() {
    const auto all = events();
    REQUIRE(all.size() == 1);
    REQUIRE(std::holds_alternative<TopUpdate>(all.front().what));
    return std::get<TopUpdate>(all.front().what);
  }
  Feed& operator*() { return *feed_; }
  Feed* operator->() { return feed_.get(); }
  FeedQueue& queue() { return *queue_; }

 private:
  FollowedMarkets markets_;
  std::unique_ptr<FeedQueue> queue_;
  FrameBuffer buffer_;
  std::unique_ptr<Feed> feed_;
};

template <class What>
const What& only(const std::vector<FeedEvent>& events) {
  REQUIRE(events.size() == 1);
  REQUIRE(std::holds_alternative<What>(events.front().what));
  return std::get<What>(events.front().what);
}

}  // namespace basis::test
