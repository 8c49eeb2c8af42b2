#include "tests/venues/wire/golden.hpp"

// Requests by okx.com/docs-v5/en, Place order and Cancel order.
// Signatures by Python's hmac module.

namespace basis {
namespace {

using namespace test;

TEST_CASE("OKX spot: limit") {
  CHECK(
      encoded(okx_orders(), limit_order(kSpot, "60123.45", "0.015")) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: YlS/jhnYKCx3pyh0gxMx/ldpyTnBmbmXJvEMV+O0sm8=
expTime: 1729757735123
Content-Length: 126)",
          R"({"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","sz":"0.015","px":"60123.45","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX spot: a market order is in coins") {
  CHECK(
      encoded(okx_orders(), market_order(kSpot, "2")) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: iGEX24d3Y82k33tYDYAEjaA6iII1YXLU4Dvkcz12WQA=
expTime: 1729757735123
Content-Length: 128)",
          R"({"instId":"BTC-USDT","tdMode":"cash","side":"sell","ordType":"market","sz":"2","tgtCcy":"base_ccy","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX swap: 0.015 coins are 1.5 contracts") {
  CHECK(
      encoded(okx_orders(), limit_order(kPerp, "60123.4", "0.015")) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: o5zXIb4/EKjpKY7k4lyp2FK9GMftluvItQTfJMuC3wM=
expTime: 1729757735123
Content-Length: 145)",
          R"({"instId":"BTC-USDT-SWAP","tdMode":"cross","posSide":"net","side":"buy","ordType":"limit","sz":"1.5","px":"60123.4","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX swap: market, reduce only") {
  CHECK(
      encoded(okx_orders(), reducing(market_order(kPerp, "1.25"))) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: ON0cjOX63rwSQs8CBWo3FAylC4KYk9u0/p5ejgHZtBo=
expTime: 1729757735123
Content-Length: 150)",
          R"({"instId":"BTC-USDT-SWAP","tdMode":"cross","posSide":"net","side":"sell","ordType":"market","sz":"125","clOrdId":"run7000000000042","reduceOnly":true})"));
}

TEST_CASE("OKX swap: post-only, in demo trading") {
  CHECK(
      encoded(okx_orders(okx::Trading::demo), of_kind(OrderKind::post_only, limit_order(kPerp, "60123.4", "0.0001"))) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
x-simulated-trading: 1
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: Idk+6JKszoFmRKQEiu3J08liEVtMf34lBi7/A8OPEAk=
expTime: 1729757735123
Content-Length: 150)",
          R"({"instId":"BTC-USDT-SWAP","tdMode":"cross","posSide":"net","side":"buy","ordType":"post_only","sz":"0.01","px":"60123.4","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX swap: limit, immediate or cancel") {
  CHECK(
      encoded(okx_orders(), of_kind(OrderKind::limit_ioc, limit_order(kPerp, "60000", "3"))) ==
      request(
          R"(POST /api/v5/trade/order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: 2+IFow6kdty6Rzli3eBEEYgA35f53oYJHS5LrQyxSQ8=
expTime: 1729757735123
Content-Length: 141)",
          R"({"instId":"BTC-USDT-SWAP","tdMode":"cross","posSide":"net","side":"buy","ordType":"ioc","sz":"300","px":"60000","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX: cancel") {
  CHECK(encoded(okx_orders(), cancel_of(kPerp)) ==
        request(R"(POST /api/v5/trade/cancel-order HTTP/1.1
Host: www.okx.com
User-Agent: basis
Content-Type: application/json
OK-ACCESS-KEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
OK-ACCESS-PASSPHRASE: Pass!phrase-1
OK-ACCESS-TIMESTAMP: 2024-10-24T08:15:30.123Z
OK-ACCESS-SIGN: sWutIHFDpssh+ueAIi/FWixN8DnejgAxbODIRmwOYkM=
Content-Length: 55)",
                R"({"instId":"BTC-USDT-SWAP","clOrdId":"run7000000000042"})"));
}

TEST_CASE("OKX over a WebSocket that has logged in: the time of expiry beside the body, and no signature") {
  const auto orders = okx_orders(okx::Trading::real, Transport::websocket);
  CHECK(encoded(orders, of_kind(OrderKind::limit_ioc, limit_order(kPerp, "60123.4", "0.015"))) ==
        R"({"id":"nrun7000000000042","expTime":"1729757735123","op":"order","args":[{"instId":"BTC-USDT-SWAP",)"
        R"("tdMode":"cross","posSide":"net","side":"buy","ordType":"ioc","sz":"1.5","px":"60123.4",)"
        R"("clOrdId":"run7000000000042"}]})");
  CHECK(encoded(orders, cancel_of(kSpot)) ==
        R"({"id":"crun7000000000042","op":"cancel-order","args":[{"instId":"BTC-USDT",)"
        R"("clOrdId":"run7000000000042"}]})");
  CHECK(encoded(orders, amended(limit_order(kPerp, "50000", "1"), "60000", "0.5")) ==
        R"({"id":"arun7000000000042","expTime":"1729757735123","op":"amend-order","args":[{"instId":"BTC-USDT-SWAP",)"
        R"("clOrdId":"run7000000000042","newSz":"50","newPx":"60000"}]})");
}

}  // namespace
}  // namespace basis
