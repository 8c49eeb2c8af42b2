#include "tests/venues/bybit/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::int64_t update_of(const std::string& frame) { return parse_json(frame).value().at("data").at("u").as_int64(); }

}  // namespace

TEST_CASE("simulated bybit: a book's topic begins with a snapshot and goes on without a gap") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/public/spot");
  heard->handler->on_text(R"({"req_id":"7","op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
  auto frames = heard->socket.take();
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].find(R"("success":true,"ret_msg":"subscribe")") != frames[0].npos);
  CHECK(frames[0].find(R"("req_id":"7","op":"subscribe")") != frames[0].npos);
  CHECK(frames[1].find(R"("type":"snapshot")") != frames[1].npos);
  CHECK(frames[1].find(R"("b":[["60000","2"],["59990","5"]],"a":[["60010","1"],["60020","4"]])") != frames[1].npos);
  const std::int64_t first = update_of(frames[1]);
  venue.levels(venue.spot, {{"60000", "3"}}, {});
  venue.levels(venue.spot, {{"60001", "1"}}, {{"60010", "0"}});
  CHECK(heard->socket.texts.empty());
  venue.pass(Nanos{20'000'000});
  frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("type":"delta")") != frames[0].npos);
  CHECK(frames[0].find(R"("b":[["60001","1"],["60000","3"]],"a":[["60010","0"]])") != frames[0].npos);
  CHECK(update_of(frames[0]) == first + 1);
  venue.levels(venue.spot, {{"60001", "0"}}, {});
  venue.pass(Nanos{20'000'000});
  frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(update_of(frames[0]) == first + 2);
}

TEST_CASE("simulated bybit: the first level is told whole, again when it is idle, and levels come into a depth") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/public/linear", R"("orderbook.1.BTCUSDT")");
  venue.levels(venue.perp, {{"60051", "1"}}, {});
  venue.pass(Nanos{10'000'000});
  auto frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("type":"snapshot")") != frames[0].npos);
  CHECK(frames[0].find(R"("b":[["60051","1"]],"a":[["60060","2"]])") != frames[0].npos);
  const std::int64_t update = update_of(frames[0]);
  venue.pass(kSecond * 3);
  frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(update_of(frames[0]) == update);
  // The level behind the best is not this topic's.
  venue.levels(venue.perp, {{"60050", "9"}}, {});
  venue.pass(Nanos{10'000'000});
  CHECK(heard->socket.take().empty());
}

TEST_CASE("simulated bybit: trades and tickers, whole and in part") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/public/linear");
  heard->handler->on_text(R"({"op":"subscribe","args":["publicTrade.BTCUSDT","tickers.BTCUSDT"]})");
  auto frames = heard->socket.take();
  REQUIRE(frames.size() == 2);
  CHECK(frames[1].find(R"("type":"snapshot")") != frames[1].npos);
  CHECK(frames[1].find(R"("fundingRate":"0.0001")") != frames[1].npos);
  CHECK(frames[1].find(R"("nextFundingTime":")") != frames[1].npos);
  venue.sold(venue.perp, "60050", "0.5");
  frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("p":"60050","v":"0.5","S":"Sell","s":"BTCUSDT")") != frames[0].npos);
  venue.exchanges->markets().set_mark(venue.perp, price("60056"), price("60006"), venue.now);
  venue.pass(Nanos{100'000'000});
  frames = heard->socket.with("tickers.");
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("type":"delta")") != frames[0].npos);
  CHECK(frames[0].find(R"("markPrice":"60056","indexPrice":"60006")") != frames[0].npos);
  CHECK(frames[0].find("fundingRate") == frames[0].npos);
}

TEST_CASE("simulated bybit: a topic that is none refuses its request by name; pings have each route's answer") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/public/linear");
  heard->handler->on_text(R"({"req_id":"9","op":"subscribe","args":["publicTrade.BTCUSDT","publicTrade.NOUSDT"]})");
  auto frames = heard->socket.take();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].find(R"("success":false,"ret_msg":"error:handler not found,topic:publicTrade.NOUSDT")") !=
        frames[0].npos);
  venue.sold(venue.perp, "60050", "0.5");
  CHECK(heard->socket.take().empty());
  heard->handler->on_text(R"({"op":"ping"})");
  CHECK(heard->socket.take()[0].find(R"("ret_msg":"pong")") != std::string::npos);
  const auto hidden = venue.connect("/v5/private");
  hidden->handler->on_text(R"({"req_id":"1","op":"ping"})");
  CHECK(hidden->socket.take()[0].starts_with(R"({"req_id":"1","op":"pong","args":[")"));
  const auto trade = venue.connect("/v5/trade");
  trade->handler->on_text(R"({"op":"ping"})");
  CHECK(trade->socket.take()[0].starts_with(R"({"retCode":0,"retMsg":"OK","op":"pong","data":[")"));
  ToldSocket none;
  CHECK(venue.service().on_upgrade({"GET", "/v5/public/nowhere", {}, {}}, none) == nullptr);
  // Ten minutes without a word, and it is cut off.
  venue.pass(kMinute * 10);
  CHECK(heard->socket.dropped);
}

TEST_CASE("simulated bybit: what the private topics tell of one order") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/private", R"("order","execution","execution.fast","position","wallet")");
  venue.order("linear", "Buy", R"("orderType":"Limit","qty":"3","price":"60060","orderLinkId":"s")");
  const auto orders = heard->socket.with(R"("topic":"order")");
  REQUIRE(orders.size() == 2);
  CHECK(field(first_of(orders[0]), "orderStatus") == "New");
  CHECK(field(first_of(orders[1]), "orderStatus") == "PartiallyFilled");
  CHECK(field(first_of(orders[1]), "leavesQty") == "1");
  const auto fills = heard->socket.with(R"("topic":"execution")");
  REQUIRE(fills.size() == 1);
  CHECK(field(first_of(fills[0]), "execQty") == "2");
  // 120,120 * 5.5 bps.
  CHECK(field(first_of(fills[0]), "execFee") == "66.066");
  const auto fast = heard->socket.with(R"("topic":"execution.fast")");
  REQUIRE(fast.size() == 1);
  CHECK_FALSE(first_of(fast[0]).as_object().contains("execFee"));
  CHECK(field(first_of(fast[0]), "orderLinkId") == "s");
  CHECK(field(first_of(heard->socket.with(R"("topic":"position")")[0]), "size") == "2");
  const auto wallet = first_of(heard->socket.with(R"("topic":"wallet")")[0]);
  CHECK(field(wallet.at("coin").as_array().at(0), "walletBalance") == "999933.934");
  heard->socket.take();
  // A maker's fast report has no client id.
  venue.sold(venue.perp, "60000", "5");
  venue.exchanges->markets().trade(venue.perp, price("60059"), quantity("5"), TakerSide::sell, venue.now);
  CHECK(field(first_of(heard->socket.with(R"("topic":"execution.fast")").back()), "orderLinkId").empty());
  heard->socket.take();
  // A cancel that comes too late is refused, and the end is told again.
  CHECK(venue.told("POST", "/v5/order/cancel", R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"s"})")
            .starts_with("110001"));
  REQUIRE(heard->socket.with(R"("topic":"order")").size() == 1);
  CHECK(field(first_of(heard->socket.texts[0]), "orderStatus") == "Filled");
}

TEST_CASE("simulated bybit: order entry over a WebSocket") {
  BybitVenue venue;
  const auto trade = venue.connect("/v5/trade");
  const std::string order =
      R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"1","price":"59990","orderLinkId":"w"})";
  venue.command(*trade, "r-1", "order.create", order);
  auto answer = parse_json(trade->socket.take().at(0)).value();
  CHECK(field(answer, "reqId") == "r-1");
  CHECK(field(answer, "retCode") == "0");
  CHECK(field(answer.at("data"), "orderLinkId") == "w");
  CHECK(field(answer.at("header"), "X-Bapi-Limit-Status") == "9");
  venue.command(*trade, "r-1", "order.create", order);
  CHECK(field(parse_json(trade->socket.take().at(0)).value(), "retCode") == "20006");
  venue.command(*trade, "r-2", "order.create", order);
  CHECK(field(parse_json(trade->socket.take().at(0)).value(), "retCode") == "110072");
  venue.command(*trade, "r-3", "order.none", order);
  CHECK(field(parse_json(trade->socket.take().at(0)).value(), "retCode") == "10404");
  venue.command(*trade, "r-4", "order.cancel", R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"w"})");
  CHECK(field(parse_json(trade->socket.take().at(0)).value(), "retCode") == "0");
  trade->handler->on_text(R"({"reqId":"r-5","header":{"X-BAPI-TIMESTAMP":"1"},"op":"order.cancel","args":[{}]})");
  CHECK(field(parse_json(trade->socket.take().at(0)).value(), "retCode") == "10002");
  ToldSocket stranger;
  const auto handler = venue.service().on_upgrade({"GET", "/v5/trade", {}, {}}, stranger);
  handler->on_text(R"({"reqId":"1","op":"order.create","header":{},"args":[{}]})");
  CHECK(field(parse_json(stranger.take().at(0)).value(), "retCode") == "10005");
  handler->on_text(R"({"reqId":"2","op":"auth","args":["demo-key",99999999999999,"00"]})");
  CHECK(field(parse_json(stranger.take().at(0)).value(), "retCode") == "10004");
}
