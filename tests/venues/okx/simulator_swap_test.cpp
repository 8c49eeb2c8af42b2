#include "tests/venues/okx/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated okx swap: sizes are contracts, in orders, fills and positions") {
  OkxVenue venue;
  // 200 contracts are 2 BTC.
  const auto placed = venue.place(kSwapSell + R"("ordType":"market","sz":"200","clOrdId":"a1")");
  CHECK(field(placed->json(), "code") == "0");
  const auto order = venue.rows("/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=a1").at(0);
  CHECK(field(order, "ordId") == OkxVenue::id_of(*placed));
  CHECK(field(order, "state") == "filled");
  CHECK(field(order, "accFillSz") == "200");
  CHECK(field(order, "avgPx") == "60050");
  // 2 * 60,050 * 5 bps; paid is negative.
  CHECK(field(order, "fee") == "-60.05");
  CHECK(field(order, "feeCcy") == "USDT");
  const auto position = venue.rows("/api/v5/account/positions").at(0);
  CHECK(field(position, "pos") == "-200");
  CHECK(field(position, "avgPx") == "60050");
  // Sold at 60,050, the mark is 60,055.
  CHECK(field(position, "upl") == "-10");
  CHECK(field(position, "lever") == "10");
  const auto balance = venue.rows("/api/v5/account/balance?ccy=USDT").at(0).at("details").at(0);
  CHECK(field(balance, "cashBal") == "999939.95");
  CHECK(field(balance, "eq") == "999929.95");
  const auto fill = venue.rows("/api/v5/trade/fills?instType=SWAP").at(0);
  CHECK(field(fill, "fillSz") == "200");
  CHECK(field(fill, "execType") == "T");
  CHECK(field(fill, "fee") == "-60.05");
  // More than the position is cut to it.
  venue.place(
      R"("instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"500","reduceOnly":true)");
  CHECK(venue.rows("/api/v5/account/positions").empty());
  CHECK(venue.rows("/api/v5/trade/fills-history?instType=SWAP").size() == 2);
}

TEST_CASE("simulated okx swap: every refusal in the venue's own words") {
  OkxVenue venue;
  const std::string limit = kSwapSell + R"("ordType":"limit",)";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"("instId":"XYZ-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"market","sz":"1")",
       "51001 Instrument ID, Instrument ID code, or Spread ID doesn't exist."},
      {R"("tdMode":"cross","side":"sell","ordType":"market","sz":"1")", "50014 Parameter instId can not be empty"},
      {limit + R"("px":"60000")", "50014 Parameter sz can not be empty"},
      {limit + R"("sz":"1")", "50014 Parameter px can not be empty"},
      {limit + R"("sz":"1","px":"60000.05")", "51000 Parameter px error"},
      {limit + R"("sz":"0.015","px":"60000")", "51121 Order quantity must be a multiple of the lot size."},
      {limit + R"("sz":"0.001","px":"60000")", "51020 Your order should meet or exceed the minimum order amount."},
      {limit + R"("sz":"12001","px":"60000")", "51202 Market order amount exceeds the maximum amount."},
      {limit + R"("sz":"1","px":"50000")",
       "51006 Order price is not within the price limit (max buy price: 63057.75 min sell price: 57052.25)"},
      {limit + R"("sz":"1","px":"60000","clOrdId":"with space")", "51000 Parameter clOrdId error"},
      {limit + R"("sz":"12000","px":"90000")", "51008 Order failed. Insufficient USDT balance in account."},
      {R"("instId":"BTC-USDT-SWAP","tdMode":"isolated","side":"sell","ordType":"market","sz":"1")",
       "51010 You can't complete this request under your current account mode."},
      {R"("instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","posSide":"short","ordType":"market","sz":"1")",
       "51000 Parameter posSide error"},
      {kSwapSell + R"("ordType":"market","sz":"1","reduceOnly":true)",
       "51169 Order failed because you don't have any positions in this direction for this contract to reduce or "
       "close."},
  };
  for (const auto& [fields, told] : rows) {
    INFO(fields);
    const auto answer = venue.place(fields);
    CHECK(OkxVenue::told(*answer) == told);
    CHECK(field(answer->json(), "code") == "1");
    CHECK(answer->response.status == 200);
  }
  CHECK(venue.rows("/api/v5/trade/orders-pending").empty());
}

TEST_CASE("simulated okx swap: a post-only order that would cross is only told as canceled") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  const auto answer = venue.place(kSwapSell + R"("ordType":"post_only","sz":"1","px":"60050","clOrdId":"p1")");
  CHECK(OkxVenue::told(*answer) == "0 Order placed");
  const auto orders = heard.with(R"("channel":"orders")");
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].find(R"("state":"canceled")") != orders[0].npos);
  CHECK(orders[0].find(R"("cancelSource":"31")") != orders[0].npos);
  CHECK(orders[0].find(R"("accFillSz":"0")") != orders[0].npos);
  heard.take();
  // IOC with too little there, and FOK one step short.
  venue.place(kSwapSell + R"("ordType":"ioc","sz":"400","px":"60050","clOrdId":"i1")");
  const auto ioc = heard.with(R"("channel":"orders")");
  REQUIRE(ioc.size() == 3);
  CHECK(ioc[1].find(R"("state":"partially_filled")") != ioc[1].npos);
  CHECK(ioc[1].find(R"("fillSz":"300")") != ioc[1].npos);
  CHECK(ioc[2].find(R"("state":"canceled")") != ioc[2].npos);
  CHECK(ioc[2].find(R"("accFillSz":"300")") != ioc[2].npos);
  CHECK(ioc[2].find(R"("cancelSource":"14")") != ioc[2].npos);
  heard.take();
  venue.levels(venue.perp, {{"60050", "3"}}, {}, false);
  venue.place(kSwapSell + R"("ordType":"fok","sz":"300.01","px":"60050","clOrdId":"f1")");
  const auto fok = venue.rows("/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=f1").at(0);
  CHECK(field(fok, "state") == "canceled");
  CHECK(field(fok, "accFillSz") == "0");
  CHECK(field(fok, "cancelSource") == "13");
}

TEST_CASE("conformance 18: a batch of simulated OKX is judged order by order") {
  OkxVenue venue;
  const auto answer = venue.call("POST", "/api/v5/trade/batch-orders",
                                 "[{" + kSwapSell + R"("ordType":"limit","px":"60100","sz":"1","clOrdId":"b1"},{)" +
                                     kSwapSell + R"("ordType":"limit","px":"60100","sz":"0.001","clOrdId":"b2"}])");
  CHECK(answer->response.status == 200);
  const auto json = answer->json();
  CHECK(field(json, "code") == "2");
  CHECK(field(json.at("data").at(0), "sCode") == "0");
  CHECK(field(json.at("data").at(1), "sCode") == "51020");
  CHECK(field(json.at("data").at(1), "clOrdId") == "b2");
  CHECK(venue.rows("/api/v5/trade/orders-pending?instType=SWAP").size() == 1);
  const std::string cancel = R"([{"instId":"BTC-USDT-SWAP","clOrdId":"b1"},{"instId":"BTC-USDT-SWAP","clOrdId":"b2"}])";
  const auto ended = venue.call("POST", "/api/v5/trade/cancel-batch-orders", cancel)->json();
  CHECK(field(ended, "code") == "2");
  CHECK(field(ended.at("data").at(1), "sCode") == "51400");
  CHECK(venue.rows("/api/v5/trade/orders-pending").empty());
}

TEST_CASE("simulated okx: an amendment is taken, and what fails then is told by the channel") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  venue.place(kSwapSell + R"("ordType":"post_only","sz":"10","px":"60100","clOrdId":"m1")");
  heard.take();
  const auto amend = [&](const std::string& fields) {
    return OkxVenue::told(*venue.call("POST", "/api/v5/trade/amend-order",
                                      R"({"instId":"BTC-USDT-SWAP","clOrdId":"m1",)" + fields + "}"));
  };
  CHECK(amend(R"("newSz":"20","newPx":"60110","reqId":"r1")").starts_with("0"));
  auto told = heard.with(R"("channel":"orders")");
  REQUIRE(told.size() == 1);
  CHECK(told[0].find(R"("amendResult":"0")") != told[0].npos);
  CHECK(told[0].find(R"("reqId":"r1")") != told[0].npos);
  CHECK(told[0].find(R"("px":"60110","sz":"20")") != told[0].npos);
  heard.take();
  // It would take liquidity: the receipt says 0, the channel -1, and the order is as it was.
  CHECK(amend(R"("newPx":"60050","reqId":"r2")").starts_with("0"));
  told = heard.with(R"("channel":"orders")");
  REQUIRE(told.size() == 1);
  CHECK(told[0].find(R"("amendResult":"-1")") != told[0].npos);
  CHECK(told[0].find(R"("code":"51511")") != told[0].npos);
  CHECK(told[0].find(R"("px":"60110","sz":"20")") != told[0].npos);
  CHECK(amend(R"("reqId":"r3")").starts_with("51500"));
  CHECK(amend(R"("newSz":"0.015")").starts_with("51121"));
  venue.call("POST", "/api/v5/trade/cancel-order", R"({"instId":"BTC-USDT-SWAP","clOrdId":"m1"})");
  CHECK(amend(R"("newSz":"30")").starts_with("51509"));
}

TEST_CASE("simulated okx: a client id is unique among pending orders, and forgotten without a fill after two hours") {
  OkxVenue venue;
  const std::string order = kSwapSell + R"("ordType":"limit","px":"60100","sz":"1","clOrdId":"u1")";
  const auto first = venue.place(order);
  CHECK(OkxVenue::told(*venue.place(order)) == "51016 Client order ID already exists.");
  venue.call("POST", "/api/v5/trade/cancel-order",
             R"({"instId":"BTC-USDT-SWAP","ordId":")" + OkxVenue::id_of(*first) + "\"}");
  CHECK(OkxVenue::told(
            *venue.call("POST", "/api/v5/trade/cancel-order", R"({"instId":"BTC-USDT-SWAP","clOrdId":"u1"})")) ==
        "51400 Cancellation failed as the order has been filled, canceled or does not exist.");
  CHECK(field(venue.rows("/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=u1").at(0), "cancelSource") == "1");
  CHECK(venue.rows("/api/v5/trade/orders-history?instType=SWAP").size() == 1);
  venue.pass(kHour * 2 + kSecond);
  CHECK(OkxVenue::told(*venue.call("GET", "/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=u1")) ==
        "51603 Order does not exist");
  CHECK(venue.rows("/api/v5/trade/orders-history?instType=SWAP").empty());
  CHECK(OkxVenue::told(*venue.place(order)).starts_with("0"));
}

TEST_CASE("simulated okx: the dead-man's switch cancels everything, unless it is armed again or disarmed") {
  OkxVenue venue;
  const auto arm = [&](const char* seconds) {
    return OkxVenue::told(
        *venue.call("POST", "/api/v5/trade/cancel-all-after", fmt::format(R"({{"timeOut":"{}"}})", seconds)));
  };
  venue.place(kSwapSell + R"("ordType":"limit","px":"60100","sz":"1","clOrdId":"d1")");
  venue.place(kSpotBuy + R"("ordType":"limit","px":"59000","sz":"1","clOrdId":"d2")");
  CHECK(arm("9") == "51000 Parameter timeOut error");
  CHECK(arm("10") == "50011 Too Many Requests");
  venue.pass(kSecond);
  CHECK(arm("10").starts_with("0"));
  venue.pass(kSecond * 5);
  CHECK(arm("10").starts_with("0"));
  venue.pass(kSecond * 9);
  CHECK(venue.rows("/api/v5/trade/orders-pending").size() == 2);
  venue.pass(kSecond);
  CHECK(venue.rows("/api/v5/trade/orders-pending").empty());
  CHECK(field(venue.rows("/api/v5/trade/order?instId=BTC-USDT&clOrdId=d2").at(0), "cancelSource") == "20");
  venue.place(kSpotBuy + R"("ordType":"limit","px":"59000","sz":"1","clOrdId":"d3")");
  CHECK(arm("10").starts_with("0"));
  venue.pass(kSecond);
  CHECK(arm("0").starts_with("0"));
  venue.pass(kMinute);
  CHECK(venue.rows("/api/v5/trade/orders-pending").size() == 1);
}

TEST_CASE("simulated okx: modes and leverage") {
  OkxVenue venue;
  const auto set = [&](const std::string& path, const std::string& body) {
    return OkxVenue::told(*venue.call("POST", "/api/v5/account/" + path, body));
  };
  CHECK(field(venue.rows("/api/v5/account/config").at(0), "posMode") == "net_mode");
  CHECK(field(venue.rows("/api/v5/account/config").at(0), "acctLv") == "2");
  CHECK(set("set-leverage", R"({"instId":"BTC-USDT-SWAP","lever":"5","mgnMode":"cross"})").starts_with("0"));
  CHECK(field(venue.rows("/api/v5/account/leverage-info?instId=BTC-USDT-SWAP&mgnMode=cross").at(0), "lever") == "5");
  CHECK(set("set-leverage", R"({"instId":"BTC-USDT-SWAP","lever":"101","mgnMode":"cross"})") ==
        "59102 Leverage exceeds the maximum limit. Please lower the leverage.");
  venue.place(kSwapSell + R"("ordType":"market","sz":"1")");
  CHECK(set("set-position-mode", R"({"posMode":"long_short_mode"})").starts_with("59000"));
  CHECK(set("set-position-mode", R"({"posMode":"net_mode"})").starts_with("0"));
  CHECK(field(venue.rows("/api/v5/account/trade-fee?instType=SWAP").at(0), "takerU") == "-0.0005");
  // Funding of a tenth of a per mille on 0.01 BTC at 60,055, received by the short side.
  venue.exchanges->markets().pay_funding(venue.perp, venue.now);
  const auto paid = venue.rows("/api/v5/account/bills?type=8");
  REQUIRE(paid.size() == 1);
  CHECK(field(paid.at(0), "balChg") == "0.060055");
  CHECK(field(paid.at(0), "subType") == "174");
  CHECK(field(paid.at(0), "instId") == "BTC-USDT-SWAP");
}
