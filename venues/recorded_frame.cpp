#include "venues/recorded_frame.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace basis {
namespace {

/// Text that identifies a protocol, in the host of a URL, in its path or in a frame; the first match decides.
struct Sign {
  std::string_view word;
  FeedVenue venue;
};
// Binance has many hosts for one product (api1 to api4, api-gcp, data-api, testnet, demo), Bybit and OKX have hosts by
// region (api.bytick.com, api.bybit.eu, my.okx.com, eea.okx.com, openapi.okx.com). Sources: binance-spot-api-docs,
// rest-api.md and web-socket-streams.md; developers.binance.com; bybit-exchange.github.io/docs/v5/guide;
// okx.com/docs-v5.
constexpr std::array kHostSigns = {
    Sign{"fapi", FeedVenue::binance_usdm},           // fapi.binance.com, ws-fapi, demo-fapi
    Sign{"fstream", FeedVenue::binance_usdm},        // fstream.binance.com, demo-fstream
    Sign{"dapi", FeedVenue::binance_usdm},           // COIN-M, whose symbols the decoder refuses by name
    Sign{"dstream", FeedVenue::binance_usdm},        //
    Sign{"binancefuture", FeedVenue::binance_usdm},  // testnet
    Sign{"binance", FeedVenue::binance_spot},        //
    Sign{"bybit", FeedVenue::bybit},                 //
    Sign{"bytick", FeedVenue::bybit},                //
    Sign{"okx", FeedVenue::okx},                     //
    Sign{"okex", FeedVenue::okx},
};
// Where the host is nobody's, a proxy or a file server, the path still tells.
constexpr std::array kPathSigns = {
    Sign{"/fapi/v", FeedVenue::binance_usdm},  Sign{"/dapi/v", FeedVenue::binance_usdm},
    Sign{"/api/v3/", FeedVenue::binance_spot}, Sign{"/v5/market/", FeedVenue::bybit},
    Sign{"/v5/public/", FeedVenue::bybit},     Sign{"/api/v5/market/", FeedVenue::okx},
    Sign{"/ws/v5/", FeedVenue::okx},
};
constexpr std::array kFrameSigns = {
    Sign{R"("topic":")", FeedVenue::bybit},
    Sign{R"("arg":{)", FeedVenue::okx},
    Sign{R"("pu":)", FeedVenue::binance_usdm},
    Sign{R"("e":"markPriceUpdate")", FeedVenue::binance_usdm},
    Sign{R"("e":"bookTicker")", FeedVenue::binance_usdm},
    Sign{R"("e":"forceOrder")", FeedVenue::binance_usdm},
    Sign{R"("e":"depthUpdate")", FeedVenue::binance_spot},
    Sign{R"(ookTicker","data":{"u":)", FeedVenue::binance_spot},
};
/// What only one product of Bybit says; the first of these is spot.
constexpr std::array kBybitSigns = {
    Sign{R"("usdIndexPrice":)", FeedVenue::bybit_spot},
    Sign{R"("data":[{"i":)", FeedVenue::bybit_spot},
    Sign{R"("tickDirection":)", FeedVenue::bybit},
    Sign{R"("openInterest":)", FeedVenue::bybit},
    Sign{R"("markPrice":)", FeedVenue::bybit},
    Sign{R"("fundingRate":)", FeedVenue::bybit},
    Sign{R"("L":")", FeedVenue::bybit},
};
constexpr std::array kBybitUrlSigns = {
    Sign{"category=spot", FeedVenue::bybit_spot},
    Sign{"public/spot", FeedVenue::bybit_spot},
    Sign{"category=", FeedVenue::bybit},
    Sign{"v5/public/", FeedVenue::bybit},
};

/// The beginning of a frame is enough to recognise it.
constexpr std::size_t kLooked = 400;

bool contains(std::string_view text, std::string_view word) { return text.find(word) != text.npos; }

template <std::size_t kSize>
std::optional<FeedVenue> venue_of(std::string_view text, const std::array<Sign, kSize>& signs) {
  const auto* const found =
      std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) { return contains(text, sign.word); });
  return found == signs.end() ? std::nullopt : std::optional(found->venue);
}

/// The host of "https://host:port/path"; empty for what is no URL.
std::string_view host_of(std::string_view url) {
  const std::size_t at = url.find("://");
  if (at == url.npos) return {};
  const std::string_view rest = url.substr(at + 3);
  return rest.substr(0, rest.find_first_of("/:?"));
}

std::optional<FeedVenue> venue_of_url(std::string_view url) {
  const auto host = venue_of(host_of(url), kHostSigns);
  return host ? host : venue_of(url, kPathSigns);
}

/// The products of Binance send the same events with other fields: futures trades have `X`, the kind of trade;
/// aggregated trades of spot have `M`, a flag without meaning.
std::optional<FeedVenue> venue_of_binance_trade(std::string_view start) {
  if (contains(start, R"("e":"trade")"))
    return contains(start, R"("X":)") ? FeedVenue::binance_usdm : FeedVenue::binance_spot;
  if (contains(start, R"("e":"aggTrade")"))
    return contains(start, R"("M":)") ? FeedVenue::binance_spot : FeedVenue::binance_usdm;
  // Spot's raw quote is the only event without a name.
  if (start.starts_with(R"({"u":)") && contains(start, R"("B":")") && contains(start, R"("A":")"))
    return FeedVenue::binance_spot;
  return std::nullopt;
}

std::optional<FeedVenue> venue_of_bytes(std::string_view start) {
  if (const auto trade = venue_of_binance_trade(start)) return trade;
  return venue_of(start, kFrameSigns);
}

/// The product of a Bybit frame where its URL or its own fields tell it.
std::optional<FeedVenue> bybit_product(const Frame& frame) {
  if (const auto told = venue_of(frame.channel, kBybitUrlSigns)) return told;
  const std::string_view start = frame.bytes.substr(0, kLooked);
  return contains(start, R"("topic":")") ? venue_of(start, kBybitSigns) : std::nullopt;
}

}  // namespace

std::optional<FeedVenue> recognise_venue(const Frame& frame) {
  if (const auto named = find_feed_venue(frame.venue)) return named;
  auto venue = venue_of_url(frame.channel);
  if (!venue) venue = venue_of_bytes(frame.bytes.substr(0, kLooked));
  return venue == FeedVenue::bybit ? bybit_product(frame).value_or(FeedVenue::bybit) : venue;
}

bool tells_product(const Frame& frame) {
  const auto venue = recognise_venue(frame);
  if (!venue || feed_venue_info(*venue).configuration != "bybit") return venue.has_value();
  return !frame.venue.empty() || bybit_product(frame).has_value();
}

bool is_rest_answer(const Frame& frame) {
  return frame.channel.starts_with("http") || frame.bytes.starts_with(R"({"lastUpdateId")");
}

std::string_view other_request(std::string_view url) {
  const std::string_view path = url.substr(0, url.find('?'));
  // Of a URL that has no venue's path nothing is known.
  if (!venue_of(path, kPathSigns) && !contains(path, "/api/v5/")) return {};
  const std::string_view last = path.substr(path.rfind('/') + 1);
  constexpr std::array<std::string_view, 4> kBooks = {"depth", "orderbook", "books", "books-full"};
  return std::find(kBooks.begin(), kBooks.end(), last) == kBooks.end() ? last : std::string_view{};
}

std::string symbol_of_url(std::string_view url) {
  for (const std::string_view key : {std::string_view("symbol="), std::string_view("instId=")}) {
    const std::size_t at = url.find(key);
    if (at == url.npos) continue;
    const std::string_view rest = url.substr(at + key.size());
    return percent_decoded(rest.substr(0, rest.find('&')));
  }
  return {};
}

std::string percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned byte = 0;
    const char* const digits = text.data() + at + 1;
    const bool coded =
        text[at] == '%' && at + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    plain += coded ? static_cast<char>(byte) : text[at];
    if (coded) at += 2;
  }
  return plain;
}

}  // namespace basis
