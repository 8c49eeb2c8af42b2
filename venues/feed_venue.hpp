#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/marketdata/sync_policy.hpp"

namespace basis {

/// A market data protocol.
enum class FeedVenue : std::uint8_t { binance_spot, binance_usdm, bybit, okx };
inline constexpr std::size_t kFeedVenues = 4;

/// Properties of a protocol, apart from its decoder.
struct FeedVenueInfo {
  FeedVenue venue;
  std::string_view name;     ///< as in recordings and options: "binance_usdm"
  std::string_view account;  ///< the venue's configuration: "binance"
  bool spot;                 ///< its markets are the spot markets of the configuration
  const SyncPolicy& sync;
};

const FeedVenueInfo& feed_venue_info(FeedVenue venue);
std::span<const FeedVenueInfo> feed_venues();
/// By name; absent when there is no such protocol.
std::optional<FeedVenue> find_feed_venue(std::string_view name);

}  // namespace basis
