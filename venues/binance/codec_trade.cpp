#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::Order;
using wire::od::object;

/// `m`: the buyer was the maker, so the taker sold.
template <Order kOrder>
BASIS_HOT bool taker(wire::Scan<kOrder>& scan, object& data, TakerSide& side) {
  wire::od::value value;
  bool buyer_is_maker = false;
  if (!scan.find(data, "m", value)) return false;
  if (value.get_bool().get(buyer_is_maker) != simdjson::SUCCESS)
    return scan.fail(DecodeFault::wrong_type, "m", scan.here());
  side = buyer_is_maker ? TakerSide::sell : TakerSide::buy;
  return true;
}

template <Order kOrder>
BASIS_HOT bool trade(wire::DecoderState& state, PaddedFrame frame, bool combined, Product product) {
  wire::Scan<kOrder> scan(state, frame);
  object root;
  if (!scan.open(root)) return false;
  object data = root;
  if (combined && !scan.enter(root, "data", data)) return false;
  PublicTrade& out = state.trades.front();
  out.source.channel = FeedChannel::trade;
  out.fills = 1;
  std::int64_t id = 0;
  const bool spot = product == Product::spot;
  // The futures send `T` ahead of the symbol, spot behind the size.
  if (!(scan.time(data, "E", out.source.exchange_time_ns) && (spot || scan.time(data, "T", out.trade_time_ns)) &&
        scan.symbol(data, "s", out.source.instrument) && scan.integer(data, "t", id) &&
        scan.decimal(data, "p", out.price) && scan.decimal(data, "q", out.size) &&
        (!spot || scan.time(data, "T", out.trade_time_ns)) && taker(scan, data, out.taker)))
    return false;
  out.id = {0, static_cast<std::uint64_t>(id)};
  state.frame.trades = {state.trades.data(), 1};
  state.frame.kind = FrameKind::trades;
  return scan.finish(data) && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_trade(wire::DecoderState& state, PaddedFrame frame, Envelope envelope, Product product) {
  return wire::read_message<trade<Order::as_sent>, trade<Order::any>>(state, frame, envelope.combined, product);
}

}  // namespace basis::binance
