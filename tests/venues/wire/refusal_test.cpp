#include <limits>

#include "tests/venues/wire/golden.hpp"

namespace basis {
namespace {

using namespace test;

using wire::EncodeFault;
using wire::EncodeResult;

/// Calls `check` with every encoder and the instruments it knows.
template <class Check>
void with_every_encoder(const Check& check) {
  check("Binance spot", binance_spot(), std::vector{kSpot});
  check("Binance perp", binance_perp(), std::vector{kPerp});
  check("Bybit", bybit_orders(), std::vector{kSpot, kPerp});
  check("OKX", okx_orders(), std::vector{kSpot, kPerp});
}

template <class Encoder, class Command>
EncodeResult refused(const Encoder& encoder, const Command& command, UtcTime now = kNow) {
  wire::OrderBuffer buffer;
  const OrderCommand good = limit_order(command.market, "60000", "1");
  (void)encoder.encode(good, kNow, buffer);  // what is left of it must go
  const EncodeResult result = encoder.encode(command, now, buffer);
  CHECK(buffer.bytes().empty());
  CHECK(result.market == command.market);
  CHECK(result.id == command.id);
  return result;
}

OrderCommand nameless(OrderCommand order) {
  order.id = {};
  return order;
}

TEST_CASE("every rule refuses, by name, at every venue") {
  with_every_encoder([](const char* venue, const auto& encoder, const std::vector<MarketId>& instruments) {
    CAPTURE(venue);
    for (const MarketId market : instruments) {
      CAPTURE(market.value);
      const OrderCommand good = limit_order(market, "60000", "1");
      CHECK_FALSE(encoded(encoder, good).empty());
      const auto fault_of = [&](auto change) {
        OrderCommand order = good;
        change(order);
        return refused(encoder, order).fault;
      };
      CHECK(fault_of([](OrderCommand& o) { o.market = kUnknown; }) == EncodeFault::unknown_market);
      CHECK(fault_of([](OrderCommand& o) { o.market = MarketId{0}; }) == EncodeFault::unknown_market);
      CHECK(fault_of([](OrderCommand& o) { o.id = {}; }) == EncodeFault::no_client_id);
      CHECK(fault_of([](OrderCommand& o) { o.size = {}; }) == EncodeFault::size_not_positive);
      CHECK(fault_of([](OrderCommand& o) { o.size = coins("-1"); }) == EncodeFault::size_not_positive);
      CHECK(fault_of([](OrderCommand& o) { o.size = coins("1.00000001"); }) == EncodeFault::size_off_step);
      for (const OrderKind kind : {OrderKind::limit, OrderKind::limit_ioc, OrderKind::post_only}) {
        CHECK(fault_of([&](OrderCommand& o) { o.kind = kind, o.limit = {}; }) == EncodeFault::price_not_positive);
        CHECK(fault_of([&](OrderCommand& o) { o.kind = kind, o.limit = price("-0.1"); }) ==
              EncodeFault::price_not_positive);
        CHECK(fault_of([&](OrderCommand& o) { o.kind = kind, o.limit = price("60000.001"); }) ==
              EncodeFault::price_off_tick);
      }
      CHECK(refused(encoder, good, UtcTime::from_nanos(999'999'999'999'999'999)).fault == EncodeFault::clock_not_set);
      CHECK(encoded(encoder, good, UtcTime::from_nanos(1'000'000'000'000'000'000)).find("60000") != std::string::npos);
      CHECK(refused(encoder, good, UtcTime{}).fault == EncodeFault::clock_not_set);

      const OrderCommand cancel = cancel_of(market);
      CHECK(refused(encoder, cancel_of(kUnknown)).fault == EncodeFault::unknown_market);
      CHECK(refused(encoder, nameless(cancel)).fault == EncodeFault::no_client_id);
      CHECK(refused(encoder, cancel, UtcTime{}).fault == EncodeFault::clock_not_set);
    }
  });
}

TEST_CASE("there is nothing to reduce on spot") {
  const OrderCommand order = reducing(limit_order(kSpot, "60000", "1"));
  CHECK(refused(binance_spot(), order).fault == EncodeFault::reduce_only_on_spot);
  CHECK(refused(bybit_orders(), order).fault == EncodeFault::reduce_only_on_spot);
  CHECK(refused(okx_orders(), order).fault == EncodeFault::reduce_only_on_spot);
}

TEST_CASE("coins that are no whole step of contracts are refused, never rounded") {
  // A hundredth of a contract of 0.01 coins is 0.0001 coins.
  const auto encoder = okx_orders();
  CHECK(encoded(encoder, limit_order(kPerp, "60000", "0.0003")).find(R"("sz":"0.03")") != std::string::npos);
  CHECK(refused(encoder, limit_order(kPerp, "60000", "0.00015")).fault == EncodeFault::size_off_step);
  CHECK(refused(encoder, limit_order(kPerp, "60000", "0.00001")).fault == EncodeFault::size_off_step);

  // Of small contracts there are more than 64 bits hold.
  Market small = contract_terms("SHIB-USDT-SWAP");
  small.contract_size = small.step = coins("0.0001");
  const auto many = okx::OrderEncoder::create(settings("www.okx.com", {small}), okx::Trading::real);
  CHECK(encoded(many.value(), market_order(kPerp, "9223372.0368")).find(R"("sz":"92233720368")") != std::string::npos);
  CHECK(refused(many.value(), market_order(kPerp, "9223372.0369")).fault == EncodeFault::size_out_of_range);
}

TEST_CASE("a market order's price is not read") {
  OrderCommand order = market_order(kSpot, "1");
  const std::string without = encoded(binance_spot(), order);
  order.limit = price("0.00000001");
  CHECK(encoded(binance_spot(), order) == without);
}

TEST_CASE("a refusal says what, of which order, and against which rule") {
  const auto encoder = okx_orders();
  const std::string tail = " (order run7000000000042, market 2)";
  CHECK(refused(encoder, limit_order(kPerp, "60000", "0.00015")).text() ==
        "size_off_step: 0.00015 is no multiple of 0.0001" + tail);
  CHECK(refused(encoder, limit_order(kPerp, "60000.05", "1")).text() ==
        "price_off_tick: 60000.05 is no multiple of 0.1" + tail);
  CHECK(refused(encoder, limit_order(kPerp, "60000", "-1")).text() == "size_not_positive: -1" + tail);
  CHECK(refused(encoder, limit_order(kPerp, "0", "1")).text() == "price_not_positive: 0" + tail);
  CHECK(refused(encoder, limit_order(kPerp, "60000", "1"), UtcTime{}).text() ==
        "clock_not_set: 1970-01-01T00:00:00Z" + tail);
  CHECK(refused(encoder, limit_order(kUnknown, "60000", "1")).text() ==
        "unknown_market (order run7000000000042, market 7)");
  CHECK(refused(encoder, nameless(cancel_of(kSpot))).text() == "no_client_id (order without id, market 1)");
  CHECK(wire::fault_name(EncodeFault::reduce_only_on_spot) == "reduce_only_on_spot");
  CHECK(wire::fault_name(EncodeFault::size_out_of_range) == "size_out_of_range");
}

}  // namespace
}  // namespace basis
