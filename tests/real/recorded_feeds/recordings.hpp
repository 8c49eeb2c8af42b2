#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/marketdata/order_book.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {

/// The optional folder of recorded messages; says so and gives nothing when it is not there.
inline std::optional<std::filesystem::path> recorded_feeds() {
  const char* named = std::getenv("BASIS_FEEDS_DIR");
  const std::filesystem::path folder = named != nullptr ? named : test::source_dir() / "../shared/data/feeds";
  if (std::filesystem::exists(folder)) return folder;
  MESSAGE("SKIPPED: no recorded messages in " << folder.string());
  return std::nullopt;
}

enum class FeedVenue { binance_spot, binance_usdm, bybit, okx };

/// An instrument of a recording, with the tick it had then.
struct Listed {
  std::string symbol;
  std::string tick;
};

/// A recording and what is known to be in it.
struct Recording {
  std::string feed;
  std::string snapshots = {};  ///< REST answers in a file of their own; empty where none
  FeedVenue venue = FeedVenue::binance_spot;
  std::vector<Listed> instruments = {};
  std::uint64_t frames = 0;     ///< lines of the feed
  std::uint64_t books = 0;      ///< snapshots and changes of books, REST answers included
  std::uint64_t quotes = 0;     ///< best bids and offers
  std::uint64_t trades = 0;     ///< single trades
  std::uint64_t compared = 0;   ///< quotes with an id that the live book had, all there are
  std::uint64_t unknown = 0;    ///< frames of streams no decoder is for: candles, the protocol before v5
  std::uint64_t checksums = 0;  ///< compared by the book
};

inline const std::vector<Recording>& recordings() {
  using enum FeedVenue;
  static const std::vector<Recording> all = {
      {.feed = "hftbacktest/binance-spot-2024-08/btcusdt_20240808.feed.gz",
       .venue = binance_spot,
       .instruments = {{"BTCUSDT", "0.01"}},
       .frames = 41'249,
       .books = 3'452,
       .quotes = 28'040,
       .trades = 9'757,
       .compared = 564},
      {.feed = "hftbacktest/binance-usdm-2024-08/btcusdt_20240808.feed.gz",
       .venue = binance_usdm,
       .instruments = {{"BTCUSDT", "0.1"}},
       .frames = 93'954,
       .books = 6'552,
       .quotes = 66'089,
       .trades = 21'313,
       .compared = 629},
      {.feed = "hftbacktest/binance-usdm-2024-07/btcusdt_20240718.feed.gz",
       .venue = binance_usdm,
       .instruments = {{"BTCUSDT", "0.1"}},
       .frames = 11'414,
       .books = 3'327,
       .quotes = 7'113,
       .trades = 974,
       .compared = 195},
      {.feed = "hftbacktest/binance-usdm-2024-07/ethusdt_20240718.feed.gz",
       .venue = binance_usdm,
       .instruments = {{"ETHUSDT", "0.01"}},
       .frames = 14'003,
       .books = 3'274,
       .quotes = 9'089,
       .trades = 1'640,
       .compared = 281},
      {.feed = "hftbacktest/binance-usdm-2023-04/btcusdt_20230404.us.feed.gz",
       .venue = binance_usdm,
       .instruments = {{"BTCUSDT", "0.1"}},
       .frames = 13'384,
       .books = 4'323,
       .quotes = 6'765,
       .trades = 2'197,
       .compared = 310},
      {.feed = "cryptofeed/binance-usdm-2021-07/BINANCE_FUTURES.ws.1.0.feed.gz",
       .snapshots = "cryptofeed/binance-usdm-2021-07/BINANCE_FUTURES.http.0.0.rest.gz",
       .venue = binance_usdm,
       .instruments = {{"SUSHIUSDT", "0.001"}, {"AKROUSDT", "0.00001"}, {"KEEPUSDT", "0.0001"}, {"CTKUSDT", "0.00001"}},
       .frames = 1'535,
       .books = 768,
       .quotes = 613,
       .compared = 50,
       .unknown = 67},
      {.feed = "derived/bybit-v5schema-inverse.feed.gz",
       .venue = bybit,
       .instruments = {{"BTCUSD", "0.5"}, {"EOSUSD", "0.001"}},
       .frames = 1'094,
       .books = 1'018,
       .trades = 150},
      {.feed = "derived/split/shared/bybit-v5-ob500-XRPUSDT.first20.feed.gz",
       .venue = bybit,
       .instruments = {{"XRPUSDT", "0.0001"}},
       .frames = 20,
       .books = 20},
      {.feed = "cryptofeed/bybit-v2-2021-04/BYBIT.ws.26.0.feed.gz",
       .venue = bybit,
       .instruments = {{"BTCUSD", "0.5"}},
       .frames = 1'098,
       .unknown = 1'094},
      {.feed = "derived/split/shared/okx-2022-raw.BTC-USDT.feed.gz",
       .venue = okx,
       .instruments = {{"BTC-USDT", "0.1"}},
       .frames = 198,
       .books = 98,
       .trades = 69,
       .checksums = 98},
      {.feed = "derived/split/shared/okx-2026schema.BTC-USDT.feed.gz",
       .venue = okx,
       .instruments = {{"BTC-USDT", "0.1"}},
       .frames = 198,
       .books = 98,
       .trades = 69},
  };
  return all;
}

}  // namespace basis::test
