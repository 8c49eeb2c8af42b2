#include "golden.hpp"

// Requests by developers.binance.com: spot rest-api/trading-endpoints, USDⓈ-M trade/rest-api/New-Order.
// Signatures by Python's hmac module.

namespace basis {
namespace {

TEST_CASE("Binance spot: limit") {
  CHECK(
      encoded(binance_spot(), limit_order(kSpot, "60123.45", "0.015")) ==
      request(
          R"(POST /api/v3/order HTTP/1.1
Host: api.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 251)",
          R"(symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.015&price=60123.45&newClientOrderId=run7000000000042&newOrderRespType=FULL&recvWindow=5000&timestamp=1729757730123&signature=b3b7f013eca545fb97513f660ca9363db1ad81909d85b4dd8006b40f2f5339c7)"));
}

TEST_CASE("Binance spot: market") {
  CHECK(
      encoded(binance_spot(), market_order(kSpot, "2")) ==
      request(
          R"(POST /api/v3/order HTTP/1.1
Host: api.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 218)",
          R"(symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2&newClientOrderId=run7000000000042&newOrderRespType=FULL&recvWindow=5000&timestamp=1729757730123&signature=785c70a24857e5fcd7a6973d1b03a25044dcb047607ef644b27f99bbc64e59ea)"));
}

TEST_CASE("Binance spot: post-only is a LIMIT_MAKER") {
  CHECK(
      encoded(binance_spot(), of_kind(OrderKind::post_only, limit_order(kSpot, "60123", "0.00001"))) ==
      request(
          R"(POST /api/v3/order HTTP/1.1
Host: api.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 240)",
          R"(symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.00001&price=60123&newClientOrderId=run7000000000042&newOrderRespType=FULL&recvWindow=5000&timestamp=1729757730123&signature=c8bfd080a48d319b5e275e90d2c07ea01233096cc1c47a223e21a5458f112c25)"));
}

TEST_CASE("Binance spot: cancel") {
  CHECK(
      encoded(binance_spot(), cancel_of(kSpot)) ==
      request(
          R"(DELETE /api/v3/order?symbol=BTCUSDT&origClientOrderId=run7000000000042&recvWindow=5000&timestamp=1729757730123&signature=93aded97a8904e6c65508accb551fc676b015a7c7c66057aa0b8e6990bcaf858 HTTP/1.1
Host: api.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A)",
          R"()"));
}

TEST_CASE("Binance USDⓈ-M: limit, immediate or cancel, reduce only") {
  CHECK(
      encoded(binance_perp(), reducing(of_kind(OrderKind::limit_ioc, limit_order(kPerp, "60123.4", "0.015")))) ==
      request(
          R"(POST /fapi/v1/order HTTP/1.1
Host: fapi.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 268)",
          R"(symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.015&price=60123.4&reduceOnly=true&newClientOrderId=run7000000000042&newOrderRespType=RESULT&recvWindow=5000&timestamp=1729757730123&signature=f4ad833af3edd99ab0ce99942b6ec98c15050753e1cce2cd8095089b8d0e7d25)"));
}

TEST_CASE("Binance USDⓈ-M: post-only is GTX") {
  CHECK(
      encoded(binance_perp(), of_kind(OrderKind::post_only, limit_order(kPerp, "60123.4", "0.015"))) ==
      request(
          R"(POST /fapi/v1/order HTTP/1.1
Host: fapi.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 252)",
          R"(symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.015&price=60123.4&newClientOrderId=run7000000000042&newOrderRespType=RESULT&recvWindow=5000&timestamp=1729757730123&signature=3abdb5c74a1e3cd4ec6aaf84156bb409039d4170bc4c65c641c21b60cf09d8a0)"));
}

TEST_CASE("Binance USDⓈ-M: market") {
  CHECK(
      encoded(binance_perp(), market_order(kPerp, "1.25")) ==
      request(
          R"(POST /fapi/v1/order HTTP/1.1
Host: fapi.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
Content-Type: application/x-www-form-urlencoded
Content-Length: 223)",
          R"(symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1.25&newClientOrderId=run7000000000042&newOrderRespType=RESULT&recvWindow=5000&timestamp=1729757730123&signature=c3e94c42d555d50ba99e997e16447e3d0d259f78f0896f2c0add9b37952416e5)"));
}

TEST_CASE("Binance USDⓈ-M: cancel") {
  CHECK(
      encoded(binance_perp(), cancel_of(kPerp)) ==
      request(
          R"(DELETE /fapi/v1/order?symbol=BTCUSDT&origClientOrderId=run7000000000042&recvWindow=5000&timestamp=1729757730123&signature=93aded97a8904e6c65508accb551fc676b015a7c7c66057aa0b8e6990bcaf858 HTTP/1.1
Host: fapi.binance.com
User-Agent: basis
X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A)",
          R"()"));
}

}  // namespace
}  // namespace basis
