#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/utc_time.hpp"
#include "core/instruments/market.hpp"
#include "core/marketdata/frame_source.hpp"
#include "venues/feed_venue.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// Something a person should see, which a session or a feed goes on from.
struct SessionAlert {
  std::string kind;  ///< "clock_drift", "market_refused", "leverage_changed", "stream_refused"
  std::string text;
};

/// A public message as it was received. Its bytes are valid during the call.
struct MarketData {
  Frame frame;
  bool answer = false;  ///< to a request for an order book
};

/// Hears public market data, in the order in which it was received.
class MarketFeedListener {
 public:
  virtual ~MarketFeedListener() = default;
  virtual void on_market_data(const MarketData& data) = 0;
  /// The connection with this number feeds no market data any more. Numbers rise over all connections of the feed.
  virtual void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) = 0;
  virtual void on_feed_alert(const SessionAlert& alert, UtcTime received) = 0;
  /// The venue has said which of the markets it lists; the streams of those are opened next. `unlisted`: the others,
  /// which are left out. Feeds of sessions do not call it: their sessions know.
  virtual void on_listing(const std::vector<MarketId>& unlisted, UtcTime received) {
    static_cast<void>(unlisted);
    static_cast<void>(received);
  }

 protected:
  MarketFeedListener() = default;
  MarketFeedListener(const MarketFeedListener&) = default;
  MarketFeedListener& operator=(const MarketFeedListener&) = default;
};

struct MarketFeedSettings {
  std::vector<const Market*> markets;  ///< of one protocol; they outlive the feed
  net::Endpoint rest;
  net::Endpoint streams;
  Nanos silence = kSecond * 30;  ///< after which a public stream without a message is subscribed again
  std::uint64_t seed = 0;        ///< of the jitter of reconnects
  bool hot = false;              ///< the sockets of order books are read past the reactor (`net::SocketRequest::hot`)
};

/// Public market data of one protocol without an account: streams that come back by themselves, and order books on
/// request, within the venue's limits. It needs no credentials.
class MarketFeed {
 public:
  virtual ~MarketFeed() = default;
  /// Asks the venue what it lists until it answers, then opens the streams.
  virtual void start() = 0;
  /// Closes everything; `on_feed_lost` follows for each connection.
  virtual void stop() = 0;
  /// Requests a whole order book, one request of a market at a time; the answer comes as market data.
  virtual void request_book(MarketId market) = 0;
  /// Asks for all streams once more on the connections that are open, for a reader who begins here.
  virtual void subscribe_again() = 0;

 protected:
  MarketFeed() = default;
  MarketFeed(const MarketFeed&) = default;
  MarketFeed& operator=(const MarketFeed&) = default;
};

}  // namespace basis
