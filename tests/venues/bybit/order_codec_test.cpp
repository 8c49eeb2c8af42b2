#include "tests/venues/wire/golden.hpp"

// Requests by bybit-exchange.github.io/docs/v5/order/create-order and cancel-order.
// Signatures by Python's hmac module.

namespace basis {
namespace {

using namespace test;

TEST_CASE("Bybit spot: limit") {
  CHECK(
      encoded(bybit_orders(), limit_order(kSpot, "60123.45", "0.015")) ==
      request(
          R"(POST /v5/order/create HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 6de060637676bf8bad5d21adcda326ce34b026c19d73166d51c0288cdf679cfe
Content-Length: 157)",
          R"({"category":"spot","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","timeInForce":"GTC","qty":"0.015","price":"60123.45","orderLinkId":"run7000000000042"})"));
}

TEST_CASE("Bybit spot: a market order is in coins") {
  CHECK(
      encoded(bybit_orders(), market_order(kSpot, "2")) ==
      request(
          R"(POST /v5/order/create HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: ae8cb892b6db1e2b29bf797e946f44af1dd159f1edcf97d7060797ab9ba2ad42
Content-Length: 140)",
          R"({"category":"spot","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"2","orderLinkId":"run7000000000042","marketUnit":"baseCoin"})"));
}

TEST_CASE("Bybit linear: market") {
  CHECK(
      encoded(bybit_orders(), market_order(kPerp, "1.25")) ==
      request(
          R"(POST /v5/order/create HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 8a5f86f435026d42f5a03836c564d425edc75ba9e27d8f1ba5cf09c4459df7e1
Content-Length: 137)",
          R"({"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"1.25","orderLinkId":"run7000000000042","positionIdx":0})"));
}

TEST_CASE("Bybit linear: post-only, reduce only") {
  CHECK(
      encoded(bybit_orders(), reducing(of_kind(OrderKind::post_only, limit_order(kPerp, "60123.4", "0.015")))) ==
      request(
          R"(POST /v5/order/create HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 1beeeea3c1904f3a1a69d3c9a9332b50998c929fdf8cd7a58406d7303613b123
Content-Length: 197)",
          R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","timeInForce":"PostOnly","qty":"0.015","price":"60123.4","orderLinkId":"run7000000000042","positionIdx":0,"reduceOnly":true})"));
}

TEST_CASE("Bybit linear: limit, immediate or cancel") {
  CHECK(
      encoded(bybit_orders(), of_kind(OrderKind::limit_ioc, limit_order(kPerp, "60000", "3"))) ==
      request(
          R"(POST /v5/order/create HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 4a90d936ea46003745898bb4f90d8d22ca94f205f93149c059bf5fcefa4633a5
Content-Length: 168)",
          R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","timeInForce":"IOC","qty":"3","price":"60000","orderLinkId":"run7000000000042","positionIdx":0})"));
}

TEST_CASE("Bybit: cancel, spot") {
  CHECK(encoded(bybit_orders(), cancel_of(kSpot)) ==
        request(R"(POST /v5/order/cancel HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 0246554a168e0ae5d008ea57eced8a0323f19586619c72d87eb54cee7c6772c4
Content-Length: 71)",
                R"({"category":"spot","symbol":"BTCUSDT","orderLinkId":"run7000000000042"})"));
}

TEST_CASE("Bybit: cancel, linear") {
  CHECK(encoded(bybit_orders(), cancel_of(kPerp)) ==
        request(R"(POST /v5/order/cancel HTTP/1.1
Host: api.bybit.com
User-Agent: basis
Content-Type: application/json
X-BAPI-API-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
X-BAPI-RECV-WINDOW: 5000
X-BAPI-TIMESTAMP: 1729757730123
X-BAPI-SIGN: 58045e5d6ee98d642d131760eb862839e08b93ad0df5da295118ff3ba4a06810
Content-Length: 73)",
                R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"run7000000000042"})"));
}

TEST_CASE("Bybit over a WebSocket that has logged in: the body of a request as argument, and no signature") {
  const auto orders = bybit_orders(Transport::websocket);
  CHECK(
      encoded(orders, reducing(of_kind(OrderKind::limit_ioc, limit_order(kPerp, "60123.4", "0.015")))) ==
      R"({"reqId":"n1729757730123run7000000000042","header":{"X-BAPI-TIMESTAMP":"1729757730123","X-BAPI-RECV-WINDOW":"5000"},)"
      R"("op":"order.create","args":[{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit",)"
      R"("timeInForce":"IOC","qty":"0.015","price":"60123.4","orderLinkId":"run7000000000042","positionIdx":0,)"
      R"("reduceOnly":true}]})");
  CHECK(
      encoded(orders, cancel_of(kSpot)) ==
      R"({"reqId":"c1729757730123run7000000000042","header":{"X-BAPI-TIMESTAMP":"1729757730123","X-BAPI-RECV-WINDOW":"5000"},)"
      R"("op":"order.cancel","args":[{"category":"spot","symbol":"BTCUSDT","orderLinkId":"run7000000000042"}]})");
  CHECK(
      encoded(orders, amended(limit_order(kPerp, "50000", "1"), "60000", "0.5")) ==
      R"({"reqId":"a1729757730123run7000000000042","header":{"X-BAPI-TIMESTAMP":"1729757730123","X-BAPI-RECV-WINDOW":"5000"},)"
      R"("op":"order.amend","args":[{"category":"linear","symbol":"BTCUSDT","qty":"0.5","price":"60000",)"
      R"("orderLinkId":"run7000000000042"}]})");
}

}  // namespace
}  // namespace basis
