#include "venues/binance/order_codec.hpp"

#include <algorithm>

namespace basis::binance {
namespace {

using wire::EncodeResult;

/// What differs between the two products.
struct Segment {
  std::string_view path;
  std::string_view amend_path;
  std::string_view answer;  ///< newOrderRespType
  std::array<std::string_view, kOrderKinds> kinds;
  std::string_view amend_method;
  std::array<std::string_view, kOrderKinds> message_kinds;
};

// Spot, then USDⓈ-M; the kinds in the order of `OrderKind`.
constexpr std::array<Segment, 2> kSegments = {
    Segment{
        "/api/v3/order",
        "/api/v3/order/amend/keepPriority",
        "FULL",
        {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC", "&type=LIMIT_MAKER",
         "&type=LIMIT&timeInForce=FOK"},
        "order.amend.keepPriority",
        {R"(","type":"MARKET")", R"(","type":"LIMIT","timeInForce":"GTC")", R"(","type":"LIMIT","timeInForce":"IOC")",
         R"(","type":"LIMIT_MAKER")", R"(","type":"LIMIT","timeInForce":"FOK")"}},
    Segment{
        "/fapi/v1/order",
        "/fapi/v1/order",
        "RESULT",
        {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC", "&type=LIMIT&timeInForce=GTX",
         "&type=LIMIT&timeInForce=FOK"},
        "order.modify",
        {R"(","type":"MARKET")", R"(","type":"LIMIT","timeInForce":"GTC")", R"(","type":"LIMIT","timeInForce":"IOC")",
         R"(","type":"LIMIT","timeInForce":"GTX")", R"(","type":"LIMIT","timeInForce":"FOK")"}}};
constexpr std::array<std::string_view, 2> kSides = {"BUY", "SELL"};
constexpr std::string_view kAgent = "\r\nUser-Agent: basis\r\nX-MBX-APIKEY: ";

constexpr std::string_view kSignature = "&signature=";
/// A letter before the client id, by action.
constexpr std::array<std::string_view, 3> kMessageStarts = {R"({"id":"n)", R"({"id":"c)", R"({"id":"a)"};

const Segment& segment_of(Product product) { return kSegments[product == Product::spot ? 0 : 1]; }

EncodeResult amend_not_offered(const OrderCommand& order) {
  return {wire::EncodeFault::amend_not_offered, order.market, order.id, order.limit.raw()};
}

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
  const std::string_view key = settings.credentials.key.reveal();
  const auto stands_bare = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("-_.~").find(c) != std::string_view::npos;
  };
  if (settings.transport == wire::Transport::signed_websocket && !std::all_of(key.begin(), key.end(), stands_bare))
    return Error(ErrorKind::usage, "the API key is not of letters, digits and -_.~, as signed messages need it");
  return OrderEncoder(product, settings, std::move(table));
}

OrderEncoder::OrderEncoder(Product product, const wire::EncoderSettings& settings, wire::OrderTable table)
    : table_(std::move(table)),
      signer_(settings.credentials.secret),
      product_(product),
      transport_(settings.transport),
      key_(settings.credentials.key.reveal()),
      window_(wire::window_text(settings)) {
  transport_ == wire::Transport::rest ? start_requests(settings) : start_messages(settings);
}

void OrderEncoder::start_messages(const wire::EncoderSettings& settings) {
  const Segment& segment = segment_of(product_);
  const std::array<std::string_view, 3> methods = {"order.place", "order.cancel", segment.amend_method};
  for (std::size_t action = 0; action < methods.size(); ++action)
    message_middles_[action] = R"(","method":")" + std::string(methods[action]) + R"(","params":{"symbol":")";
  change_end_ = R"(","recvWindow":)" + wire::window_text(settings) + R"(,"timestamp":)";
  for (const Market* market : settings.markets) {
    wire::OrderTerms& entry = table_.entries()[market->id.index()];
    entry.set_order_starts(market->native + R"(","newOrderRespType":")" + std::string(segment.answer) + R"(","side":")",
                           kSides, segment.message_kinds);
    entry.cancel_start = market->native + R"(","origClientOrderId":")";
    for (std::size_t side = 0; side < kSides.size(); ++side)
      entry.amend_starts[side] =
          market->native + (product_ == Product::spot
                                ? R"(","newQty":")"
                                : R"(","side":")" + std::string(kSides[side]) + R"(","quantity":")");
  }
}

EncodeResult OrderEncoder::encode_message(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  if (!takes(order)) return amend_not_offered(order);
  const auto action = static_cast<std::size_t>(order.action);
  wire::TextWriter text(out.begin());
  text.text(kMessageStarts[action]).text(order.id.view()).text(message_middles_[action]);
  if (order.action == OrderAction::create) {
    text.text(checked.terms->order_start(order)).text(R"(,"quantity":")");
    checked.write_size(text);
    if (order.kind != OrderKind::market) text.text(R"(","price":")").number(order.limit);
    if (order.reduce_only) text.text(R"(","reduceOnly":"true)");
    text.text(R"(","newClientOrderId":")");
  } else if (order.action == OrderAction::cancel) {
    text.text(checked.terms->cancel_start);
  } else {
    text.text(checked.terms->amend_starts[static_cast<std::size_t>(order.side)]);
    checked.write_size(text);
    if (!order.limit.is_zero()) text.text(R"(","price":")").number(order.limit);
    // Without a new id the venue makes one up, and the order is ours no more.
    if (product_ == Product::spot) text.text(R"(","newClientOrderId":")").text(order.id.view());
    text.text(R"(","origClientOrderId":")");
  }
  with_time(text.text(order.id.view()).text(change_end_), now).text("}}");
  out.end_at(text.end());
  return {};
}

void OrderEncoder::start_requests(const wire::EncoderSettings& settings) {
  const Segment& segment = segment_of(product_);
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
    entry.set_order_starts(symbol + "&newOrderRespType=" + std::string(segment.answer) + window + "&side=", kSides,
                           segment.kinds);
    entry.cancel_start = symbol + "&origClientOrderId=";
    for (std::size_t side = 0; side < kSides.size(); ++side)
      entry.amend_starts[side] = product_ == Product::spot
                                     ? symbol + "&newQty="
                                     : symbol + "&side=" + std::string(kSides[side]) + "&quantity=";
  }
}

EncodeResult OrderEncoder::encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  if (transport_ == wire::Transport::websocket) return encode_message(order, now, out);
  return transport_ == wire::Transport::rest ? encode_request(order, now, out) : encode_signed(order, now, out);
}

void OrderEncoder::write_new(const OrderCommand& order, const wire::CheckedOrder& checked,
                             wire::TextWriter& text) const {
  text.text(checked.terms->order_start(order)).text("&quantity=");
  checked.write_size(text);
  if (order.kind != OrderKind::market) text.text("&price=").number(order.limit);
  if (order.reduce_only) text.text("&reduceOnly=true");
  text.text("&newClientOrderId=").text(order.id.view()).text("&timestamp=");
}

void OrderEncoder::write_change(const OrderCommand& order, const wire::CheckedOrder& checked,
                                wire::TextWriter& text) const {
  if (order.action == OrderAction::cancel) {
    text.text(checked.terms->cancel_start);
  } else {
    text.text(checked.terms->amend_starts[static_cast<std::size_t>(order.side)]);
    checked.write_size(text);
    if (!order.limit.is_zero()) text.text("&price=").number(order.limit);
    // Without a new id the venue makes one up, and the order is ours no more.
    if (product_ == Product::spot) text.text("&newClientOrderId=").text(order.id.view());
    text.text("&origClientOrderId=");
  }
  text.text(order.id.view()).text(change_end_);
}

EncodeResult OrderEncoder::encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  if (!takes(order)) return amend_not_offered(order);
  std::array<char, wire::kMostSigned> memory;
  wire::TextWriter text(memory.data());
  order.action == OrderAction::create ? write_new(order, checked, text) : write_change(order, checked, text);
  const std::string_view body = with_time(text, now).view();
  const wire::Sha256Digest signature = signer_.sign(body);
  wire::TextWriter request(out.begin());
  if (order.action == OrderAction::cancel) {
    request.text(cancel_head_).text(body).text(kSignature).hex(signature).text(cancel_tail_.reveal());
  } else {
    const Secret& head = order.action == OrderAction::create ? order_head_ : amend_head_;
    request.text(head.reveal()).integer(body.size() + kSignature.size() + wire::kHexDigest);
    request.text("\r\n\r\n").text(body).text(kSignature).hex(signature);
  }
  out.end_at(request.end());
  return {};
}

}  // namespace basis::binance
