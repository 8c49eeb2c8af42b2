#include "venues/bybit/order_codec.hpp"

namespace basis::bybit {
namespace {

using wire::EncodeResult;
using wire::MarketKind;

// In the order of `MarketKind`, `OrderSide`, `OrderKind`.
constexpr std::array<std::string_view, 2> kCategories = {"spot", "linear"};
constexpr std::array<std::string_view, 2> kSides = {"Buy", "Sell"};
constexpr std::array<std::string_view, 4> kTypes = {R"(","orderType":"Market","qty":")",
                                                    R"(","orderType":"Limit","timeInForce":"GTC","qty":")",
                                                    R"(","orderType":"Limit","timeInForce":"IOC","qty":")",
                                                    R"(","orderType":"Limit","timeInForce":"PostOnly","qty":")"};

/// More than the longest text to sign: 20 digits of time, 128 bytes of key, 5 of window, and a body with 32
/// bytes each of symbol and id and 20 digits per number.
constexpr std::size_t kMaxSigned = 768;

Secret head(std::string_view path, const wire::EncoderSettings& settings) {
  return wire::join(
      {"POST ", path, " HTTP/1.1\r\nHost: ", settings.host,
       "\r\nUser-Agent: basis\r\nContent-Type: application/json\r\nX-BAPI-API-KEY: ", settings.credentials.key.reveal(),
       "\r\nX-BAPI-RECV-WINDOW: ", wire::window_text(settings), "\r\nX-BAPI-TIMESTAMP: "});
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(const wire::EncoderSettings& settings) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::none));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.instruments));
  return OrderEncoder(settings, std::move(table));
}

OrderEncoder::OrderEncoder(const wire::EncoderSettings& settings, wire::OrderTable table)
    : table_(std::move(table)),
      signer_(settings.credentials.secret),
      order_head_(head("/v5/order/create", settings)),
      cancel_head_(head("/v5/order/cancel", settings)),
      signed_middle_(wire::join({settings.credentials.key.reveal(), wire::window_text(settings)})) {
  for (const wire::OrderInstrument& instrument : settings.instruments) {
    wire::OrderTerms& entry = table_.entries()[instrument.instrument.index()];
    const std::string start = R"({"category":")" + std::string(kCategories[static_cast<std::size_t>(entry.market)]) +
                              R"(","symbol":")" + instrument.native_symbol;
    entry.set_order_starts(start + R"(","side":")", kSides, kTypes);
    entry.cancel_start = start + R"(","orderLinkId":")";
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
  draft.beginning = nullptr;
  draft.now = now;

  wire::TextWriter text(draft.memory.data());
  text.integer(static_cast<std::uint64_t>(now.nanos() / 1'000'000));
  draft.stamp = text.view();
  text.text(signed_middle_.reveal());
  const char* const body = text.end();
  text.text(checked.terms->order_start(order).text);
  checked.write_size(text);
  if (order.kind != OrderKind::market) text.text(R"(","price":")").number(order.limit);
  text.text(R"(","orderLinkId":")").text(order.id.view());
  if (checked.terms->market == MarketKind::perp)
    text.text(order.reduce_only ? R"(","positionIdx":0,"reduceOnly":true})" : R"(","positionIdx":0})");
  else
    text.text(order.kind == OrderKind::market ? R"(","marketUnit":"baseCoin"})" : R"("})");
  draft.to_sign = text.view();
  draft.body = text.since(body);
  return {};
}

void OrderEncoder::finish(const wire::OrderDraft& draft, const wire::Sha256Digest& signature,
                          wire::OrderBuffer& out) const {
  write(order_head_, draft.stamp, signature, draft.body, out);
}

EncodeResult OrderEncoder::encode(const CancelCommand& cancel, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  const wire::OrderTerms* terms = nullptr;
  if (const EncodeResult check = table_.check(cancel, now, terms); !check) return check;

  std::array<char, kMaxSigned> memory;
  wire::TextWriter text(memory.data());
  text.integer(static_cast<std::uint64_t>(now.nanos() / 1'000'000));
  const std::string_view stamp = text.view();
  text.text(signed_middle_.reveal());
  const char* const body = text.end();
  text.text(terms->cancel_start).text(cancel.id.view()).text(R"("})");
  write(cancel_head_, stamp, signer_.sign(text.view()), text.since(body), out);
  return {};
}

void OrderEncoder::write(const Secret& head, std::string_view stamp, const wire::Sha256Digest& signature,
                         std::string_view body, wire::OrderBuffer& out) {
  wire::TextWriter request(out.begin());
  request.text(head.reveal()).text(stamp).text("\r\nX-BAPI-SIGN: ").hex(signature);
  request.text("\r\nContent-Length: ").integer(body.size()).text("\r\n\r\n").text(body);
  out.end_at(request.end());
}

}  // namespace basis::bybit
