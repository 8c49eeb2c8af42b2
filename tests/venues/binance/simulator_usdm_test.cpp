#include "tests/venues/binance/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated binance usdm: a market order, the position, its margin and its end") {
  BinanceVenue venue;
  const auto answer = venue.signed_call("POST", "/fapi/v1/order",
                                        "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2&newOrderRespType=RESULT");
  REQUIRE(answer->response.status == 200);
  const auto json = answer->json();
  CHECK(field(json, "status") == "FILLED");
  CHECK(field(json, "executedQty") == "2");
  // Since 2026-06-30 the answer to an order tells no prices; the query does.
  CHECK_FALSE(json.as_object().contains("avgPrice"));
  CHECK_FALSE(json.as_object().contains("cumQuote"));
  const auto found = venue.signed_call("GET", "/fapi/v1/order", "symbol=BTCUSDT&orderId=" + field(json, "orderId"));
  CHECK(field(found->json(), "avgPrice") == "60050");
  CHECK(field(found->json(), "cumQuote") == "120100");
  const auto risk = venue.signed_call("GET", "/fapi/v3/positionRisk")->json();
  REQUIRE(risk.as_array().size() == 1);
  CHECK(field(risk.at(0), "positionAmt") == "-2");
  CHECK(field(risk.at(0), "entryPrice") == "60050");
  // Sold at 60,050, the mark is 60,055.
  CHECK(field(risk.at(0), "unRealizedProfit") == "-10.00000000");
  // 120,100 * 5 bps = 60.05.
  const auto account = venue.signed_call("GET", "/fapi/v3/account")->json();
  CHECK(field(account, "totalWalletBalance") == "999939.95000000");
  CHECK(field(account, "totalMarginBalance") == "999929.95000000");
  // Back at 60,060: a loss of 20, and another fee of 60.06.
  const auto closed =
      venue.signed_call("POST", "/fapi/v1/order",
                        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=5&reduceOnly=true&newOrderRespType=RESULT");
  CHECK(field(closed->json(), "executedQty") == "2");
  CHECK(venue.signed_call("GET", "/fapi/v3/positionRisk")->json().as_array().empty());
  CHECK(field(venue.signed_call("GET", "/fapi/v3/account")->json(), "totalWalletBalance") == "999859.89000000");
  const auto income = venue.signed_call("GET", "/fapi/v1/income", "incomeType=REALIZED_PNL")->json();
  REQUIRE(income.as_array().size() == 1);
  CHECK(field(income.at(0), "income") == "-20.00000000");
  const auto trades = venue.signed_call("GET", "/fapi/v1/userTrades", "symbol=BTCUSDT")->json();
  REQUIRE(trades.as_array().size() == 2);
  CHECK(field(trades.at(1), "realizedPnl") == "-20");
}

TEST_CASE("simulated binance usdm: every refusal in the venue's own words") {
  BinanceVenue venue;
  const std::string limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=1&stopPrice=70000",
       "-4120 Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."},
      {limit + "quantity=0.0015&price=60000", "-1111 Precision is over the maximum defined for this asset."},
      {limit + "quantity=1&price=60000.05", "-1111 Precision is over the maximum defined for this asset."},
      {limit + "quantity=0&price=60000", "-4003 Quantity less than or equal to zero."},
      {limit + "quantity=1001&price=60000", "-4005 Quantity greater than max quantity."},
      {limit + "quantity=0.001&price=60000",
       "-4164 Order's notional must be no smaller than 100 (unless you choose reduce only)."},
      {limit + "quantity=1&price=64000", "-4016 Limit price can't be higher than 64000."},
      {limit + "quantity=200&price=60000", "-2019 Margin is insufficient."},
      {"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=60060",
       "-5022 Due to the order could not be executed as maker, the Post Only order will be rejected. The order will "
       "not "
       "be recorded in the order history"},
      {"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1&reduceOnly=true", "-2022 ReduceOnly Order is rejected."},
      {limit + "quantity=1&price=60000&positionSide=LONG",
       "-4061 Order's position side does not match user's setting."},
      {"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=1&price=60000&goodTillDate=1",
       "-5040 The goodTillDate timestamp must be greater than the current time plus 600 seconds."},
      {limit + "quantity=1", "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed."},
  };
  for (const auto& [parameters, told] : rows) {
    INFO(parameters);
    const auto answer = venue.signed_call("POST", "/fapi/v1/order", parameters);
    CHECK(answer->response.status == 400);
    CHECK(BinanceVenue::told(*answer) == told);
  }
  const auto told = [&](const char* method, const char* path, const char* parameters) {
    return BinanceVenue::told(*venue.signed_call(method, path, parameters));
  };
  CHECK(told("POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=CROSSED") ==
        "-4046 No need to change margin type.");
  CHECK(told("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=false") ==
        "-4059 No need to change position side.");
  CHECK(told("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=126") == "-4028 Leverage 126 is not valid");
  CHECK(told("GET", "/fapi/v1/order", "symbol=BTCUSDT&orderId=5") == "-2013 Order does not exist.");
  CHECK(told("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&orderId=5") == "-2011 Unknown order sent.");
  CHECK(told("POST", "/fapi/v1/algoOrder", "symbol=BTCUSDT").starts_with("-4120"));
  CHECK(told("PUT", "/fapi/v1/listenKey", "") == "-1125 This listenKey does not exist.");
}

TEST_CASE("simulated binance usdm: duplicate ids, changes and the dead man's switch") {
  BinanceVenue venue;
  const std::string rests = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=60000";
  CHECK(venue.signed_call("POST", "/fapi/v1/order", rests + "&newClientOrderId=a:1")->response.status == 200);
  CHECK(BinanceVenue::told(*venue.signed_call("POST", "/fapi/v1/order", rests + "&newClientOrderId=a:1")) ==
        "-4116 ClientOrderId is duplicated.");
  const auto changed = venue.signed_call("PUT", "/fapi/v1/order",
                                         "symbol=BTCUSDT&side=BUY&origClientOrderId=a:1&quantity=2&price=59999.9");
  CHECK(field(changed->json(), "origQty") == "2");
  CHECK(BinanceVenue::told(*venue.signed_call(
            "PUT", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&origClientOrderId=a:1&quantity=2&price=59999.9")) ==
        "-5027 No need to modify the order.");
  venue.signed_call("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=3000");
  venue.pass(Nanos{2'999'000'000});
  CHECK(venue.signed_call("GET", "/fapi/v1/openOrders")->json().as_array().size() == 1);
  venue.pass(Nanos{1'000'000});
  CHECK(venue.signed_call("GET", "/fapi/v1/openOrders")->json().as_array().empty());
}

TEST_CASE("conformance 18: a batch of simulated Binance USDⓈ-M is judged order by order") {
  BinanceVenue venue;
  // [{good},{no price}], percent-encoded: the second is refused alone, in HTTP 200.
  const auto batch = venue.signed_call(
      "POST", "/fapi/v1/batchOrders",
      "batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22type%22%3A%22LIMIT%22%2C"
      "%22timeInForce%22%3A%22GTC%22%2C%22quantity%22%3A0.5%2C%22price%22%3A%2259000%22%7D%2C%7B%22symbol%22%3A"
      "%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22type%22%3A%22LIMIT%22%2C%22timeInForce%22%3A%22GTC%22%2C"
      "%22quantity%22%3A%220.5%22%7D%5D");
  REQUIRE(batch->response.status == 200);
  CHECK(field(batch->json().at(0), "status") == "NEW");
  CHECK(field(batch->json().at(1), "code") == "-1102");
  CHECK(venue.signed_call("GET", "/fapi/v1/openOrders")->json().as_array().size() == 1);
}

TEST_CASE("simulated binance usdm: an order ends at its own time") {
  BinanceVenue venue;
  const std::int64_t until = sim::millis(venue.now) + 700'000;
  const auto placed = venue.signed_call(
      "POST", "/fapi/v1/order",
      fmt::format("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=1&price=60000&goodTillDate={}", until));
  REQUIRE(placed->response.status == 200);
  const std::string id = field(placed->json(), "orderId");
  venue.pass(kSecond * 700);
  CHECK(field(venue.signed_call("GET", "/fapi/v1/order", "symbol=BTCUSDT&orderId=" + id)->json(), "status") ==
        "EXPIRED");
}

TEST_CASE("simulated binance usdm: events of an account, funding and the end of a listen key") {
  BinanceVenue venue;
  const auto key =
      field(venue.send({"POST", "/fapi/v1/listenKey", {{"X-MBX-APIKEY", "demo-key"}}, {}})->json(), "listenKey");
  REQUIRE(key.size() == 64);
  ToldSocket ours;
  ToldSocket others;
  const auto handler = venue.service().on_upgrade({"GET", "/private/ws?listenKey=" + key, {}, {}}, ours);
  const auto other = venue.service().on_upgrade({"GET", "/private/ws/nobodys", {}, {}}, others);
  REQUIRE(handler != nullptr);
  venue.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2&newClientOrderId=s");
  CHECK(others.texts.empty());
  const auto events = ours.take();
  REQUIRE(events.size() == 4);
  CHECK(events[0].find(R"("e":"ACCOUNT_UPDATE")") != events[0].npos);
  CHECK(events[0].find(R"("m":"ORDER","B":[{"a":"USDT","wb":"999939.95000000")") != events[0].npos);
  CHECK(events[0].find(R"("pa":"-2","ep":"60050")") != events[0].npos);
  CHECK(events[1].find(R"("x":"NEW","X":"NEW")") != events[1].npos);
  CHECK(events[1].find(R"("z":"0")") != events[1].npos);
  CHECK(events[2].find(R"("e":"TRADE_LITE")") != events[2].npos);
  CHECK(events[3].find(R"("x":"TRADE","X":"FILLED")") != events[3].npos);
  CHECK(events[3].find(R"("n":"60.05","N":"USDT")") != events[3].npos);
  // A short receives: 2 * 60,055 * 0.0001 = 12.011.
  venue.exchanges->markets().pay_funding(venue.perp, venue.now);
  const auto funding = ours.take();
  REQUIRE(funding.size() == 1);
  CHECK(funding[0].find(R"("m":"FUNDING_FEE","B":[{"a":"USDT","wb":"999951.96100000")") != funding[0].npos);
  CHECK(funding[0].find(R"("P":[])") != funding[0].npos);
  venue.pass(kHour);
  const auto expired = ours.with("listenKeyExpired");
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].find(key) != expired[0].npos);
}
