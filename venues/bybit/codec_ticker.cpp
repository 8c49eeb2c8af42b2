#include <algorithm>
#include <array>

#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::Order;
using wire::od::object;

/// A price or size of a ticker; empty text says that there is none.
template <Order kOrder, class Number>
BASIS_HOT bool number_at(wire::Scan<kOrder>& scan, const char* text, const char* key, std::optional<Number>& out) {
  if (*text == '"') return true;
  Number number;
  if (!scan.decimal_at(text, key, number)) return false;
  out = number;
  return true;
}

/// One field of a ticker's data. Those not listed are statistics of the day.
template <Order kOrder>
BASIS_HOT bool field(wire::Scan<kOrder>& scan, std::string_view key, const char* text, TickerChange& out) {
  if (key == "bid1Price") return number_at(scan, text, "bid1Price", out.bid_price);
  if (key == "bid1Size") return number_at(scan, text, "bid1Size", out.bid_size);
  if (key == "ask1Price") return number_at(scan, text, "ask1Price", out.ask_price);
  if (key == "ask1Size") return number_at(scan, text, "ask1Size", out.ask_size);
  if (key == "lastPrice") return number_at(scan, text, "lastPrice", out.last);
  if (key == "markPrice") return number_at(scan, text, "markPrice", out.mark);
  if (key == "indexPrice") return number_at(scan, text, "indexPrice", out.index);
  if (*text == '"') return true;
  if (key == "fundingRate") {
    Ray rate;
    if (!scan.rate_at(text, "fundingRate", rate)) return false;
    out.funding_rate = rate;
  } else if (key == "nextFundingTime") {
    std::int64_t time = 0;
    if (!scan.quoted_time_at(text, "nextFundingTime", time)) return false;
    out.funding_time_ns = time;
  }
  return true;
}

constexpr std::array<std::string_view, 10> kRead = {"symbol",      "bid1Price",      "bid1Size",  "ask1Price",
                                                    "ask1Size",    "lastPrice",      "markPrice", "indexPrice",
                                                    "fundingRate", "nextFundingTime"};

/// All fields of the data: which are there differs with every change.
template <Order kOrder>
BASIS_HOT bool fields(wire::Scan<kOrder>& scan, object& data, TickerChange& out) {
  bool named = false;
  for (auto entry : data) {
    wire::od::raw_json_string raw_key;
    wire::od::value value;
    if (entry.key().get(raw_key) != simdjson::SUCCESS || entry.value().get(value) != simdjson::SUCCESS)
      return scan.fail(DecodeFault::malformed, "data", scan.here());
    const std::string_view key(raw_key.raw(), wire::string_length(raw_key.raw()));
    const char* text = value.raw_json_token().data();
    if (*text != '"') {
      // What is read is always a string; anything else must not pass for "unchanged".
      const auto* const read = std::find(kRead.begin(), kRead.end(), key);
      if (read != kRead.end()) return scan.fail(DecodeFault::wrong_type, read->data(), text);
      continue;
    }
    ++text;
    if (key == "symbol") {
      named = scan.symbol_at({text, wire::string_length(text)}, "symbol", out.source.instrument);
      if (!named) return false;
    } else if (!field(scan, key, text, out)) {
      return false;
    }
  }
  return named || scan.fail(DecodeFault::missing_field, "symbol", scan.here());
}

template <Order kOrder>
BASIS_HOT bool ticker(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kOrder> scan(state, frame);
  object root, data;
  TickerChange& out = state.frame.ticker;
  out = {};
  out.source.channel = FeedChannel::ticker;
  bool delta = false;
  if (!(scan.open(root) && scan.either(root, "type", "snapshot", "delta", delta) && scan.enter(root, "data", data) &&
        fields(scan, data, out)))
    return false;
  out.snapshot = !delta;
  bool sequenced = true;
  if constexpr (kOrder == Order::any) sequenced = scan.has(root, "cs");  // documented as absent from options
  if (sequenced && !scan.integer(root, "cs", out.sequence)) return false;
  state.frame.kind = FrameKind::ticker;
  return scan.time(root, "ts", out.source.exchange_time_ns) && scan.close(root);
}

}  // namespace

[[gnu::noinline]] bool read_ticker(wire::DecoderState& state, PaddedFrame frame) {
  return wire::read_message<ticker<Order::as_sent>, ticker<Order::any>>(state, frame);
}

}  // namespace basis::bybit
