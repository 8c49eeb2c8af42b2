#pragma once

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/markets.hpp"
#include "tests/support/numbers.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/bybit/order_codec.hpp"
#include "venues/okx/order_codec.hpp"

namespace basis::test {

inline constexpr MarketId kSpot{1};
inline constexpr MarketId kPerp{2};  ///< in contracts on OKX
inline constexpr MarketId kUnknown{7};

// The example account of developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security.
inline constexpr std::string_view kKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
inline constexpr std::string_view kSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
inline constexpr std::string_view kPassphrase = "Pass!phrase-1";

/// 2024-10-24T08:15:30.123456789Z, in milliseconds 1729757730123.
inline constexpr UtcTime kNow = UtcTime::from_nanos(1'729'757'730'123'456'789);

inline Quantity coins(std::string_view text) { return from_text<Quantity>(text); }
inline ClientOrderId id(std::string_view text) { return ClientOrderId::parse(text).value(); }

inline Market spot_terms(std::string native) {
  Market market = spot_market_of(kSpot.value, std::move(native));
  market.tick = price("0.01");
  market.step = coins("0.00001");
  return market;
}
inline Market perp_terms(std::string native) {
  Market market = perp_market_of(kPerp.value, std::move(native));
  market.tick = price("0.1");
  market.step = coins("0.001");
  return market;
}
/// As OKX's BTC-USDT-SWAP: 0.01 BTC a contract, sold by the hundredth.
inline Market contract_terms(std::string native) {
  Market market = perp_terms(std::move(native));
  market.contract_size = coins("0.01");
  market.step = coins("0.0001");
  return market;
}

inline wire::EncoderSettings settings(std::string host, const std::vector<Market>& markets) {
  wire::EncoderSettings made{std::move(host), {Secret(kKey), Secret(kSecret), Secret(kPassphrase)}, {}};
  for (const Market& market : markets) made.markets.push_back(&keep(market));
  return made;
}

using wire::Transport;
inline binance::OrderEncoder binance_spot(Transport transport = Transport::rest) {
  auto made = settings("api.binance.com", {spot_terms("BTCUSDT")});
  made.transport = transport;
  return std::move(binance::OrderEncoder::create(Product::spot, made)).value();
}
inline binance::OrderEncoder binance_perp(Transport transport = Transport::rest) {
  auto made = settings("fapi.binance.com", {perp_terms("BTCUSDT")});
  made.transport = transport;
  return std::move(binance::OrderEncoder::create(Product::linear, made)).value();
}
inline bybit::OrderEncoder bybit_orders(Transport transport = Transport::rest) {
  auto made = settings("api.bybit.com", {spot_terms("BTCUSDT"), perp_terms("BTCUSDT")});
  made.transport = transport;
  return std::move(bybit::OrderEncoder::create(made)).value();
}
inline okx::OrderEncoder okx_orders(okx::Trading trading = okx::Trading::real, Transport transport = Transport::rest) {
  auto made = settings("www.okx.com", {spot_terms("BTC-USDT"), contract_terms("BTC-USDT-SWAP")});
  made.transport = transport;
  return std::move(okx::OrderEncoder::create(made, trading)).value();
}

/// OpenSSL's own HMAC-SHA256, in one call.
inline wire::Sha256Digest one_shot(std::string_view key, std::string_view message) {
  wire::Sha256Digest digest;
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest.data(), &size);
  REQUIRE(size == digest.size());
  return digest;
}
inline std::string openssl_hex(std::string_view message, std::string_view key = kSecret) {
  std::string text;
  for (const std::uint8_t byte : one_shot(key, message)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += {kDigits[byte / 16], kDigits[byte % 16]};
  }
  return text;
}
inline std::string openssl_base64(std::string_view message, std::string_view key = kSecret) {
  const wire::Sha256Digest digest = one_shot(key, message);
  std::array<unsigned char, 64> text{};
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + size};
}

/// The request that `encoder` makes of `command`; a refusal fails the test.
template <class Encoder, class Command>
std::string encoded(const Encoder& encoder, const Command& command, UtcTime now = kNow) {
  wire::OrderBuffer buffer;
  const wire::EncodeResult result = encoder.encode(command, now, buffer);
  REQUIRE_MESSAGE(bool(result), result.text());
  return std::string(buffer.bytes());
}

inline OrderCommand limit_order(MarketId market, std::string_view limit, std::string_view size) {
  OrderCommand order;
  order.id = id("run7000000000042");
  order.kind = OrderKind::limit;
  order.market = market;
  order.limit = price(limit);
  order.size = coins(size);
  return order;
}
inline OrderCommand market_order(MarketId market, std::string_view size) {
  OrderCommand order;
  order.id = id("run7000000000042");
  order.side = OrderSide::sell;
  order.market = market;
  order.size = coins(size);
  return order;
}

}  // namespace basis::test
