#include "tests/venues/bybit/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::vector<sim::ExchangeFault> script(const std::string& entry) {
  auto faults = sim::parse_faults("faults: {one: {" + entry + "}}", "faults.yaml");
  REQUIRE(faults.has_value());
  return std::move(faults).value();
}

std::size_t open_count(BybitVenue& venue) {
  return venue.list("/v5/order/realtime", "category=linear&symbol=BTCUSDT").size();
}

struct RequestRow {
  const char* kind;
  bool answered;
  bool dropped;
  unsigned status;
  const char* told;
  std::size_t open;
};

}  // namespace

TEST_CASE("simulated bybit faults: each kind of a request") {
  const std::vector<RequestRow> rows = {
      {"kind: lose", false, false, 0, "", 0},
      {"kind: drop", true, true, 0, "", 0},
      {"kind: no_answer", false, false, 0, "", 1},
      {"kind: cut", true, true, 0, "", 1},
      {"kind: unknown", true, false, 200, "10000 Server Timeout", 1},
      {"kind: unavailable", true, false, 429, "429 The trading service", 0},
      {"kind: rate_limit, seconds: 1", true, false, 200, "10006 Too many visits.", 0},
      {"kind: refuse, status: 200, code: 110007, message: Nope", true, false, 200, "110007 Nope", 0},
  };
  for (const RequestRow& row : rows) {
    INFO(row.kind);
    BybitVenue venue(true, script("on: POST /v5/order/create, " + std::string(row.kind)));
    const auto answer = venue.order("linear", "Buy", kBybitRests);
    CHECK(answer->answered == row.answered);
    CHECK(answer->dropped == row.dropped);
    if (row.status > 0) {
      CHECK(answer->response.status == row.status);
      CHECK(BybitVenue::told(*answer).starts_with(row.told));
    }
    CHECK(open_count(venue) == row.open);
  }
  BybitVenue venue(true, script("on: GET /v5/market/time, kind: ban, seconds: 600"));
  CHECK(venue.get("/v5/market/time")->response.status == 403);
  venue.pass(kMinute * 10 - kSecond);
  CHECK(venue.signed_call("GET", "/v5/account/info")->response.status == 403);
  venue.pass(kSecond);
  CHECK(venue.get("/v5/market/time")->response.status == 200);
}

TEST_CASE("simulated bybit faults: each kind of a command of order entry") {
  const std::string order =
      R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"1","price":"59990"})";
  const std::vector<std::tuple<const char*, const char*, std::size_t>> rows = {
      {"kind: unknown", "10016", 1}, {"kind: unavailable", "10019", 0},           {"kind: rate_limit", "10429", 0},
      {"kind: ban", "10403", 0},     {"kind: refuse, code: 110007", "110007", 0},
  };
  for (const auto& [kind, code, open] : rows) {
    INFO(kind);
    BybitVenue venue(true, script("on: order.create, " + std::string(kind)));
    const auto trade = venue.connect("/v5/trade");
    venue.command(*trade, "r", "order.create", order);
    const auto frames = trade->socket.take();
    REQUIRE(frames.size() == 1);
    CHECK(field(parse_json(frames[0]).value(), "retCode") == code);
    CHECK(open_count(venue) == open);
  }
  BybitVenue venue(true, script("on: order.create, kind: cut"));
  const auto trade = venue.connect("/v5/trade");
  venue.command(*trade, "r", "order.create", order);
  CHECK(trade->socket.dropped);
  CHECK(open_count(venue) == 1);
}

TEST_CASE("simulated bybit faults: frames that are left out, doubled and silent") {
  const auto counted = [](const std::string& entry) {
    BybitVenue venue(true, script("on: orderbook.50.BTCUSDT, " + entry));
    const auto heard = venue.connect("/v5/public/spot", R"("orderbook.50.BTCUSDT")");
    for (int i = 0; i < 3; ++i) {
      venue.levels(venue.spot, {{"59000", i % 2 == 0 ? "1" : "2"}}, {});
      venue.pass(Nanos{20'000'000});
    }
    return heard->socket.take().size();
  };
  // The first frame is the snapshot, which `connect` takes.
  CHECK(counted("kind: skip, nth: 3") == 2);
  CHECK(counted("kind: repeat, nth: 3") == 4);
  CHECK(counted("kind: silence, nth: 2") == 0);
}

TEST_CASE("simulated bybit faults: halt, clock, maintenance, sockets") {
  BybitVenue venue;
  const auto happens = [&](const std::string& entry) {
    for (sim::ExchangeFault& one : script(entry)) {
      one.at = venue.now - venue.service().start();
      venue.service().faults().add(one);
    }
    venue.pass({});
  };
  venue.order("linear", "Buy", kBybitRests + R"(,"orderLinkId":"h")");
  happens("kind: halt, at: 0, symbol: BTCUSDT");
  CHECK(BybitVenue::told(*venue.order("linear", "Buy", kBybitRests)) == "110074 This contract is not live");
  CHECK(BybitVenue::told(*venue.order("spot", "Buy", kBybitRests)) == "170151 The trading pair is not open yet");
  CHECK(venue.told("POST", "/v5/order/cancel", R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"h"})")
            .find("retCode\":0") != std::string::npos);
  happens("kind: resume, at: 0, symbol: BTCUSDT");
  CHECK(venue.order("linear", "Buy", kBybitRests)->json().at("retCode").as_int64() == 0);
  happens("kind: clock_skew, at: 0, seconds: 20");
  CHECK(venue.told("GET", "/v5/account/info", "").starts_with("10002 invalid request"));
  CHECK(BybitVenue::told(*venue.signed_call("GET", "/v5/account/info", {}, kSecond * 20)).find("REGULAR_MARGIN") !=
        std::string::npos);
  happens("kind: clock_skew, at: 0, seconds: 0");
  happens("kind: maintenance, at: 0, seconds: 5");
  CHECK(venue.signed_call("GET", "/v5/account/info")->response.status == 503);
  CHECK(venue.get("/v5/system/status")->response.body.find("ongoing") != std::string::npos);
  venue.pass(kSecond * 5);
  CHECK(venue.signed_call("GET", "/v5/account/info")->response.status == 200);
  const auto heard = venue.connect("/v5/private", R"("order")");
  happens("kind: shutdown, at: 0, seconds: 2");
  venue.pass(kSecond * 2);
  CHECK(heard->socket.closed == 1001);
  happens("kind: drop_sockets, at: 0");
  CHECK(heard->socket.dropped);
}

TEST_CASE("simulated bybit faults: liquidation, deleveraging and a fill too many have the venue's markers") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/private", R"("order","execution","position")");
  const auto happens = [&](const std::string& entry) {
    heard->socket.take();
    for (sim::ExchangeFault& one : script(entry)) {
      one.at = venue.now - venue.service().start();
      venue.service().faults().add(one);
    }
    venue.pass({});
    return first_of(heard->socket.with(R"("topic":"execution")").at(0));
  };
  venue.order("linear", "Buy", R"("orderType":"Market","qty":"2")");
  const auto reduced = happens("kind: deleveraging, at: 0, symbol: BTCUSDT, share: 0.5");
  CHECK(field(reduced, "execType") == "AdlTrade");
  CHECK(field(reduced, "execQty") == "1");
  CHECK(field(reduced, "createType") == "CreateByAdl_PassThrough");
  CHECK(field(first_of(heard->socket.with(R"("topic":"position")").at(0)), "positionStatus") == "Adl");
  const auto closed = happens("kind: liquidation, at: 0");
  CHECK(field(closed, "execType") == "BustTrade");
  CHECK(field(first_of(heard->socket.with(R"("topic":"order")").back()), "createType") == "CreateByLiq");
  CHECK(venue.list("/v5/position/list", "category=linear&settleCoin=USDT").empty());
  venue.order("linear", "Buy", R"("orderType":"Market","qty":"0.5")");
  const auto extra = happens("kind: extra_fill, at: 0, symbol: BTCUSDT");
  CHECK(field(extra, "execQty") == "0.5");
  CHECK(field(first_of(heard->socket.with(R"("topic":"order")").back()), "cumExecQty") == "1");
}

TEST_CASE("simulated bybit: limits of a second are told in headers, and of an address by 403") {
  BybitVenue venue;
  for (int i = 0; i < 10; ++i) CHECK(venue.order("linear", "Buy", kBybitRests)->json().at("retCode").as_int64() == 0);
  const auto over = venue.order("linear", "Buy", kBybitRests);
  CHECK(BybitVenue::told(*over) == "10006 Too many visits. Exceeded the API Rate Limit.");
  CHECK(over->header("X-Bapi-Limit-Status") == "0");
  // Spot has a limit of its own, and the next second begins anew.
  CHECK(venue.order("spot", "Buy", R"("orderType":"Limit","qty":"0.001","price":"59990")")
            ->json()
            .at("retCode")
            .as_int64() == 0);
  venue.pass(kSecond);
  CHECK(venue.order("linear", "Buy", kBybitRests)->json().at("retCode").as_int64() == 0);
  venue.pass(kSecond * 5);
  for (int i = 0; i < 600; ++i) venue.get("/v5/market/time");
  CHECK(venue.get("/v5/market/time")->response.status == 403);
}

TEST_CASE("simulated bybit: the switch fires when the last connection that hears of it has gone") {
  BybitVenue venue;
  venue.order("linear", "Buy", kBybitRests);
  venue.order("spot", "Buy", kBybitRests);
  CHECK(venue.told("POST", "/v5/order/disconnected-cancel-all", R"({"product":"DERIVATIVES","timeWindow":2})") ==
        "10001 timeWindow is invalid");
  venue.result("POST", "/v5/order/disconnected-cancel-all", R"({"product":"DERIVATIVES","timeWindow":10})");
  CHECK(field(venue.result("GET", "/v5/account/info"), "dcpStatus") == "ON");
  auto first = venue.connect("/v5/private", R"("dcp.future")");
  auto second = venue.connect("/v5/private", R"("dcp.future")");
  first.reset();
  venue.pass(kSecond * 20);
  CHECK(open_count(venue) == 1);
  second.reset();
  venue.pass(kSecond * 9);
  second = venue.connect("/v5/private", R"("dcp.future")");
  venue.pass(kSecond * 9);
  CHECK(open_count(venue) == 1);
  second.reset();
  venue.pass(kSecond * 10);
  CHECK(open_count(venue) == 0);
  CHECK(field(venue.list("/v5/order/history", "category=linear").at(0), "cancelType") == "CancelByDCP");
  CHECK(venue.list("/v5/order/realtime", "category=spot&symbol=BTCUSDT").size() == 1);
}
