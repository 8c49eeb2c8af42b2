#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

/// `m`: the buyer was the maker, so the taker sold.
template <FieldOrder kFieldOrder>
BASIS_HOT bool taker(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& data, TakerSide& side) {
  bool buyer_is_maker = false;
  if (!scan.boolean(data, "m", buyer_is_maker)) return false;
  side = buyer_is_maker ? TakerSide::sell : TakerSide::buy;
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool trade(wire::DecoderState& state, PaddedFrame frame, bool combined, Product product) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root, data;
  if (!scan.open_data(root, combined, data)) return false;
  PublicTrade& out = state.trades.front();
  out.source.channel = FeedChannel::trade;
  out.fills = 1;
  std::int64_t id = 0;
  const bool spot = product == Product::spot;
  // The futures send `T` before the symbol, spot behind the size.
  if (!(scan.time(data, "E", out.source.exchange_time_ns) && (spot || scan.time(data, "T", out.trade_time_ns)) &&
        scan.symbol(data, "s", out.source.market) && scan.integer(data, "t", id) &&
        scan.decimal(data, "p", out.price) && scan.decimal(data, "q", out.size) &&
        (!spot || scan.time(data, "T", out.trade_time_ns)) && taker(scan, data, out.taker)))
    return false;
  out.id = {0, static_cast<std::uint64_t>(id)};
  state.frame.trades = {state.trades.data(), 1};
  state.frame.kind = FrameKind::trades;
  return scan.close(root, combined, data);
}

}  // namespace

[[gnu::noinline]] bool read_trade(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope,
                                  Product product) {
  return wire::read_message<trade<FieldOrder::as_sent>, trade<FieldOrder::any>>(state, frame, envelope.combined,
                                                                                product);
}

}  // namespace basis::binance
