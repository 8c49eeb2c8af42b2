#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool depth(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, envelope.combined, data)) return false;
  EventSource& source = state.frame.book.source;
  BookUpdate& out = state.frame.book.update;
  out.chain.previous_id = 0;
  wire::LevelSide bids, asks;
  if (!(scan.time(data, "E", source.exchange_time_ns) && scan.symbol(data, "s", source.market) &&
        scan.integer(data, "U", out.chain.first_id) && scan.integer(data, "u", out.chain.last_id) &&
        (product == Product::spot || scan.integer(data, "pu", out.chain.previous_id)) &&
        scan.template levels<wire::Texts::none>(data, "b", wire::bid_room(state), bids) &&
        scan.template levels<wire::Texts::none>(data, "a", wire::ask_room(state), asks)))
    return false;
  out.bids = bids.levels;
  out.asks = asks.levels;
  out.snapshot = holds_top(envelope.stream);
  out.exchange_time_ns = source.exchange_time_ns;
  source.channel = out.snapshot ? FeedChannel::top_book : FeedChannel::book;
  state.frame.kind = FrameKind::book;
  return scan.close(root, envelope.combined, data);
}

}  // namespace

/// A futures stream such as `depth5` carries the event of a change, although it holds the complete top of the
/// book. Only the name of the stream shows the difference.
bool holds_top(std::string_view stream) {
  constexpr std::string_view kDepth = "@depth";
  const std::size_t at = stream.find(kDepth);
  if (at == std::string_view::npos || at + kDepth.size() >= stream.size()) return false;
  return stream[at + kDepth.size()] != '@';
}

[[gnu::noinline]] bool read_depth(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope,
                                  Product product) {
  return wire::read_message<depth<FieldOrder::as_sent>, depth<FieldOrder::any>>(state, frame, envelope, product);
}

}  // namespace basis::binance
