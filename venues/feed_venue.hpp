#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/instruments/market.hpp"
#include "core/marketdata/sync_policy.hpp"

namespace basis {

/// A market data protocol, or a product of one whose symbols are those of another product: `bybit` is Bybit's
/// derivatives.
enum class FeedVenue : std::uint8_t { binance_spot, binance_usdm, bybit, okx, bybit_spot };
inline constexpr std::size_t kFeedVenues = 5;

/// Properties of a protocol, apart from its decoder.
struct FeedVenueInfo {
  FeedVenue venue;
  std::string_view name;           ///< as in recordings and options: "binance_usdm"
  std::string_view configuration;  ///< the venue's: "binance"
  bool spot;                       ///< its markets are the spot markets of the configuration
  const SyncPolicy& sync;
};

const FeedVenueInfo& feed_venue_info(FeedVenue venue);
std::span<const FeedVenueInfo> feed_venues();
/// The protocol of an exchange's product, by the name of its configuration: its own, or the one that carries both.
/// Null: the exchange has none.
const FeedVenueInfo* protocol_of(std::string_view configuration, bool spot);
/// The protocol that a market is followed and traded on.
FeedVenue feed_venue_of(const Market& market);
/// The name of an order book stream, by `BookEvent::stream`: "orderbook.50", "books-l2-tbt", "depth".
std::string book_stream_name(FeedVenue venue, std::uint16_t stream);
/// All names, as messages list what an option allows.
std::string feed_venue_names();
/// By name; absent when there is no such protocol.
std::optional<FeedVenue> find_feed_venue(std::string_view name);

}  // namespace basis
