#pragma once

#include <string_view>

#include "venues/bybit/codec.hpp"

namespace basis::bybit {

/// The type of a message, found without parsing where the frame has its usual form.
enum class Message { unknown, book, trades, ticker, answer };

/// The message type of a topic, "orderbook.50.BTCUSDT".
Message message_of_topic(std::string_view topic);
/// Finds the message type of a frame that does not have its usual form, by parsing it.
bool find_message(wire::DecoderState& state, PaddedFrame frame, Message& message);

/// One function per message type, each in a file of its own, so that the reader's position stays in registers.
bool read_book(wire::DecoderState& state, PaddedFrame frame);
bool read_trades(wire::DecoderState& state, PaddedFrame frame);
bool read_ticker(wire::DecoderState& state, PaddedFrame frame);
/// The REST response to /v5/market/orderbook.
bool read_rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market);
/// A response to a request on the connection: acknowledgement, refusal or pong.
bool read_answer(wire::DecoderState& state, PaddedFrame frame);

}  // namespace basis::bybit
