#include "venues/feed_scan.hpp"

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

TEST_CASE("instruments have the rules of the configuration, or the tick their prices were written in") {
  const std::vector<SeenSymbol> seen = {
      {FeedVenue::binance_spot, "BTCUSDT", 5}, {FeedVenue::binance_usdm, "BTCUSDT", 5},
      {FeedVenue::bybit, "ETHUSDT", 0},        {FeedVenue::okx, "BTC-USDT-SWAP", 0},
      {FeedVenue::okx, "XYZ-USDT-SWAP", 4},    {FeedVenue::bybit, "WHOLEUSDT", 0},
      {FeedVenue::bybit, "FINEUSDT", 12}};
  const auto all = feed_instruments(seen, test::shipped_settings());
  REQUIRE(all.size() == seen.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].id.index() == i);
    CHECK(all[i].native == seen[i].native);
    CHECK(all[i].venue == seen[i].venue);
    CHECK((all[i].market != nullptr) == (i < 4));
    CHECK(all[i].spot == (i == 0));
  }
  CHECK(all[0].key == "binance:Spot:BTCUSDT");
  CHECK(all[0].tick == price("0.01"));
  CHECK(all[0].taker_fee == from_text<BasisPoints>("10"));
  CHECK(all[0].asset == "BTC");
  CHECK(all[1].key == "binance:Perp:BTCUSDT");
  CHECK(all[1].tick == price("0.1"));
  CHECK(all[1].taker_fee == from_text<BasisPoints>("5"));
  CHECK(all[1].market->funding_interval == kHour * 8);
  CHECK(all[2].asset == "ETH");
  CHECK_FALSE(all[2].contract_size.has_value());
  CHECK(all[3].key == "okx:Perp:BTCUSDT");
  CHECK(all[3].contract_size == quantity("0.01"));
  CHECK(all[4].key == "okx:Perp:XYZ-USDT-SWAP");
  CHECK(all[4].tick == price("0.0001"));
  CHECK_FALSE(all[4].contract_size.has_value());
  CHECK(all[4].asset.empty());
  CHECK(all[5].tick == price("1"));
  CHECK(all[6].tick == price("0.00000001"));
}

}  // namespace
}  // namespace basis
