#include "venues/bybit/order_codec.hpp"

#include <algorithm>

namespace basis::bybit {
namespace {

using wire::EncodeResult;

// In the order of `OrderSide`, `OrderKind`.
constexpr std::array<std::string_view, 2> kSides = {"Buy", "Sell"};
constexpr std::array<std::string_view, kOrderKinds> kTypes = {
    R"(","orderType":"Market","qty":")", R"(","orderType":"Limit","timeInForce":"GTC","qty":")",
    R"(","orderType":"Limit","timeInForce":"IOC","qty":")", R"(","orderType":"Limit","timeInForce":"PostOnly","qty":")",
    R"(","orderType":"Limit","timeInForce":"FOK","qty":")"};

// By action.
constexpr std::array<std::string_view, 3> kOperations = {"order.create", "order.cancel", "order.amend"};
constexpr std::string_view kLetters = "nca";
/// A `reqId` has at most 36 characters: a letter, a time of 13 digits, and the end of the client id.
constexpr std::size_t kMostOfId = 22;

Secret head(std::string_view path, const wire::EncoderSettings& settings) {
  return wire::join(
      {"POST ", path, " HTTP/1.1\r\nHost: ", settings.host,
       "\r\nUser-Agent: basis\r\nContent-Type: application/json\r\nX-BAPI-API-KEY: ", settings.credentials.key.reveal(),
       "\r\nX-BAPI-RECV-WINDOW: ", wire::window_text(settings), "\r\nX-BAPI-TIMESTAMP: "});
}

/// Writes the body of a new order.
void write_order(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  text.text(checked.terms->order_start(order));
  checked.write_size(text);
  if (order.has_limit()) text.text(R"(","price":")").number(order.limit);
  text.text(R"(","orderLinkId":")").text(order.id.view());
  if (checked.terms->market->is_spot())
    text.text(order.has_limit() ? R"("})" : R"(","marketUnit":"baseCoin"})");
  else
    text.text(order.reduce_only ? R"(","positionIdx":0,"reduceOnly":true})" : R"(","positionIdx":0})");
}

/// Writes the body of a cancel or an amendment.
void write_change(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  if (order.action == OrderAction::cancel) {
    text.text(checked.terms->cancel_start);
  } else {
    text.text(checked.terms->amend_starts.front());
    checked.write_size(text);
    if (!order.limit.is_zero()) text.text(R"(","price":")").number(order.limit);
    text.text(R"(","orderLinkId":")");
  }
  text.text(order.id.view()).text(R"("})");
}

void write_body(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) {
  order.action == OrderAction::create ? write_order(order, checked, text) : write_change(order, checked, text);
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(const wire::EncoderSettings& settings) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::none));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.markets));
  return OrderEncoder(settings, std::move(table));
}

OrderEncoder::OrderEncoder(const wire::EncoderSettings& settings, wire::OrderTable table)
    : table_(std::move(table)),
      signer_(settings.credentials.secret),
      transport_(settings.transport),
      heads_{head("/v5/order/create", settings), head("/v5/order/cancel", settings), head("/v5/order/amend", settings)},
      signed_middle_(wire::join({settings.credentials.key.reveal(), wire::window_text(settings)})) {
  for (std::size_t action = 0; action < kOperations.size(); ++action)
    message_middles_[action] = R"(","X-BAPI-RECV-WINDOW":")" + wire::window_text(settings) + R"("},"op":")" +
                               std::string(kOperations[action]) + R"(","args":[)";
  for (const Market* market : settings.markets) {
    wire::OrderTerms& entry = table_.entries()[market->id.index()];
    const std::string start =
        std::string(R"({"category":")") + (market->is_spot() ? "spot" : "linear") + R"(","symbol":")" + market->native;
    entry.set_order_starts(start + R"(","side":")", kSides, kTypes);
    entry.cancel_start = start + R"(","orderLinkId":")";
    entry.amend_starts.fill(start + R"(","qty":")");
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
  const auto stamp = static_cast<std::uint64_t>(now.nanos() / 1'000'000);
  const std::string_view id = order.id.view();
  text.text(R"({"reqId":")").text(kLetters.substr(static_cast<std::size_t>(order.action), 1)).integer(stamp);
  text.text(id.substr(id.size() - std::min(id.size(), kMostOfId))).text(R"(","header":{"X-BAPI-TIMESTAMP":")");
  text.integer(stamp);
  text.text(message_middles_[static_cast<std::size_t>(order.action)]);
  write_body(order, checked, text);
  out.end_at(text.text("]}").end());
  return {};
}

EncodeResult OrderEncoder::encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const EncodeResult check = table_.check(order, now, checked); !check) return check;
  std::array<char, wire::kMostSigned> memory;
  wire::TextWriter text(memory.data());
  text.integer(static_cast<std::uint64_t>(now.nanos() / 1'000'000));
  const std::string_view stamp = text.view();
  text.text(signed_middle_.reveal());
  const char* const from = text.end();
  write_body(order, checked, text);
  const std::string_view body = text.since(from);
  wire::TextWriter request(out.begin());
  request.text(heads_[static_cast<std::size_t>(order.action)].reveal()).text(stamp).text("\r\nX-BAPI-SIGN: ");
  request.hex(signer_.sign(text.view())).text("\r\nContent-Length: ").integer(body.size());
  out.end_at(request.text("\r\n\r\n").text(body).end());
  return {};
}

}  // namespace basis::bybit
