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

/// Reads one contract's message.
template <FieldOrder kFieldOrder>
BASIS_HOT bool one_mark(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& data, MarkPrice& out, FundingRate& rate,
                        bool& has_rate) {
  out.source.channel = FeedChannel::mark_price;
  Price index;
  has_rate = false;
  if (!(scan.time(data, "E", out.source.exchange_time_ns) && scan.symbol(data, "s", out.source.market) &&
        scan.decimal(data, "p", out.mark) && scan.decimal(data, "i", index) && funding(scan, data, rate, has_rate)))
    return false;
  out.index = index;
  rate.source = out.source;
  rate.source.channel = FeedChannel::funding;
  rate.settled_rate.reset();
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool mark(wire::DecoderState& state, PaddedFrame frame, bool combined) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, combined, data)) return false;
  bool has_rate = false;
  if (!one_mark(scan, data, state.frame.mark, state.frame.funding, has_rate)) return false;
  state.frame.kind = has_rate ? FrameKind::mark_and_funding : FrameKind::mark_price;
  return scan.close(root, combined, data);
}

/// One message of the array; left out where its contract is not followed, or has a number that does not fit.
bool array_entry(wire::DecoderState& state, wire::Scan<FieldOrder::any>& scan, Object<FieldOrder::any>& entry,
                 std::size_t& count) {
  std::string_view event;
  if (!scan.string(entry, "e", event)) return false;
  if (event != "markPriceUpdate") return scan.fail_word(DecodeFault::unknown_channel, "e", event);
  if (count == state.marks.size()) return scan.fail(DecodeFault::too_many_events, "data");
  MarkAndFunding& out = state.marks[count];
  if (one_mark(scan, entry, out.mark, out.funding, out.has_rate)) return ++count, true;
  if (!state.error.unheld) return state.error.fault == DecodeFault::unknown_symbol;
  state.left_out = true;
  return true;
}

}  // namespace

bool read_marks(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope) {
  wire::Scan<FieldOrder::any> scan(state, frame);
  Object<FieldOrder::any> root;
  wire::Array<FieldOrder::any> data;
  if (!(envelope.combined ? scan.open(root) && scan.enter(root, "data", data) : scan.open(data))) return false;
  std::size_t count = 0;
  state.left_out = false;
  if (!scan.each_object(data, "data", [&](auto& entry) { return array_entry(state, scan, entry, count); }))
    return false;
  state.frame.marks = {state.marks.data(), count};
  state.frame.kind = FrameKind::marks;
  return envelope.combined ? scan.close(root) : scan.ended();
}

[[gnu::noinline]] bool read_mark(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product) {
  return wire::read_message<mark<FieldOrder::as_sent>, mark<FieldOrder::any>>(state, frame, envelope.combined);
}

}  // namespace basis::binance
