#include "venues/feed_scan.hpp"

#include <fmt/format.h>

#include "tests/actors/feed/support.hpp"
#include "tests/venues/recorded_frame_support.hpp"
#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("a scan finds the protocol, the markets and the decimals of their prices") {
  FeedScan scan;
  CHECK_FALSE(scan.venue().has_value());
  for (const char* name : {"usdm_depth", "usdm_mark", "usdm_quote", "usdm_trade", "acknowledgement"})
    scan.look(frame(fixture("binance", name).text));
  // One frame of another protocol among many does not change what the recording is of.
  scan.look(frame(fixture("okx", "book_snapshot").text));
  REQUIRE(scan.venue() == FeedVenue::binance_usdm);
  const auto seen = scan.symbols(scan.venue());
  REQUIRE(seen.size() == 2);
  CHECK(seen[0] == SeenSymbol{FeedVenue::binance_usdm, "BTC-USDT", 2});
  // "16600.10" and "16600.20" and "16601.00": one decimal is all there is.
  CHECK(seen[1] == SeenSymbol{FeedVenue::binance_usdm, "BTCUSDT", 1});
  CHECK(scan.symbols(std::nullopt).empty());
}

TEST_CASE("frames that name their venue keep it, and the most decimals count") {
  FeedScan scan;
  scan.look(frame(R"({"topic":"orderbook.50.AUSDT","type":"delta","data":{"b":[["1.5","1"],["1.2500","2"]],"a":[]}})",
                  {}, "bybit"));
  scan.look(frame(R"({"topic":"orderbook.50.AUSDT","type":"delta","data":{"b":[["3","1"]],"a":[]}})", {}, "bybit"));
  scan.look(frame(R"({"lastUpdateId":7,"bids":[["0.001","1"]],"asks":[]})", "https://x.example/?symbol=AUSDT",
                  "binance_spot"));
  scan.look(frame(R"({"result":null,"id":1})", {}, "binance_spot"));
  const auto seen = scan.symbols(std::nullopt);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0] == SeenSymbol{FeedVenue::binance_spot, "AUSDT", 3});
  CHECK(seen[1] == SeenSymbol{FeedVenue::bybit, "AUSDT", 2});
}

TEST_CASE("a symbol in UTF-8 is one, and one seen late is found") {
  FeedScan scan;
  scan.look(frame(R"({"e":"depthUpdate","E":1,"s":"币USDT","U":1,"u":2,"b":[["0.5","1"]],"a":[]})"));
  scan.look_for_symbol(frame(R"({"e":"depthUpdate","E":1,"s":"LATEUSDT","U":1,"u":2,"b":[["0.5","1"]],"a":[]})"));
  scan.look_for_symbol(frame(R"({"e":"depthUpdate","E":1,"s":"币USDT","U":1,"u":2,"b":[["0.25","1"]],"a":[]})"));
  const auto seen = scan.symbols(scan.venue());
  REQUIRE(seen.size() == 2);
  CHECK(seen[0] == SeenSymbol{FeedVenue::binance_spot, "LATEUSDT", 0});
  CHECK(seen[1] == SeenSymbol{FeedVenue::binance_spot, "币USDT", 1});
}

TEST_CASE("both products of Binance in one recording are told apart by frame") {
  FeedScan scan;
  scan.look(frame(fixture("binance", "spot_depth").text));
  CHECK_FALSE(scan.mixes_binance());
  scan.look(frame(fixture("binance", "usdm_depth").text));
  CHECK(scan.mixes_binance());
  const auto seen = scan.symbols(scan.venue());
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].venue == FeedVenue::binance_spot);
  CHECK(seen[1].venue == FeedVenue::binance_usdm);
}

TEST_CASE("one frame tells the product of a recording of Bybit; two recordings of a book overlap in their ids") {
  const auto book = [](int id, int sequence) {
    return fmt::format(
        R"({{"topic":"orderbook.50.AUSDT","type":"delta","ts":1,"data":{{"s":"AUSDT","b":[],"a":[],"u":{},"seq":{}}}}})",
        id, sequence);
  };
  FeedScan first, second, other;
  for (int i = 0; i < 10; ++i) first.look(frame(book(100 + i, 5'000 + 3 * i)));
  for (int i = 5; i < 15; ++i) second.look(frame(book(100 + i, 5'000 + 3 * i)));
  for (int i = 0; i < 10; ++i) other.look(frame(book(105 + i, 9'000 + 3 * i)));
  const std::string topic = "orderbook.50.AUSDT";
  CHECK(may_be_one_stream(first.bybit_books().at(topic), second.bybit_books().at(topic)));
  CHECK_FALSE(may_be_one_stream(first.bybit_books().at(topic), other.bybit_books().at(topic)));
  CHECK(first.venue() == FeedVenue::bybit);
  CHECK_FALSE(first.product_told());
  first.look(frame(fixture("bybit", "ticker_spot").text));
  CHECK(first.venue() == FeedVenue::bybit_spot);
  CHECK(first.product_told());
  CHECK_FALSE(first.mixes_bybit());
  first.look(frame(fixture("bybit", "trades").text));
  CHECK(first.mixes_bybit());
}

TEST_CASE("what is no symbol is none, and two scans come together") {
  FeedScan scan;
  for (const char* text :
       {R"({"s":"lower"})", R"({"s":""})", R"({"s":"A B"})", R"({"s":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
        R"({"s":"NOEND)", R"({"topic":"nodot"})", "", "{", R"([")"})
    scan.look(frame(text, {}, "okx"));
  CHECK(scan.symbols(FeedVenue::okx).empty());
  const auto merged = merged_symbols({{FeedVenue::okx, "B", 1},
                                      {FeedVenue::bybit, "B", 5},
                                      {FeedVenue::okx, "A", 3},
                                      {FeedVenue::okx, "B", 2},
                                      {FeedVenue::okx, "A", 0}});
  REQUIRE(merged.size() == 3);
  CHECK(merged[0] == SeenSymbol{FeedVenue::bybit, "B", 5});
  CHECK(merged[1] == SeenSymbol{FeedVenue::okx, "A", 3});
  CHECK(merged[2] == SeenSymbol{FeedVenue::okx, "B", 2});
}

TEST_CASE("what a venue says of all its markets does not make them markets of the recording") {
  FeedScan scan;
  const auto look = [&](const char* channel, const char* bytes) {
    Frame frame;
    frame.venue = "binance_usdm";
    frame.channel = channel;
    frame.bytes = bytes;
    scan.look(frame);
    scan.look_for_symbol(frame);
  };
  look("https://fapi.binance.com/fapi/v1/exchangeInfo", R"({"symbols":[{"symbol":"BTCUSDT","status":"TRADING"}]})");
  look("https://api.binance.com/api/v3/exchangeInfo?symbol=NOSUCH", R"({"code":-1121,"msg":"Invalid symbol."})");
  CHECK(scan.symbols(std::nullopt).empty());
  look("https://fapi.binance.com/fapi/v1/depth?symbol=ETHUSDT&limit=1000", R"({"bids":[["3000.1","1"]]})");
  // The paths of WebSockets are no requests.
  look("wss://ws.okx.com:8443/ws/v5/public", R"({"s":"SOLUSDT"})");
  REQUIRE(scan.symbols(std::nullopt).size() == 2);
  CHECK(scan.symbols(std::nullopt)[0].native == "ETHUSDT");
  CHECK(scan.symbols(std::nullopt)[0].price_decimals == 1);
  CHECK(scan.symbols(std::nullopt)[1].native == "SOLUSDT");
}

TEST_CASE("what kind of market a symbol names") {
  const std::pair<SeenSymbol, std::string> rows[] = {
      {{FeedVenue::okx, "BTC-USDT", 1}, "okx:Spot:BTCUSDT"},
      {{FeedVenue::okx, "ABC-USDT", 1}, "okx:Spot:ABC-USDT"},
      {{FeedVenue::okx, "ABC-USD-SWAP", 1}, "okx:Perp:ABC-USD-SWAP"},
      {{FeedVenue::okx, "BTC-USD-220527", 1}, "okx:Future:BTC-USD-220527"},
      {{FeedVenue::okx, "BTC-USD-220527-30000-C", 1}, "okx:Option:BTC-USD-220527-30000-C"},
      {{FeedVenue::binance_usdm, "BTCUSDT_250926", 1}, "binance_usdm:Future:BTCUSDT_250926"},
      {{FeedVenue::binance_spot, "ABCUSDT", 1}, "binance:Spot:ABCUSDT"},
      {{FeedVenue::bybit, "BTC-26SEP25", 1}, "bybit:Future:BTC-26SEP25"},
      {{FeedVenue::bybit, "BTCUSDT-5DEC25", 1}, "bybit:Future:BTCUSDT-5DEC25"},
      {{FeedVenue::bybit, "BTC-26SEP25-60000-P-USDT", 1}, "bybit:Option:BTC-26SEP25-60000-P-USDT"},
      {{FeedVenue::bybit, "BTCUSDU25", 1}, "bybit:Future:BTCUSDU25"},
      {{FeedVenue::bybit, "BTCUSD", 1}, "bybit:Perp:BTCUSD"},
      {{FeedVenue::bybit_spot, "ETHUSDT", 1}, "bybit:Spot:ETHUSDT"},
  };
  for (const auto& [seen, key] : rows)
    CHECK(test::followed_markets({seen}, test::shipped_settings()).markets.front()->key == key);
}

TEST_CASE("markets have the rules of the configuration, or the tick their prices were written in") {
  const std::vector<SeenSymbol> seen = {
      {FeedVenue::binance_spot, "BTCUSDT", 5}, {FeedVenue::binance_usdm, "BTCUSDT", 5},
      {FeedVenue::bybit, "ETHUSDT", 0},        {FeedVenue::okx, "BTC-USDT-SWAP", 0},
      {FeedVenue::okx, "XYZ-USDT-SWAP", 4},    {FeedVenue::bybit, "WHOLEUSDT", 0},
      {FeedVenue::bybit, "FINEUSDT", 12}};
  const test::FollowedMarkets followed = test::followed_markets(seen, test::shipped_settings());
  const auto& all = followed.markets;
  REQUIRE(all.size() == seen.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i]->id.index() == i);
    CHECK(all[i]->native == seen[i].native);
    CHECK(feed_venue_of(*all[i]) == seen[i].venue);
    CHECK(all[i]->configured() == (i < 4));
    CHECK(all[i]->is_spot() == (i == 0));
  }
  CHECK(all[0]->key == "binance:Spot:BTCUSDT");
  CHECK(all[0]->tick == price("0.01"));
  CHECK(all[0]->taker_fee == from_text<BasisPoints>("10"));
  CHECK(followed.universe->name(*all[0]->base) == "BTC");
  CHECK(all[1]->key == "binance_usdm:Perp:BTCUSDT");
  CHECK(all[1]->tick == price("0.1"));
  CHECK(all[1]->taker_fee == from_text<BasisPoints>("5"));
  CHECK(all[1]->funding_interval == kHour * 8);
  CHECK(followed.universe->name(*all[2]->base) == "ETH");
  CHECK_FALSE(all[2]->contract_size.has_value());
  CHECK(all[3]->key == "okx:Perp:BTCUSDT");
  CHECK(all[3]->contract_size == quantity("0.01"));
  CHECK(all[4]->key == "okx:Perp:XYZ-USDT-SWAP");
  CHECK(all[4]->tick == price("0.0001"));
  CHECK_FALSE(all[4]->contract_size.has_value());
  CHECK(!all[4]->base);
  CHECK(all[5]->tick == price("1"));
  CHECK(all[6]->tick == price("0.00000001"));
}

}  // namespace
}  // namespace basis
