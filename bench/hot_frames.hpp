#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/marketdata/frame.hpp"

namespace basis::bench {

/// Frames of BTCUSDT at Binance, spot and USDⓈ-M, in the venue's wire format (fields in the order
/// of tests/fixtures/binance). The perp's ask is one tick or `kWide` ticks over its bid, so that
/// every frame changes a best price.
class HotFrames {
 public:
  static constexpr std::int64_t kWide = 10;      // ticks
  static constexpr std::size_t kLevels = 34;     // changes per side of a depth frame
  static constexpr std::int64_t kBid = 600'000;  // ticks of 0.1 USDT

  /// Bodies of REST answers.
  std::string spot_snapshot() { return "{\"lastUpdateId\":1000," + spot_sides() + "}"; }
  std::string perp_snapshot() {
    std::string bids, asks;
    for (std::int64_t i = 0; i < 1'000; ++i) {
      append_level(bids, kBid - i, random_size());
      append_level(asks, kBid + 1 + i, random_size());
    }
    return fmt::format(R"({{"lastUpdateId":{},"E":1700000000000,"T":1700000000000,"bids":[{}],"asks":[{}]}})", id_,
                       bids, asks);
  }
  /// The first update of the spot order book; before it a snapshot does not make the book live.
  static std::string spot_update() {
    return R"({"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1700000000000,"s":"BTCUSDT","U":1001,"u":1001,)"
           R"("b":[["59000.00000000","1.00000000"]],"a":[]}})";
  }
  static std::string mark() {
    return R"({"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1700000000000,"s":"BTCUSDT",)"
           R"("p":"60000.10000000","P":"60000.20000000","i":"60000.00000000","r":"0.00010000","T":1700003600000}})";
  }

  std::string trade() {
    ++trade_;
    return fmt::format(R"({{"stream":"btcusdt@aggTrade","data":{{"e":"aggTrade","E":{},"s":"BTCUSDT","a":{},"p":"{}",)"
                       R"("q":"{}","f":{},"l":{},"T":{},"m":{}}}}})",
                       time() + 2, trade_, price(kBid), random_size(), 3 * trade_, 3 * trade_ + 2, time(),
                       trade_ % 3 == 0);
  }
  std::string top(bool wide) {
    ++id_;
    const std::int64_t ask = kBid + (wide ? kWide : 1);
    return fmt::format(R"({{"stream":"btcusdt@bookTicker","data":{{"e":"bookTicker","u":{},"s":"BTCUSDT","b":"{}",)"
                       R"("B":"{}","a":"{}","A":"{}","T":{},"E":{}}}}})",
                       id_, price(kBid), random_size(), price(ask), random_size(), time(), time() + 2);
  }
  std::string depth(bool wide) {
    const std::int64_t previous = id_;
    id_ += 7;
    std::string bids, asks;
    std::int64_t bid = kBid;
    for (std::size_t i = 0; i < kLevels; ++i, bid -= 1 + static_cast<std::int64_t>(random_() % 8))
      append_level(bids, bid, random_size());
    std::int64_t ask = kBid + 1;
    for (std::size_t i = 0; i < kLevels; ++i) {
      const bool inside = ask < kBid + kWide;
      append_level(asks, ask, inside && wide ? "0.000" : random_size());
      ask += ask <= kBid + kWide ? 1 : 1 + static_cast<std::int64_t>(random_() % 8);
    }
    return fmt::format(
        R"({{"stream":"btcusdt@depth@0ms","data":{{"e":"depthUpdate","E":{},"T":{},"s":"BTCUSDT","U":{},)"
        R"("u":{},"pu":{},"b":[{}],"a":[{}]}}}})",
        time() + 2, time(), previous + 3, id_, previous, bids, asks);
  }

 private:
  [[nodiscard]] static std::string price(std::int64_t ticks) { return fmt::format("{}.{}0", ticks / 10, ticks % 10); }
  /// Larger than the clip, so that the average price of the clip is the best price.
  std::string random_size() { return fmt::format("{}.{:03}", 1 + random_() % 98, random_() % 1'000); }
  [[nodiscard]] std::int64_t time() const { return 1'700'000'000'000 + id_ / 16; }
  static void append_level(std::string& side, std::int64_t ticks, const std::string& size) {
    side += fmt::format("{}[\"{}\",\"{}\"]", side.empty() ? "" : ",", price(ticks), size);
  }
  static std::string spot_sides() {
    std::string bids, asks;
    for (int i = 0; i < 1'000; ++i) {
      bids += fmt::format("{}[\"{}.{:02}000000\",\"{}.50000000\"]", i == 0 ? "" : ",", 59'999 - i / 100, 99 - i % 100,
                          1 + i % 7);
      asks += fmt::format("{}[\"{}.{:02}000000\",\"{}.50000000\"]", i == 0 ? "" : ",", 60'000 + i / 100, i % 100,
                          1 + i % 7);
    }
    return "\"bids\":[" + bids + "],\"asks\":[" + asks + "]";
  }

  std::mt19937_64 random_{11};
  std::int64_t id_ = 5'000'000'000;
  std::int64_t trade_ = 2'000'000'000;
};

/// Receive buffer: as with a socket, each frame is copied to the same address.
class ReceiveBuffer {
 public:
  static constexpr std::size_t kSize = 16'384;
  std::string_view receive(const std::string& frame) {
    require(frame.size() + kFrameSlack <= sizeof bytes_, "a frame is longer than the buffer");
    std::memcpy(bytes_, frame.data(), frame.size());
    return {bytes_, frame.size()};
  }
  [[nodiscard]] char* data() { return bytes_; }

 private:
  alignas(64) char bytes_[kSize] = {};
};

}  // namespace basis::bench
