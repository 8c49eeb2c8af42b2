#include "tests/venues/okx/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated okx: who signs wrongly is told what was wrong") {
  OkxVenue venue;
  const std::string target = "/api/v5/account/balance";
  const auto refused = [&](std::size_t which, std::string_view value) {
    auto headers = venue.headers("GET", target, "");
    value == "(none)" ? (void)headers.erase(headers.begin() + static_cast<std::ptrdiff_t>(which))
                      : (void)(headers[which].value = value);
    const auto answer = venue.send({"GET", target, headers, {}});
    CHECK(answer->response.status == 401);
    return field(answer->json(), "code");
  };
  CHECK(refused(0, "(none)") == "50103");
  CHECK(refused(0, "nobody") == "50111");
  CHECK(refused(1, "(none)") == "50104");
  CHECK(refused(1, "wrong") == "50105");
  CHECK(refused(2, "(none)") == "50107");
  CHECK(refused(2, "yesterday") == "50112");
  CHECK(refused(2, "2026-11-29T11:59:29.000Z") == "50102");
  CHECK(refused(2, "2026-11-29T11:59:59.000Z") == "50113");
  CHECK(refused(3, "(none)") == "50106");
  CHECK(refused(3, "AAAA") == "50113");
  CHECK(venue.call("GET", target)->response.status == 200);
  // The signature covers the query and the body.
  auto moved = venue.headers("GET", target, "");
  CHECK(venue.send({"GET", target + "?ccy=USDT", moved, {}})->response.status == 401);
  CHECK(venue.call("POST", "/api/v5/trade/order", "no json")->response.status == 400);
  CHECK(venue.get("/api/v5/nothing")->response.status == 404);
}

TEST_CASE("simulated okx: an order that arrives after its expTime is refused") {
  OkxVenue venue;
  const std::string body = "{" + kSwapSell + R"("ordType":"limit","px":"60100","sz":"1"})";
  const auto with = [&](UtcTime until) {
    return OkxVenue::told(
        *venue.call("POST", "/api/v5/trade/order", body, {{"expTime", std::to_string(sim::millis(until))}}));
  };
  CHECK(with(venue.now - kSecond).starts_with("50036"));
  CHECK(with(venue.now + kSecond).starts_with("0"));
  CHECK(venue.rows("/api/v5/trade/orders-pending").size() == 1);
}

TEST_CASE("simulated okx: limits hold by endpoint, and by instrument for orders") {
  OkxVenue venue;
  const std::string swap = kSwapSell + R"("ordType":"limit","px":"60100","sz":"1")";
  for (int i = 0; i < 60; ++i) CHECK(OkxVenue::told(*venue.place(swap)).starts_with("0"));
  const auto over = venue.place(swap);
  CHECK(over->response.status == 429);
  CHECK(OkxVenue::told(*over) == "50011 Too Many Requests");
  CHECK(OkxVenue::told(*venue.place(kSpotBuy + R"("ordType":"limit","px":"59000","sz":"0.001")")).starts_with("0"));
  venue.pass(kSecond * 2);
  CHECK(OkxVenue::told(*venue.place(swap)).starts_with("0"));
  for (int i = 0; i < 10; ++i) CHECK(venue.get("/api/v5/public/time")->response.status == 200);
  CHECK(venue.get("/api/v5/public/time")->response.status == 429);
}

TEST_CASE("simulated okx: a WebSocket logs in with its own words") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/private", heard);
  const auto said = [&](const std::string& text) {
    handler->on_text(text);
    const auto texts = heard.take();
    REQUIRE(texts.size() == 1);
    return texts[0];
  };
  CHECK(said("ping") == "pong");
  CHECK(said("no json").find(R"("event":"error","code":"60012")") != std::string::npos);
  CHECK(said(R"({"op":"subscribe","args":[{"channel":"account"}]})").find("60011") != std::string::npos);
  CHECK(said(venue.login("wrong")).find("60007") != std::string::npos);
  CHECK(said(R"({"op":"login","args":[{"apiKey":"nobody"}]})").find("60005") != std::string::npos);
  CHECK(said(R"({"op":"login","args":[{"apiKey":"demo-key","passphrase":"x"}]})").find("60024") != std::string::npos);
  const std::string early = venue.login();
  venue.pass(kSecond * 20);
  CHECK(said("ping") == "pong");
  venue.pass(kSecond * 20);
  CHECK(said(early).find("60006") != std::string::npos);
  CHECK(said(venue.login()).starts_with(R"({"event":"login","code":"0","msg":"")"));
  CHECK(venue.open("/ws/v5/nothing", heard) == nullptr);
}

TEST_CASE("simulated okx: a connection without traffic ends after thirty seconds") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/public", heard);
  venue.pass(kSecond * 29);
  handler->on_text("ping");
  venue.pass(kSecond * 29);
  CHECK(heard.closed == 0);
  venue.pass(kSecond);
  CHECK(heard.closed == 4004);
}
