#include <algorithm>
#include <array>

#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

/// Reads `lastUpdateId`, `bids`, `asks`; futures send `E` behind the id.
template <FieldOrder kFieldOrder>
BASIS_HOT bool whole_book(wire::Scan<kFieldOrder>& scan, wire::DecoderState& state, Object<kFieldOrder>& data,
                          Product product, std::int64_t& time) {
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  if (!(scan.integer(data, "lastUpdateId", out.chain.last_id) &&
        (product == Product::spot || scan.time(data, "E", time)) &&
        scan.template levels<wire::Texts::none>(data, "bids", wire::bid_room(state), bids) &&
        scan.template levels<wire::Texts::none>(data, "asks", wire::ask_room(state), asks)))
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

/// COIN-M names the pair of a contract; the other markets do not.
bool names_pair(PaddedFrame body) { return body.text().substr(0, 160).find("\"pair\"") != std::string_view::npos; }

template <FieldOrder kFieldOrder>
BASIS_HOT bool rest_depth(wire::DecoderState& state, PaddedFrame body, MarketId market, Product product) {
  wire::Scan<kFieldOrder> scan(state, body);
  Object<kFieldOrder> root;
  EventSource& source = state.frame.book.source;
  std::int64_t time = 0;
  if (!scan.open(root)) return false;
  if constexpr (kFieldOrder == FieldOrder::any) {
    // An error has a `code`; a response with a book has none.
    if (scan.has(root, "code")) return read_answer(state, body);
  }
  if (names_pair(body)) return scan.fail(DecodeFault::coin_margined, "pair");
  scan.about(market);
  if (!whole_book(scan, state, root, product, time)) return false;
  source.exchange_time_ns = time;
  source.market = market;
  source.channel = FeedChannel::rest_book;
  state.frame.book.update.exchange_time_ns = time;
  return scan.close(root);
}

/// The market of "btcusdt@depth5": only the name of the stream contains it.
template <FieldOrder kFieldOrder>
bool stream_instrument(wire::Scan<kFieldOrder>& scan, const wire::DecoderState& state, std::string_view stream,
                       MarketId& market) {
  const std::string_view lower = stream.substr(0, stream.find('@'));
  std::array<char, SymbolTable::kMaxLength> upper{};
  const std::size_t length = std::min(lower.size(), upper.size());
  std::transform(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(length), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const MarketId* const found = state.symbols.find(upper.data(), length);
  if (found == nullptr || length != lower.size()) return scan.fail_word(DecodeFault::unknown_symbol, "stream", lower);
  market = *found;
  return true;
}

template <FieldOrder kFieldOrder>
bool top(wire::DecoderState& state, PaddedFrame frame, std::string_view stream) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  EventSource& source = state.frame.book.source;
  std::int64_t time = 0;
  if (!scan.open(root) || !stream_instrument(scan, state, stream, source.market) || !scan.enter(root, "data", data) ||
      !whole_book(scan, state, data, Product::spot, time))
    return false;
  source.channel = FeedChannel::top_book;
  source.exchange_time_ns = 0;
  return scan.close(root, true, data);
}

}  // namespace

bool read_rest_depth(wire::DecoderState& state, PaddedFrame body, MarketId market, Product product) {
  return wire::read_message<rest_depth<FieldOrder::as_sent>, rest_depth<FieldOrder::any>>(state, body, market, product);
}

bool read_top(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope) {
  return wire::read_message<top<FieldOrder::as_sent>, top<FieldOrder::any>>(state, frame, envelope.stream);
}

}  // namespace basis::binance
