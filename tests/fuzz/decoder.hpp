#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "core/marketdata/decode_result.hpp"
#include "core/marketdata/frame.hpp"
#include "core/marketdata/symbol_table.hpp"

/// Any bytes as a frame and as the answer to a request for a book: an event or
/// an error with a reason, the same whatever stands behind the frame, and no byte
/// read further than the slack.
namespace basis::fuzz {

inline constexpr DecoderLimits kRoom{.frame_bytes = 16'384, .levels = 64, .trades = 16};

/// The symbols of the fixtures, which are the seeds.
inline std::span<const FeedSymbol> symbols() {
  static const FeedSymbol all[] = {{"BTCUSDT", {1}}, {"ETHUSDT", {2}}, {"BTC-USDT", {1}}, {"BTC-USDT-SWAP", {3}}};
  return all;
}

struct Outcome {
  FrameKind kind = FrameKind::none;
  DecodeFault fault = DecodeFault::none;
  std::size_t events = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Touches what an event shows of the frame and of the decoder's buffers.
struct Reader {
  std::size_t events = 0;
  void operator()(const BookEvent& event) {
    ++events;
    for (const auto side : {event.update.bids, event.update.asks}) {
      for (const BookLevel& level : side) {
        if (level.price.sign() < 0 || level.size.sign() < 0) std::abort();
      }
    }
    for (const auto side : {event.update.bid_texts, event.update.ask_texts}) {
      for (const LevelText& text : side) touch(text.price()), touch(text.size());
    }
    if (event.update.bids.size() > kRoom.levels || event.update.asks.size() > kRoom.levels) std::abort();
  }
  void operator()(const PublicTrade& trade) {
    if (++events > kRoom.trades || trade.fills == 0) std::abort();
    if (trade.price.sign() < 0 || trade.size.sign() < 0 || trade.trade_time_ns < 0) std::abort();
  }
  void operator()(const ControlMessage& message) {
    ++events;
    touch(message.request), touch(message.subject), touch(message.text);
  }
  template <class Event>
  void operator()(const Event&) {
    ++events;
  }
  static void touch(std::string_view text) {
    volatile char seen = 0;
    for (const char c : text) seen = static_cast<char>(seen ^ c);
  }
};

template <class Decoder>
Outcome outcome(Decoder& decoder, PaddedFrame frame, bool rest) {
  Reader reader;
  const DecodeResult result =
      rest ? decoder.decode_snapshot(frame, MarketId{1}, reader) : decoder.decode(frame, reader);
  Outcome out{result.kind(), DecodeFault::none, reader.events};
  if (!result) {
    out.fault = result.error().fault;
    if (out.fault == DecodeFault::none || result.error().text().empty()) std::abort();
    if (result.error().offset > frame.size()) std::abort();
  } else if (out.kind == FrameKind::none || (out.events == 0 && out.kind != FrameKind::marks)) {
    // Only an array of marks can be of markets that are not followed alone.
    std::abort();
  }
  return out;
}

template <class Decoder>
int run(Decoder& decoder, const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::make_unique<char[]>(size + kFrameSlack);
  if (size != 0) std::memcpy(bytes.get(), data, size);
  const PaddedFrame frame(bytes.get(), size);
  for (const bool rest : {false, true}) {
    std::memset(bytes.get() + size, 0, kFrameSlack);
    const Outcome zeros = outcome(decoder, frame, rest);
    for (const std::string_view behind : {"9\"}]", "\"\"\"\"", "]]}}"}) {
      for (std::size_t i = 0; i < kFrameSlack; ++i) bytes[size + i] = behind[i % behind.size()];
      if (!(outcome(decoder, frame, rest) == zeros)) std::abort();
    }
  }
  return 0;
}

}  // namespace basis::fuzz
