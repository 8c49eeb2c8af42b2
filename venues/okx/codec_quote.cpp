#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"
#include "venues/wire/scan.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

/// A side of `bbo-tbt`: one level, or none.
template <FieldOrder kFieldOrder>
BASIS_HOT bool side(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& entry, const char* key, Price& price,
                    Quantity& size) {
  BookLevel level;
  wire::LevelSide read;
  if (!scan.template levels<wire::Texts::none, wire::Level::longer>(entry, key, {{&level, 1}, {}}, read)) return false;
  price = level.price;
  size = level.size;
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool quote(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  BestQuote& out = state.frame.quote;
  out.source.channel = FeedChannel::best_quote;
  if (!(scan.open(root) && read_argument(scan, root, out.source.market))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kFieldOrder>& entry) {
    return side(scan, entry, "asks", out.ask_price, out.ask_size) &&
           side(scan, entry, "bids", out.bid_price, out.bid_size) &&
           scan.quoted_time(entry, "ts", out.source.exchange_time_ns) && scan.integer(entry, "seqId", out.update_id);
  });
  state.frame.kind = FrameKind::best_quote;
  return read && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_quote(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<quote<FieldOrder::as_sent>, quote<FieldOrder::any>>(state, frame);
}

}  // namespace basis::okx
