#include "venues/recorded_frame.hpp"

#include <array>

namespace basis {
namespace {

/// Text that identifies a protocol, in URLs or in frames; the first match decides.
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

/// The beginning of a frame is enough to recognise it.
constexpr std::size_t kLooked = 400;

}  // namespace

std::optional<FeedVenue> recognise_venue(const Frame& frame) {
  if (const auto named = find_feed_venue(frame.venue)) return named;
  for (const Sign& sign : kUrlSigns)
    if (frame.channel.find(sign.word) != frame.channel.npos) return sign.venue;
  const std::string_view start = frame.bytes.substr(0, kLooked);
  // Futures trades have a field `X`, the kind of trade; spot trades do not.
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
