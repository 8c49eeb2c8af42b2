#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::Order;
using wire::od::object;

template <Order kOrder>
bool mark(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root, entry;
  wire::od::array data;
  MarkPrice& out = state.frame.mark;
  out.source.channel = FeedChannel::mark_price;
  out.index.reset();
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument) && scan.enter(root, "data", data)))
    return false;
  std::size_t count = 0;
  for (auto element : data) {
    if (!(enter_entry(scan, element, count++, 1, entry) && scan.decimal(entry, "markPx", out.mark) &&
          scan.quoted_time(entry, "ts", out.source.exchange_time_ns)))
      return false;
  }
  state.frame.kind = FrameKind::mark_price;
  return has_entry(scan, count) && scan.close(root);
}

/// `settFundingRate` is the rate of the settlement before once `settState` is
/// "settled"; while it is "processing" it may still move. Both came later than
/// the channel, and may be absent.
template <Order kOrder>
bool settlement(wire::Scan<kOrder>& scan, object& entry, std::optional<Ray>& out) {
  out.reset();
  if constexpr (kOrder == Order::any) {
    if (!scan.has(entry, "settFundingRate") || !scan.has(entry, "settState")) return true;
  }
  const char* rate = nullptr;
  std::string_view state;
  if (!scan.text(entry, "settFundingRate", rate) || !scan.string(entry, "settState", state)) return false;
  if (*rate == '"' || state != "settled") return true;
  Ray settled;
  if (!scan.rate_at(rate, "settFundingRate", settled)) return false;
  out = settled;
  return true;
}

template <Order kOrder>
bool funding(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root, entry;
  wire::od::array data;
  FundingRate& out = state.frame.funding;
  out.source.channel = FeedChannel::funding;
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument) && scan.enter(root, "data", data)))
    return false;
  std::size_t count = 0;
  for (auto element : data) {
    if (!(enter_entry(scan, element, count++, 1, entry) && scan.rate(entry, "fundingRate", out.rate) &&
          scan.quoted_time(entry, "fundingTime", out.funding_time_ns) && settlement(scan, entry, out.settled_rate) &&
          scan.quoted_time(entry, "ts", out.source.exchange_time_ns)))
      return false;
  }
  state.frame.kind = FrameKind::funding;
  return has_entry(scan, count) && scan.close(root);
}

}  // namespace

bool read_mark(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<mark<Order::as_sent>, mark<Order::any>>(state, frame);
}

bool read_funding(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<funding<Order::as_sent>, funding<Order::any>>(state, frame);
}

}  // namespace basis::okx
