#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::Order;
using wire::od::object;

/// A price or size; empty text says that there is none.
template <Order kOrder, class Number>
BASIS_HOT bool optional_number(wire::Scan<kOrder>& scan, object& entry, const char* key, std::optional<Number>& out) {
  const char* text = nullptr;
  if (!scan.text(entry, key, text)) return false;
  out.reset();
  if (*text == '"') return true;
  Number number;
  if (!scan.decimal_at(text, key, number)) return false;
  out = number;
  return true;
}

template <Order kOrder>
BASIS_HOT bool ticker(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root, entry;
  wire::od::array data;
  TickerChange& out = state.frame.ticker;
  out = {};
  out.snapshot = true;
  out.source.channel = FeedChannel::ticker;
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument) && scan.enter(root, "data", data)))
    return false;
  std::size_t count = 0;
  for (auto element : data) {
    if (!(enter_entry(scan, element, count++, 1, entry) && optional_number(scan, entry, "last", out.last) &&
          optional_number(scan, entry, "askPx", out.ask_price) && optional_number(scan, entry, "askSz", out.ask_size) &&
          optional_number(scan, entry, "bidPx", out.bid_price) && optional_number(scan, entry, "bidSz", out.bid_size) &&
          scan.quoted_time(entry, "ts", out.source.exchange_time_ns)))
      return false;
  }
  state.frame.kind = FrameKind::ticker;
  return has_entry(scan, count) && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_ticker(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<ticker<Order::as_sent>, ticker<Order::any>>(state, frame);
}

}  // namespace basis::okx
