#pragma once

#include <string_view>

#include "venues/binance/codec.hpp"

namespace basis::binance {

/// The type of a message, found without parsing where the frame has its usual form.
enum class Message { unknown, quote, trade, agg_trade, depth, mark, marks, notice, answer };

/// Where a message is in its frame.
struct Envelope {
  Message message = Message::unknown;
  bool combined = false;    ///< under "data", next to "stream"
  std::string_view stream;  ///< "btcusdt@depth5@100ms"; empty for a raw stream
};

/// One function per message type, each in a file of its own, so that the reader's position stays in registers.
bool read_quote(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_agg_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_depth(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
bool read_mark(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product);
/// Marks of all contracts in one message, an array: those of contracts that are not followed are left out.
bool read_marks(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope);
/// An announcement such as `serverShutdown`, ten minutes before the venue closes the connection.
bool read_notice(wire::DecoderState& state, PaddedFrame frame);
/// The spot stream `depth5`, `depth10`, `depth20`: the complete top of the book.
bool read_top(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope);
/// The REST response to `depth`.
bool read_rest_depth(wire::DecoderState& state, PaddedFrame body, MarketId market, Product product);
/// Whether a stream is `depth5`, `depth10` or `depth20`: the complete top of the book.
bool holds_top(std::string_view stream);
/// A response to a request on the connection: acknowledgement or error.
bool read_answer(wire::DecoderState& state, PaddedFrame frame);

/// Finds the envelope of a frame that does not have its usual form, by parsing it.
bool find_envelope(wire::DecoderState& state, PaddedFrame frame, Envelope& envelope);
/// The message type of a stream's name, or of an event's.
Message message_of_stream(std::string_view stream);
Message message_of_event(std::string_view event);

/// BTCUSD_PERP, ETHUSD_250926: a contract of COIN-M.
bool is_coin_margined(std::string_view symbol);
/// Changes the error of an unknown symbol to that of COIN-M, where it is one. Always returns false.
bool refuse_coin_margined(wire::DecoderState& state);

}  // namespace basis::binance
