#include <algorithm>
#include <array>
#include <cstring>

#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;

/// Reads a price or size of a ticker.
template <FieldOrder kFieldOrder, class Number>
BASIS_HOT bool number(wire::Scan<kFieldOrder>& scan, std::string_view text, const char* key,
                      std::optional<Number>& out) {
  return scan.decimal_of(text, key, out.emplace());
}

/// Whether `key`, which must have the same length, is `name`.
template <std::size_t kSize>
BASIS_HOT bool is(std::string_view key, const char (&name)[kSize]) {
  return std::memcmp(key.data(), name, kSize - 1) == 0;
}

/// One field of a ticker's data, which is a string that is not empty. Fields that are not listed are statistics
/// of the day.
template <FieldOrder kFieldOrder>
BASIS_HOT bool field(wire::Scan<kFieldOrder>& scan, std::string_view key, std::string_view text, TickerChange& out) {
  // By length first: most fields are statistics, which are excluded at once.
  switch (key.size()) {
    case 8:
      if (is(key, "bid1Size")) return number(scan, text, "bid1Size", out.bid_size);
      return !is(key, "ask1Size") || number(scan, text, "ask1Size", out.ask_size);
    case 9:
      if (is(key, "bid1Price")) return number(scan, text, "bid1Price", out.bid_price);
      if (is(key, "ask1Price")) return number(scan, text, "ask1Price", out.ask_price);
      if (is(key, "lastPrice")) return number(scan, text, "lastPrice", out.last);
      return !is(key, "markPrice") || number(scan, text, "markPrice", out.mark);
    case 10: return !is(key, "indexPrice") || number(scan, text, "indexPrice", out.index);
    case 11: return !is(key, "fundingRate") || scan.rate_of(text, "fundingRate", out.funding_rate.emplace());
    case 15:
      return !is(key, "nextFundingTime") || scan.quoted_time_of(text, "nextFundingTime", out.funding_time_ns.emplace());
    default: return true;
  }
}

constexpr std::array<std::string_view, 10> kRead = {"symbol",      "bid1Price",      "bid1Size",  "ask1Price",
                                                    "ask1Size",    "lastPrice",      "markPrice", "indexPrice",
                                                    "fundingRate", "nextFundingTime"};

/// Reads all fields of the data; which of them are present differs from change to change.
template <FieldOrder kFieldOrder>
BASIS_HOT bool fields(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& data, TickerChange& out) {
  bool named = false;
  const bool read = scan.each_field(data, [&](std::string_view key, std::string_view text, bool quoted) {
    if (!quoted) {
      // The fields that are read are always strings; any other type must not be taken for "unchanged".
      const auto* const known = std::find(kRead.begin(), kRead.end(), key);
      return known == kRead.end() || scan.fail(DecodeFault::wrong_type, known->data());
    }
    if (key.size() == 6 && is(key, "symbol")) return named = scan.symbol_of(text, "symbol", out.source.market);
    return text.empty() || field(scan, key, text, out);
  });
  return read && (named || scan.fail(DecodeFault::missing_field, "symbol"));
}

/// Reads a contract's snapshot, where all fields are present and in the venue's order.
BASIS_HOT bool all_fields(wire::Scan<FieldOrder::as_sent>& scan, Object<FieldOrder::as_sent>& data, TickerChange& out) {
  return scan.symbol(data, "symbol", out.source.market) && scan.decimal(data, "lastPrice", out.last.emplace()) &&
         scan.decimal(data, "markPrice", out.mark.emplace()) && scan.decimal(data, "indexPrice", out.index.emplace()) &&
         scan.quoted_time(data, "nextFundingTime", out.funding_time_ns.emplace()) &&
         scan.rate(data, "fundingRate", out.funding_rate.emplace()) &&
         scan.decimal(data, "bid1Price", out.bid_price.emplace()) &&
         scan.decimal(data, "bid1Size", out.bid_size.emplace()) &&
         scan.decimal(data, "ask1Price", out.ask_price.emplace()) &&
         scan.decimal(data, "ask1Size", out.ask_size.emplace()) && scan.finish(data);
}

/// Reads the data. A snapshot is tried in the order of a contract's fields first.
template <FieldOrder kFieldOrder>
BASIS_HOT bool data_of(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& root, TickerChange& out,
                       bool snapshot = false) {
  Object<kFieldOrder> data;
  if (!scan.enter(root, "data", data)) return false;
  if constexpr (kFieldOrder == FieldOrder::as_sent) {
    const char* const start = scan.position();
    if (snapshot && all_fields(scan, data, out)) return true;
    if (snapshot) {
      scan.return_to(start);
      data = {};
      const EventSource source = out.source;
      out = {};
      out.source = source;
    }
  }
  return fields(scan, data, out) && scan.after_fields(data);
}

template <FieldOrder kFieldOrder>
BASIS_HOT bool ticker(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  TickerChange& out = state.frame.ticker;
  out = {};
  out.source.channel = FeedChannel::ticker;
  std::int64_t& time = out.source.exchange_time_ns;
  std::string_view topic;
  bool delta = false;
  if (!scan.open(root) || !scan.string(root, "topic", topic)) return false;
  bool read = false;
  if constexpr (kFieldOrder == FieldOrder::any) {
    read = scan.either(root, "type", "snapshot", "delta", delta) && scan.time(root, "ts", time) &&
           (!scan.has(root, "cs") || scan.integer(root, "cs", out.sequence)) &&  // options have none
           data_of(scan, root, out);
  } else if (scan.next_is(root, "ts")) {
    // Spot sends `ts` directly behind the topic.
    read = scan.time(root, "ts", time) && scan.either(root, "type", "snapshot", "delta", delta) &&
           scan.integer(root, "cs", out.sequence) && data_of(scan, root, out);
  } else {
    read = scan.either(root, "type", "snapshot", "delta", delta) && data_of(scan, root, out, !delta) &&
           scan.integer(root, "cs", out.sequence) && scan.time(root, "ts", time);
  }
  if (!read) return false;
  out.snapshot = !delta;
  state.frame.kind = FrameKind::ticker;
  return scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_ticker(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<ticker<FieldOrder::as_sent>, ticker<FieldOrder::any>>(state, frame);
}

}  // namespace basis::bybit
