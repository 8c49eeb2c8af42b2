#include "venues/bybit/messages.hpp"
#include "venues/bybit/trade_id.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::Order;
using wire::od::object;

template <Order kOrder>
BASIS_HOT bool trade(wire::Scan<kOrder>& scan, object& from, PublicTrade& out) {
  std::string_view id;
  bool sell = false;
  if (!(scan.time(from, "T", out.trade_time_ns) && scan.symbol(from, "s", out.source.instrument) &&
        scan.either(from, "S", "Buy", "Sell", sell) && scan.decimal(from, "v", out.size) &&
        scan.decimal(from, "p", out.price) && scan.string(from, "i", id)))
    return false;
  if (!parse_trade_id(id, out.id)) return scan.fail_word(DecodeFault::bad_number, "i", id);
  out.taker = sell ? TakerSide::sell : TakerSide::buy;
  return true;
}

template <Order kOrder>
BASIS_HOT bool trades(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root;
  wire::od::array data;
  std::int64_t time = 0;
  if (!(scan.open(root) && scan.time(root, "ts", time) && scan.enter(root, "data", data))) return false;
  std::size_t count = 0;
  for (auto element : data) {
    object from;
    if (element.get(from) != simdjson::SUCCESS) return scan.fail(DecodeFault::wrong_type, "data", scan.here());
    if (count == state.trades.size()) return scan.fail(DecodeFault::too_many_events, "data", scan.here());
    PublicTrade& out = state.trades[count];
    out.source.exchange_time_ns = time;
    out.source.channel = FeedChannel::trade;
    out.fills = 1;
    if (!trade(scan, from, out)) return false;
    ++count;
  }
  if (count == 0) return scan.fail(DecodeFault::missing_field, "data", scan.here());
  state.frame.trades = {state.trades.data(), count};
  state.frame.kind = FrameKind::trades;
  return scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_trades(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<trades<Order::as_sent>, trades<Order::any>>(state, frame);
}

}  // namespace basis::bybit
