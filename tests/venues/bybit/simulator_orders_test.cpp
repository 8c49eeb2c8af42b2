#include "tests/venues/bybit/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated bybit: an answer is a receipt, and the query tells what became of the order") {
  BybitVenue venue;
  const auto answer = venue.order("linear", "Sell", R"("orderType":"Market","qty":"2","orderLinkId":"a-1")");
  CHECK(answer->response.status == 200);
  CHECK(answer->header("X-Bapi-Limit") == "10");
  CHECK(answer->header("X-Bapi-Limit-Status") == "9");
  const auto receipt = answer->json().at("result");
  CHECK(receipt.as_object().size() == 2);
  const auto found = venue.list("/v5/order/realtime", "category=linear&orderLinkId=a-1");
  REQUIRE(found.size() == 1);
  CHECK(field(found.at(0), "orderStatus") == "Filled");
  CHECK(field(found.at(0), "cumExecQty") == "2");
  CHECK(field(found.at(0), "avgPrice") == "60050");
  CHECK(field(found.at(0), "orderId") == field(receipt, "orderId"));
  // 120,100 * 5.5 bps.
  CHECK(found.at(0).at("cumFeeDetail").at("USDT") == "66.055");
  const auto positions = venue.list("/v5/position/list", "category=linear&settleCoin=USDT");
  REQUIRE(positions.size() == 1);
  CHECK(field(positions.at(0), "side") == "Sell");
  CHECK(field(positions.at(0), "size") == "2");
  CHECK(field(positions.at(0), "avgPrice") == "60050");
  // Sold at 60,050, the mark is 60,055.
  CHECK(field(positions.at(0), "unrealisedPnl") == "-10");
  const auto coin =
      venue.list("/v5/account/wallet-balance", "accountType=UNIFIED&coin=USDT").at(0).at("coin").as_array().at(0);
  CHECK(field(coin, "walletBalance") == "999933.945");
  CHECK(field(coin, "equity") == "999923.945");
  const auto fills = venue.list("/v5/execution/list", "category=linear&symbol=BTCUSDT");
  REQUIRE(fills.size() == 1);
  CHECK(field(fills.at(0), "execType") == "Trade");
  CHECK(field(fills.at(0), "execFee") == "66.055");
  CHECK(field(fills.at(0), "execId").size() == 36);
}

TEST_CASE("simulated bybit: spot market orders count the quote unless they say otherwise") {
  BybitVenue venue;
  CHECK(venue.order("spot", "Buy", R"("orderType":"Market","qty":"60010","orderLinkId":"q")")->response.status == 200);
  CHECK(field(venue.list("/v5/order/realtime", "category=spot&orderLinkId=q").at(0), "cumExecQty") == "1");
  venue.order("spot", "Buy", R"("orderType":"Market","qty":"2","marketUnit":"baseCoin","orderLinkId":"b")");
  const auto bought = venue.list("/v5/order/realtime", "category=spot&orderLinkId=b").at(0);
  CHECK(field(bought, "cumExecQty") == "2");
  CHECK(field(bought, "orderId").size() == 19);
  // A fee of a purchase is taken in coins.
  CHECK(bought.at("cumFeeDetail").at("BTC") == "0.002");
}

TEST_CASE("simulated bybit: a crossing post-only, an IOC, a FOK and a partial fill that is cancelled") {
  BybitVenue venue;
  const auto ended = [&](const std::string& category, const std::string& terms, const std::string& id) {
    CHECK(venue.order(category, "Buy", terms + R"(,"orderLinkId":")" + id + "\"")->response.status == 200);
    return venue.list("/v5/order/realtime", "category=" + category + "&orderLinkId=" + id).at(0);
  };
  const auto maker = ended("linear", R"("orderType":"Limit","qty":"1","price":"60060","timeInForce":"PostOnly")", "p");
  CHECK(field(maker, "orderStatus") == "Cancelled");
  CHECK(field(maker, "rejectReason") == "EC_PostOnlyWillTakeLiquidity");
  CHECK(field(maker, "cumExecQty") == "0");
  const auto none = ended("linear", R"("orderType":"Limit","qty":"1","price":"60050","timeInForce":"IOC")", "i");
  CHECK(field(none, "rejectReason") == "EC_NoImmediateQtyToFill");
  const auto whole = ended("linear", R"("orderType":"Limit","qty":"13","price":"60070","timeInForce":"FOK")", "f");
  CHECK(field(whole, "orderStatus") == "Cancelled");
  CHECK(field(whole, "rejectReason") == "EC_CancelForNoFullFill");
  CHECK(field(whole, "cumExecQty") == "0");
  // Derivatives end as Cancelled with what has filled; spot has a word of its own.
  CHECK(field(ended("linear", R"("orderType":"Limit","qty":"3","price":"60060","timeInForce":"IOC")", "j"),
              "orderStatus") == "Cancelled");
  CHECK(field(ended("spot", R"("orderType":"Limit","qty":"3","price":"60010","timeInForce":"IOC")", "k"),
              "orderStatus") == "PartiallyFilledCanceled");
}

TEST_CASE("simulated bybit: every refusal in the venue's own words") {
  BybitVenue venue;
  const auto told = [&](const std::string& category, const std::string& terms) {
    return BybitVenue::told(*venue.order(category, "Buy", terms));
  };
  const std::string limit = R"("orderType":"Limit",)";
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"linear", limit + R"("qty":"0.0015","price":"60000")", "10001 Qty invalid"},
      {"linear", limit + R"("qty":"1","price":"60000.05")",
       "10001 The number of decimals of the price exceeds the limit."},
      {"linear", limit + R"("qty":"101","price":"60000")",
       "10001 The number of contracts exceeds maximum or minimum limit allowed"},
      {"linear", limit + R"("qty":"1","price":"62000")", "110003 Order price exceeds the allowable range."},
      {"linear", limit + R"("qty":"100","price":"60000","positionIdx":1)",
       "10001 position idx not match position mode"},
      {"linear", limit + R"("qty":"1")", "10001 Request parameter error: price is required."},
      {"linear", R"("orderType":"Market","qty":"1","reduceOnly":true)", "110017 orderQty will be truncated to zero"},
      {"linear", R"("orderType":"Stop","qty":"1")", "10001 orderType invalid"},
      {"spot", limit + R"("qty":"0.0000001","price":"60000")", "170137 Order volume decimal too long"},
      {"spot", limit + R"("qty":"1","price":"60000.05")", "170134 Order price decimal too long."},
      {"spot", limit + R"("qty":"0.00002","price":"60000")", "170140 Order value exceeded lower limit"},
      {"spot", limit + R"("qty":"80","price":"60000")", "170131 Balance insufficient"},
      {"inverse", limit + R"("qty":"1","price":"1")", "10001 Illegal category"},
  };
  for (const auto& [category, terms, words] : rows) {
    INFO(category, " ", terms);
    CHECK(told(category, terms) == words);
  }
  CHECK(venue.told("POST", "/v5/order/cancel", R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"no"})") ==
        "110001 order not exists or too late to cancel");
  CHECK(venue.told("POST", "/v5/order/cancel", R"({"category":"spot","symbol":"BTCUSDT","orderId":"12"})") ==
        "170213 Order does not exist.");
  CHECK(venue.told("POST", "/v5/order/create", R"({"category":"spot","symbol":"NOUSDT","side":"Buy"})") ==
        "170121 Invalid symbol.");
  CHECK(venue.told("POST", "/v5/nowhere", "{}") == "10017 Route not found.");
}

TEST_CASE("simulated bybit: a client id is never free again") {
  BybitVenue venue;
  venue.order("linear", "Buy", kBybitRests + R"(,"orderLinkId":"once")");
  CHECK(venue.told("POST", "/v5/order/cancel", R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"once"})")
            .find(R"("orderLinkId":"once")") != std::string::npos);
  CHECK(BybitVenue::told(*venue.order("linear", "Buy", kBybitRests + R"(,"orderLinkId":"once")")) ==
        "110072 OrderLinkedID is duplicate");
  venue.order("spot", "Buy", kBybitRests + R"(,"orderLinkId":"once")");
  CHECK(BybitVenue::told(*venue.order("spot", "Buy", kBybitRests + R"(,"orderLinkId":"once")")) ==
        "170141 Duplicate clientOrderId.");
}

TEST_CASE("simulated bybit: amendments, batches, and the end of everything") {
  BybitVenue venue;
  venue.order("linear", "Buy", kBybitRests + R"(,"orderLinkId":"m")");
  const std::string amend = R"({"category":"linear","symbol":"BTCUSDT","orderLinkId":"m","qty":"2","price":"59980"})";
  CHECK(field(venue.result("POST", "/v5/order/amend", amend), "orderLinkId") == "m");
  const auto amended = venue.list("/v5/order/realtime", "category=linear&symbol=BTCUSDT").at(0);
  CHECK(field(amended, "qty") == "2");
  CHECK(field(amended, "price") == "59980");
  CHECK(venue.told("POST", "/v5/order/amend", amend) ==
        "10001 The order remains unchanged as the parameters entered match the existing ones.");
  // One item is refused alone, in an answer that succeeds.
  const auto batch = venue.signed_call(
      "POST", "/v5/order/create-batch",
      R"({"category":"linear","request":[{"symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"1","price":"59000","orderLinkId":"x"},)"
      R"({"symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"1","orderLinkId":"y"}]})");
  const auto json = batch->json();
  CHECK(json.at("retCode").as_int64() == 0);
  CHECK(field(json.at("result").at("list").as_array().at(1), "orderId").empty());
  CHECK(json.at("retExtInfo").at("list").as_array().at(0).at("code").as_int64() == 0);
  CHECK(json.at("retExtInfo").at("list").as_array().at(1).at("code").as_int64() == 10001);
  CHECK(venue.list("/v5/order/realtime", "category=linear&symbol=BTCUSDT").size() == 2);
  CHECK(venue.told("POST", "/v5/order/cancel-all", R"({"category":"linear"})").starts_with("10001"));
  CHECK(venue.result("POST", "/v5/order/cancel-all", R"({"category":"linear","settleCoin":"USDT"})")
            .at("list")
            .as_array()
            .size() == 2);
  CHECK(venue.list("/v5/order/realtime", "category=linear&symbol=BTCUSDT").empty());
  CHECK(venue.list("/v5/order/history", "category=linear&symbol=BTCUSDT").size() == 2);
  // What ended without a fill is gone after a day.
  venue.pass(kDay + kSecond);
  CHECK(venue.list("/v5/order/history", "category=linear&symbol=BTCUSDT").empty());
}

TEST_CASE("simulated bybit: lists come in pages, the newest first") {
  BybitVenue venue(false);
  for (int i = 0; i < 7; ++i) venue.order("linear", i % 2 == 0 ? "Buy" : "Sell", R"("orderType":"Market","qty":"0.1")");
  std::vector<std::string> ids;
  std::string cursor;
  do {
    const auto page = venue.result("GET", "/v5/execution/list", "category=linear&limit=3&cursor=" + cursor);
    for (const auto& fill : page.at("list").as_array()) ids.push_back(field(fill, "execId"));
    cursor = field(page, "nextPageCursor");
  } while (!cursor.empty());
  CHECK(ids.size() == 7);
  CHECK(std::is_sorted(ids.rbegin(), ids.rend()));
  CHECK(venue.told("GET", "/v5/execution/list", "category=linear&startTime=1&endTime=800000000")
            .starts_with("10001 The time range"));
}
