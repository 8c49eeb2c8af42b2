#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json_reader.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/numbers.hpp"
#include "venues/sim/json_fields.hpp"
#include "venues/simulated_exchanges.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::test {

/// The server's end of a WebSocket that keeps what was sent.
struct ToldSocket final : net::ServerSocket {
  void send(std::string_view text) override { texts.emplace_back(text); }
  void ping() override { ++pings; }
  void close(std::uint16_t code, std::string_view) override { closed = code; }
  void drop() override { dropped = true; }

  /// What was sent since the last call.
  std::vector<std::string> take() { return std::exchange(texts, {}); }
  /// The messages that contain `part`, since the last call of `take`.
  [[nodiscard]] std::vector<std::string> with(std::string_view part) const {
    std::vector<std::string> found;
    for (const std::string& text : texts)
      if (text.find(part) != text.npos) found.push_back(text);
    return found;
  }
  std::vector<std::string> texts;
  int pings = 0;
  std::uint16_t closed = 0;
  bool dropped = false;
};

struct Answered {
  bool answered = false;
  bool dropped = false;
  net::HttpResponse response{};
  [[nodiscard]] boost::json::value json() const {
    auto parsed = parse_json(response.body);
    INFO(response.body);
    REQUIRE(parsed.has_value());
    return parsed.value();
  }
  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(net::find_header(response.headers, name).value_or("(none)"));
  }
};

/// A simulated venue with books of our own making: no drawn markets, a clock that stands. It has the demo account and
/// one named `other` with the key other-key and the secret other-secret.
/// BTCUSDT spot: bids 60000.00 x 2, 59990.00 x 5; asks 60010.00 x 1, 60020.00 x 4. The perp: bids 60050.0 x 3, asks
/// 60060.0 x 2 and 60070.0 x 10; mark 60055. Sizes in coins.
struct SimulatedVenueTest {
  SimulatedVenueTest(const std::string& venue, std::string_view spot_symbol, std::string_view perp_symbol,
                     bool limits = true, std::vector<sim::ExchangeFault> faults = {}, LatencySpec latency = {}) {
    SimulatedExchangesSettings settings;
    settings.venues = {venue};
    settings.clients = sim::demo_clients({venue});
    sim::ClientSpec other = settings.clients.clients[venue][0];
    other.name = "other";
    other.key = "other-key";
    other.secret = "other-secret";
    other.ed25519_public.clear();
    settings.clients.clients[venue].push_back(other);
    settings.clients.wallet.balances["USDT"] = amount("5000");
    settings.service.latency = latency;
    settings.faults = std::move(faults);
    settings.limits = limits;
    settings.synthetic = false;
    settings.start = now;
    auto made = SimulatedExchanges::create(shipped("btc_basis"), std::move(settings));
    REQUIRE(made.has_value());
    exchanges = std::move(made).value();
    spot = *universe().find(venue, Product::spot, spot_symbol);
    perp = *universe().find(venue, Product::linear, perp_symbol);
    levels(spot, {{"60000", "2"}, {"59990", "5"}}, {{"60010", "1"}, {"60020", "4"}}, true);
    levels(perp, {{"60050", "3"}}, {{"60060", "2"}, {"60070", "10"}}, true);
    exchanges->markets().set_funding(perp, ray("0.0001"), now + kHour * 8);
    exchanges->markets().set_mark(perp, price("60055"), price("60005"), now);
  }
  [[nodiscard]] const Universe& universe() const { return exchanges->universe(); }
  [[nodiscard]] sim::ExchangeService& service() { return exchanges->service(); }

  using Texts = std::vector<std::pair<const char*, const char*>>;
  void levels(MarketId market, const Texts& bids, const Texts& asks, bool snapshot = false) {
    // The books of the venue hold its own unit, which may be contracts.
    const auto read = [&rules = universe()[market]](const Texts& texts) {
      std::vector<BookLevel> found;
      for (const auto& [at, size] : texts)
        found.push_back({price(at), Quantity::from_raw(rules.contracts(quantity(size)).raw())});
      return found;
    };
    exchanges->markets().set_levels(market, read(bids), read(asks), snapshot, now);
  }
  void sold(MarketId market, const char* at, const char* size) {
    exchanges->markets().trade(market, price(at), quantity(size), TakerSide::sell, now);
  }
  void pass(Nanos time) {
    now = now + time;
    service().advance(now);
  }

  static std::string sign(std::string_view secret, std::string_view text) {
    const wire::HmacSha256 signer{Secret(secret)};
    std::array<char, wire::kHexDigest> hex{};
    wire::write_hex(hex.data(), signer.sign(text));
    return {hex.data(), hex.size()};
  }
  std::shared_ptr<Answered> send(const net::HttpRequest& request) {
    auto answered = std::make_shared<Answered>();
    service().on_request(request, [answered](std::optional<net::HttpResponse> response) {
      answered->answered = true;
      answered->dropped = !response.has_value();
      if (response) answered->response = *response;
    });
    return answered;
  }
  std::shared_ptr<Answered> get(const std::string& target) { return send({"GET", target, {}, {}}); }

  UtcTime now = utc("2026-11-29T12:00:00Z");
  std::unique_ptr<SimulatedExchanges> exchanges;
  MarketId spot;
  MarketId perp;
};

/// A text field of an object.
inline std::string field(const boost::json::value& json, std::string_view name) {
  const auto& value = json.as_object().at(name);
  return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

}  // namespace basis::test
