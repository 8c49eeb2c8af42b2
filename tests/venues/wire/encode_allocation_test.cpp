#include "tests/support/allocations.hpp"
#include "tests/venues/wire/golden.hpp"

namespace basis {
namespace {

using namespace test;

/// Allocations of encoding `command` twice: whatever is made on first use counts.
template <class Encoder, class Command>
std::size_t allocations_of(const Encoder& encoder, const Command& command) {
  wire::OrderBuffer buffer;
  const std::size_t before = allocations();
  for (int round = 0; round < 2; ++round) (void)encoder.encode(command, kNow, buffer);
  return allocations() - before;
}

template <class Encoder>
void check_encoder(const Encoder& encoder, MarketId market) {
  for (const OrderKind kind :
       {OrderKind::market, OrderKind::limit, OrderKind::limit_ioc, OrderKind::post_only, OrderKind::limit_fok}) {
    CHECK(allocations_of(encoder, of_kind(kind, limit_order(market, "60000.1", "0.123"))) == 0);
    CHECK(allocations_of(encoder, of_kind(kind, limit_order(market, "60000.001", "0.12300001"))) == 0);
  }
  CHECK(allocations_of(encoder, limit_order(kUnknown, "1", "1")) == 0);
  CHECK(allocations_of(encoder, cancel_of(market)) == 0);
  CHECK(allocations_of(encoder, amended(limit_order(market, "60000.1", "0.123"), "60000.2", "0.1")) == 0);
}

TEST_CASE("an order costs no allocation, whether it is sent or refused") {
  CHECK(allocations() > 0);  // they are counted
  check_encoder(binance_spot(), kSpot);
  check_encoder(binance_perp(), kPerp);
  check_encoder(bybit_orders(), kSpot);
  check_encoder(bybit_orders(), kPerp);
  check_encoder(okx_orders(), kSpot);
  check_encoder(okx_orders(), kPerp);

  const ClientOrderIds ids = ClientOrderIds::create("run7", 0).value();
  const std::size_t before = allocations();
  CHECK(ids.make(7).view().size() == 22);
  CHECK(allocations() == before);
}

}  // namespace
}  // namespace basis
