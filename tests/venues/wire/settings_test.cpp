#include "tests/venues/wire/golden.hpp"

namespace basis {
namespace {

using namespace test;

/// The faults of an OKX encoder, which needs everything.
std::vector<std::string> faults_of(const wire::EncoderSettings& made) {
  const auto encoder = okx::OrderEncoder::create(made, okx::Trading::real);
  return encoder ? std::vector<std::string>{} : encoder.error().lines;
}
wire::EncoderSettings good() { return settings("www.okx.com", {contract_instrument("BTC-USDT-SWAP")}); }

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
  CHECK(count([](auto& s) { s.instruments.clear(); }) == 1);
  CHECK(count([](auto& s) { s.instruments.push_back(s.instruments[0]); }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].native_symbol = ""; }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].native_symbol = "BTC\""; }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].native_symbol = std::string(33, 'B'); }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].tick = {}; }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].lot = Quantity{}; }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].lot = wire::ContractTerms{}; }) == 1);
  CHECK(count([](auto& s) { s.instruments[0].lot = wire::ContractTerms{coins("1"), {}}; }) == 1);
  // A hundredth of a contract of 0.0000001 coins.
  CHECK(count([](auto& s) {
          s.instruments[0].lot = wire::ContractTerms{coins("0.0000001"), from_text<Contracts>("0.01")};
        }) == 1);
}

TEST_CASE("Binance's markets are two encoders") {
  const auto wrong = binance::OrderEncoder::create(wire::MarketKind::spot, settings("h", {perp_instrument("BTCUSDT")}));
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().text() == "instrument 'BTCUSDT' is of Binance's other market");
}

TEST_CASE("nobody but OKX asks for a passphrase") {
  wire::EncoderSettings made = settings("h", {spot_instrument("BTCUSDT")});
  made.credentials.passphrase = Secret();
  CHECK(bybit::OrderEncoder::create(made).has_value());
  CHECK(binance::OrderEncoder::create(wire::MarketKind::spot, made).has_value());
}

TEST_CASE("the longest of everything fits the buffer") {
  wire::OrderInstrument longest = contract_instrument(std::string(32, 'S'));
  longest.tick = Price::from_raw(1);
  longest.lot = wire::ContractTerms{coins("1"), from_text<Contracts>("0.00000001")};
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
    CHECK(encoded(encoder, CancelCommand{order.id, kPerp}, latest).size() < wire::OrderBuffer::kCapacity);
  };
  fits(okx::OrderEncoder::create(made, okx::Trading::demo).value());
  fits(bybit::OrderEncoder::create(made).value());
  fits(binance::OrderEncoder::create(wire::MarketKind::perp, made).value());
}

TEST_CASE("instruments come from the configured rules of a market") {
  MarketSettings market;
  market.native_symbol = "BTC-USDT-SWAP";
  market.step = from_text<Amount>("0.01");
  market.tick = price("0.1");
  const wire::OrderInstrument plain = wire::order_instrument(kSpot, market, wire::MarketKind::spot).value();
  CHECK(plain.native_symbol == "BTC-USDT-SWAP");
  CHECK(plain.tick == price("0.1"));
  CHECK(std::get<Quantity>(plain.lot) == coins("0.01"));

  market.contract_size = from_text<Amount>("0.1");
  const wire::OrderInstrument swap = wire::order_instrument(kPerp, market, wire::MarketKind::perp).value();
  CHECK(std::get<wire::ContractTerms>(swap.lot).coins == coins("0.1"));
  CHECK(std::get<wire::ContractTerms>(swap.lot).step == from_text<Contracts>("0.01"));

  market.contract_size = from_text<Amount>("0.000000001");
  CHECK(wire::order_instrument(kPerp, market, wire::MarketKind::perp).error().text() ==
        "BTC-USDT-SWAP: contract size '0.000000001' has more than 8 decimals");
  market.contract_size.reset();
  market.step = from_text<Amount>("0.000000001");
  CHECK(wire::order_instrument(kPerp, market, wire::MarketKind::perp).error().text() ==
        "BTC-USDT-SWAP: step '0.000000001' has more than 8 decimals");
}

}  // namespace
}  // namespace basis
