#include <array>
#include <string_view>

#include "venues/binance/order_codec.hpp"

namespace basis::binance {
namespace {

/// What distinguishes the order kinds, in the order of `OrderKind`.
struct KindWords {
  std::string_view type;
  std::string_view time_in_force;  ///< empty: none
};
constexpr std::array<KindWords, kOrderKinds> kSpotWords = {
    {{"MARKET", ""}, {"LIMIT", "GTC"}, {"LIMIT", "IOC"}, {"LIMIT_MAKER", ""}, {"LIMIT", "FOK"}}};
constexpr std::array<KindWords, kOrderKinds> kPerpWords = {
    {{"MARKET", ""}, {"LIMIT", "GTC"}, {"LIMIT", "IOC"}, {"LIMIT", "GTX"}, {"LIMIT", "FOK"}}};

/// Writes parameters twice: as the text that is signed, and as the message. They have to come sorted by name.
class SignedParameters {
 public:
  SignedParameters(char* payload, wire::TextWriter& message) : payload_(payload), message_(message) {}

  void text(std::string_view name, std::string_view value) {
    quoted(name, [&](wire::TextWriter& out) { out.text(value); });
  }
  void bare(std::string_view name, std::string_view value) {
    begin(name, "\":");
    payload_.text(value);
    message_.text(value);
  }
  /// A value that `write(TextWriter&)` writes.
  template <class Write>
  void quoted(std::string_view name, Write&& write) {
    begin(name, "\":\"");
    write(payload_);
    write(message_);
    message_.text("\"");
  }
  [[nodiscard]] std::string_view payload() const { return payload_.view(); }

 private:
  void begin(std::string_view name, std::string_view opening) {
    payload_.text(first_ ? "" : "&").text(name).text("=");
    message_.text(first_ ? "\"" : ",\"").text(name).text(opening);
    first_ = false;
  }

  wire::TextWriter payload_;
  wire::TextWriter& message_;
  bool first_ = true;
};

}  // namespace

wire::EncodeResult OrderEncoder::encode_signed(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  wire::CheckedOrder checked;
  if (const wire::EncodeResult check = table_.check(order, now, checked); !check) return check;
  if (!takes(order)) return {wire::EncodeFault::amend_not_offered, order.market, order.id, order.limit.raw()};
  const bool spot = product_ == Product::spot;
  const bool fresh = order.action == OrderAction::create;
  const bool amends = order.action == OrderAction::amend;
  const KindWords& words = (spot ? kSpotWords : kPerpWords)[static_cast<std::size_t>(order.kind)];
  constexpr std::array<std::string_view, 3> kLetters = {"n", "c", "a"};
  constexpr std::array<std::string_view, 3> kSpotMethods = {"order.place", "order.cancel", "order.amend.keepPriority"};
  constexpr std::array<std::string_view, 3> kPerpMethods = {"order.place", "order.cancel", "order.modify"};
  const auto action = static_cast<std::size_t>(order.action);

  std::array<char, wire::kMostSigned> memory;
  wire::TextWriter text(out.begin());
  text.text(R"({"id":")").text(kLetters[action]).text(order.id.view()).text(R"(","method":")");
  text.text((spot ? kSpotMethods : kPerpMethods)[action]).text(R"(","params":{)");
  SignedParameters put(memory.data(), text);
  const auto size = [&](wire::TextWriter& to) { checked.write_size(to); };
  put.text("apiKey", key_.reveal());
  if (fresh || (amends && spot)) put.text("newClientOrderId", order.id.view());
  if (fresh) put.text("newOrderRespType", spot ? "FULL" : "RESULT");
  if (amends && spot) put.quoted("newQty", size);
  if (!fresh) put.text("origClientOrderId", order.id.view());
  const bool priced = fresh ? order.kind != OrderKind::market : amends && !order.limit.is_zero();
  if (priced) put.quoted("price", [&](wire::TextWriter& to) { to.number(order.limit); });
  if (fresh || (amends && !spot)) put.quoted("quantity", size);
  put.bare("recvWindow", window_);
  if (fresh && order.reduce_only) put.text("reduceOnly", "true");
  if (fresh || (amends && !spot)) put.text("side", order.buys() ? "BUY" : "SELL");
  put.text("symbol", checked.terms->market->native);
  if (fresh && !words.time_in_force.empty()) put.text("timeInForce", words.time_in_force);
  std::array<char, kMaxIntegerText> digits;
  const char* const end = write_integer(digits.data(), static_cast<std::uint64_t>(now.nanos() / 1'000'000));
  put.bare("timestamp", {digits.data(), static_cast<std::size_t>(end - digits.data())});
  if (fresh) put.text("type", words.type);
  text.text(R"(,"signature":")").hex(signer_.sign(put.payload())).text(R"("}})");
  out.end_at(text.end());
  return {};
}

}  // namespace basis::binance
