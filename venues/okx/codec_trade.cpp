#include <limits>

#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

/// Reads `count`, the number of fills in one message; messages before 2023 have none.
template <FieldOrder kFieldOrder>
BASIS_HOT bool fills(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& from, std::uint32_t& out) {
  std::int64_t count = 1;
  bool counted = true;
  if constexpr (kFieldOrder == FieldOrder::any) counted = scan.has(from, "count");
  if constexpr (kFieldOrder == FieldOrder::as_sent) counted = !scan.at_end_of(from);
  if (counted && !scan.quoted_integer(from, "count", count)) return false;
  if (count < 1 || count > std::numeric_limits<std::uint32_t>::max())
    return scan.fail(DecodeFault::out_of_range, "count");
  out = static_cast<std::uint32_t>(count);
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool trade(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& from, PublicTrade& out) {
  std::int64_t id = 0;
  bool sell = false;
  if (!(scan.quoted_integer(from, "tradeId", id) && scan.decimal(from, "px", out.price) &&
        scan.decimal(from, "sz", out.size) && scan.either(from, "side", "buy", "sell", sell) &&
        scan.quoted_time(from, "ts", out.trade_time_ns) && fills(scan, from, out.fills)))
    return false;
  out.id = {0, static_cast<std::uint64_t>(id)};
  out.taker = sell ? TakerSide::sell : TakerSide::buy;
  // The only time in the message is the trade's.
  out.source.exchange_time_ns = out.trade_time_ns;
  return true;
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool trades(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  MarketId market;
  if (!(scan.open(root) && read_argument(scan, root, market))) return false;
  std::size_t count = 0;
  const bool read = each_entry(scan, root, state.trades.size(), [&](Object<kFieldOrder>& from) {
    PublicTrade& out = state.trades[count++];
    out.source.market = market;
    out.source.channel = FeedChannel::trade;
    return trade(scan, from, out);
  });
  if (!read) return false;
  state.frame.trades = {state.trades.data(), count};
  state.frame.kind = FrameKind::trades;
  return scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_trades(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<trades<FieldOrder::as_sent>, trades<FieldOrder::any>>(state, frame);
}

}  // namespace basis::okx
