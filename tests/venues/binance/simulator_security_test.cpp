#include "tests/venues/binance/simulator_support.hpp"
#include "venues/binance/simulator_call.hpp"

using namespace basis;
using namespace basis::test;

/// rest-api.md of binance-spot-api-docs, "Signed Endpoint Examples for POST /api/v3/order": the same signature whether
/// the parameters come in the body, in the query, or in both.
TEST_CASE("simulated binance: signed text and signature of the venue's own example") {
  constexpr std::string_view kSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
  constexpr std::string_view kQuery = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
  constexpr std::string_view kRest = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
  constexpr std::string_view kSignature = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
  binance::simulated::Params whole;
  whole.add_form(std::string(kQuery) + "&" + std::string(kRest) + "&signature=" + std::string(kSignature));
  CHECK(BinanceVenue::sign(kSecret, whole.signed_text()) == kSignature);
  CHECK(whole.text("signature") == kSignature);
  // Query and body follow each other without a sign between them.
  binance::simulated::Params mixed;
  mixed.add_form(kQuery);
  mixed.add_form(kRest);
  CHECK(BinanceVenue::sign(kSecret, mixed.signed_text()) ==
        "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77");
}

TEST_CASE("simulated binance: keys, times and signatures are refused as the venue does") {
  BinanceVenue venue;
  const auto call = [&](const std::string& key, const std::string& secret, const std::string& query) {
    std::vector<net::HttpHeader> headers;
    if (!key.empty()) headers.push_back({"x-mbx-apikey", key});
    const auto answer = venue.send(
        {"GET", "/api/v3/account?" + query + "&signature=" + BinanceVenue::sign(secret, query), headers, {}});
    return fmt::format("{} {}", answer->response.status, BinanceVenue::told(*answer));
  };
  const std::int64_t now = sim::millis(venue.now);
  CHECK(call("", "demo-secret", venue.stamped("")) == "401 -2014 API-key format invalid.");
  CHECK(call("wrong", "demo-secret", venue.stamped("")) == "401 -2015 Invalid API-key, IP, or permissions for action.");
  CHECK(call("demo-key", "wrong", venue.stamped("")) == "400 -1022 Signature for this request is not valid.");
  CHECK(call("demo-key", "demo-secret", fmt::format("timestamp={}", now - 5'001)) ==
        "400 -1021 Timestamp for this request is outside of the recvWindow.");
  CHECK(call("demo-key", "demo-secret", fmt::format("timestamp={}", now + 1'001)) ==
        "400 -1021 Timestamp for this request was 1000ms ahead of the server's time.");
  CHECK(call("demo-key", "demo-secret", fmt::format("timestamp={}&recvWindow=60001", now)) ==
        "400 -1131 recvWindow must be less than 60000.");
  CHECK(call("demo-key", "demo-secret", "recvWindow=5000").starts_with("400 -1102 Mandatory parameter 'timestamp'"));
  CHECK(call("demo-key", "demo-secret", fmt::format("timestamp={}000", now)).starts_with("200"));
  CHECK(call("demo-key", "demo-secret", fmt::format("timestamp={}&recvWindow=60000", now - 60'000)).starts_with("200"));
}

TEST_CASE("simulated binance: limits of weight and orders") {
  BinanceVenue venue;
  // exchangeInfo weighs 20: 300 of them fill a minute of 6,000.
  for (int i = 0; i < 300; ++i) CHECK(venue.get("/api/v3/exchangeInfo")->response.status == 200);
  const auto over = venue.get("/api/v3/ping");
  CHECK(over->response.status == 429);
  CHECK(BinanceVenue::told(*over).starts_with("-1003 Too much request weight used"));
  CHECK(over->header("Retry-After") == "61");
  for (int i = 0; i < 9; ++i) CHECK(venue.get("/api/v3/ping")->response.status == 429);
  CHECK(venue.get("/api/v3/ping")->response.status == 418);
  venue.pass(kMinute);
  CHECK(venue.get("/api/v3/ping")->response.status == 418);
  CHECK(venue.get("/api/v3/ping")->header("Retry-After") == "61");
  venue.pass(kMinute * 2);
  CHECK(venue.get("/api/v3/ping")->response.status == 200);
  CHECK(venue.get("/api/v3/ping")->header("X-MBX-USED-WEIGHT-1M") == "2");
  const std::string order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000";
  for (int i = 0; i < 50; ++i) CHECK(venue.signed_call("POST", "/api/v3/order", order)->response.status == 200);
  const auto many = venue.signed_call("POST", "/api/v3/order", order);
  CHECK(many->response.status == 429);
  CHECK(BinanceVenue::told(*many) == "-1015 Too many new orders; current limit is 50 orders per 10 SECOND.");
  CHECK(many->header("X-MBX-USED-WEIGHT-1M") == "2");  // orders that the venue takes cost no weight
  venue.pass(kSecond * 10);
  CHECK(venue.signed_call("POST", "/api/v3/order", order)->response.status == 200);
}
