#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"
#include "venues/wire/scan.hpp"

namespace basis::okx {
namespace {

using wire::Object;
using wire::Order;

/// The whole top of a book, as `books5` and REST send it. REST has had `seqId`
/// since 2023, so it may be absent.
template <Order kOrder>
bool whole(wire::Scan<kOrder>& scan, wire::DecoderState& state, Object<kOrder>& entry) {
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  if (!(scan.template levels<wire::Texts::none, wire::Level::longer>(entry, "asks", wire::ask_room(state), asks) &&
        scan.template levels<wire::Texts::none, wire::Level::longer>(entry, "bids", wire::bid_room(state), bids) &&
        scan.quoted_time(entry, "ts", out.exchange_time_ns)))
    return false;
  bool identified = true;
  out.chain = {};
  if constexpr (kOrder == Order::any) identified = scan.has(entry, "seqId");
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

template <Order kOrder>
bool entries(wire::Scan<kOrder>& scan, wire::DecoderState& state, Object<kOrder>& root, InstrumentId instrument,
             FeedChannel channel) {
  if (!each_entry(scan, root, 1, [&](Object<kOrder>& entry) { return whole(scan, state, entry); })) return false;
  state.frame.book.source = {state.frame.book.update.exchange_time_ns, instrument, channel};
  state.frame.kind = FrameKind::book;
  return scan.close(root);
}

template <Order kOrder>
bool top(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  Object<kOrder> root;
  InstrumentId instrument;
  return scan.open(root) && read_argument(scan, root, instrument) &&
         entries(scan, state, root, instrument, FeedChannel::top_book);
}

template <Order kOrder>
bool rest_book(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument) {
  wire::Scan<kOrder> scan(state, body);
  Object<kOrder> root;
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
  return entries(scan, state, root, instrument, FeedChannel::rest_book);
}

}  // namespace

bool read_top(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<top<Order::as_sent>, top<Order::any>>(state, frame);
}

bool read_rest_book(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument) {
  return wire::read_message<rest_book<Order::as_sent>, rest_book<Order::any>>(state, body, instrument);
}

}  // namespace basis::okx
