#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"
#include "venues/wire/levels.hpp"

namespace basis::okx {
namespace {

using wire::Order;
using wire::od::object;

/// A side of `bbo-tbt`: one level, or none.
template <Order kOrder>
BASIS_HOT bool side(wire::Scan<kOrder>& scan, object& entry, const char* key, Price& price, Quantity& size) {
  BookLevel level;
  wire::LevelSide read;
  if (!wire::read_levels(scan, entry, key, {{&level, 1}, {}}, read)) return false;
  price = level.price;
  size = level.size;
  return true;
}

template <Order kOrder>
BASIS_HOT bool quote(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root, entry;
  wire::od::array data;
  BestQuote& out = state.frame.quote;
  out.source.channel = FeedChannel::best_quote;
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument) && scan.enter(root, "data", data)))
    return false;
  std::size_t count = 0;
  for (auto element : data) {
    if (!(enter_entry(scan, element, count++, 1, entry) && side(scan, entry, "asks", out.ask_price, out.ask_size) &&
          side(scan, entry, "bids", out.bid_price, out.bid_size) &&
          scan.quoted_time(entry, "ts", out.source.exchange_time_ns) && scan.integer(entry, "seqId", out.update_id)))
      return false;
  }
  state.frame.kind = FrameKind::best_quote;
  return has_entry(scan, count) && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_quote(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<quote<Order::as_sent>, quote<Order::any>>(state, frame);
}

}  // namespace basis::okx
