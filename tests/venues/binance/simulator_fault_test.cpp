#include "tests/venues/binance/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::vector<sim::ExchangeFault> script(std::string_view text) {
  auto faults = sim::parse_faults(text, "faults.yaml");
  REQUIRE(faults.has_value());
  return std::move(faults).value();
}

const std::string kRests = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=59000";

std::size_t open_count(BinanceVenue& venue) {
  return venue.signed_call("GET", "/api/v3/openOrders")->json().as_array().size();
}

}  // namespace

TEST_CASE("simulated binance faults: each kind of a request") {
  const auto one = [](const std::string& entry) {
    return script("faults: {one: {on: POST /api/v3/order, " + entry + "}}");
  };
  SUBCASE("lost") {
    BinanceVenue venue(true, one("kind: lose"));
    CHECK_FALSE(venue.signed_call("POST", "/api/v3/order", kRests)->answered);
    CHECK(open_count(venue) == 0);
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->answered);
  }
  SUBCASE("dropped") {
    BinanceVenue venue(true, one("kind: drop"));
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->dropped);
    CHECK(open_count(venue) == 0);
  }
  SUBCASE("done without an answer") {
    BinanceVenue venue(true, one("kind: no_answer"));
    CHECK_FALSE(venue.signed_call("POST", "/api/v3/order", kRests)->answered);
    CHECK(open_count(venue) == 1);
  }
  SUBCASE("done, and cut off") {
    BinanceVenue venue(true, one("kind: cut"));
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->dropped);
    CHECK(open_count(venue) == 1);
  }
  SUBCASE("done, and unknown") {
    BinanceVenue venue(true, one("kind: unknown"));
    const auto answer = venue.signed_call("POST", "/api/v3/order", kRests);
    CHECK(answer->response.status == 504);
    CHECK(BinanceVenue::told(*answer).starts_with("-1007"));
    CHECK(open_count(venue) == 1);
  }
  SUBCASE("not done, and told so") {
    BinanceVenue venue(true, one("kind: unavailable"));
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->response.status == 503);
    CHECK(open_count(venue) == 0);
  }
  SUBCASE("refused with words of the script, the second time") {
    BinanceVenue venue(true, one("kind: refuse, nth: 2, code: -2010, message: Nope"));
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->response.status == 200);
    CHECK(BinanceVenue::told(*venue.signed_call("POST", "/api/v3/order", kRests)) == "-2010 Nope");
    CHECK(venue.signed_call("POST", "/api/v3/order", kRests)->response.status == 200);
  }
  SUBCASE("late to arrive") {
    BinanceVenue venue(true, one("kind: delay, seconds: 1"));
    const auto answer = venue.signed_call("POST", "/api/v3/order", kRests);
    CHECK_FALSE(answer->answered);
    CHECK(open_count(venue) == 0);
    venue.pass(kSecond);
    CHECK(answer->response.status == 200);
  }
  SUBCASE("late to answer") {
    BinanceVenue venue(true, one("kind: slow_answer, seconds: 1"));
    const auto answer = venue.signed_call("POST", "/api/v3/order", kRests);
    CHECK(open_count(venue) == 1);
    CHECK_FALSE(answer->answered);
    venue.pass(kSecond);
    CHECK(answer->response.status == 200);
  }
  SUBCASE("limited and banned") {
    BinanceVenue venue(true, one("kind: ban, seconds: 30"));
    const auto answer = venue.signed_call("POST", "/api/v3/order", kRests);
    CHECK(answer->response.status == 418);
    CHECK(answer->header("Retry-After") == "30");
    CHECK(venue.get("/api/v3/time")->response.status == 418);
    venue.pass(kSecond * 30);
    CHECK(venue.get("/api/v3/time")->response.status == 200);
  }
}

TEST_CASE("simulated binance faults: frames that are missing, doubled and late") {
  BinanceVenue venue(true, script(R"(faults:
  a: {kind: skip, on: "btcusdt@trade", nth: 2}
  b: {kind: repeat, on: "btcusdt@trade", nth: 2}
  c: {kind: silence, on: "btcusdt@aggTrade", nth: 2, seconds: 5}
)"));
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws/btcusdt@trade/btcusdt@aggTrade", {}, {}}, heard);
  for (int i = 0; i < 3; ++i) venue.sold(venue.spot, "60000", "0.1");
  // The first passes; the second is left out; the third is the second that `b` sees.
  CHECK(heard.with(R"("e":"trade")").size() == 3);
  CHECK(heard.with(R"("e":"aggTrade")").size() == 1);
  venue.pass(kSecond * 5);
  heard.take();
  venue.sold(venue.spot, "60000", "0.1");
  CHECK(heard.with(R"("e":"aggTrade")").size() == 1);
}

TEST_CASE("simulated binance faults: what happens at an instant") {
  BinanceVenue venue(true, script(R"(faults:
  a: {kind: halt, at: 1, symbol: BTCUSDT}
  b: {kind: resume, at: 2, symbol: BTCUSDT}
  c: {kind: clock_skew, at: 3, seconds: 10}
  d: {kind: clock_skew, at: 4, seconds: 0}
  e: {kind: shutdown, at: 5, seconds: 1}
  f: {kind: maintenance, at: 10, seconds: 5}
  g: {kind: drop_sockets, at: 20}
)"));
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws/btcusdt@trade", {}, {}}, heard);
  const auto place = [&] { return BinanceVenue::told(*venue.signed_call("POST", "/api/v3/order", kRests)); };
  venue.pass(kSecond);
  CHECK(place() == "-1013 Market is closed.");
  CHECK(venue.get("/api/v3/exchangeInfo?symbol=BTCUSDT")->response.body.find("CANCEL_ONLY") != std::string::npos);
  venue.pass(kSecond);
  CHECK(place().starts_with("{"));
  venue.pass(kSecond);
  CHECK(place() == "-1021 Timestamp for this request is outside of the recvWindow.");
  venue.pass(kSecond);
  CHECK(place().starts_with("{"));
  venue.pass(kSecond);
  CHECK(heard.with("serverShutdown").size() == 1);
  CHECK(heard.closed == 0);
  venue.pass(kSecond);
  CHECK(heard.closed == 1001);
  venue.pass(kSecond * 5);
  CHECK(venue.get("/api/v3/time")->response.status == 503);
  venue.pass(kSecond * 5);
  CHECK(venue.get("/api/v3/time")->response.status == 200);
  venue.pass(kSecond * 5);
  CHECK(heard.dropped);
}

TEST_CASE("simulated binance faults: a liquidation and ADL, by the control channel") {
  BinanceVenue venue;
  const auto key =
      field(venue.send({"POST", "/fapi/v1/listenKey", {{"X-MBX-APIKEY", "demo-key"}}, {}})->json(), "listenKey");
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/private/ws?listenKey=" + key, {}, {}}, heard);
  venue.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2");
  heard.take();
  const auto fault = [&](const std::string& body) {
    CHECK(venue.send({"POST", "/__sim/fault", {}, body})->response.status == 200);
    venue.service().advance(venue.now);
  };
  fault(R"({"kind":"deleveraging","symbol":"BTCUSDT","share":"0.5"})");
  CHECK(heard.with(R"("c":"adl_autoclose")").size() == 1);
  CHECK(field(venue.signed_call("GET", "/fapi/v3/positionRisk")->json().at(0), "positionAmt") == "-1");
  heard.take();
  fault(R"({"kind":"liquidation"})");
  const auto closed = heard.with("autoclose-");
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].find(R"("x":"CALCULATED","X":"FILLED")") != closed[0].npos);
  CHECK(venue.signed_call("GET", "/fapi/v3/positionRisk")->json().as_array().empty());
  CHECK(venue.signed_call("GET", "/fapi/v1/forceOrders")->json().as_array().size() == 2);
  const auto adl = venue.signed_call("GET", "/fapi/v1/forceOrders", "autoCloseType=ADL")->json();
  REQUIRE(adl.as_array().size() == 1);
  CHECK(field(adl.at(0), "clientOrderId") == "adl_autoclose");
  CHECK(venue.send({"POST", "/__sim/fault", {}, R"({"kind":"wish"})"})->response.status == 400);
}

TEST_CASE("simulated binance faults: a fill too many, and a refused subscription") {
  BinanceVenue venue(true, script(R"(faults:
  a: {kind: extra_fill, at: 1, symbol: BTCUSDT}
  b: {kind: refuse, on: SUBSCRIBE, code: 2, message: Invalid request}
)"));
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws/btcusdt@trade", {}, {}}, heard);
  handler->on_text(R"({"method":"SUBSCRIBE","params":["a@b"],"id":1})");
  CHECK(heard.take()[0] == R"({"error":{"code":2,"msg":"Invalid request"},"id":1})");
  const auto placed = venue.signed_call("POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1");
  venue.pass(kSecond);
  const auto trades = venue.signed_call("GET", "/api/v3/myTrades", "symbol=BTCUSDT")->json();
  REQUIRE(trades.as_array().size() == 2);
  CHECK(field(trades.at(0), "orderId") == field(trades.at(1), "orderId"));
  CHECK(field(trades.at(0), "id") != field(trades.at(1), "id"));
  const auto found =
      venue.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&orderId=" + field(placed->json(), "orderId"))->json();
  CHECK(field(found, "origQty") == "1.00000000");
  CHECK(field(found, "executedQty") == "2.00000000");
}

TEST_CASE("simulated binance: margin is called for before it runs out") {
  BinanceVenue venue;
  const auto key =
      field(venue.send({"POST", "/fapi/v1/listenKey", {{"X-MBX-APIKEY", "demo-key"}}, {}})->json(), "listenKey");
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/private/ws?listenKey=" + key, {}, {}}, heard);
  // All but 20,000 USDT leave; 3 BTC are sold at 60,050 for a margin of a tenth.
  venue.send({"POST", "/__sim/transfer", {}, R"({"venue":"binance","pool":"perp","asset":"USDT","amount":"-980000"})"});
  venue.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=3");
  heard.take();
  const auto calls_at = [&](const char* mark) {
    venue.exchanges->markets().set_mark(venue.perp, price(mark), price(mark), venue.now);
    venue.pass(kSecond);
    const std::size_t calls = heard.with("MARGIN_CALL").size();
    heard.take();
    return calls;
  };
  // Fees took 90.075. The tiers need 943 of 198,600: 200 for the first 50,000 and 0.5 % of the rest. Four fifths of
  // what is left are 1,167.94 at 66,200 and 927.94 at 66,300, where 944.5 are needed.
  CHECK(calls_at("66200") == 0);
  CHECK(calls_at("66300") == 1);
  CHECK(calls_at("66301") == 0);  // told already in this minute
  CHECK(heard.with("autoclose-").empty());
}

TEST_CASE("simulated exchange faults: a script with mistakes is refused line by line") {
  const auto faults = sim::parse_faults(R"(faults:
  a: {kind: wish, at: 1}
  b: {kind: lose}
  c: {kind: halt, at: -1, symbol: BTCUSDT}
  d: {kind: refuse, on: x, status: 99, colour: red}
)",
                                        "f.yaml");
  REQUIRE_FALSE(faults.has_value());
  const auto& lines = faults.error().lines;
  REQUIRE(lines.size() == 5);
  CHECK(lines[0].starts_with("f.yaml:5: 'faults.d.colour' is not faults.NAME.KEY (allowed keys: kind | venue"));
  CHECK(lines[1].starts_with("f.yaml:2: faults.a.kind: 'wish' is not allowed (allowed: refuse | lose"));
  CHECK(lines[2] == "f.yaml: faults.b.on is missing (allowed: a request, a command, a stream or an event)");
  CHECK(lines[3] == "f.yaml:4: faults.c.at: '-1' is not allowed (allowed: 0 to 1000000 seconds)");
  CHECK(lines[4] == "f.yaml:5: faults.d.status: '99' is not allowed (allowed: 200 to 599)");
}
