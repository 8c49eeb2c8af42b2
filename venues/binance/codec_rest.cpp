#include <algorithm>
#include <array>

#include "venues/binance/messages.hpp"
#include "venues/wire/levels.hpp"

namespace basis::binance {
namespace {

using wire::Order;
using wire::od::object;

/// `lastUpdateId`, `bids`, `asks`; the futures' `E` comes between.
template <Order kOrder>
BASIS_HOT bool whole_book(wire::Scan<kOrder>& scan, wire::DecoderState& state, object& data) {
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  if (!(scan.integer(data, "lastUpdateId", out.chain.last_id) &&
        wire::read_levels(scan, data, "bids", wire::bid_room(state), bids) &&
        wire::read_levels(scan, data, "asks", wire::ask_room(state), asks)))
    return false;
  out.chain.first_id = out.chain.last_id;
  out.chain.previous_id = 0;
  out.bids = bids.levels;
  out.asks = asks.levels;
  out.snapshot = true;
  out.exchange_time_ns = 0;
  state.frame.kind = FrameKind::book;
  return true;
}

/// The time of a REST answer, in a pass of its own: spot has none, and it is read once a connection.
bool rest_time(wire::DecoderState& state, PaddedFrame body, std::int64_t& time) {
  wire::Scan<Order::any> scan(state, body);
  object root;
  if (!scan.open(root)) return false;
  time = 0;
  if (scan.has(root, "pair")) return scan.fail(DecodeFault::coin_margined, "pair", scan.here());
  return !scan.has(root, "E") || scan.time(root, "E", time);
}

template <Order kOrder>
BASIS_HOT bool rest_depth(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument) {
  EventSource& source = state.frame.book.source;
  if (!rest_time(state, body, source.exchange_time_ns)) return false;
  wire::Scan<kOrder> scan(state, body);
  object root;
  if (!scan.open(root) || !whole_book(scan, state, root)) return false;
  source.instrument = instrument;
  source.channel = FeedChannel::rest_book;
  state.frame.book.update.exchange_time_ns = source.exchange_time_ns;
  return scan.close(root);
}

/// The instrument of "btcusdt@depth5": the stream's name is the only one there is.
template <Order kOrder>
bool stream_instrument(wire::Scan<kOrder>& scan, std::string_view stream, InstrumentId& instrument) {
  const std::string_view lower = stream.substr(0, stream.find('@'));
  std::array<char, SymbolTable::kMaxLength> upper{};
  const std::size_t length = std::min(lower.size(), upper.size());
  std::transform(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(length), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const InstrumentId* const found = scan.find_symbol({upper.data(), length});
  if (found == nullptr || length != lower.size()) return scan.fail_word(DecodeFault::unknown_symbol, "stream", lower);
  instrument = *found;
  return true;
}

template <Order kOrder>
bool top(wire::DecoderState& state, PaddedFrame frame, std::string_view stream) {
  wire::Scan<kOrder> scan(state, frame);
  object root, data;
  EventSource& source = state.frame.book.source;
  if (!scan.open(root) || !stream_instrument(scan, stream, source.instrument) || !scan.enter(root, "data", data) ||
      !whole_book(scan, state, data))
    return false;
  source.channel = FeedChannel::top_book;
  source.exchange_time_ns = 0;
  return scan.finish(data) && scan.close(root);
}

}  // namespace

bool read_rest_depth(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument) {
  // An error has this shape, and no answer with a book has.
  if (body.text().starts_with("{\"code\"")) return read_answer(state, body);
  return wire::read_message<rest_depth<Order::as_sent>, rest_depth<Order::any>>(state, body, instrument);
}

bool read_top(wire::DecoderState& state, PaddedFrame frame, Envelope envelope) {
  return wire::read_message<top<Order::as_sent>, top<Order::any>>(state, frame, envelope.stream);
}

}  // namespace basis::binance
