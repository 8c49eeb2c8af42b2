#include "tests/venues/okx/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::string kRests = kSwapSell + R"("ordType":"limit","px":"60100","sz":"1","clOrdId":"x1")";

std::size_t open_count(OkxVenue& venue) { return venue.rows("/api/v5/trade/orders-pending").size(); }

}  // namespace

TEST_CASE("simulated okx faults: what becomes of a request") {
  struct Row {
    const char* entry;
    unsigned status;  ///< zero: no answer
    const char* told;
    std::size_t open;
  };
  const std::vector<Row> rows = {
      {"kind: lose", 0, "", 0},
      {"kind: drop", 0, "", 0},
      {"kind: no_answer", 0, "", 1},
      {"kind: cut", 0, "", 1},
      {"kind: unknown", 400, "50004", 1},
      {"kind: unavailable", 503, "50001", 0},
      {"kind: rate_limit", 429, "50011", 0},
      {"kind: refuse, code: 51008, status: 200, message: Nope", 200, "51008 Nope", 0},
      {"kind: refuse, code: 50026, status: 500, message: System", 500, "50026 System", 0},
  };
  for (const Row& row : rows) {
    INFO(row.entry);
    OkxVenue venue(true, okx_script(fmt::format("faults: {{one: {{on: POST /api/v5/trade/order, {}}}}}", row.entry)));
    const auto answer = venue.place(kRests);
    CHECK(answer->response.status == (row.status == 0 ? net::HttpResponse{}.status : row.status));
    CHECK((answer->answered && !answer->dropped) == (row.status != 0));
    if (row.status != 0) CHECK(OkxVenue::told(*answer).starts_with(row.told));
    CHECK(open_count(venue) == row.open);
  }
}

TEST_CASE("simulated okx faults: a ban holds for everything") {
  OkxVenue venue(true, okx_script("faults: {one: {on: POST /api/v5/trade/order, kind: ban, seconds: 30}}"));
  CHECK(venue.place(kRests)->response.status == 403);
  CHECK(venue.get("/api/v5/public/time")->response.status == 403);
  venue.pass(kSecond * 30);
  CHECK(venue.get("/api/v5/public/time")->response.status == 200);
}

TEST_CASE("simulated okx faults: orders over the WebSocket") {
  OkxVenue venue(true, okx_script(R"(faults:
  a: {kind: unknown, on: order, nth: 1}
  b: {kind: no_answer, on: order, nth: 1}
  c: {kind: rate_limit, on: cancel-order, nth: 1}
)"));
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  const std::string code = venue.code_of("SWAP", "BTC-USDT-SWAP");
  const auto send = [&](const std::string& op, const std::string& id) {
    handler->on_text(R"({"id":"1","op":")" + op + R"(","args":[{"instIdCode":)" + code +
                     R"(,"tdMode":"cross","side":"sell","ordType":"limit","px":"60100","sz":"1","clOrdId":")" + id +
                     "\"}]}");
  };
  send("order", "w1");
  auto answers = heard.with(R"("op":"order")");
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].find(R"("sCode":"51149")") != std::string::npos);
  send("order", "w2");
  CHECK(heard.with(R"("op":"order")").size() == 1);
  CHECK(open_count(venue) == 2);
  send("cancel-order", "w1");
  CHECK(heard.with(R"("sCode":"50011")").size() == 1);
  CHECK(open_count(venue) == 2);
}

TEST_CASE("simulated okx faults: frames that are missing, doubled and silent") {
  OkxVenue venue(true, okx_script(R"(faults:
  a: {kind: skip, on: "trades:BTC-USDT", nth: 2}
  b: {kind: repeat, on: "trades:BTC-USDT", nth: 2}
  c: {kind: silence, on: "bbo-tbt:BTC-USDT", nth: 2, seconds: 5}
)"));
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/public", heard);
  handler->on_text(
      R"({"op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT"},{"channel":"bbo-tbt","instId":"BTC-USDT"}]})");
  for (int i = 0; i < 3; ++i) venue.sold(venue.spot, "60000", "0.1");
  CHECK(heard.with(R"("tradeId")").size() == 3);
  heard.take();
  venue.levels(venue.spot, {{"60001", "1"}}, {});
  CHECK(heard.with("bbo-tbt").empty());
  venue.pass(kSecond * 5);
  venue.levels(venue.spot, {{"60002", "1"}}, {});
  CHECK(heard.with("bbo-tbt").size() == 1);
}

TEST_CASE("simulated okx faults: what happens at an instant") {
  OkxVenue venue(true, okx_script(R"(faults:
  a: {kind: halt, at: 1, symbol: BTC-USDT-SWAP}
  b: {kind: resume, at: 2, symbol: BTC-USDT-SWAP}
  c: {kind: clock_skew, at: 3, seconds: 60}
  d: {kind: clock_skew, at: 4, seconds: 0}
  e: {kind: shutdown, at: 5, seconds: 1}
  f: {kind: maintenance, at: 10, seconds: 5}
)"));
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  const auto place = [&] { return OkxVenue::told(*venue.place(kSwapSell + R"("ordType":"market","sz":"1")")); };
  venue.pass(kSecond);
  CHECK(place().starts_with("51022"));
  venue.pass(kSecond);
  CHECK(place().starts_with("0"));
  venue.pass(kSecond);
  CHECK(place() == "50102 Timestamp request expired");
  venue.pass(kSecond);
  CHECK(place().starts_with("0"));
  venue.pass(kSecond);
  const auto notice = heard.with(R"("event":"notice")");
  REQUIRE(notice.size() == 1);
  CHECK(notice[0].find(R"("code":"64008")") != std::string::npos);
  CHECK(heard.closed == 0);
  venue.pass(kSecond);
  CHECK(heard.closed == 1001);
  venue.pass(kSecond * 5);
  CHECK(venue.get("/api/v5/public/time")->response.status == 503);
  CHECK(venue.get("/api/v5/system/status")->json().at("data").as_array().size() == 1);
  venue.pass(kSecond * 5);
  CHECK(venue.get("/api/v5/public/time")->response.status == 200);
}

TEST_CASE("simulated okx faults: a liquidation and ADL have categories and negative trade ids") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  venue.place(kSwapSell + R"("ordType":"market","sz":"200")");
  heard.take();
  const auto fault = [&](const std::string& body) {
    CHECK(venue.send({"POST", "/__sim/fault", {}, body})->response.status == 200);
    venue.service().advance(venue.now);
  };
  fault(R"({"kind":"deleveraging","symbol":"BTC-USDT-SWAP","share":"0.5"})");
  const auto adl = heard.with(R"("category":"adl")");
  REQUIRE(adl.size() == 1);
  CHECK(adl[0].find(R"("tradeId":"-)") != std::string::npos);
  CHECK(adl[0].find(R"("clOrdId":"")") != std::string::npos);
  CHECK(field(venue.rows("/api/v5/account/positions").at(0), "pos") == "-100");
  heard.take();
  fault(R"({"kind":"liquidation"})");
  CHECK(heard.with(R"("category":"full_liquidation")").size() == 1);
  CHECK(venue.rows("/api/v5/account/positions").empty());
  CHECK(field(venue.rows("/api/v5/trade/fills?instType=SWAP").at(0), "tradeId").starts_with("-"));
}

TEST_CASE("simulated okx faults: held, slow and failed money") {
  OkxVenue venue;
  const auto fault = [&](const std::string& body) {
    CHECK(venue.send({"POST", "/__sim/fault", {}, body})->response.status == 200);
    venue.service().advance(venue.now);
  };
  const auto withdraw = [&](const std::string& id) {
    return OkxVenue::told(
        *venue.call("POST", "/api/v5/asset/withdrawal",
                    R"({"ccy":"USDT","amt":"500","dest":"4","toAddr":"0x01","clientId":")" + id + "\"}"));
  };
  const auto state = [&](const std::string& id) {
    return field(venue.rows("/api/v5/asset/withdrawal-history?clientId=" + id).at(0), "state");
  };
  venue.send({"POST", "/__sim/transfer", {}, R"({"venue":"okx","pool":"funding","asset":"USDT","amount":"10000"})"});
  fault(R"({"kind":"held_money","seconds":"60"})");
  CHECK(withdraw("h1").starts_with("0"));
  CHECK(state("h1") == "17");
  venue.pass(kMinute);
  CHECK(state("h1") == "0");
  venue.pass(kSecond * 2);
  CHECK(state("h1") == "2");
  fault(R"({"kind":"slow_money","seconds":"100"})");
  CHECK(withdraw("h2").starts_with("0"));
  venue.pass(kSecond * 50);
  CHECK(state("h2") == "0");
  fault(R"({"kind":"failed_money"})");
  venue.pass(kSecond * 50);
  CHECK(state("h2") == "-1");
  CHECK(field(venue.rows("/api/v5/asset/balances?ccy=USDT").at(0), "availBal") == "9497");
}
