#include "tests/venues/okx/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated okx spot: a market purchase is sized in the quote, unless it says otherwise") {
  OkxVenue venue;
  venue.place(kSpotBuy + R"("ordType":"market","sz":"60010","clOrdId":"q1")");
  const auto quoted = venue.rows("/api/v5/trade/order?instId=BTC-USDT&clOrdId=q1").at(0);
  CHECK(field(quoted, "accFillSz") == "1");
  CHECK(field(quoted, "sz") == "60010");
  CHECK(field(quoted, "tgtCcy") == "quote_ccy");
  // The fee of a purchase is paid in coins: 10 bps of 1 BTC.
  CHECK(field(quoted, "fee") == "-0.001");
  CHECK(field(quoted, "feeCcy") == "BTC");
  venue.place(kSpotBuy + R"("ordType":"market","sz":"0.5","tgtCcy":"base_ccy","clOrdId":"q2")");
  const auto coins = venue.rows("/api/v5/trade/order?instId=BTC-USDT&clOrdId=q2").at(0);
  CHECK(field(coins, "accFillSz") == "0.5");
  CHECK(field(coins, "avgPx") == "60020");
  const auto held = venue.rows("/api/v5/account/balance?ccy=BTC").at(0).at("details").at(0);
  CHECK(field(held, "cashBal") == "101.4985");
}

TEST_CASE("simulated okx spot: an order locks what it needs, and a cancel frees it") {
  OkxVenue venue;
  const auto frozen = [&] {
    return field(venue.rows("/api/v5/account/balance?ccy=USDT").at(0).at("details").at(0), "frozenBal");
  };
  venue.place(kSpotBuy + R"("ordType":"limit","px":"59000","sz":"2","clOrdId":"l1")");
  CHECK(frozen() == "118000");
  CHECK(OkxVenue::told(*venue.place(kSpotBuy + R"("ordType":"limit","px":"59000","sz":"16")")) ==
        "51008 Order failed. Insufficient USDT balance in account.");
  venue.sold(venue.spot, "59000", "0.5");
  const auto part = venue.rows("/api/v5/trade/orders-pending?instType=SPOT").at(0);
  CHECK(field(part, "state") == "partially_filled");
  CHECK(field(part, "accFillSz") == "0.5");
  venue.call("POST", "/api/v5/trade/cancel-order", R"({"instId":"BTC-USDT","clOrdId":"l1"})");
  CHECK(frozen() == "0");
  const auto ended = venue.rows("/api/v5/trade/order?instId=BTC-USDT&clOrdId=l1").at(0);
  CHECK(field(ended, "state") == "canceled");
  CHECK(field(ended, "accFillSz") == "0.5");
}

TEST_CASE("simulated okx: fills are paged by their bills, and windows end") {
  OkxVenue venue(false);
  for (int i = 0; i < 120; ++i) {
    venue.place(kSpotBuy + R"("ordType":"market","sz":"0.001","tgtCcy":"base_ccy")");
    venue.pass(kSecond);
  }
  const auto first = venue.rows("/api/v5/trade/fills?instType=SPOT&instId=BTC-USDT");
  REQUIRE(first.size() == 100);
  CHECK(field(first.at(0), "billId") > field(first.at(99), "billId"));
  const auto rest = venue.rows("/api/v5/trade/fills?instType=SPOT&after=" + field(first.at(99), "billId"));
  CHECK(rest.size() == 20);
  // From an id up the oldest come first to be told.
  const auto up = venue.rows("/api/v5/trade/fills?limit=5&before=" + field(rest.at(19), "billId"));
  REQUIRE(up.size() == 5);
  CHECK(field(up.at(4), "billId") == field(rest.at(18), "billId"));
  venue.pass(kDay * 3);
  CHECK(venue.rows("/api/v5/trade/fills").empty());
  CHECK(venue.rows("/api/v5/trade/fills-history?instType=SPOT").size() == 100);
}

TEST_CASE("simulated okx: instruments tell the rules, with the code that orders need") {
  OkxVenue venue;
  const auto spot = venue.get("/api/v5/public/instruments?instType=SPOT&instId=BTC-USDT")->json().at("data").at(0);
  CHECK(field(spot, "tickSz") == "0.1");
  CHECK(field(spot, "lotSz") == "0.00000001");
  CHECK(field(spot, "minSz") == "0.00001");
  CHECK(field(spot, "state") == "live");
  const auto swap = venue.get("/api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP")->json().at("data").at(0);
  CHECK(field(swap, "ctVal") == "0.01");
  CHECK(field(swap, "lotSz") == "0.01");
  CHECK(field(swap, "maxMktSz") == "12000");
  CHECK(swap.at("instIdCode").is_int64());
  CHECK(swap.at("instIdCode") != spot.at("instIdCode"));
  CHECK(venue.get("/api/v5/public/instruments?instType=SPOT&instId=OKB-USDT")->json().at("data").as_array().size() ==
        1);
  CHECK(venue.get("/api/v5/public/instruments?instType=FUTURES")->json().at("data").as_array().empty());
  const auto rate = venue.get("/api/v5/public/funding-rate?instId=BTC-USDT-SWAP")->json().at("data").at(0);
  CHECK(field(rate, "fundingRate") == "0.0001");
  CHECK(std::stoll(field(rate, "nextFundingTime")) - std::stoll(field(rate, "fundingTime")) == 8 * 3'600'000);
  CHECK(field(rate, "nextFundingRate").empty());
}

TEST_CASE("simulated okx: money goes between the two accounts, out and in") {
  OkxVenue venue;
  const auto cash = [&] {
    return field(venue.rows("/api/v5/account/balance?ccy=USDT").at(0).at("details").at(0), "cashBal");
  };
  const auto funding = [&] {
    const auto rows = venue.rows("/api/v5/asset/balances?ccy=USDT");
    return rows.empty() ? std::string("0") : field(rows.at(0), "availBal");
  };
  const auto post = [&](const std::string& path, const std::string& body) {
    return OkxVenue::told(*venue.call("POST", "/api/v5/asset/" + path, body));
  };
  CHECK(post("transfer", R"({"ccy":"USDT","amt":"1000","from":"18","to":"6","clientId":"t1"})").starts_with("0"));
  CHECK(cash() == "999000");
  CHECK(funding() == "0");
  CHECK(field(venue.rows("/api/v5/asset/transfer-state?clientId=t1").at(0), "state") == "pending");
  venue.pass(kSecond * 2);
  CHECK(funding() == "1000");
  CHECK(field(venue.rows("/api/v5/asset/transfer-state?clientId=t1").at(0), "state") == "success");
  CHECK(post("transfer", R"({"ccy":"USDT","amt":"2000000","from":"18","to":"6"})") == "58350 Insufficient balance.");
  CHECK(post("transfer", R"({"ccy":"USDT","amt":"1","from":"6","to":"6"})").starts_with("58123"));
  // The fee comes on top of what is withdrawn, and both leave the funding account.
  const std::string out = R"({"ccy":"USDT","amt":"500","dest":"4","chain":"USDT-ERC20",)"
                          R"("toAddr":"0x0000000000000000000000000000000000000001","clientId":"w1"})";
  CHECK(post("withdrawal", out).starts_with("0"));
  CHECK(funding() == "497");
  CHECK(post("withdrawal", out).starts_with("58246"));
  CHECK(field(venue.rows("/api/v5/asset/withdrawal-history?clientId=w1").at(0), "state") == "0");
  venue.pass(kSecond * 2);
  const auto sent = venue.rows("/api/v5/asset/withdrawal-history?clientId=w1").at(0);
  CHECK(field(sent, "state") == "2");
  CHECK(field(sent, "amt") == "500");
  CHECK(field(sent, "fee") == "3");
  CHECK(venue.get("/__sim/wallet")->json().at("balances").at("USDT") == "5500");
  // What comes from outside arrives in the funding account.
  venue.send({"POST",
              "/__sim/wallet/deposit",
              {},
              R"({"id":"d1","venue":"okx","account":"spot","asset":"USDT","amount":"200"})"});
  venue.pass(kSecond * 2);
  CHECK(funding() == "697");
  CHECK(field(venue.rows("/api/v5/asset/deposit-history?ccy=USDT").at(0), "state") == "2");
}
