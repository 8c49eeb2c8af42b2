#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/feed/book_update.hpp"
#include "core/feed/market_event.hpp"

namespace basis {

/// A book or a change to it, and whose it is.
struct BookEvent {
  EventSource source;
  BookUpdate update;
};

/// What a message of the protocol itself says.
enum class ControlKind : std::uint8_t {
  acknowledged,  ///< a subscription or another request was accepted
  refused,       ///< a request was refused: `code` and `text` say why
  ping,          ///< the venue asks whether we live
  pong,          ///< the answer to our ping
  notice,        ///< the venue announces something: OKX `notice`, connection counts
};

/// A message of the protocol itself. The texts are views of the frame, as they
/// stand there (JSON escapes included).
struct ControlMessage {
  ControlKind kind = ControlKind::acknowledged;
  std::int64_t code = 0;     ///< the venue's error code; zero where none is sent
  std::string_view request;  ///< the id the request carried
  std::string_view subject;  ///< the operation or channel it is about
  std::string_view text;     ///< the venue's words
};

/// What a frame turned out to be.
enum class FrameKind : std::uint8_t {
  none,
  best_quote,
  trades,
  book,
  mark_price,
  funding,
  mark_and_funding,
  ticker,
  control
};

/// The contents of one frame; `kind` says which members hold them. Views reach
/// into the decoder's buffers and the frame: valid until the next frame.
struct DecodedFrame {
  FrameKind kind = FrameKind::none;
  BestQuote quote;
  std::span<const PublicTrade> trades;
  BookEvent book;
  MarkPrice mark;
  FundingRate funding;
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
    case FrameKind::ticker: handler(frame.ticker); return;
    case FrameKind::control: handler(frame.control); return;
  }
}

}  // namespace basis
