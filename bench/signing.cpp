// Costs of signing a request, compared with OpenSSL's one-shot HMAC in the same run, and costs of a
// signed order for each venue.
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>
#include <string>

#include "bench/subject_main.hpp"
#include "bench/subjects.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/bybit/order_codec.hpp"
#include "venues/okx/order_codec.hpp"

namespace basis::bench {
namespace {

constexpr std::size_t kGroup = 16;      // calls per clock reading
constexpr std::size_t kMessage = 200;   // bytes
constexpr double kSigningTarget = 350;  // ns
constexpr MarketId kSpot{1};
constexpr MarketId kPerp{2};
constexpr UtcTime kStart = UtcTime::from_nanos(1'729'757'730'123'456'789);

std::string key_text() { return std::string(64, 'k'); }

/// Returns the p50 of the signer with precomputed states.
double measure_signing(std::size_t rounds, ResultRows& rows) {
  const std::string key = key_text();
  const wire::HmacSha256 signer{Secret(key)};
  std::string message(kMessage, 'm');
  const auto change = [&](std::uint64_t number) { write_integer(message.data(), number); };
  std::array<unsigned char, 32> one_shot{};
  const auto call_openssl = [&](std::uint64_t number) {
    change(number);
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
         message.size(), one_shot.data(), &size);
    keep(one_shot);
  };
  call_openssl(7);
  require(one_shot == signer.sign(message), "two signatures of one message are one");

  std::vector<Subject> subjects;
  subjects.push_back({"`HmacSha256`", [&](std::uint64_t number) {
                        change(number);
                        keep(signer.sign(message));
                      }});
  subjects.push_back({"OpenSSL `HMAC()`", call_openssl});
  measure(subjects, rounds, kGroup);
  print_table(fmt::format("Signing {} bytes", kMessage).c_str(), subjects);
  rows.add("OpenSSL HMAC(), 200 bytes", "ns", subjects[1].nanoseconds);
  rows.add("HmacSha256, 200 bytes", "ns", subjects[0].nanoseconds, "OpenSSL HMAC(), 200 bytes");
  const double ours = percentile(subjects[0].nanoseconds, 0.5);
  fmt::print("\nOpenSSL's one-shot function takes {:.1f} times as long.\n",
             percentile(subjects[1].nanoseconds, 0.5) / ours);
  return ours;
}

wire::EncoderSettings settings(const char* host, std::vector<const Market*> markets) {
  return {host, {Secret(key_text()), Secret(key_text()), Secret("passphrase")}, std::move(markets)};
}

/// Encodes limit orders of changing price, size, id and time.
template <class Encoder>
Subject orders(const char* name, Encoder encoder, MarketId market) {
  const auto shared = std::make_shared<const Encoder>(std::move(encoder));
  const auto buffer = std::make_shared<wire::OrderBuffer>();
  const ClientOrderIds ids = ClientOrderIds::create("bench", 0).value();
  return {name, [=](std::uint64_t number) {
            OrderCommand order;
            order.id = ids.make(number);
            order.side = number % 2 == 0 ? OrderSide::buy : OrderSide::sell;
            order.kind = OrderKind::limit_ioc;
            order.market = market;
            order.limit = Price::from_raw(6'000'000'000'000 + 10'000'000 * static_cast<std::int64_t>(number % 10'000));
            order.size = Quantity::from_raw(100'000 * static_cast<std::int64_t>(1 + number % 10'000));
            const UtcTime now = kStart + Nanos{1'000'003} * static_cast<std::int64_t>(number);
            require(bool(shared->encode(order, now, *buffer)), "the order obeys its market's rules");
            keep(*buffer);
          }};
}

void measure_orders(std::size_t rounds, ResultRows& rows) {
  Market spot;
  spot.id = kSpot;
  spot.native = "BTCUSDT";
  spot.tick = from_text<Price>("0.1");
  spot.step = from_text<Quantity>("0.001");
  Market perp = spot;
  perp.id = kPerp;
  perp.product = Product::linear;
  Market swap = perp;
  swap.native = "BTC-USDT-SWAP";
  swap.contract_size = from_text<Quantity>("0.01");
  swap.step = from_text<Quantity>("0.0001");
  std::vector<Subject> subjects;
  subjects.push_back(orders(
      "Binance spot",
      std::move(binance::OrderEncoder::create(Product::spot, settings("api.binance.com", {&spot}))).value(), kSpot));
  subjects.push_back(orders(
      "Binance USDⓈ-M",
      std::move(binance::OrderEncoder::create(Product::linear, settings("fapi.binance.com", {&perp}))).value(), kPerp));
  subjects.push_back(orders("Bybit linear",
                            std::move(bybit::OrderEncoder::create(settings("api.bybit.com", {&perp}))).value(), kPerp));
  subjects.push_back(orders(
      "OKX swap", std::move(okx::OrderEncoder::create(settings("www.okx.com", {&swap}), okx::Trading::real)).value(),
      kPerp));
  measure(subjects, rounds, kGroup);
  print_table("A limit order: command to signed request", subjects);
  for (const Subject& subject : subjects)
    rows.add(fmt::format("limit order, signed, {}", subject.name), "ns", subject.nanoseconds);
}

void run(std::size_t rounds, ResultRows& rows) {
  fmt::print("## Signing\n\n{} readings of each in turn, of {} calls.\n", rounds, kGroup);
  const double signing = measure_signing(rounds, rows);
  measure_orders(rounds, rows);
  fmt::print("\n### Target\n\n- signing {} bytes in {:.0f} ns or less: {:.0f} ns, {}\n", kMessage, kSigningTarget,
             signing, signing <= kSigningTarget ? "reached" : "NOT reached");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  return basis::bench::subject_main("signing", "signing", basis::bench::run, argc, argv);
}
