#include "venues/bybit/messages.hpp"
#include "venues/bybit/trade_id.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::Object;
using wire::Order;

template <Order kOrder>
BASIS_HOT bool trade(wire::Scan<kOrder>& scan, Object<kOrder>& from, PublicTrade& out) {
  std::string_view id;
  bool sell = false;
  // Spot sends the other way round.
  const bool read = scan.next_is(from, "i")
                        ? scan.string(from, "i", id) && scan.time(from, "T", out.trade_time_ns) &&
                              scan.decimal(from, "p", out.price) && scan.decimal(from, "v", out.size) &&
                              scan.either(from, "S", "Buy", "Sell", sell) &&
                              scan.symbol(from, "s", out.source.instrument)
                        : scan.time(from, "T", out.trade_time_ns) && scan.symbol(from, "s", out.source.instrument) &&
                              scan.either(from, "S", "Buy", "Sell", sell) && scan.decimal(from, "v", out.size) &&
                              scan.decimal(from, "p", out.price) && scan.string(from, "i", id);
  if (!read) return false;
  if (!parse_trade_id(id, out.id)) return scan.fail_word(DecodeFault::bad_number, "i", id);
  out.taker = sell ? TakerSide::sell : TakerSide::buy;
  return true;
}

template <Order kOrder>
BASIS_HOT bool trades(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  Object<kOrder> root;
  wire::Array<kOrder> data;
  std::int64_t time = 0;
  if (!(scan.open(root) && scan.time(root, "ts", time) && scan.enter(root, "data", data))) return false;
  std::size_t count = 0;
  const bool read = scan.each_object(data, "data", [&](Object<kOrder>& from) {
    if (count == state.trades.size()) return scan.fail(DecodeFault::too_many_events, "data");
    PublicTrade& out = state.trades[count++];
    out.source.exchange_time_ns = time;
    out.source.channel = FeedChannel::trade;
    out.fills = 1;
    return trade(scan, from, out);
  });
  if (!read) return false;
  if (count == 0) return scan.fail(DecodeFault::missing_field, "data");
  state.frame.trades = {state.trades.data(), count};
  state.frame.kind = FrameKind::trades;
  return scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_trades(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<trades<Order::as_sent>, trades<Order::any>>(state, frame);
}

}  // namespace basis::bybit
