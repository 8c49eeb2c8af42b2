#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;

/// The depth in a topic, 50 of "orderbook.50.BTCUSDT"; zero where it has none.
BASIS_HOT std::uint16_t depth_of(std::string_view topic) {
  constexpr std::size_t kAt = std::string_view("orderbook.").size();
  unsigned depth = 0;
  for (std::size_t at = kAt; at < topic.size() && at < kAt + 4 && topic[at] != '.'; ++at) {
    if (topic[at] < '0' || topic[at] > '9') return 0;
    depth = depth * 10 + static_cast<unsigned>(topic[at] - '0');
  }
  return static_cast<std::uint16_t>(depth);
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool book(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  EventSource& source = state.frame.book.source;
  BookUpdate& out = state.frame.book.update;
  std::string_view topic;
  bool delta = false;
  wire::LevelSide bids, asks;
  if (!(scan.open(root) && scan.string(root, "topic", topic))) return false;
  // Topics without a depth are other books: `orderbook.rpi` has two sizes a level.
  state.frame.book.stream = depth_of(topic);
  if (state.frame.book.stream == 0) return scan.fail_word(DecodeFault::unknown_channel, "topic", topic);
  if (!(scan.either(root, "type", "snapshot", "delta", delta) && scan.time(root, "ts", source.exchange_time_ns) &&
        scan.enter(root, "data", data) && scan.symbol(data, "s", source.market) &&
        scan.template levels<wire::Texts::none>(data, "b", wire::bid_room(state), bids) &&
        scan.template levels<wire::Texts::none>(data, "a", wire::ask_room(state), asks) &&
        scan.integer(data, "u", out.chain.last_id) && scan.integer(data, "seq", out.chain.sequence)))
    return false;
  source.channel = state.frame.book.stream == 1 ? FeedChannel::top_book : FeedChannel::book;
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
