#include "tests/venues/binance/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated binance: a book's stream joins the snapshot, without a gap") {
  BinanceVenue venue;
  ToldSocket heard;
  const auto handler =
      venue.service().on_upgrade({"GET", "/stream?streams=btcusdt@depth@100ms/btcusdt@trade", {}, {}}, heard);
  REQUIRE(handler != nullptr);
  venue.pass(kSecond);
  heard.take();
  const std::int64_t snapshot = venue.get("/api/v3/depth?symbol=BTCUSDT&limit=5")->json().at("lastUpdateId").as_int64();
  venue.levels(venue.spot, {{"60000", "3"}}, {});
  venue.levels(venue.spot, {{"60001", "1"}}, {{"60010", "0"}});
  CHECK(heard.texts.empty());
  venue.pass(Nanos{100'000'000});
  auto frames = heard.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0] ==
        fmt::format(R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"BTCUSDT","U":{},"u":{},)"
                    R"("b":[["60001.00000000","1.00000000"],["60000.00000000","3.00000000"]],)"
                    R"("a":[["60010.00000000","0.00000000"]]}}}})",
                    sim::millis(venue.now), snapshot + 1, snapshot + 3));
  venue.levels(venue.spot, {{"60001", "0"}}, {});
  venue.pass(Nanos{100'000'000});
  frames = heard.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(fmt::format(R"("U":{},"u":{})", snapshot + 4, snapshot + 4)) != frames[0].npos);
  venue.sold(venue.spot, "60000", "0.5");
  frames = heard.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("e":"trade")") != frames[0].npos);
  CHECK(frames[0].find(R"("p":"60000.00000000","q":"0.50000000")") != frames[0].npos);
  CHECK(frames[0].find(R"("m":true)") != frames[0].npos);
}

TEST_CASE("simulated binance: USDⓈ-M streams name the update before, and keep to their routes") {
  BinanceVenue venue;
  ToldSocket books, others;
  const auto first = venue.service().on_upgrade({"GET", "/public/ws/btcusdt@depth@0ms", {}, {}}, books);
  const auto second = venue.service().on_upgrade({"GET", "/market/ws/btcusdt@depth@0ms", {}, {}}, others);
  venue.levels(venue.perp, {{"60051", "1"}}, {});
  venue.levels(venue.perp, {{"60052", "1"}}, {});
  REQUIRE(books.texts.size() == 2);
  CHECK(others.texts.empty());
  const auto one = parse_json(books.texts[0]).value();
  const auto two = parse_json(books.texts[1]).value();
  CHECK(two.at("pu") == one.at("u"));
  second->on_text(R"({"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s","nonsense"],"id":7})");
  CHECK(others.take() == std::vector<std::string>{R"({"result":null,"id":7})"});
  venue.exchanges->markets().set_mark(venue.perp, price("60056"), price("60006"), venue.now);
  REQUIRE(others.texts.size() == 1);
  CHECK(others.texts[0].find(R"("p":"60056.00000000","i":"60006.00000000")") != others.texts[0].npos);
  CHECK(others.texts[0].find(R"("r":"0.00010000")") != others.texts[0].npos);
  others.take();
  second->on_text(R"({"method":"LIST_SUBSCRIPTIONS","id":8})");
  CHECK(others.take()[0] == R"({"result":["btcusdt@depth@0ms","btcusdt@markPrice@1s","nonsense"],"id":8})");
  second->on_text(R"({"method":"UNSUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":9})");
  others.take();
  venue.exchanges->markets().set_mark(venue.perp, price("60057"), price("60007"), venue.now);
  CHECK(others.texts.empty());
  CHECK(venue.service().on_upgrade({"GET", "/public/nothing", {}, {}}, books) == nullptr);
}

TEST_CASE("simulated binance: orders and events over the WebSocket API") {
  BinanceVenue venue;
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws-api/v3", {}, {}}, heard);
  const std::int64_t now = sim::millis(venue.now);
  const auto signature = [&](const std::string& sorted) { return BinanceVenue::sign("demo-secret", sorted); };
  handler->on_text(fmt::format(
      R"({{"id":"u","method":"userDataStream.subscribe.signature","params":{{"apiKey":"demo-key","timestamp":{},"signature":"{}"}}}})",
      now, signature(fmt::format("apiKey=demo-key&timestamp={}", now))));
  CHECK(heard.take()[0].starts_with(R"({"id":"u","status":200,"result":{"subscriptionId":0})"));
  // The names of the parameters in the order of the alphabet are what is signed.
  const std::string sorted = fmt::format(
      "apiKey=demo-key&newClientOrderId=w1&price=60000&quantity=1&side=SELL&symbol=BTCUSDT&timeInForce=IOC&timestamp={}"
      "&type=LIMIT",
      now);
  handler->on_text(fmt::format(
      R"({{"id":1,"method":"order.place","params":{{"symbol":"BTCUSDT","side":"SELL","type":"LIMIT","timeInForce":"IOC",)"
      R"("price":"60000","quantity":1,"newClientOrderId":"w1","apiKey":"demo-key","timestamp":{},"signature":"{}"}}}})",
      now, signature(sorted)));
  const auto frames = heard.take();
  REQUIRE(frames.size() == 4);
  CHECK(frames[0].starts_with(R"({"subscriptionId":0,"event":{"e":"executionReport")"));
  CHECK(frames[0].find(R"("x":"NEW","X":"NEW")") != frames[0].npos);
  CHECK(frames[1].find(R"("x":"TRADE","X":"FILLED")") != frames[1].npos);
  CHECK(frames[1].find(R"("l":"1.00000000","z":"1.00000000","L":"60000.00000000","n":"60.00000000","N":"USDT")") !=
        frames[1].npos);
  CHECK(frames[2].find(R"("e":"outboundAccountPosition")") != frames[2].npos);
  CHECK(frames[2].find(R"({"a":"BTC","f":"99.00000000","l":"0.00000000"})") != frames[2].npos);
  CHECK(frames[3].starts_with(R"({"id":1,"status":200,"result":{"symbol":"BTCUSDT")"));
  handler->on_text(fmt::format(
      R"({{"id":2,"method":"order.place","params":{{"symbol":"BTCUSDT","apiKey":"demo-key","timestamp":{},"signature":"00"}}}})",
      now));
  CHECK(heard.take()[0].find(R"("status":400,"error":{"code":-1022)") != std::string::npos);
  handler->on_text(fmt::format(
      R"({{"id":3,"method":"session.logon","params":{{"apiKey":"demo-key","timestamp":{},"signature":"{}"}}}})", now,
      signature(fmt::format("apiKey=demo-key&timestamp={}", now))));
  CHECK(heard.take()[0].find("-4056") != std::string::npos);
  handler->on_text("no json");
  CHECK(heard.take()[0].find("-1135") != std::string::npos);
  handler->on_text(R"({"id":4,"method":"nothing"})");
  CHECK(heard.take()[0].find("-1130") != std::string::npos);
}

TEST_CASE("simulated binance: a cancel's report names the order by C") {
  BinanceVenue venue;
  ToldSocket heard;
  const auto handler = venue.service().on_upgrade({"GET", "/ws-api/v3", {}, {}}, heard);
  const std::int64_t now = sim::millis(venue.now);
  handler->on_text(fmt::format(
      R"({{"id":"u","method":"userDataStream.subscribe.signature","params":{{"apiKey":"demo-key","timestamp":{},"signature":"{}"}}}})",
      now, BinanceVenue::sign("demo-secret", fmt::format("apiKey=demo-key&timestamp={}", now))));
  venue.signed_call("POST", "/api/v3/order",
                    "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=59000&newClientOrderId=old");
  venue.signed_call("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=old&newClientOrderId=new");
  const auto reports = heard.with(R"("x":"CANCELED")");
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].find(R"("c":"new")") != reports[0].npos);
  CHECK(reports[0].find(R"("C":"old")") != reports[0].npos);
  CHECK(reports[0].find(R"("t":-1)") != reports[0].npos);
}
