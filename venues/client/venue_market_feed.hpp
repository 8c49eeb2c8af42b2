#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "venues/client/public_streams.hpp"
#include "venues/net/backoff.hpp"

namespace basis::client {

/// Public market data of a venue without an account. A start asks the venue what it lists and what the limits are,
/// again and again until it answers. The limits' intervals are counted by our own clock, which no request of a feed
/// depends on otherwise.
class VenueMarketFeed final : public MarketFeed, private CallHost {
 public:
  /// Network and listener outlive it.
  VenueMarketFeed(std::unique_ptr<MarketDialect> dialect, const MarketFeedSettings& settings, net::Network& network,
                  MarketFeedListener& listener);

  void start() override;
  void stop() override;
  void request_book(MarketId market) override;
  void subscribe_again() override { streams_.subscribe_again(); }

 private:
  void begin();
  void ask();
  void take(const CallAnswer& answer, const std::vector<const Market*>& asked);
  void open();
  void ask_later(const std::string& why);
  void clock_refused() override {}
  void banned(UtcTime until) override;
  void alert(std::string kind, std::string text) {
    listener_.on_feed_alert({std::move(kind), std::move(text)}, network_.now_utc());
  }

  std::unique_ptr<MarketDialect> dialect_;
  std::vector<const Market*> markets_;
  net::Network& network_;
  MarketFeedListener& listener_;
  Calls calls_;
  PublicStreams streams_;
  net::Backoff backoff_;
  std::unique_ptr<net::Timer> retry_;
  bool running_ = false;
  std::deque<InstrumentQuery> questions_;  ///< to be asked still
  std::vector<const Market*> listed_;
  std::vector<MarketId> unlisted_;
};

}  // namespace basis::client
