#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool ticker(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  TickerChange& out = state.frame.ticker;
  out = {};
  out.snapshot = true;
  out.source.channel = FeedChannel::ticker;
  if (!(scan.open(root) && read_argument(scan, root, out.source.market))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kFieldOrder>& entry) {
    return scan.decimal_or_none(entry, "last", out.last) && scan.decimal_or_none(entry, "askPx", out.ask_price) &&
           scan.decimal_or_none(entry, "askSz", out.ask_size) && scan.decimal_or_none(entry, "bidPx", out.bid_price) &&
           scan.decimal_or_none(entry, "bidSz", out.bid_size) &&
           scan.quoted_time(entry, "ts", out.source.exchange_time_ns);
  });
  state.frame.kind = FrameKind::ticker;
  return read && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_ticker(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<ticker<FieldOrder::as_sent>, ticker<FieldOrder::any>>(state, frame);
}

}  // namespace basis::okx
