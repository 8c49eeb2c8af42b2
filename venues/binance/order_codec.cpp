#include "venues/binance/order_codec.hpp"

namespace basis::binance {
namespace {

using wire::EncodeResult;

/// What differs between the two products.
struct Segment {
  std::string_view path;
  std::string_view amend_path;
  std::string_view answer;  ///< newOrderRespType
  std::array<std::string_view, kOrderKinds> kinds;
};

// Spot, then USDⓈ-M; the kinds in the order of `OrderKind`.
constexpr std::array<Segment, 2> kSegments = {
    Segment{"/api/v3/order",
            "/api/v3/order/amend/keepPriority",
            "FULL",
            {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC", "&type=LIMIT_MAKER",
             "&type=LIMIT&timeInForce=FOK"}},
    Segment{"/fapi/v1/order",
            "/fapi/v1/order",
            "RESULT",
            {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC",
             "&type=LIMIT&timeInForce=GTX", "&type=LIMIT&timeInForce=FOK"}}};
constexpr std::array<std::string_view, 2> kSides = {"BUY", "SELL"};
constexpr std::string_view kAgent = "\r\nUser-Agent: basis\r\nX-MBX-APIKEY: ";

constexpr std::string_view kSignature = "&signature=";

const Segment& segment_of(Product product) { return kSegments[product == Product::spot ? 0 : 1]; }

wire::TextWriter& with_time(wire::TextWriter& parameters, UtcTime now) {
  return parameters.integer(static_cast<std::uint64_t>(now.nanos() / 1'000'000));
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(Product product, const wire::EncoderSettings& settings) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::none));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.markets));
  for (const Market* market : settings.markets) {
    if (market->product != product)
      return Error(ErrorKind::usage, "market '" + market->native + "' is of another product of Binance");
  }
  return OrderEncoder(product, settings, std::move(table));
}

OrderEncoder::OrderEncoder(Product product, const wire::EncoderSettings& settings, wire::OrderTable table)
    : table_(std::move(table)), signer_(settings.credentials.secret) {
  const Segment& segment = segment_of(product);
  const std::string_view key = settings.credentials.key.reveal();
  const auto head = [&](std::string_view method, std::string_view path) {
    return wire::join({method, path, " HTTP/1.1\r\nHost: ", settings.host, kAgent, key,
                       "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "});
  };
  order_head_ = head("POST ", segment.path);
  amend_head_ = head("PUT ", segment.amend_path);
  cancel_head_ = "DELETE " + std::string(segment.path) + "?";
  cancel_tail_ = wire::join({" HTTP/1.1\r\nHost: ", settings.host, kAgent, key, "\r\n\r\n"});
  const std::string window = "&recvWindow=" + wire::window_text(settings);
  change_end_ = window + "&timestamp=";
  for (const Market* market : settings.markets) {
    wire::OrderTerms& entry = table_.entries()[market->id.index()];
    const std::string symbol = "symbol=" + market->native;
    // The parameters that never change come first, so that most of the text is hashed only once, here.
    entry.set_order_starts(symbol + "&newOrderRespType=" + std::string(segment.answer) + window + "&side=", kSides,
                           segment.kinds);
    for (auto& side : entry.order_starts)
      for (wire::OrderTerms::Start& start : side) start.signature = signer_.begin(start.text);
    entry.cancel_start = symbol + "&origClientOrderId=";
    for (std::size_t side = 0; side < kSides.size(); ++side)
      entry.amend_starts[side] =
          product == Product::spot ? symbol + "&newQty=" : symbol + "&side=" + std::string(kSides[side]) + "&quantity=";
  }
}

EncodeResult OrderEncoder::encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  wire::OrderDraft draft;
  if (const EncodeResult prepared = prepare(order, now, draft); !prepared) return prepared;
  finish(draft, draft.sign(), out);
  return {};
}

EncodeResult OrderEncoder::prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  draft.signer = &signer_;
  draft.action = order.action;
  draft.now = now;
  if (order.action != OrderAction::create) return prepare_change(order, checked, draft);

  wire::TextWriter body(draft.memory.data());
  const wire::OrderTerms::Start& start = checked.terms->order_start(order);
  draft.beginning = &start.signature;
  body.text(start.text).text("&quantity=");
  checked.write_size(body);
  if (order.kind != OrderKind::market) body.text("&price=").number(order.limit);
  if (order.reduce_only) body.text("&reduceOnly=true");
  body.text("&newClientOrderId=").text(order.id.view()).text("&timestamp=");
  draft.to_sign = draft.body = with_time(body, now).view();
  return {};
}

EncodeResult OrderEncoder::prepare_change(const OrderCommand& order, const wire::CheckedOrder& checked,
                                          wire::OrderDraft& draft) const {
  draft.beginning = nullptr;
  wire::TextWriter body(draft.memory.data());
  if (order.action == OrderAction::cancel) {
    body.text(checked.terms->cancel_start);
  } else {
    // Spot takes no limit, USDⓈ-M none that is left out.
    const bool spot = checked.terms->market->is_spot();
    if (order.limit.is_zero() != spot)
      return {wire::EncodeFault::amend_not_offered, order.market, order.id, order.limit.raw()};
    body.text(checked.terms->amend_starts[static_cast<std::size_t>(order.side)]);
    checked.write_size(body);
    if (!spot) body.text("&price=").number(order.limit);
    body.text("&origClientOrderId=");
  }
  body.text(order.id.view()).text(change_end_);
  draft.to_sign = draft.body = with_time(body, draft.now).view();
  return {};
}

void OrderEncoder::finish(const wire::OrderDraft& draft, const wire::Sha256Digest& signature,
                          wire::OrderBuffer& out) const {
  wire::TextWriter request(out.begin());
  if (draft.action == OrderAction::cancel) {
    request.text(cancel_head_).text(draft.body).text(kSignature).hex(signature).text(cancel_tail_.reveal());
  } else {
    const Secret& head = draft.action == OrderAction::create ? order_head_ : amend_head_;
    request.text(head.reveal()).integer(draft.body.size() + kSignature.size() + wire::kHexDigest);
    request.text("\r\n\r\n").text(draft.body).text(kSignature).hex(signature);
  }
  out.end_at(request.end());
}

}  // namespace basis::binance
