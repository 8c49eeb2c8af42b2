#pragma once

#include <string_view>

#include "venues/bybit/codec.hpp"

namespace basis::bybit {

/// What a frame is about, found without parsing it where it looks as usual.
enum class Message { unknown, book, trades, ticker, answer };

/// The message behind a topic, "orderbook.50.BTCUSDT".
Message message_of_topic(std::string_view topic);
/// The message of a frame that does not look as usual, by parsing it.
bool find_message(wire::DecoderState& state, PaddedFrame frame, Message& message);

/// One function a message type, each in a file of its own: their speed rests on
/// the parser's state staying in registers.
bool read_book(wire::DecoderState& state, PaddedFrame frame);
bool read_trades(wire::DecoderState& state, PaddedFrame frame);
bool read_ticker(wire::DecoderState& state, PaddedFrame frame);
/// The REST answer to /v5/market/orderbook.
bool read_rest_book(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument);
/// An answer to a request on the connection: acknowledgement, refusal or pong.
bool read_answer(wire::DecoderState& state, PaddedFrame frame);

}  // namespace basis::bybit
