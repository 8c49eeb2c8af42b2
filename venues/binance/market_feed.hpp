#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/base/result.hpp"
#include "venues/binance/public_streams.hpp"
#include "venues/net/backoff.hpp"

namespace basis::binance {

/// Public market data of Binance spot or USDⓈ-M without an account. A start asks `exchangeInfo` what is listed and what
/// the limits are, again and again until the venue answers. The limits' intervals are counted by our own clock, which
/// no request of a feed depends on otherwise.
class BinanceMarketFeed final : public MarketFeed, private CallHost {
 public:
  /// Usage error: no markets, or one of another product.
  static Result<std::unique_ptr<MarketFeed>> create(Product product, MarketFeedSettings settings, net::Network& network,
                                                    MarketFeedListener& listener);

  void start() override;
  void stop() override;
  void request_book(MarketId market) override;
  void subscribe_again() override { streams_.subscribe_again(); }

 private:
  BinanceMarketFeed(const SessionProduct& product, MarketFeedSettings settings, net::Network& network,
                    MarketFeedListener& listener);
  void ask(std::size_t at);
  void take(const CallAnswer& answer, const std::vector<const Market*>& asked);
  void open();
  void ask_later(const std::string& why);
  void clock_refused() override {}
  void banned(UtcTime until) override;
  void alert(std::string kind, std::string text) {
    listener_.on_feed_alert({std::move(kind), std::move(text)}, network_.now_utc());
  }

  const SessionProduct& product_;
  std::vector<const Market*> markets_;
  net::Network& network_;
  MarketFeedListener& listener_;
  Calls calls_;
  PublicStreams streams_;
  wire::JsonReader reader_;
  net::Backoff backoff_;
  std::unique_ptr<net::Timer> retry_;
  bool running_ = false;
  std::vector<const Market*> listed_;
  std::vector<MarketId> unlisted_;
};

}  // namespace basis::binance
