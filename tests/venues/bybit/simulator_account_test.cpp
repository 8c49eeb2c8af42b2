#include "tests/venues/bybit/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("simulated bybit: what is wrong with a key, a signature or a time") {
  BybitVenue venue;
  const auto told = [&](std::vector<net::HttpHeader> headers) {
    return BybitVenue::told(*venue.send({"GET", "/v5/account/info", std::move(headers), {}}));
  };
  const std::string stamp = std::to_string(sim::millis(venue.now));
  CHECK(told({}) == "10003 API key is invalid.");
  CHECK(told({{"X-BAPI-API-KEY", "nobody"}}) == "10003 API key is invalid.");
  CHECK(told({{"X-BAPI-API-KEY", "demo-key"}}) == "10001 Request parameter error: X-BAPI-TIMESTAMP");
  CHECK(told({{"X-BAPI-API-KEY", "demo-key"}, {"X-BAPI-TIMESTAMP", stamp}, {"X-BAPI-SIGN", "00"}}) ==
        "10004 Error sign, please check your signature generation algorithm.");
  CHECK(venue.signed_call("GET", "/v5/account/info", {}, kSecond * -5)->json().at("retCode").as_int64() == 0);
  CHECK(venue.signed_call("GET", "/v5/account/info", {}, kSecond * -6)->json().at("retCode").as_int64() == 10002);
  CHECK(venue.signed_call("GET", "/v5/account/info", {}, kSecond)->json().at("retCode").as_int64() == 10002);
}

TEST_CASE("simulated bybit: modes and leverage, and what is so already") {
  BybitVenue venue;
  const auto leverage = [&](int wanted) {
    return venue.told(
        "POST", "/v5/position/set-leverage",
        fmt::format(R"({{"category":"linear","symbol":"BTCUSDT","buyLeverage":"{}","sellLeverage":"{}"}})", wanted,
                    wanted));
  };
  CHECK(leverage(10) == "110043 Set leverage has not been modified.");
  CHECK(leverage(5).find(R"("retCode":0)") != std::string::npos);
  CHECK(leverage(101) == "110013 Cannot set leverage due to risk limit level.");
  CHECK(field(venue.list("/v5/position/list", "category=linear&symbol=BTCUSDT").at(0), "leverage") == "5");
  CHECK(venue.told("POST", "/v5/position/switch-mode", R"({"category":"linear","coin":"USDT","mode":0})") ==
        "110025 Position mode has not been modified.");
  CHECK(venue.told("POST", "/v5/account/set-margin-mode", R"({"setMarginMode":"REGULAR_MARGIN"})") ==
        "110026 Cross/isolated margin mode has not been modified.");
  venue.result("POST", "/v5/account/set-margin-mode", R"({"setMarginMode":"ISOLATED_MARGIN"})");
  CHECK(field(venue.result("GET", "/v5/account/info"), "marginMode") == "ISOLATED_MARGIN");
  venue.order("linear", "Buy", R"("orderType":"Market","qty":"1")");
  CHECK(venue.told("POST", "/v5/position/switch-mode", R"({"category":"linear","coin":"USDT","mode":3})")
            .starts_with("110024"));
  CHECK(venue.result("GET", "/v5/user/query-api").at("uta").as_int64() == 1);
}

TEST_CASE("simulated bybit: funding is an execution and a line of the log, whose balances join") {
  BybitVenue venue;
  const auto heard = venue.connect("/v5/private", R"("execution")");
  venue.order("linear", "Buy", R"("orderType":"Market","qty":"1")");
  venue.order("spot", "Buy", R"("orderType":"Market","qty":"1","marketUnit":"baseCoin")");
  heard->socket.take();
  venue.pass(kSecond);
  venue.exchanges->markets().pay_funding(venue.perp, venue.now);
  const auto paid = first_of(heard->socket.with(R"("execType":"Funding")").at(0));
  // 60,055 * 0.0001.
  CHECK(field(paid, "execFee") == "6.0055");
  const auto fills = venue.list("/v5/execution/list", "category=linear&execType=Funding");
  REQUIRE(fills.size() == 1);
  CHECK(field(fills.at(0), "execId") == field(paid, "execId"));
  const auto settled = venue.list("/v5/account/transaction-log", "accountType=UNIFIED&type=SETTLEMENT");
  REQUIRE(settled.size() == 1);
  CHECK(field(settled.at(0), "change") == "-6.0055");
  const auto all = venue.list("/v5/account/transaction-log", "accountType=UNIFIED&currency=USDT");
  REQUIRE(all.size() == 3);
  const std::string wallet =
      field(venue.list("/v5/account/wallet-balance", "accountType=UNIFIED&coin=USDT").at(0).at("coin").as_array().at(0),
            "walletBalance");
  CHECK(field(all.at(0), "cashBalance") == wallet);
  Amount balance = Amount::from_int(1'000'000);
  for (std::size_t i = all.size(); i-- > 0;) {
    balance += amount(field(all.at(i), "change").c_str());
    CHECK(field(all.at(i), "cashBalance") == balance.to_string());
  }
}

TEST_CASE("simulated bybit: money moves between the accounts and out, once for an id") {
  BybitVenue venue;
  const std::string id = "42c0cfb0-6bca-c242-bc76-4e6df6cbab16";
  const auto transfer = [&](const std::string& from, const std::string& to, const std::string& amount) {
    return venue.told("POST", "/v5/asset/transfer/inter-transfer",
                      fmt::format(R"({{"transferId":"{}","coin":"USDT","amount":"{}","fromAccountType":"{}",)"
                                  R"("toAccountType":"{}"}})",
                                  id, amount, from, to));
  };
  CHECK(transfer("UNIFIED", "UNIFIED", "1").starts_with("131211"));
  CHECK(transfer("UNIFIED", "FUND", "9000000").starts_with("131212"));
  CHECK(transfer("UNIFIED", "FUND", "1000").find(R"("status":"PENDING")") != std::string::npos);
  CHECK(transfer("UNIFIED", "FUND", "1000").starts_with("131214"));
  const auto state = [&] {
    return field(venue.list("/v5/asset/transfer/query-inter-transfer-list", "transferId=" + id).at(0), "status");
  };
  CHECK(state() == "PENDING");
  const auto funded = [&] {
    return field(venue.result("GET", "/v5/asset/transfer/query-account-coin-balance", "accountType=FUND&coin=USDT")
                     .at("balance"),
                 "walletBalance");
  };
  const Amount before = amount(funded().c_str());
  venue.pass(kSecond * 2);
  CHECK(state() == "SUCCESS");
  CHECK(amount(funded().c_str()) == before + Amount::from_int(1'000));
  const std::string withdraw =
      R"({"coin":"USDT","chain":"ETH","address":"0x0000000000000000000000000000000000000001","amount":"100",)"
      R"("timestamp":1,"accountType":"UTA","requestId":"w-1"})";
  const std::string number = field(venue.result("POST", "/v5/asset/withdraw/create", withdraw), "id");
  CHECK(field(venue.result("POST", "/v5/asset/withdraw/create", withdraw), "id") == number);
  const auto rows = [&] {
    return venue.result("GET", "/v5/asset/withdraw/query-record", "withdrawID=" + number).at("rows").as_array();
  };
  REQUIRE(rows().size() == 1);
  CHECK(field(rows().at(0), "status") == "Pending");
  CHECK(field(rows().at(0), "amount") == "100");
  venue.pass(kSecond * 2);
  CHECK(field(rows().at(0), "status") == "success");
  CHECK(venue.service().wallet().balances.at("USDT") == amount("5100"));
  CHECK(venue
            .told("POST", "/v5/asset/withdraw/create",
                  R"({"coin":"USDT","chain":"ETH","address":"0x1","amount":"1","timestamp":1,"accountType":"UTA"})")
            .starts_with("131096"));
}
