#pragma once

#include <string_view>

#include "venues/binance/codec.hpp"

namespace basis::binance {

/// What a frame is about, found without parsing it where it looks as usual.
enum class Message { unknown, quote, trade, agg_trade, depth, mark, answer };

/// How a message lies in its frame.
struct Envelope {
  Message message = Message::unknown;
  bool combined = false;    ///< under "data", beside "stream"
  std::string_view stream;  ///< "btcusdt@depth5@100ms"; empty where raw
};

/// One function a message type, each in a file of its own: their speed rests on
/// the reader's position staying in registers.
bool read_quote(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_agg_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_depth(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_mark(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
/// The spot stream `depth5`, `depth10`, `depth20`: the top of the book, whole.
bool read_top(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope);
/// The REST answer to `depth`.
bool read_rest_depth(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument, Product product);
/// Whether a stream is `depth5`, `depth10` or `depth20`: the top of the book, whole.
bool holds_top(std::string_view stream);
/// An answer to a request on the connection: acknowledgement or error.
bool read_answer(wire::DecoderState& state, PaddedFrame frame);

/// The envelope of a frame that does not look as usual, by parsing it.
bool find_envelope(wire::DecoderState& state, PaddedFrame frame, Envelope& envelope);
/// The message behind a stream's name or an event's.
Message message_of_stream(std::string_view stream);
Message message_of_event(std::string_view event);

/// BTCUSD_PERP, ETHUSD_250926: a contract of COIN-M.
bool is_coin_margined(std::string_view symbol);
/// Turns an unknown symbol into the error that names COIN-M, where it is one.
bool refuse_coin_margined(wire::DecoderState& state);

}  // namespace basis::binance
