#pragma once

#include <string_view>

#include "venues/okx/codec.hpp"

namespace basis::okx {

/// The type of a message, found without parsing where the frame has its usual form.
enum class Message { unknown, book, top, quote, ticker, trades, mark, funding, event };

/// The message type of a channel's name.
Message message_of_channel(std::string_view channel);
/// Finds the message type of a frame that does not have its usual form, by parsing it.
bool find_message(wire::DecoderState& state, PaddedFrame frame, Message& message);

/// One function per message type, each in a file of its own, so that the reader's position stays in registers.
bool read_book(wire::DecoderState& state, PaddedFrame frame);
bool read_top(wire::DecoderState& state, PaddedFrame frame);
bool read_quote(wire::DecoderState& state, PaddedFrame frame);
bool read_ticker(wire::DecoderState& state, PaddedFrame frame);
bool read_trades(wire::DecoderState& state, PaddedFrame frame);
bool read_mark(wire::DecoderState& state, PaddedFrame frame);
bool read_funding(wire::DecoderState& state, PaddedFrame frame);
/// The REST response to /api/v5/market/books.
bool read_rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market);
/// Acknowledgements, errors and notices.
bool read_event(wire::DecoderState& state, PaddedFrame frame);

}  // namespace basis::okx
