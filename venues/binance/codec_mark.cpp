#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

/// Reads `r` and `T`. A delivery contract sends an empty rate: it has no funding.
template <FieldOrder kFieldOrder>
BASIS_HOT bool funding(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& data, FundingRate& out, bool& has_rate) {
  std::string_view rate;
  if (!scan.string(data, "r", rate)) return false;
  has_rate = !rate.empty();
  if (!has_rate) return true;
  return scan.rate_of(rate, "r", out.rate) && scan.time(data, "T", out.funding_time_ns);
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool mark(wire::DecoderState& state, PaddedFrame frame, bool combined) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, combined, data)) return false;
  MarkPrice& out = state.frame.mark;
  out.source.channel = FeedChannel::mark_price;
  Price index;
  bool has_rate = false;
  if (!(scan.time(data, "E", out.source.exchange_time_ns) && scan.symbol(data, "s", out.source.instrument) &&
        scan.decimal(data, "p", out.mark) && scan.decimal(data, "i", index) &&
        funding(scan, data, state.frame.funding, has_rate)))
    return false;
  out.index = index;
  state.frame.funding.source = out.source;
  state.frame.funding.source.channel = FeedChannel::funding;
  state.frame.funding.settled_rate.reset();
  state.frame.kind = has_rate ? FrameKind::mark_and_funding : FrameKind::mark_price;
  return scan.close(root, combined, data);
}

}  // namespace

[[gnu::noinline]] bool read_mark(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product) {
  return wire::read_message<mark<FieldOrder::as_sent>, mark<FieldOrder::any>>(state, frame, envelope.combined);
}

}  // namespace basis::binance
