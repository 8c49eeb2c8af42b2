#include "tests/venues/binance/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated binance: an order that would meet one of our own") {
  BinanceVenue venue;
  venue.signed_call(
      "POST", "/api/v3/order",
      "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=60010&newClientOrderId=rests");
  const auto buy = venue.signed_call("POST", "/api/v3/order",
                                     "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.5&price=60010");
  CHECK(field(buy->json(), "executedQty") == "0.50000000");
  CHECK(field(venue.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=rests")->json(), "status") ==
        "EXPIRED_IN_MATCH");
  venue.signed_call(
      "POST", "/api/v3/order",
      "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=60020&newClientOrderId=stays");
  const auto taker = venue.signed_call("POST", "/api/v3/order",
                                       "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.5&price=60020&"
                                       "selfTradePreventionMode=EXPIRE_TAKER");
  CHECK(field(taker->json(), "status") == "EXPIRED_IN_MATCH");
  CHECK(field(taker->json(), "executedQty") == "0.00000000");
}

TEST_CASE("simulated binance: IOC and FOK leave nothing open") {
  BinanceVenue venue;
  const auto place = [&](const char* force, const char* size, const char* limit) {
    const auto json =
        venue
            .signed_call("POST", "/api/v3/order",
                         fmt::format("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce={}&quantity={}&price={}", force,
                                     size, limit))
            ->json();
    return field(json, "status") + " " + field(json, "executedQty");
  };
  CHECK(place("IOC", "1", "60009") == "EXPIRED 0.00000000");
  CHECK(place("FOK", "1.00001", "60010") == "EXPIRED 0.00000000");
  CHECK(place("IOC", "1.5", "60010") == "EXPIRED 1.00000000");
  CHECK(place("FOK", "4", "60020") == "FILLED 4.00000000");
  CHECK(venue.signed_call("GET", "/api/v3/openOrders")->json().as_array().empty());
}

TEST_CASE("simulated binance: fees in BNB where the account wants it and has some") {
  BinanceVenue venue;
  const MarketId bnb = *venue.universe().find("binance", Product::spot, "BNBUSDT");
  CHECK(field(venue.signed_call("POST", "/sapi/v1/bnbBurn", "spotBNBBurn=true")->json(), "spotBNBBurn") == "true");
  venue.levels(bnb, {{"599.99", "10"}}, {{"600.01", "10"}}, true);
  CHECK(venue.send({"POST", "/__sim/transfer", {}, R"({"venue":"binance","asset":"BNB","amount":"0.15"})"})
            ->response.status == 200);
  const auto fee = [&] {
    const auto json =
        venue.signed_call("POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1")->json();
    return field(json.at("fills").at(0), "commission") + " " + field(json.at("fills").at(0), "commissionAsset");
  };
  // 60,010 * 10 bps / 600 = 0.1000166..., rounded up.
  CHECK(fee() == "0.10001667 BNB");
  // What is left is not enough for the next.
  CHECK(fee() == "0.00100000 BTC");
}

TEST_CASE("simulated binance: latency on both ways") {
  BinanceVenue venue(true, {}, parse_latency("1000", 1).value());
  const auto answer = venue.get("/api/v3/time");
  venue.pass(Nanos{1'999'000});
  CHECK_FALSE(answer->answered);
  venue.pass(Nanos{1'000});
  CHECK(answer->answered);
}

TEST_CASE("simulated binance: windows of queries, and what is forgotten") {
  BinanceVenue venue;
  const std::int64_t now = sim::millis(venue.now);
  const auto told = [&](const char* path, std::int64_t hours) {
    return BinanceVenue::told(*venue.signed_call(
        "GET", path, fmt::format("symbol=BTCUSDT&startTime={}&endTime={}", now - hours * 3'600'000, now)));
  };
  CHECK(told("/api/v3/myTrades", 24) == "[]");
  CHECK(told("/api/v3/myTrades", 25) == "-1127 More than 24 hours between startTime and endTime.");
  CHECK(told("/fapi/v1/userTrades", 168) == "[]");
  CHECK(told("/fapi/v1/userTrades", 169) == "-4165 Search window is restricted to 7 days.");
  venue.signed_call("POST", "/fapi/v1/order",
                    "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&price=60000");
  CHECK(venue.signed_call("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT")->json().as_array().size() == 1);
  venue.pass(kDay * 3 + kSecond);
  CHECK(venue.signed_call("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT")->json().as_array().empty());
  CHECK(BinanceVenue::told(*venue.signed_call("GET", "/fapi/v1/order", "symbol=BTCUSDT&orderId=1000001")) ==
        "-2013 Order does not exist.");
}

TEST_CASE("simulated binance: microseconds, where they are asked for") {
  BinanceVenue venue;
  const auto answer = venue.send({"GET", "/api/v3/time", {{"X-MBX-TIME-UNIT", "MICROSECOND"}}, {}});
  CHECK(answer->response.body == fmt::format(R"({{"serverTime":{}}})", venue.now.nanos() / 1'000));
}

TEST_CASE("simulated binance: an order of the quote's size, and parameters in the body") {
  BinanceVenue venue;
  // 60,010 buys 1 at the first level; 30,010 more buy 0.5 at 60,020.
  const std::string body = venue.stamped("symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=90020");
  const auto answer = venue.send({"POST",
                                  "/api/v3/order",
                                  {{"X-MBX-APIKEY", "demo-key"}},
                                  body + "&signature=" + BinanceVenue::sign("demo-secret", body)});
  CHECK(field(answer->json(), "executedQty") == "1.50000000");
  CHECK(field(answer->json(), "cummulativeQuoteQty") == "90020.00000000");
}

TEST_CASE("simulated binance: money that moves is told on the user stream") {
  BinanceVenue venue;
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws-api/v3", {}, {}}, heard);
  const std::int64_t now = sim::millis(venue.now);
  handler->on_text(fmt::format(
      R"({{"id":1,"method":"userDataStream.subscribe.signature","params":{{"apiKey":"demo-key","timestamp":{},"signature":"{}"}}}})",
      now, BinanceVenue::sign("demo-secret", fmt::format("apiKey=demo-key&timestamp={}", now))));
  heard.take();
  venue.signed_call("POST", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=100");
  const auto moved = heard.with("balanceUpdate");
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].find(R"("a":"USDT","d":"-100.00000000")") != moved[0].npos);
  CHECK(heard.with(R"({"a":"USDT","f":"999900.00000000","l":"0.00000000"})").size() == 1);
  CHECK(BinanceVenue::told(
            *venue.signed_call("POST", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=10000000")) ==
        "-5013 Asset transfer failed: insufficient balance");
}
