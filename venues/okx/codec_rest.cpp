#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"
#include "venues/wire/scan.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

/// The complete top of an order book, as `books5` and REST send it. REST has had `seqId` since 2023, so it may
/// be absent.
template <FieldOrder kFieldOrder>
bool whole(wire::Scan<kFieldOrder>& scan, wire::DecoderState& state, Object<kFieldOrder>& entry) {
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  if (!(scan.template levels<wire::Texts::none, wire::Level::longer>(entry, "asks", wire::ask_room(state), asks) &&
        scan.template levels<wire::Texts::none, wire::Level::longer>(entry, "bids", wire::bid_room(state), bids) &&
        scan.quoted_time(entry, "ts", out.exchange_time_ns)))
    return false;
  bool identified = true;
  out.chain = {};
  if constexpr (kFieldOrder == FieldOrder::any) identified = scan.has(entry, "seqId");
  if (identified && !scan.integer(entry, "seqId", out.chain.last_id)) return false;
  out.chain.first_id = out.chain.last_id;
  out.snapshot = true;
  out.bids = bids.levels;
  out.asks = asks.levels;
  out.bid_texts = {};
  out.ask_texts = {};
  out.checksum.reset();
  return true;
}

template <FieldOrder kFieldOrder>
bool entries(wire::Scan<kFieldOrder>& scan, wire::DecoderState& state, Object<kFieldOrder>& root, MarketId market,
             FeedChannel channel) {
  if (!each_entry(scan, root, 1, [&](Object<kFieldOrder>& entry) { return whole(scan, state, entry); })) return false;
  state.frame.book.stream = 0;
  state.frame.book.source = {state.frame.book.update.exchange_time_ns, market, channel};
  state.frame.kind = FrameKind::book;
  return scan.close(root);
}

template <FieldOrder kFieldOrder>
bool top(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  MarketId market;
  return scan.open(root) && read_argument(scan, root, market) &&
         entries(scan, state, root, market, FeedChannel::top_book);
}

template <FieldOrder kFieldOrder>
bool rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market) {
  wire::Scan<kFieldOrder> scan(state, body);
  Object<kFieldOrder> root;
  ControlMessage refused;
  refused.kind = ControlKind::refused;
  refused.subject = "books";
  if (!(scan.open(root) && scan.quoted_integer(root, "code", refused.code) && scan.string(root, "msg", refused.text)))
    return false;
  if (refused.code != 0) {
    state.frame.control = refused;
    state.frame.kind = FrameKind::control;
    return scan.close(root);
  }
  scan.about(market);
  return entries(scan, state, root, market, FeedChannel::rest_book);
}

}  // namespace

bool read_top(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<top<FieldOrder::as_sent>, top<FieldOrder::any>>(state, frame);
}

bool read_rest_book(wire::DecoderState& state, PaddedFrame body, MarketId market) {
  return wire::read_message<rest_book<FieldOrder::as_sent>, rest_book<FieldOrder::any>>(state, body, market);
}

}  // namespace basis::okx
