#include "venues/okx/order_codec.hpp"

namespace basis::okx {
namespace {

using wire::EncodeResult;
using wire::MarketKind;

constexpr std::string_view kOrderPath = "/api/v5/trade/order";
constexpr std::string_view kCancelPath = "/api/v5/trade/cancel-order";
constexpr std::string_view kSignedOrder = "POST/api/v5/trade/order";
constexpr std::string_view kSignedCancel = "POST/api/v5/trade/cancel-order";

// In the order of `MarketKind`, `OrderSide`, `OrderKind`.
constexpr std::array<std::string_view, 2> kModes = {R"(","tdMode":"cash)", R"(","tdMode":"cross","posSide":"net)"};
constexpr std::array<std::string_view, 2> kSides = {"buy", "sell"};
constexpr std::array<std::string_view, 4> kTypes = {R"(","ordType":"market","sz":")", R"(","ordType":"limit","sz":")",
                                                    R"(","ordType":"ioc","sz":")", R"(","ordType":"post_only","sz":")"};

/// More than the longest text to sign: 24 bytes of time, method and path, and a body with 32 bytes each of
/// symbol and id and 20 digits per number.
constexpr std::size_t kMaxSigned = 512;

Secret head(std::string_view path, const wire::EncoderSettings& settings, Trading trading) {
  return wire::join({"POST ", path, " HTTP/1.1\r\nHost: ", settings.host,
                     "\r\nUser-Agent: basis\r\nContent-Type: application/json\r\n",
                     trading == Trading::demo ? "x-simulated-trading: 1\r\n" : "",
                     "OK-ACCESS-KEY: ", settings.credentials.key.reveal(), "\r\nOK-ACCESS-PASSPHRASE: ",
                     settings.credentials.passphrase.reveal(), "\r\nOK-ACCESS-TIMESTAMP: "});
}

/// Writes the length, the end of the head, and the body.
void end_with(wire::TextWriter& request, std::string_view body, wire::OrderBuffer& out) {
  request.text("\r\nContent-Length: ").integer(body.size()).text("\r\n\r\n").text(body);
  out.end_at(request.end());
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(const wire::EncoderSettings& settings, Trading trading) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::needed));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.instruments));
  return OrderEncoder(settings, trading, std::move(table));
}

OrderEncoder::OrderEncoder(const wire::EncoderSettings& settings, Trading trading, wire::OrderTable table)
    : table_(std::move(table)),
      signer_(settings.credentials.secret),
      receive_window_(settings.receive_window),
      order_head_(head(kOrderPath, settings, trading)),
      cancel_head_(head(kCancelPath, settings, trading)) {
  for (const wire::OrderInstrument& instrument : settings.instruments) {
    wire::OrderTerms& entry = table_.entries()[instrument.instrument.index()];
    const std::string start = R"({"instId":")" + instrument.native_symbol;
    const std::string_view mode = kModes[static_cast<std::size_t>(entry.market)];
    entry.set_order_starts(start + std::string(mode) + R"(","side":")", kSides, kTypes);
    entry.cancel_start = start + R"(","clOrdId":")";
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
  text.iso_millis(now);
  draft.stamp = text.view();
  text.text(kSignedOrder);
  const char* const body = text.end();
  text.text(checked.terms->order_start(order).text);
  checked.write_size(text);
  if (order.kind != OrderKind::market)
    text.text(R"(","px":")").number(order.limit);
  else if (checked.terms->market == MarketKind::spot)
    text.text(R"(","tgtCcy":"base_ccy)");
  text.text(R"(","clOrdId":")").text(order.id.view()).text(order.reduce_only ? R"(","reduceOnly":true})" : R"("})");
  draft.to_sign = text.view();
  draft.body = text.since(body);
  return {};
}

void OrderEncoder::finish(const wire::OrderDraft& draft, const wire::Sha256Digest& signature,
                          wire::OrderBuffer& out) const {
  wire::TextWriter request(out.begin());
  request.text(order_head_.reveal()).text(draft.stamp).text("\r\nOK-ACCESS-SIGN: ").base64(signature);
  request.text("\r\nexpTime: ").integer(static_cast<std::uint64_t>((draft.now + receive_window_).nanos() / 1'000'000));
  end_with(request, draft.body, out);
}

EncodeResult OrderEncoder::encode(const CancelCommand& cancel, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  const wire::OrderTerms* terms = nullptr;
  if (const EncodeResult check = table_.check(cancel, now, terms); !check) return check;

  std::array<char, kMaxSigned> memory;
  wire::TextWriter text(memory.data());
  text.iso_millis(now);
  const std::string_view stamp = text.view();
  text.text(kSignedCancel);
  const char* const body = text.end();
  text.text(terms->cancel_start).text(cancel.id.view()).text(R"("})");

  wire::TextWriter request(out.begin());
  request.text(cancel_head_.reveal()).text(stamp).text("\r\nOK-ACCESS-SIGN: ").base64(signer_.sign(text.view()));
  end_with(request, text.since(body), out);
  return {};
}

}  // namespace basis::okx
