#include "tests/venues/wire/golden.hpp"

// Requests by developers.binance.com: spot rest-api/trading-endpoints, USDⓈ-M trade/rest-api/New-Order.
// Signatures by Python's hmac module.

namespace basis {
namespace {

using namespace test;

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
          R"(symbol=BTCUSDT&newOrderRespType=FULL&recvWindow=5000&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.015&price=60123.45&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=6c54ff973e5f0629a4141e4b9a302e364e115c0248f3ed56be3890642473e290)"));
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
          R"(symbol=BTCUSDT&newOrderRespType=FULL&recvWindow=5000&side=SELL&type=MARKET&quantity=2&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=a3e2344e84095163d1b1d8687acce4d98bd4f6b4316a5c6a77c89ae97621d4b3)"));
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
          R"(symbol=BTCUSDT&newOrderRespType=FULL&recvWindow=5000&side=BUY&type=LIMIT_MAKER&quantity=0.00001&price=60123&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=2ebcb9d1ddb48c402e232b0fbd2a728247052ee9278edbef4d11591f9186e6e9)"));
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
          R"(symbol=BTCUSDT&newOrderRespType=RESULT&recvWindow=5000&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.015&price=60123.4&reduceOnly=true&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=830e4c533db9c19924f606e6d47da852ac21cfca6663478b972af1829d0f1d80)"));
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
          R"(symbol=BTCUSDT&newOrderRespType=RESULT&recvWindow=5000&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.015&price=60123.4&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=eda0a5b2c13793b7dd4918029abc94223df38698fc5e66899ed36671ed02c60b)"));
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
          R"(symbol=BTCUSDT&newOrderRespType=RESULT&recvWindow=5000&side=SELL&type=MARKET&quantity=1.25&newClientOrderId=run7000000000042&timestamp=1729757730123&signature=a2b98bcd73b9faeb948391849542ca7a465c2c74184552cca99ec0beb2c62085)"));
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

TEST_CASE("Binance spot over a WebSocket that has logged in: neither key nor signature") {
  const auto spot = binance_spot(Transport::websocket);
  CHECK(encoded(spot, of_kind(OrderKind::limit_ioc, limit_order(kSpot, "60123.45", "0.015"))) ==
        R"({"id":"nrun7000000000042","method":"order.place","params":{"symbol":"BTCUSDT","newOrderRespType":"FULL",)"
        R"("side":"BUY","type":"LIMIT","timeInForce":"IOC","quantity":"0.015","price":"60123.45",)"
        R"("newClientOrderId":"run7000000000042","recvWindow":5000,"timestamp":1729757730123}})");
  CHECK(encoded(spot, market_order(kSpot, "1.25")) ==
        R"({"id":"nrun7000000000042","method":"order.place","params":{"symbol":"BTCUSDT","newOrderRespType":"FULL",)"
        R"("side":"SELL","type":"MARKET","quantity":"1.25","newClientOrderId":"run7000000000042","recvWindow":5000,)"
        R"("timestamp":1729757730123}})");
  CHECK(encoded(spot, cancel_of(kSpot)) ==
        R"({"id":"crun7000000000042","method":"order.cancel","params":{"symbol":"BTCUSDT",)"
        R"("origClientOrderId":"run7000000000042","recvWindow":5000,"timestamp":1729757730123}})");
  CHECK(
      encoded(spot, amended(limit_order(kSpot, "60000", "1"), nullptr, "0.5")) ==
      R"({"id":"arun7000000000042","method":"order.amend.keepPriority","params":{"symbol":"BTCUSDT","newQty":"0.5",)"
      R"("newClientOrderId":"run7000000000042","origClientOrderId":"run7000000000042","recvWindow":5000,"timestamp":1729757730123}})");
}

TEST_CASE("Binance USDⓈ-M over a WebSocket that has logged in") {
  const auto perp = binance_perp(Transport::websocket);
  CHECK(encoded(perp, reducing(of_kind(OrderKind::post_only, limit_order(kPerp, "60123.4", "0.015")))) ==
        R"({"id":"nrun7000000000042","method":"order.place","params":{"symbol":"BTCUSDT","newOrderRespType":"RESULT",)"
        R"("side":"BUY","type":"LIMIT","timeInForce":"GTX","quantity":"0.015","price":"60123.4","reduceOnly":"true",)"
        R"("newClientOrderId":"run7000000000042","recvWindow":5000,"timestamp":1729757730123}})");
  CHECK(encoded(perp, amended(limit_order(kPerp, "50000", "1"), "60000", "0.5")) ==
        R"({"id":"arun7000000000042","method":"order.modify","params":{"symbol":"BTCUSDT","side":"BUY",)"
        R"("quantity":"0.5","price":"60000","origClientOrderId":"run7000000000042","recvWindow":5000,)"
        R"("timestamp":1729757730123}})");
  wire::OrderBuffer out;
  const wire::EncodeResult without = perp.encode(amended(limit_order(kPerp, "60000", "1"), nullptr, "0.5"), kNow, out);
  CHECK(without.fault == wire::EncodeFault::amend_not_offered);
  CHECK(out.bytes().empty());
}

// Signatures by Python's hmac module, over the parameters sorted by name.
TEST_CASE("Binance over a WebSocket that has not logged in: each message has key and signature") {
  const auto spot = binance_spot(Transport::signed_websocket);
  CHECK(
      encoded(spot, of_kind(OrderKind::limit_ioc, limit_order(kSpot, "60123.45", "0.015"))) ==
      R"j({"id":"nrun7000000000042","method":"order.place","params":{"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A","newClientOrderId":"run7000000000042","newOrderRespType":"FULL","price":"60123.45","quantity":"0.015","recvWindow":5000,"side":"BUY","symbol":"BTCUSDT","timeInForce":"IOC","timestamp":1729757730123,"type":"LIMIT","signature":"5fd4c39c91d84daa3b39b93e37504a44d041143cb41e9c2d0aed94f2bc949119"}})j");
  CHECK(
      encoded(spot, cancel_of(kSpot)) ==
      R"j({"id":"crun7000000000042","method":"order.cancel","params":{"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A","origClientOrderId":"run7000000000042","recvWindow":5000,"symbol":"BTCUSDT","timestamp":1729757730123,"signature":"636e7dcb070c84e2d3c5db902d3c8bbf49ffa5f3e371ea5133a41f870108ffe2"}})j");
  CHECK(
      encoded(spot, amended(limit_order(kSpot, "60000", "1"), nullptr, "0.5")) ==
      R"j({"id":"arun7000000000042","method":"order.amend.keepPriority","params":{"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A","newClientOrderId":"run7000000000042","newQty":"0.5","origClientOrderId":"run7000000000042","recvWindow":5000,"symbol":"BTCUSDT","timestamp":1729757730123,"signature":"bff6fee1c32503af9458418f2cfbbbbf87be1e97f739401f6e5e938953c68d2e"}})j");
  const auto perp = binance_perp(Transport::signed_websocket);
  CHECK(
      encoded(perp, reducing(market_order(kPerp, "1.25"))) ==
      R"j({"id":"nrun7000000000042","method":"order.place","params":{"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A","newClientOrderId":"run7000000000042","newOrderRespType":"RESULT","quantity":"1.25","recvWindow":5000,"reduceOnly":"true","side":"SELL","symbol":"BTCUSDT","timestamp":1729757730123,"type":"MARKET","signature":"20723289e663715be0dd49c35ecd0431e178481eb8c419c35c62c02949fe2106"}})j");
  CHECK(
      encoded(perp, amended(limit_order(kPerp, "50000", "1"), "60000", "0.5")) ==
      R"j({"id":"arun7000000000042","method":"order.modify","params":{"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A","origClientOrderId":"run7000000000042","price":"60000","quantity":"0.5","recvWindow":5000,"side":"BUY","symbol":"BTCUSDT","timestamp":1729757730123,"signature":"a73c97152ddfdc35602d7bcb31d0c1793cb9ef0c8f0158bf206af75d545378e1"}})j");
}

TEST_CASE("a key that would need to be escaped in a signed message is refused, without being shown") {
  auto made = settings("api.binance.com", {spot_terms("BTCUSDT")});
  made.transport = Transport::signed_websocket;
  made.credentials.key = Secret("abc\"def");
  const auto encoder = binance::OrderEncoder::create(Product::spot, made);
  REQUIRE(!encoder);
  CHECK(encoder.error().text().find("abc") == std::string::npos);
}

}  // namespace
}  // namespace basis
