#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool book(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  EventSource& source = state.frame.book.source;
  BookUpdate& out = state.frame.book.update;
  std::string_view topic;
  bool delta = false;
  wire::LevelSide bids, asks;
  if (!(scan.open(root) && scan.string(root, "topic", topic) && scan.either(root, "type", "snapshot", "delta", delta) &&
        scan.time(root, "ts", source.exchange_time_ns) && scan.enter(root, "data", data) &&
        scan.symbol(data, "s", source.instrument) &&
        scan.template levels<wire::Texts::none>(data, "b", wire::bid_room(state), bids) &&
        scan.template levels<wire::Texts::none>(data, "a", wire::ask_room(state), asks) &&
        scan.integer(data, "u", out.chain.last_id) && scan.integer(data, "seq", out.chain.sequence)))
    return false;
  source.channel = topic.starts_with("orderbook.1.") ? FeedChannel::top_book : FeedChannel::book;
  out.chain.first_id = out.chain.last_id;
  out.snapshot = !delta;
  out.exchange_time_ns = source.exchange_time_ns;
  out.bids = bids.levels;
  out.asks = asks.levels;
  state.frame.kind = FrameKind::book;
  return scan.close(root, true, data);
}

}  // namespace

[[gnu::noinline]] bool read_book(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<book<FieldOrder::as_sent>, book<FieldOrder::any>>(state, frame);
}

}  // namespace basis::bybit
