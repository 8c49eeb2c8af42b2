#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
bool result(wire::Scan<kFieldOrder>& scan, wire::DecoderState& state, Object<kFieldOrder>& data, MarketId market) {
  EventSource& source = state.frame.book.source;
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  std::string_view native;
  if (!(scan.string(data, "s", native) && scan.symbol_of(native, "s", source.market))) return false;
  if (source.market != market) return scan.fail_word(DecodeFault::unknown_value, "s", native);
  if (!(scan.template levels<wire::Texts::none>(data, "a", wire::ask_room(state), asks) &&
        scan.template levels<wire::Texts::none>(data, "b", wire::bid_room(state), bids) &&
        scan.time(data, "ts", source.exchange_time_ns) && scan.integer(data, "u", out.chain.last_id) &&
        scan.integer(data, "seq", out.chain.sequence)))
    return false;
  source.channel = FeedChannel::rest_book;
  state.frame.book.stream = 0;
  out.chain.first_id = out.chain.last_id;
  out.snapshot = true;
  out.exchange_time_ns = source.exchange_time_ns;
  out.bids = bids.levels;
  out.asks = asks.levels;
  state.frame.kind = FrameKind::book;
  return scan.finish(data);
}

template <FieldOrder kFieldOrder>
bool rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market) {
  wire::Scan<kFieldOrder> scan(state, body);
  Object<kFieldOrder> root, data;
  ControlMessage refused;
  refused.kind = ControlKind::refused;
  refused.subject = "orderbook";
  if (!(scan.open(root) && scan.integer(root, "retCode", refused.code) && scan.string(root, "retMsg", refused.text)))
    return false;
  if (refused.code != 0) {
    state.frame.control = refused;
    state.frame.kind = FrameKind::control;
    return scan.close(root);
  }
  return scan.enter(root, "result", data) && result(scan, state, data, market) && scan.close(root);
}

}  // namespace

bool read_rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market) {
  return wire::read_message<rest_book<FieldOrder::as_sent>, rest_book<FieldOrder::any>>(state, body, market);
}

}  // namespace basis::bybit
