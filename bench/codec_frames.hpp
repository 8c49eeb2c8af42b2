#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace basis::bench {

/// The decoder of a frame.
enum class FrameVenue { binance_spot, binance_usdm, bybit, okx };

/// Frames of one message type, to be decoded in turn.
struct FrameSet {
  std::string name;
  FrameVenue venue = FrameVenue::binance_spot;
  bool rest = false;  ///< bodies of REST answers
  std::vector<std::string> frames;
};

/// The same message with random digits from position `first` on, so that the branch predictor
/// cannot learn it.
inline std::string with_other_digits(std::string text, std::mt19937_64& random, std::size_t first = 0) {
  bool inside = false;  // the first digit of a number is kept: no leading zeros, same length
  for (std::size_t at = first; at < text.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (digit && inside) text[at] = static_cast<char>('0' + random() % 10);
    inside = digit || (inside && text[at] == '.');
  }
  return text;
}

/// Replaces the levels under `key` by `count` levels of the same form as the first one.
inline std::string with_levels(const std::string& frame, std::string_view key, std::size_t count,
                               std::mt19937_64& random) {
  const std::size_t begin = frame.find(fmt::format("\"{}\":[[", key));
  if (begin == std::string::npos) return frame;
  const std::size_t first = begin + key.size() + 4;
  const std::string level = frame.substr(first, frame.find(']', first) + 1 - first);
  const std::size_t end = frame.find("]]", first) + 1;
  std::string levels;
  for (std::size_t i = 0; i < count; ++i)
    levels += (i == 0 ? "" : ",") + with_other_digits(level, random, level.find('"') + 2);
  return frame.substr(0, first) + levels + frame.substr(end);
}

/// A message type of the fixtures; with `levels` per side when it has an order book.
struct FixtureKind {
  const char* name;
  FrameVenue venue;
  const char* file;  ///< below tests/fixtures, without ".json"
  std::size_t levels = 0;
  const char* bids = "b";
  const char* asks = "a";
  bool rest = false;
};

inline const std::vector<FixtureKind>& fixture_kinds() {
  using enum FrameVenue;
  static const std::vector<FixtureKind> kinds = {
      {"Binance spot bookTicker", binance_spot, "binance/spot_quote"},
      {"Binance spot trade", binance_spot, "binance/spot_trade"},
      {"Binance spot aggTrade", binance_spot, "binance/spot_agg_trade"},
      {"Binance spot depth, 2 x 34 levels", binance_spot, "binance/spot_depth", 34},
      {"Binance spot depth20, 2 x 20 levels", binance_spot, "binance/spot_top", 20, "bids", "asks"},
      {"Binance spot REST depth, 2 x 1000", binance_spot, "binance/spot_rest_depth", 1000, "bids", "asks", true},
      {"Binance USDⓈ-M bookTicker", binance_usdm, "binance/usdm_quote"},
      {"Binance USDⓈ-M trade", binance_usdm, "binance/usdm_trade"},
      {"Binance USDⓈ-M aggTrade", binance_usdm, "binance/usdm_agg_trade"},
      {"Binance USDⓈ-M markPrice", binance_usdm, "binance/usdm_mark"},
      {"Binance USDⓈ-M depth, 2 x 34 levels", binance_usdm, "binance/usdm_depth", 34},
      {"Binance USDⓈ-M depth5", binance_usdm, "binance/usdm_top", 5},
      {"Binance USDⓈ-M REST depth, 2 x 1000", binance_usdm, "binance/usdm_rest_depth", 1000, "bids", "asks", true},
      {"Bybit orderbook snapshot, 2 x 50", FrameVenue::bybit, "bybit/book_snapshot", 50},
      {"Bybit orderbook delta, 5 levels", FrameVenue::bybit, "bybit/book_delta", 5},
      {"Bybit orderbook.1", FrameVenue::bybit, "bybit/book_top"},
      {"Bybit publicTrade", FrameVenue::bybit, "bybit/trades"},
      {"Bybit publicTrade, spot", FrameVenue::bybit, "bybit/trades_spot"},
      {"Bybit tickers snapshot", FrameVenue::bybit, "bybit/ticker_snapshot"},
      {"Bybit tickers delta", FrameVenue::bybit, "bybit/ticker_delta"},
      {"Bybit tickers, spot", FrameVenue::bybit, "bybit/ticker_spot"},
      {"Bybit REST orderbook, 2 x 200", FrameVenue::bybit, "bybit/rest_book", 200, "b", "a", true},
      {"OKX books snapshot, 2 x 400", FrameVenue::okx, "okx/book_snapshot", 400, "bids", "asks"},
      {"OKX books update, 5 levels", FrameVenue::okx, "okx/book_update", 5, "bids", "asks"},
      {"OKX books5", FrameVenue::okx, "okx/top", 5, "bids", "asks"},
      {"OKX bbo-tbt", FrameVenue::okx, "okx/quote"},
      {"OKX trades", FrameVenue::okx, "okx/trades"},
      {"OKX tickers", FrameVenue::okx, "okx/ticker"},
      {"OKX mark-price", FrameVenue::okx, "okx/mark"},
      {"OKX funding-rate", FrameVenue::okx, "okx/funding"},
      {"OKX REST books, 2 x 400", FrameVenue::okx, "okx/rest_book", 400, "bids", "asks", true},
  };
  return kinds;
}

inline std::string read_fixture(const std::filesystem::path& folder, const FixtureKind& kind) {
  std::ifstream file(folder / (std::string(kind.file) + ".json"), std::ios::binary);
  require(file.good(), "a fixture is missing");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `count` frames of a kind, with different numbers in their levels.
inline FrameSet frames_of(const std::filesystem::path& fixtures, const FixtureKind& kind, std::size_t count) {
  std::mt19937_64 random(7);
  const std::string text = read_fixture(fixtures, kind);
  FrameSet set{kind.name, kind.venue, kind.rest, {}};
  for (std::size_t i = 0; i < count; ++i) {
    std::string frame = text;
    if (kind.levels != 0) {
      frame = with_levels(frame, kind.bids, kind.levels, random);
      frame = with_levels(frame, kind.asks, kind.levels, random);
    }
    set.frames.push_back(std::move(frame));
  }
  return set;
}

}  // namespace basis::bench
