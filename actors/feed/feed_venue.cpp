#include "actors/feed/feed_venue.hpp"

#include <algorithm>
#include <array>

#include "core/base/error.hpp"

namespace basis {
namespace {

const std::array<FeedVenueInfo, kFeedVenues> kVenues = {{
    {FeedVenue::binance_spot, "binance_spot", "binance", true, kBinanceSpotSync},
    {FeedVenue::binance_usdm, "binance_usdm", "binance", false, kBinanceUsdmSync},
    {FeedVenue::bybit, "bybit", "bybit", false, kBybitV5Sync},
    {FeedVenue::okx, "okx", "okx", false, kOkxV5Sync},
}};

/// Words only one protocol uses, the more telling ones first. `http` stands in URLs.
struct Sign {
  std::string_view word;
  FeedVenue venue;
};
constexpr std::array kUrlSigns = {
    Sign{"//fapi.binance", FeedVenue::binance_usdm},
    Sign{"//api.binance", FeedVenue::binance_spot},
    Sign{"bybit.com", FeedVenue::bybit},
    Sign{"okx.com", FeedVenue::okx},
};
constexpr std::array kFrameSigns = {
    Sign{R"("topic":")", FeedVenue::bybit},
    Sign{R"("arg":{)", FeedVenue::okx},
    Sign{R"("pu":)", FeedVenue::binance_usdm},
    Sign{R"("e":"markPriceUpdate")", FeedVenue::binance_usdm},
    Sign{R"("e":"bookTicker")", FeedVenue::binance_usdm},
    Sign{R"("e":"depthUpdate")", FeedVenue::binance_spot},
    Sign{R"("e":"trade","E":)", FeedVenue::binance_spot},
    Sign{R"(@bookTicker","data":{"u":)", FeedVenue::binance_spot},
};

/// The beginning of a frame says what it is.
constexpr std::size_t kLooked = 400;

}  // namespace

const FeedVenueInfo& feed_venue_info(FeedVenue venue) { return kVenues[static_cast<std::size_t>(venue)]; }

std::span<const FeedVenueInfo> feed_venues() { return kVenues; }

std::optional<FeedVenue> find_feed_venue(std::string_view name) {
  const auto found = std::find_if(kVenues.begin(), kVenues.end(), [&](const auto& info) { return info.name == name; });
  return found == kVenues.end() ? std::nullopt : std::optional(found->venue);
}

std::optional<FeedVenue> recognise_venue(const Frame& frame) {
  if (const auto named = find_feed_venue(frame.venue)) return named;
  for (const Sign& sign : kUrlSigns)
    if (frame.channel.find(sign.word) != frame.channel.npos) return sign.venue;
  const std::string_view start = frame.bytes.substr(0, kLooked);
  // Futures trades say what kind of trade they were.
  if (start.find(R"("e":"trade")") != start.npos)
    return start.find(R"("X":)") == start.npos ? FeedVenue::binance_spot : FeedVenue::binance_usdm;
  for (const Sign& sign : kFrameSigns)
    if (start.find(sign.word) != start.npos) return sign.venue;
  return std::nullopt;
}

bool is_rest_answer(const Frame& frame) {
  return frame.channel.starts_with("http") || frame.bytes.starts_with(R"({"lastUpdateId")");
}

std::string_view symbol_of_url(std::string_view url) {
  for (const std::string_view key : {std::string_view("symbol="), std::string_view("instId=")}) {
    const std::size_t at = url.find(key);
    if (at == url.npos) continue;
    const std::string_view rest = url.substr(at + key.size());
    return rest.substr(0, rest.find('&'));
  }
  return {};
}

}  // namespace basis
