#include "tests/venues/wire/golden.hpp"

namespace basis {
namespace {

using namespace test;

/// The faults of an OKX encoder, which needs everything.
std::vector<std::string> faults_of(const wire::EncoderSettings& made) {
  const auto encoder = okx::OrderEncoder::create(made, okx::Trading::real);
  return encoder ? std::vector<std::string>{} : encoder.error().lines;
}
wire::EncoderSettings good() { return settings("www.okx.com", {contract_terms("BTC-USDT-SWAP")}); }

TEST_CASE("what could break a request is refused, all at once and without a credential") {
  wire::EncoderSettings made = good();
  CHECK(faults_of(made).empty());
  made.host = "www.okx.com\r\nX: 1";
  made.credentials = {Secret("key\r\nX: 1"), Secret(), Secret("pass phrase")};
  made.receive_window = Nanos{1'500'000};
  const std::vector<std::string> faults = faults_of(made);
  REQUIRE(faults.size() == 5);
  CHECK(faults[0] == "the host is not 1 to 128 letters, digits, '.', '-', ':', '[' or ']'");
  CHECK(faults[1] == "the API key is not 1 to 128 characters of visible ASCII");
  CHECK(faults[2] == "the API secret is missing");
  CHECK(faults[3] == "the API passphrase is not 1 to 64 characters of visible ASCII");
  CHECK(faults[4] == "the receive window is no whole number of milliseconds from 1 to 60,000");
}

TEST_CASE("each bound") {
  const auto count = [](auto change) {
    wire::EncoderSettings made = good();
    change(made);
    return faults_of(made).size();
  };
  CHECK(count([](auto& s) { s.host = ""; }) == 1);
  CHECK(count([](auto& s) { s.host = "[::1]:8443"; }) == 0);
  CHECK(count([](auto& s) { s.host = std::string(129, 'h'); }) == 1);
  CHECK(count([](auto& s) { s.credentials.key = Secret(std::string(129, 'k')); }) == 1);
  CHECK(count([](auto& s) { s.credentials.key = Secret(); }) == 1);
  CHECK(count([](auto& s) { s.credentials.passphrase = Secret(std::string(65, 'p')); }) == 1);
  CHECK(count([](auto& s) { s.receive_window = {}; }) == 1);
  CHECK(count([](auto& s) { s.receive_window = kMinute; }) == 0);
  CHECK(count([](auto& s) { s.receive_window = kMinute + Nanos{1'000'000}; }) == 1);
  CHECK(count([](auto& s) { s.markets.clear(); }) == 1);
  CHECK(count([](auto& s) { s.markets.push_back(s.markets[0]); }) == 1);
  const auto of_market = [&](auto change) {
    return count([&](auto& s) {
      Market market = *s.markets[0];
      change(market);
      s.markets[0] = &keep(std::move(market));
    });
  };
  CHECK(of_market([](Market& m) { m.native = ""; }) == 1);
  CHECK(of_market([](Market& m) { m.native = "BTC\""; }) == 1);
  CHECK(of_market([](Market& m) { m.native = std::string(33, 'B'); }) == 1);
  CHECK(of_market([](Market& m) { m.tick = {}; }) == 1);
  CHECK(of_market([](Market& m) { m.step = {}; }) == 1);
  CHECK(of_market([](Market& m) { m.contract_size = Quantity{}; }) == 1);
  // 1e-8 coins are no number of contracts of 0.3 coins at 1e-8.
  CHECK(of_market([](Market& m) { m.contract_size = coins("0.3"), m.step = coins("0.00000001"); }) == 1);
}

TEST_CASE("Binance's products are two encoders") {
  const auto wrong = binance::OrderEncoder::create(Product::spot, settings("h", {perp_terms("BTCUSDT")}));
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().text() == "market 'BTCUSDT' is of another product of Binance");
}

TEST_CASE("nobody but OKX asks for a passphrase") {
  wire::EncoderSettings made = settings("h", {spot_terms("BTCUSDT")});
  made.credentials.passphrase = Secret();
  CHECK(bybit::OrderEncoder::create(made).has_value());
  CHECK(binance::OrderEncoder::create(Product::spot, made).has_value());
}

TEST_CASE("the longest of everything fits the buffer") {
  Market longest = contract_terms(std::string(32, 'S'));
  longest.tick = Price::from_raw(1);
  longest.contract_size = coins("1");
  longest.step = Quantity::from_raw(1);
  wire::EncoderSettings made = settings(std::string(128, 'h'), {longest});
  made.credentials = {Secret(std::string(128, 'k')), Secret(std::string(500, 's')), Secret(std::string(64, 'p'))};
  made.receive_window = kMinute;
  OrderCommand order = reducing(of_kind(OrderKind::post_only, limit_order(kPerp, "0", "0")));
  order.id = id(std::string(32, 'i'));
  order.side = OrderSide::sell;
  order.limit = Price::from_raw(std::numeric_limits<std::int64_t>::max());
  order.size = Quantity::from_raw(std::numeric_limits<std::int64_t>::max());
  const UtcTime latest = UtcTime::from_nanos(std::numeric_limits<std::int64_t>::max()) - kHour;
  const auto fits = [&](const auto& encoder) {
    CHECK(encoded(encoder, order, latest).size() < wire::OrderBuffer::kCapacity);
    for (const OrderAction action : {OrderAction::cancel, OrderAction::amend}) {
      OrderCommand change = order;
      change.action = action;
      CHECK(encoded(encoder, change, latest).size() < wire::OrderBuffer::kCapacity);
    }
  };
  fits(okx::OrderEncoder::create(made, okx::Trading::demo).value());
  fits(bybit::OrderEncoder::create(made).value());
  fits(binance::OrderEncoder::create(Product::linear, made).value());
}

}  // namespace
}  // namespace basis
