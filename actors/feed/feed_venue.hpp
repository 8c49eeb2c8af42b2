#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/book/sync_policy.hpp"
#include "core/record/frame_source.hpp"

namespace basis {

/// A protocol of market data.
enum class FeedVenue : std::uint8_t { binance_spot, binance_usdm, bybit, okx };
inline constexpr std::size_t kFeedVenues = 4;

/// What there is to know of a protocol besides its decoder.
struct FeedVenueInfo {
  FeedVenue venue;
  std::string_view name;     ///< as recordings and options spell it: "binance_usdm"
  std::string_view account;  ///< the venue's configuration: "binance"
  bool spot;                 ///< its markets are the configuration's spot markets
  const SyncPolicy& sync;
};

const FeedVenueInfo& feed_venue_info(FeedVenue venue);
std::span<const FeedVenueInfo> feed_venues();
/// By name; absent when there is none of it.
std::optional<FeedVenue> find_feed_venue(std::string_view name);

/// What a frame says about where it comes from: its own words, for recordings
/// that do not say it. Absent where the frame could be anybody's.
std::optional<FeedVenue> recognise_venue(const Frame& frame);

/// Whether the frame is the answer to a request, not a message of a stream: it
/// came with a URL, or is a Binance snapshot among a stream's lines.
bool is_rest_answer(const Frame& frame);

/// The instrument a URL asks for: the value of `symbol` or `instId`; empty where it names none.
std::string_view symbol_of_url(std::string_view url);

}  // namespace basis
