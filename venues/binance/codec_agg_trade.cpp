#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool agg_trade(wire::DecoderState& state, PaddedFrame frame, bool combined, Product product) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, combined, data)) return false;
  PublicTrade& out = state.trades.front();
  out.source.channel = FeedChannel::agg_trade;
  std::int64_t id = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool buyer_is_maker = false;
  const bool spot = product == Product::spot;
  // The futures send `a` before the symbol, spot after it.
  if (!(scan.time(data, "E", out.source.exchange_time_ns) && (spot || scan.integer(data, "a", id)) &&
        scan.symbol(data, "s", out.source.market) && (!spot || scan.integer(data, "a", id)) &&
        scan.decimal(data, "p", out.price) && scan.decimal(data, "q", out.size) && scan.integer(data, "f", first) &&
        scan.integer(data, "l", last) && scan.time(data, "T", out.trade_time_ns) &&
        scan.boolean(data, "m", buyer_is_maker)))
    return false;
  std::int64_t steps = 0;
  if (__builtin_sub_overflow(last, first, &steps) || steps < 0 || steps > std::int64_t{1} << 31)
    return scan.fail(DecodeFault::out_of_range, "l");
  out.fills = static_cast<std::uint32_t>(steps + 1);
  out.taker = buyer_is_maker ? TakerSide::sell : TakerSide::buy;
  out.id = {0, static_cast<std::uint64_t>(id)};
  state.frame.trades = {state.trades.data(), 1};
  state.frame.kind = FrameKind::trades;
  return scan.close(root, combined, data);
}

}  // namespace

[[gnu::noinline]] bool read_agg_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope,
                                      Product product) {
  return wire::read_message<agg_trade<FieldOrder::as_sent>, agg_trade<FieldOrder::any>>(state, frame, envelope.combined,
                                                                                        product);
}

}  // namespace basis::binance
