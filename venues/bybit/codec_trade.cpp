#include "venues/bybit/messages.hpp"
#include "venues/bybit/trade_id.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;

template <FieldOrder kFieldOrder>
BASIS_HOT bool trade(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& from, PublicTrade& out) {
  std::string_view id;
  bool sell = false;
  // Spot sends the fields in reverse order.
  const bool read = scan.next_is(from, "i")
                        ? scan.string(from, "i", id) && scan.time(from, "T", out.trade_time_ns) &&
                              scan.decimal(from, "p", out.price) && scan.decimal(from, "v", out.size) &&
                              scan.either(from, "S", "Buy", "Sell", sell) && scan.symbol(from, "s", out.source.market)
                        : scan.time(from, "T", out.trade_time_ns) && scan.symbol(from, "s", out.source.market) &&
                              scan.either(from, "S", "Buy", "Sell", sell) && scan.decimal(from, "v", out.size) &&
                              scan.decimal(from, "p", out.price) && scan.string(from, "i", id);
  if (!read) return false;
  if (!parse_trade_id(id, out.id)) return scan.fail_word(DecodeFault::bad_number, "i", id);
  out.taker = sell ? TakerSide::sell : TakerSide::buy;
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool trades(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  wire::Array<kFieldOrder> data;
  std::int64_t time = 0;
  if (!(scan.open(root) && scan.time(root, "ts", time) && scan.enter(root, "data", data))) return false;
  std::size_t count = 0;
  const bool read = scan.each_object(data, "data", [&](Object<kFieldOrder>& from) {
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
  return wire::read_message<trades<FieldOrder::as_sent>, trades<FieldOrder::any>>(state, frame);
}

}  // namespace basis::bybit
