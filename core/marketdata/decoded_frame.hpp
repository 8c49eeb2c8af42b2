#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/marketdata/book_update.hpp"
#include "core/marketdata/market_event.hpp"

namespace basis {

/// A snapshot of an order book or a change to it, with its source.
struct BookEvent {
  EventSource source;
  BookUpdate update;
  /// Which of the order book streams of one market it came from: each has a book of its own, with its own depth and
  /// chain. The number is the venue's decoder's; zero where a market has only one, or where it is a REST response.
  std::uint16_t stream = 0;
};

/// Mark price and, where the contract has one, funding rate of one market.
struct MarkAndFunding {
  MarkPrice mark;
  FundingRate funding;
  bool has_rate = false;
};

/// Meaning of a control message.
enum class ControlKind : std::uint8_t {
  acknowledged,  ///< a subscription or another request was accepted
  refused,       ///< a request was refused: `code` and `text` say why
  ping,          ///< the venue checks that the connection is alive
  pong,          ///< the answer to our ping
  notice,        ///< an announcement by the venue: OKX `notice`, connection counts, Binance `serverShutdown`
};

/// A message of the protocol itself, without market data. The texts are views of the frame, with JSON escapes
/// left in.
struct ControlMessage {
  ControlKind kind = ControlKind::acknowledged;
  std::int64_t code = 0;     ///< the venue's error code; zero where none is sent
  std::string_view request;  ///< the id of the request
  std::string_view subject;  ///< the operation or channel concerned
  std::string_view text;     ///< the venue's message text
};

/// What a frame contains.
enum class FrameKind : std::uint8_t {
  none,
  best_quote,
  trades,
  book,
  mark_price,
  funding,
  mark_and_funding,
  marks,
  ticker,
  control
};

/// The contents of one frame; `kind` says which members hold them. Views refer to the decoder's buffers and the
/// frame: valid until the next frame.
struct DecodedFrame {
  FrameKind kind = FrameKind::none;
  BestQuote quote;
  std::span<const PublicTrade> trades;
  BookEvent book;
  MarkPrice mark;
  FundingRate funding;
  std::span<const MarkAndFunding> marks;  ///< of several markets; of those that are followed
  TickerChange ticker;
  ControlMessage control;
};

/// Calls `handler` with each event of `frame`, in the frame's order. `Handler`
/// is callable with every event type by const reference.
template <class Handler>
void visit_events(const DecodedFrame& frame, Handler&& handler) {
  switch (frame.kind) {
    case FrameKind::none: return;
    case FrameKind::best_quote: handler(frame.quote); return;
    case FrameKind::trades:
      for (const PublicTrade& trade : frame.trades) handler(trade);
      return;
    case FrameKind::book: handler(frame.book); return;
    case FrameKind::mark_price: handler(frame.mark); return;
    case FrameKind::funding: handler(frame.funding); return;
    case FrameKind::mark_and_funding:
      handler(frame.mark);
      handler(frame.funding);
      return;
    case FrameKind::marks:
      for (const MarkAndFunding& one : frame.marks) {
        handler(one.mark);
        if (one.has_rate) handler(one.funding);
      }
      return;
    case FrameKind::ticker: handler(frame.ticker); return;
    case FrameKind::control: handler(frame.control); return;
  }
}

}  // namespace basis
