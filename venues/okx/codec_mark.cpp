#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
bool mark(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  MarkPrice& out = state.frame.mark;
  out.source.channel = FeedChannel::mark_price;
  out.index.reset();
  if (!(scan.open(root) && read_argument(scan, root, out.source.market))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kFieldOrder>& entry) {
    return scan.decimal(entry, "markPx", out.mark) && scan.quoted_time(entry, "ts", out.source.exchange_time_ns);
  });
  state.frame.kind = FrameKind::mark_price;
  return read && scan.close(root);
}

/// `settFundingRate` is the rate of the previous settlement once `settState` is "settled"; while it is
/// "processing" it may still change. Both fields are newer than the channel, and may be absent.
template <FieldOrder kFieldOrder>
bool settlement(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& entry, std::optional<Ray>& out) {
  out.reset();
  if constexpr (kFieldOrder == FieldOrder::any) {
    if (!scan.has(entry, "settFundingRate") || !scan.has(entry, "settState")) return true;
  }
  std::string_view rate, state;
  if (!scan.string(entry, "settFundingRate", rate) || !scan.string(entry, "settState", state)) return false;
  if (rate.empty() || state != "settled") return true;
  return scan.rate_of(rate, "settFundingRate", out.emplace());
}

template <FieldOrder kFieldOrder>
bool funding(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  FundingRate& out = state.frame.funding;
  out.source.channel = FeedChannel::funding;
  if (!(scan.open(root) && read_argument(scan, root, out.source.market))) return false;
  const bool read = each_entry(scan, root, 1, [&](Object<kFieldOrder>& entry) {
    return scan.rate(entry, "fundingRate", out.rate) && scan.quoted_time(entry, "fundingTime", out.funding_time_ns) &&
           settlement(scan, entry, out.settled_rate) && scan.quoted_time(entry, "ts", out.source.exchange_time_ns);
  });
  state.frame.kind = FrameKind::funding;
  return read && scan.close(root);
}

}  // namespace

bool read_mark(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<mark<FieldOrder::as_sent>, mark<FieldOrder::any>>(state, frame);
}

bool read_funding(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<funding<FieldOrder::as_sent>, funding<FieldOrder::any>>(state, frame);
}

}  // namespace basis::okx
