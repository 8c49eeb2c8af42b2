#include "venues/binance/order_codec.hpp"

namespace basis::binance {
namespace {

using wire::EncodeResult;
using wire::MarketKind;

/// What differs between the two markets.
struct Market {
  std::string_view path;
  std::string_view answer;  ///< newOrderRespType
  std::array<std::string_view, 4> kinds;
};

// In the order of `MarketKind`; the kinds in the order of `OrderKind`.
constexpr std::array<Market, 2> kMarkets = {
    Market{"/api/v3/order",
           "FULL",
           {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC", "&type=LIMIT_MAKER"}},
    Market{
        "/fapi/v1/order",
        "RESULT",
        {"&type=MARKET", "&type=LIMIT&timeInForce=GTC", "&type=LIMIT&timeInForce=IOC", "&type=LIMIT&timeInForce=GTX"}}};
constexpr std::array<std::string_view, 2> kSides = {"BUY", "SELL"};
constexpr std::string_view kAgent = "\r\nUser-Agent: basis\r\nX-MBX-APIKEY: ";

constexpr std::string_view kSignature = "&signature=";

const Market& terms_of(MarketKind market) { return kMarkets[static_cast<std::size_t>(market)]; }

wire::TextWriter& with_time(wire::TextWriter& parameters, UtcTime now) {
  return parameters.integer(static_cast<std::uint64_t>(now.nanos() / 1'000'000));
}

}  // namespace

Result<OrderEncoder> OrderEncoder::create(MarketKind market, const wire::EncoderSettings& settings) {
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::none));
  BASIS_TRY(wire::OrderTable table, wire::OrderTable::build(settings.instruments));
  for (const wire::OrderInstrument& instrument : settings.instruments) {
    if (instrument.market != market)
      return Error(ErrorKind::usage, "instrument '" + instrument.native_symbol + "' is of Binance's other market");
  }
  return OrderEncoder(market, settings, std::move(table));
}

OrderEncoder::OrderEncoder(MarketKind market, const wire::EncoderSettings& settings, wire::OrderTable table)
    : table_(std::move(table)), signer_(settings.credentials.secret) {
  const Market& terms = terms_of(market);
  const std::string_view key = settings.credentials.key.reveal();
  order_head_ = wire::join({"POST ", terms.path, " HTTP/1.1\r\nHost: ", settings.host, kAgent, key,
                            "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "});
  cancel_head_ = "DELETE " + std::string(terms.path) + "?";
  cancel_tail_ = wire::join({" HTTP/1.1\r\nHost: ", settings.host, kAgent, key, "\r\n\r\n"});
  const std::string window = "&recvWindow=" + wire::window_text(settings);
  cancel_end_ = window + "&timestamp=";
  for (const wire::OrderInstrument& instrument : settings.instruments) {
    wire::OrderTerms& entry = table_.entries()[instrument.instrument.index()];
    // The parameters that never change come first, so that most of the text is hashed only once, here.
    entry.set_order_starts(
        "symbol=" + instrument.native_symbol + "&newOrderRespType=" + std::string(terms.answer) + window + "&side=",
        kSides, terms.kinds);
    for (auto& side : entry.order_starts)
      for (wire::OrderTerms::Start& start : side) start.signature = signer_.begin(start.text);
    entry.cancel_start = "symbol=" + instrument.native_symbol + "&origClientOrderId=";
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
  draft.now = now;

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

void OrderEncoder::finish(const wire::OrderDraft& draft, const wire::Sha256Digest& signature,
                          wire::OrderBuffer& out) const {
  wire::TextWriter request(out.begin());
  request.text(order_head_.reveal()).integer(draft.body.size() + kSignature.size() + wire::kHexDigest);
  request.text("\r\n\r\n").text(draft.body).text(kSignature).hex(signature);
  out.end_at(request.end());
}

EncodeResult OrderEncoder::encode(const CancelCommand& cancel, UtcTime now, wire::OrderBuffer& out) const {
  out.clear();
  const wire::OrderTerms* terms = nullptr;
  if (const EncodeResult check = table_.check(cancel, now, terms); !check) return check;

  wire::TextWriter request(out.begin());
  request.text(cancel_head_);
  wire::TextWriter query(request.end());
  query.text(terms->cancel_start).text(cancel.id.view()).text(cancel_end_);
  const wire::Sha256Digest digest = signer_.sign(with_time(query, now).view());
  query.text(kSignature).hex(digest).text(cancel_tail_.reveal());
  out.end_at(query.end());
  return {};
}

}  // namespace basis::binance
