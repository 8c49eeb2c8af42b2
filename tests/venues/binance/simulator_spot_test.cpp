#include "tests/venues/binance/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated binance spot: a market order fills at the levels, with fees in coins") {
  BinanceVenue venue;
  const auto answer = venue.signed_call("POST", "/api/v3/order",
                                        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1.5&newClientOrderId=m-1");
  REQUIRE(answer->response.status == 200);
  const auto json = answer->json();
  CHECK(field(json, "status") == "FILLED");
  CHECK(field(json, "executedQty") == "1.50000000");
  // 1 at 60,010 and 0.5 at 60,020.
  CHECK(field(json, "cummulativeQuoteQty") == "90020.00000000");
  const auto& fills = json.at("fills").as_array();
  REQUIRE(fills.size() == 2);
  CHECK(field(fills[0], "price") == "60010.00000000");
  CHECK(field(fills[0], "commission") == "0.00100000");
  CHECK(field(fills[1], "qty") == "0.50000000");
  CHECK(field(fills[1], "commissionAsset") == "BTC");
  CHECK(answer->header("X-MBX-ORDER-COUNT-10S") == "1");
  const auto account = venue.signed_call("GET", "/api/v3/account")->json();
  for (const auto& balance : account.at("balances").as_array()) {
    if (field(balance, "asset") == "USDT") CHECK(field(balance, "free") == "909980.00000000");
    if (field(balance, "asset") == "BTC") CHECK(field(balance, "free") == "101.49850000");
  }
}

TEST_CASE("simulated binance spot: an order rests, is found, amended, cancelled and listed") {
  BinanceVenue venue;
  const std::string rests = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=59990&";
  const auto placed = venue.signed_call("POST", "/api/v3/order", rests + "newClientOrderId=x-1_2");
  REQUIRE(placed->response.status == 200);
  CHECK(field(placed->json(), "status") == "NEW");
  const std::string id = field(placed->json(), "orderId");
  CHECK(BinanceVenue::told(*venue.signed_call("POST", "/api/v3/order", rests + "newClientOrderId=x-1_2")) ==
        "-2010 Duplicate order sent.");
  CHECK(venue.signed_call("GET", "/api/v3/openOrders")->json().as_array().size() == 1);
  const auto account = venue.signed_call("GET", "/api/v3/account")->json();
  for (const auto& balance : account.at("balances").as_array())
    if (field(balance, "asset") == "USDT") CHECK(field(balance, "locked") == "59990.00000000");
  const auto amended =
      venue.signed_call("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=x-1_2&newQty=0.4");
  REQUIRE(amended->response.status == 200);
  CHECK(field(amended->json().at("amendedOrder"), "qty") == "0.40000000");
  const auto larger =
      venue.signed_call("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&orderId=" + id + "&newQty=0.5");
  CHECK(BinanceVenue::told(*larger).starts_with("-2038"));
  const auto cancelled =
      venue.signed_call("DELETE", "/api/v3/order", "symbol=BTCUSDT&orderId=" + id + "&newClientOrderId=c-9");
  CHECK(field(cancelled->json(), "status") == "CANCELED");
  CHECK(field(cancelled->json(), "origClientOrderId") == "x-1_2");
  CHECK(field(cancelled->json(), "clientOrderId") == "c-9");
  CHECK(BinanceVenue::told(*venue.signed_call("DELETE", "/api/v3/order", "symbol=BTCUSDT&orderId=" + id)) ==
        "-2011 Unknown order sent.");
  CHECK(field(venue.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=x-1_2")->json(), "status") ==
        "CANCELED");
  CHECK(BinanceVenue::told(*venue.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&orderId=7")) ==
        "-2013 Order does not exist.");
}

TEST_CASE("simulated binance spot: a maker is filled by a sale at its price") {
  BinanceVenue venue;
  const auto placed = venue.signed_call(
      "POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=60005&newClientOrderId=m1");
  REQUIRE(placed->response.status == 200);
  CHECK_FALSE(placed->json().as_object().contains("status"));  // LIMIT_MAKER answers ACK
  venue.sold(venue.spot, "60005", "0.25");
  const auto found = venue.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=m1")->json();
  CHECK(field(found, "status") == "PARTIALLY_FILLED");
  CHECK(field(found, "cummulativeQuoteQty") == "15001.25000000");
  const auto trades = venue.signed_call("GET", "/api/v3/myTrades", "symbol=BTCUSDT")->json();
  REQUIRE(trades.as_array().size() == 1);
  CHECK(field(trades.at(0), "isMaker") == "true");
  CHECK(field(trades.at(0), "commission") == "0.00025000");
  // Public: the sale, and our part of it.
  CHECK(venue.get("/api/v3/trades?symbol=BTCUSDT")->json().as_array().size() == 2);
}

TEST_CASE("simulated binance spot: every refusal in the venue's own words") {
  BinanceVenue venue;
  struct Row {
    const char* parameters;
    const char* told;
  };
  const std::string limit = "side=BUY&type=LIMIT&timeInForce=GTC&";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"side=BUY&type=MARKET&quantity=1",
       "-1102 Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."},
      {"symbol=NOPE&side=BUY&type=MARKET&quantity=1", "-1121 Invalid symbol."},
      {"symbol=BTCUSDT&side=UP&type=MARKET&quantity=1", "-1117 Invalid side."},
      {"symbol=BTCUSDT&side=BUY&type=WISH&quantity=1", "-1116 Invalid orderType."},
      {"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=NOW&quantity=1&price=1", "-1115 Invalid timeInForce."},
      {"symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=1",
       "-1102 Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed."},
      {"symbol=BTCUSDT&" + limit + "quantity=1",
       "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed."},
      {"symbol=BTCUSDT&" + limit + "quantity=-1&price=60000",
       "-1100 Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'."},
      {"symbol=BTCUSDT&" + limit + "quantity=1&price=60000.123456789",
       "-1111 Parameter 'price' has too much precision."},
      {"symbol=BTCUSDT&" + limit + "quantity=1&price=60000.001", "-1013 Filter failure: PRICE_FILTER"},
      {"symbol=BTCUSDT&" + limit + "quantity=1.000001&price=60000", "-1013 Filter failure: LOT_SIZE"},
      {"symbol=BTCUSDT&" + limit + "quantity=9001&price=60000", "-1013 Filter failure: LOT_SIZE"},
      {"symbol=BTCUSDT&" + limit + "quantity=0.00008&price=60000", "-1013 Filter failure: NOTIONAL"},
      {"symbol=BTCUSDT&" + limit + "quantity=1&price=400000", "-1013 Filter failure: PERCENT_PRICE_BY_SIDE"},
      {"symbol=BTCUSDT&" + limit + "quantity=17&price=60000",
       "-2010 Account has insufficient balance for requested action."},
      {"symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=60010",
       "-2010 Order would immediately match and take."},
      {"symbol=BTCUSDT&" + limit + "quantity=1&price=60000&newClientOrderId=a%20b",
       "-1100 Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'."},
  };
  for (const auto& [parameters, told] : rows) {
    INFO(parameters);
    const auto answer = venue.signed_call("POST", "/api/v3/order", parameters);
    CHECK(answer->response.status == 400);
    CHECK(BinanceVenue::told(*answer) == told);
  }
  CHECK(venue.signed_call("GET", "/api/v3/openOrders")->json().as_array().empty());
}

TEST_CASE("conformance 27: a cancel-replace of simulated Binance spot judges each half alone") {
  BinanceVenue venue;
  const std::string rests = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=59990";
  const std::string poor = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20&price=59990";
  venue.signed_call("POST", "/api/v3/order", rests + "&newClientOrderId=a");
  const auto replaced = venue.signed_call("POST", "/api/v3/order/cancelReplace",
                                          rests + "&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=a");
  CHECK(replaced->response.status == 200);
  CHECK(field(replaced->json(), "newOrderResult") == "SUCCESS");
  const auto stopped = venue.signed_call("POST", "/api/v3/order/cancelReplace",
                                         rests + "&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=none");
  CHECK(stopped->response.status == 400);
  CHECK(BinanceVenue::told(*stopped).starts_with("-2022"));
  CHECK(field(stopped->json().at("data"), "newOrderResult") == "NOT_ATTEMPTED");
  const auto partly = venue.signed_call("POST", "/api/v3/order/cancelReplace",
                                        rests + "&cancelReplaceMode=ALLOW_FAILURE&cancelOrigClientOrderId=none");
  CHECK(partly->response.status == 409);
  CHECK(BinanceVenue::told(*partly).starts_with("-2021"));
  venue.signed_call("POST", "/api/v3/order", rests + "&newClientOrderId=b");
  const auto failed = venue.signed_call("POST", "/api/v3/order/cancelReplace",
                                        poor + "&cancelReplaceMode=ALLOW_FAILURE&cancelOrigClientOrderId=b");
  CHECK(failed->response.status == 409);
  CHECK(field(failed->json().at("data").at("newOrderResponse"), "code") == "-2010");
}
