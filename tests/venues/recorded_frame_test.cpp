#include "venues/recorded_frame.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/venues/recorded_frame_support.hpp"
#include "tests/venues/wire/codec_support.hpp"
#include "venues/feed_venue.hpp"

namespace basis {
namespace {

using namespace test;

/// Fixtures whose own words name their protocol. The others could be anybody's, or
/// both of Binance's.
const std::map<std::string, FeedVenue> kRecognised = {
    {"binance/spot_agg_trade", FeedVenue::binance_spot},
    {"binance/spot_quote_all", FeedVenue::binance_spot},
    {"binance/spot_quote_raw", FeedVenue::binance_spot},
    {"binance/usdm_agg_trade", FeedVenue::binance_usdm},
    {"binance/usdm_marks", FeedVenue::binance_usdm},
    {"okx/trades_all", FeedVenue::okx},
    {"binance/spot_depth", FeedVenue::binance_spot},
    {"binance/spot_depth_raw", FeedVenue::binance_spot},
    {"binance/spot_quote", FeedVenue::binance_spot},
    {"binance/spot_trade", FeedVenue::binance_spot},
    {"binance/usdm_depth", FeedVenue::binance_usdm},
    {"binance/usdm_mark", FeedVenue::binance_usdm},
    {"binance/usdm_mark_delivery", FeedVenue::binance_usdm},
    {"binance/usdm_quote", FeedVenue::binance_usdm},
    {"binance/usdm_top", FeedVenue::binance_usdm},
    {"binance/usdm_trade", FeedVenue::binance_usdm},
    {"bybit/book_delta", FeedVenue::bybit},
    {"bybit/book_snapshot", FeedVenue::bybit},
    {"bybit/book_top", FeedVenue::bybit},
    {"bybit/ticker_delta", FeedVenue::bybit},
    {"bybit/ticker_snapshot", FeedVenue::bybit},
    {"bybit/ticker_spot", FeedVenue::bybit_spot},
    {"bybit/trades", FeedVenue::bybit},
    {"bybit/trades_spot", FeedVenue::bybit_spot},
    {"okx/acknowledgement", FeedVenue::okx},
    {"okx/acknowledgement_old", FeedVenue::okx},
    {"okx/book_heartbeat", FeedVenue::okx},
    {"okx/book_snapshot", FeedVenue::okx},
    {"okx/book_update", FeedVenue::okx},
    {"okx/funding", FeedVenue::okx},
    {"okx/funding_processing", FeedVenue::okx},
    {"okx/mark", FeedVenue::okx},
    {"okx/quote", FeedVenue::okx},
    {"okx/quote_one_sided", FeedVenue::okx},
    {"okx/ticker", FeedVenue::okx},
    {"okx/top", FeedVenue::okx},
    {"okx/trades", FeedVenue::okx},
};

TEST_CASE("every fixture is recognised for what it is, or not at all") {
  std::size_t recognised = 0;
  for (const Fixture& one : all_fixtures()) {
    const std::string name = one.venue + "/" + one.name;
    CAPTURE(name);
    const auto expected = kRecognised.find(name);
    const auto found = recognise_venue(frame(one.text));
    CHECK(found.has_value() == (expected != kRecognised.end()));
    if (!found || expected == kRecognised.end()) continue;
    CHECK(*found == expected->second);
    ++recognised;
  }
  CHECK(recognised == kRecognised.size());
}

TEST_CASE("a recording's own word and a URL go before what the bytes look like") {
  const std::string okx = fixture("okx", "book_update").text;
  CHECK(recognise_venue(frame(okx, {}, "bybit")) == FeedVenue::bybit);
  CHECK(recognise_venue(frame(okx, "https://fapi.binance.com/fapi/v1/depth?symbol=X", "no venue")) ==
        FeedVenue::binance_usdm);
  const std::string anybody = fixture("binance", "spot_rest_depth").text;
  const std::pair<const char*, std::optional<FeedVenue>> urls[] = {
      {"https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=5000", FeedVenue::binance_spot},
      {"https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000", FeedVenue::binance_usdm},
      {"https://api.bybit.com/v5/market/orderbook?category=linear&symbol=BTCUSDT", FeedVenue::bybit},
      {"https://www.okx.com/api/v5/market/books?instId=BTC-USDT-SWAP&sz=400", FeedVenue::okx},
      {"https://api1.binance.com/api/v3/depth?symbol=BTCUSDT", FeedVenue::binance_spot},
      {"https://api-gcp.binance.com/api/v3/depth?symbol=BTCUSDT", FeedVenue::binance_spot},
      {"https://data-api.binance.vision/api/v3/depth?symbol=BTCUSDT", FeedVenue::binance_spot},
      {"wss://data-stream.binance.vision:9443/ws/btcusdt@depth", FeedVenue::binance_spot},
      {"wss://stream.binance.com:443/stream?streams=btcusdt@depth", FeedVenue::binance_spot},
      {"https://demo-fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT", FeedVenue::binance_usdm},
      {"wss://fstream.binance.com/public/ws/btcusdt@depth", FeedVenue::binance_usdm},
      {"wss://fstream.binancefuture.com/ws/btcusdt@depth", FeedVenue::binance_usdm},
      {"https://dapi.binance.com/dapi/v1/depth?symbol=BTCUSD_PERP", FeedVenue::binance_usdm},
      {"https://api.bytick.com/v5/market/orderbook?category=linear&symbol=BTCUSDT", FeedVenue::bybit},
      {"https://api.bybit.eu/v5/market/orderbook?category=spot&symbol=BTCUSDT", FeedVenue::bybit_spot},
      {"wss://stream.bybit.kz/v5/public/spot", FeedVenue::bybit_spot},
      {"wss://stream.bybit.com/v5/public/inverse", FeedVenue::bybit},
      {"https://my.okx.com/api/v5/market/books?instId=BTC-USDT", FeedVenue::okx},
      {"https://app.okx.com/api/v5/market/books?instId=BTC-USDT", FeedVenue::okx},
      {"https://eea.okx.com/api/v5/market/books?instId=BTC-USDT", FeedVenue::okx},
      {"wss://wseea.okx.com:8443/ws/v5/public", FeedVenue::okx},
      {"https://proxy.example/fapi/v1/depth?symbol=BTCUSDT", FeedVenue::binance_usdm},
      {"https://a.example/binance/okx?symbol=BTCUSDT", std::nullopt},
      {"https://a.example/depth?symbol=BTCUSDT", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [url, venue] : urls) {
    CAPTURE(url);
    CHECK(recognise_venue(frame(anybody, url)) == venue);
  }
}

TEST_CASE("the product of a Bybit frame is told by its fields, its URL or its name, and else not") {
  const auto told = [](const std::string& text, std::string_view url = {}, std::string_view venue = {}) {
    return tells_product(frame(text, url, venue));
  };
  const std::string book = fixture("bybit", "book_delta").text;
  CHECK_FALSE(told(book));
  CHECK(told(book, {}, "bybit"));
  CHECK(told(book, "wss://stream.bybit.com/v5/public/linear"));
  CHECK_FALSE(told(fixture("bybit", "ticker_delta").text));
  for (const char* name : {"ticker_spot", "trades_spot", "ticker_snapshot", "trades"})
    CHECK(told(fixture("bybit", name).text));
  CHECK(told(fixture("okx", "book_update").text));
  CHECK_FALSE(told("{}"));
}

TEST_CASE("what a protocol is called, and what its account and sync rules are") {
  for (const FeedVenueInfo& info : feed_venues()) {
    CAPTURE(info.name);
    CHECK(find_feed_venue(info.name) == info.venue);
    CHECK(&feed_venue_info(info.venue) == &info);
    CHECK(std::string(info.name).starts_with(info.configuration));
    CHECK(info.spot == (info.venue == FeedVenue::binance_spot || info.venue == FeedVenue::bybit_spot));
  }
  CHECK_FALSE(find_feed_venue("binance").has_value());
  CHECK_FALSE(find_feed_venue("").has_value());
}

TEST_CASE("answers to requests, and what they were about") {
  CHECK(is_rest_answer(frame("{}", "https://x.example/y")));
  CHECK(is_rest_answer(frame(fixture("binance", "spot_rest_depth").text)));
  CHECK(is_rest_answer(frame(fixture("binance", "usdm_rest_depth").text)));
  CHECK_FALSE(is_rest_answer(frame(fixture("binance", "spot_top").text)));
  CHECK_FALSE(is_rest_answer(frame(fixture("binance", "spot_depth").text, "btcusdt@depth")));
  CHECK(symbol_of_url("https://x.example/depth?symbol=BTCUSDT&limit=5") == "BTCUSDT");
  CHECK(symbol_of_url("https://x.example/depth?limit=5&symbol=ETHUSDT") == "ETHUSDT");
  CHECK(symbol_of_url("https://x.example/books?instId=BTC-USDT-SWAP&sz=1") == "BTC-USDT-SWAP");
  CHECK(symbol_of_url("https://x.example/depth?symbol=%E5%B8%81USDT&limit=5") == "\xE5\xB8\x81USDT");
  CHECK(symbol_of_url("https://x.example/depth?symbol=100%&limit=5") == "100%");
  CHECK(symbol_of_url("https://x.example/books?sz=1").empty());
  CHECK(symbol_of_url("").empty());
  CHECK(other_request("https://www.okx.com/api/v5/public/markets?instType=SPOT") == "markets");
  CHECK(other_request("https://api.binance.com/api/v3/exchangeInfo") == "exchangeInfo");
  CHECK(other_request("https://api.binance.com/api/v3/depth?symbol=BTCUSDT").empty());
  CHECK(other_request("https://www.okx.com/api/v5/market/books?instId=BTC-USDT").empty());
  CHECK(other_request("https://api.bybit.com/v5/market/orderbook?symbol=BTCUSDT").empty());
  CHECK(other_request("https://x.example/y").empty());
}

}  // namespace
}  // namespace basis
