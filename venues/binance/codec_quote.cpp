#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool quote(wire::DecoderState& state, PaddedFrame frame, bool combined, Product product) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, combined, data)) return false;
  BestQuote& out = state.frame.quote;
  out.source.channel = FeedChannel::best_quote;
  out.source.exchange_time_ns = 0;
  if (!(scan.integer(data, "u", out.update_id) && scan.symbol(data, "s", out.source.market) &&
        scan.decimal(data, "b", out.bid_price) && scan.decimal(data, "B", out.bid_size) &&
        scan.decimal(data, "a", out.ask_price) && scan.decimal(data, "A", out.ask_size)))
    return false;
  // Spot sends no time with a quote.
  if (product == Product::linear && !scan.time(data, "E", out.source.exchange_time_ns)) return false;
  state.frame.kind = FrameKind::best_quote;
  return scan.close(root, combined, data);
}

}  // namespace

[[gnu::noinline]] bool read_quote(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope,
                                  Product product) {
  return wire::read_message<quote<FieldOrder::as_sent>, quote<FieldOrder::any>>(state, frame, envelope.combined,
                                                                                product);
}

}  // namespace basis::binance
