#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "venues/client/calls.hpp"
#include "venues/client/market_line.hpp"
#include "venues/market_feed.hpp"

namespace basis::client {

/// The public market data of some markets of a venue: their streams, and order books on request over the calls of its
/// owner. What a session and a feed without an account have in common.
class PublicStreams final : private MarketLineHost {
 public:
  /// The references outlive it.
  PublicStreams(net::Network& network, MarketDialect& dialect, MarketFeedSettings settings, Calls& calls,
                MarketFeedListener& listener)
      : network_(network), dialect_(dialect), settings_(std::move(settings)), calls_(calls), listener_(listener) {}

  /// Forgets what was before. From here on books can be requested. Not from inside a call of a line.
  void start();
  /// Opens the streams of these markets; without effect when they are open.
  void open(const std::vector<const Market*>& markets);
  void stop();
  void subscribe_again();
  void request_book(const Market& market);

 private:
  std::uint32_t new_connection() override { return ++last_connection_; }
  void market_text(std::uint32_t connection, std::string_view feed, std::string_view url, std::string_view text,
                   UtcTime received, MonoTime at) override;
  void market_lost(std::uint32_t connection) override;
  void stream_refused(const std::string& stream, const std::string& why) override;
  void add(StreamGroup group, std::uint64_t seed);
  void ask_book(const Market& market, const Request& request);

  net::Network& network_;
  MarketDialect& dialect_;
  MarketFeedSettings settings_;
  Calls& calls_;
  MarketFeedListener& listener_;
  bool running_ = false;
  std::vector<std::unique_ptr<MarketLine>> lines_;
  std::uint32_t last_connection_ = 0;
  std::set<MarketId> books_asked_;  ///< requests without an answer
};

}  // namespace basis::client
