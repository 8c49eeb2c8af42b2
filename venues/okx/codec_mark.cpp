#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::Object;
using wire::Order;

template <Order kOrder>
bool mark(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  Object<kOrder> root;
  MarkPrice& out = state.frame.mark;
  out.source.channel = FeedChannel::mark_price;
  out.index.reset();
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kOrder>& entry) {
    return scan.decimal(entry, "markPx", out.mark) && scan.quoted_time(entry, "ts", out.source.exchange_time_ns);
  });
  state.frame.kind = FrameKind::mark_price;
  return read && scan.close(root);
}

/// `settFundingRate` is the rate of the settlement before once `settState` is
/// "settled"; while it is "processing" it may still move. Both came later than
/// the channel, and may be absent.
template <Order kOrder>
bool settlement(wire::Scan<kOrder>& scan, Object<kOrder>& entry, std::optional<Ray>& out) {
  out.reset();
  if constexpr (kOrder == Order::any) {
    if (!scan.has(entry, "settFundingRate") || !scan.has(entry, "settState")) return true;
  }
  std::string_view rate, state;
  if (!scan.string(entry, "settFundingRate", rate) || !scan.string(entry, "settState", state)) return false;
  if (rate.empty() || state != "settled") return true;
  return scan.rate_of(rate, "settFundingRate", out.emplace());
}

template <Order kOrder>
bool funding(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  Object<kOrder> root;
  FundingRate& out = state.frame.funding;
  out.source.channel = FeedChannel::funding;
  if (!(scan.open(root) && read_argument(scan, root, out.source.instrument))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kOrder>& entry) {
    return scan.rate(entry, "fundingRate", out.rate) && scan.quoted_time(entry, "fundingTime", out.funding_time_ns) &&
           settlement(scan, entry, out.settled_rate) && scan.quoted_time(entry, "ts", out.source.exchange_time_ns);
  });
  state.frame.kind = FrameKind::funding;
  return read && scan.close(root);
}

}  // namespace

bool read_mark(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<mark<Order::as_sent>, mark<Order::any>>(state, frame);
}

bool read_funding(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<funding<Order::as_sent>, funding<Order::any>>(state, frame);
}

}  // namespace basis::okx
