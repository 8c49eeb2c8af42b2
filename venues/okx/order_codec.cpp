#include "venues/okx/order_codec.hpp"

namespace basis::okx {
namespace {

using wire::EncodeResult;
// By action.
constexpr std::array<std::string_view, 3> kPaths = {"/api/v5/trade/order", "/api/v5/trade/cancel-order",
                                                    "/api/v5/trade/amend-order"};
constexpr std::array<std::string_view, 3> kSigned = {"POST/api/v5/trade/order", "POST/api/v5/trade/cancel-order",
                                                     "POST/api/v5/trade/amend-order"};

constexpr std::array<std::string_view, 3> kOperations = {"order", "cancel-order", "amend-order"};
// The id of a message is the client id behind a letter, so that an order's own messages differ.
constexpr std::array<std::string_view, 3> kMessageStarts = {R"({"id":"n)", R"({"id":"c)", R"({"id":"a)"};

// In the order of `OrderSide`, `OrderKind`.
constexpr std::array<std::string_view, 2> kSides = {"buy", "sell"};
constexpr std::array<std::string_view, kOrderKinds> kTypes = {
    R"(","ordType":"market","sz":")", R"(","ordType":"limit","sz":")", R"(","ordType":"ioc","sz":")",
    R"(","ordType":"post_only","sz":")", R"(","ordType":"fok","sz":")"};

Secret head(std::string_view path, const wire::EncoderSettings& settings, Trading trading) {
  return wire::join({"POST ", path, " HTTP/1.1\r\nHost: ", settings.host,
                     "\r\nUser-Agent: basis\r\nContent-Type: application/json\r\n",
                     trading == Trading::demo ? "x-simulated-trading: 1\r\n" : "",
                     "OK-ACCESS-KEY: ", settings.credentials.key.reveal(), "\r\nOK-ACCESS-PASSPHRASE: ",
                     settings.credentials.passphrase.reveal(), "\r\nOK-ACCESS-TIMESTAMP: "});
}

/// Writes the body of a new order.
void write_order(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  text.text(checked.terms->order_start(order));
  checked.write_size(text);
  if (order.has_limit())
    text.text(R"(","px":")").number(order.limit);
  else if (checked.terms->market->is_spot())
    text.text(R"(","tgtCcy":"base_ccy)");
  text.text(R"(","clOrdId":")").text(order.id.view()).text(order.reduce_only ? R"(","reduceOnly":true})" : R"("})");
}

/// Writes the body of a cancel or an amendment.
void write_change(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  text.text(checked.terms->cancel_start).text(order.id.view());
  if (order.action == OrderAction::amend) {
    text.text(R"(","newSz":")");
    checked.write_size(text);
    if (!order.limit.is_zero()) text.text(R"(","newPx":")").number(order.limit);
  }
  text.text(R"("})");
}

void write_body(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  order.action == OrderAction::create ? write_order(order, checked, text) : write_change(order, checked, text);
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(const wire::EncoderSettings& settings, Trading trading) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::needed));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.markets));
  return OrderEncoder(settings, trading, std::move(table));
}

OrderEncoder::OrderEncoder(const wire::EncoderSettings& settings, Trading trading, wire::OrderTable table)
    : table_(std::move(table)),
      signer_(settings.credentials.secret),
      receive_window_(settings.receive_window),
      transport_(settings.transport),
      heads_{head(kPaths[0], settings, trading), head(kPaths[1], settings, trading),
             head(kPaths[2], settings, trading)} {
  for (const Market* market : settings.markets) {
    wire::OrderTerms& entry = table_.entries()[market->id.index()];
    const std::string start = R"({"instId":")" + market->native;
    const std::string_view mode = market->is_spot() ? R"(","tdMode":"cash)" : R"(","tdMode":"cross","posSide":"net)";
    entry.set_order_starts(start + std::string(mode) + R"(","side":")", kSides, kTypes);
    entry.cancel_start = start + R"(","clOrdId":")";
  }
}

EncodeResult OrderEncoder::encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  return transport_ == wire::Transport::rest ? encode_request(order, now, out) : encode_message(order, now, out);
}

EncodeResult OrderEncoder::encode_message(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  wire::TextWriter text(out.begin());
  text.text(kMessageStarts[static_cast<std::size_t>(order.action)]).text(order.id.view());
  if (order.action != OrderAction::cancel) text.text(R"(","expTime":")").integer(expiry_ms(now));
  text.text(R"(","op":")").text(kOperations[static_cast<std::size_t>(order.action)]).text(R"(","args":[)");
  write_body(order, checked, text);
  out.end_at(text.text("]}").end());
  return {};
}

EncodeResult OrderEncoder::encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  std::array<char, wire::kMostSigned> memory;
  wire::TextWriter text(memory.data());
  text.iso_millis(now);
  const std::string_view stamp = text.view();
  text.text(kSigned[static_cast<std::size_t>(order.action)]);
  const char* const from = text.end();
  write_body(order, checked, text);
  const std::string_view body = text.since(from);
  wire::TextWriter request(out.begin());
  request.text(heads_[static_cast<std::size_t>(order.action)].reveal()).text(stamp);
  request.text("\r\nOK-ACCESS-SIGN: ").base64(signer_.sign(text.view()));
  if (order.action != OrderAction::cancel) request.text("\r\nexpTime: ").integer(expiry_ms(now));
  request.text("\r\nContent-Length: ").integer(body.size());
  out.end_at(request.text("\r\n\r\n").text(body).end());
  return {};
}

}  // namespace basis::okx
