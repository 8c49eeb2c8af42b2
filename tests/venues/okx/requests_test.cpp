#include "venues/okx/requests.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"
#include "venues/okx/market_feed.hpp"

// Signatures by Python's hmac module.

namespace basis {
namespace {

using namespace test;

const UtcTime kNow = utc("2024-10-24T08:15:30.123Z");

okx::Requests requests(okx::Trading trading = okx::Trading::real) {
  auto made = okx::Requests::create({Secret("example-key"), Secret("example-secret"), Secret("example-word")}, trading);
  REQUIRE(made.has_value());
  return std::move(made).value();
}

std::string header(const net::HttpRequest& request, std::string_view name) {
  return std::string(net::find_header(request.headers, name).value_or("(none)"));
}

TEST_CASE("OKX requests: a query is signed with its parameters, a body as it is") {
  const auto get = requests().signed_request({okx::kBalance, {{"ccy", "BTC,USDT"}}}, kNow);
  CHECK(get.target == "/api/v5/account/balance?ccy=BTC%2CUSDT");
  CHECK(header(get, "OK-ACCESS-SIGN") == "1XLZM2E/LlXby6U7mOH9mMvzLJl+UA8QmR/g6pirFdk=");
  CHECK(header(get, "OK-ACCESS-TIMESTAMP") == "2024-10-24T08:15:30.123Z");
  CHECK(header(get, "OK-ACCESS-PASSPHRASE") == "example-word");
  CHECK(header(get, "x-simulated-trading") == "(none)");
  const auto post =
      requests(okx::Trading::demo)
          .signed_request({okx::kSetLeverage, {{"instId", "BTC-USDT-SWAP"}, {"lever", "5"}, {"mgnMode", "cross"}}},
                          kNow);
  CHECK(post.body == R"({"instId":"BTC-USDT-SWAP","lever":"5","mgnMode":"cross"})");
  CHECK(header(post, "OK-ACCESS-SIGN") == "ECQji6G548vMQ5pFykIJ2+B5puQ+Fkl/eZ6O7t17Kgs=");
  CHECK(header(post, "x-simulated-trading") == "1");
  // A parameter without a name is the body.
  CHECK(requests().signed_request({okx::kCancelBatch, {{"", "[{}]"}}}, kNow).body == "[{}]");
  CHECK(requests().login(kNow) ==
        R"({"op":"login","args":[{"apiKey":"example-key","passphrase":"example-word","timestamp":"1729757730",)"
        R"("sign":"77PleD++nwS/zV0r4qcO3ubHE3yBf492CLz8IKXAO6M="}]})");
}

TEST_CASE("OKX requests: what cannot stand in a header is refused, and no secret is told") {
  const auto none = okx::Requests::create({Secret("key"), Secret("a-secret"), Secret()}, okx::Trading::real);
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(none.error().text().find("a-secret") == std::string::npos);
  CHECK(okx::trading_of("wspap.okx.com") == okx::Trading::demo);
  CHECK(okx::trading_of("ws.okx.com") == okx::Trading::real);
}

TEST_CASE("OKX streams: names, subscriptions, answers and trades") {
  okx::MarketDialect dialect(std::nullopt, okx::Trading::real);
  Market swap;
  swap.native = "BTC-USDT-SWAP";
  swap.product = Product::linear;
  const auto groups = dialect.groups({&swap});
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].streams[0] == std::vector<std::string>{"books:BTC-USDT-SWAP", "bbo-tbt:BTC-USDT-SWAP",
                                                         "trades:BTC-USDT-SWAP", "mark-price:BTC-USDT-SWAP",
                                                         "funding-rate:BTC-USDT-SWAP"});
  CHECK(dialect.subscription(true, {"books:BTC-USDT-SWAP", "trades:BTC-USDT-SWAP"}, 7) ==
        R"({"id":"7","op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT-SWAP"},)"
        R"({"channel":"trades","instId":"BTC-USDT-SWAP"}]})");
  const std::string trade =
      R"({"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"130639474"}]})";
  CHECK(dialect.stream_of(trade) == "trades:BTC-USDT-SWAP");
  CHECK(dialect.trade_of("trades:BTC-USDT-SWAP", trade) == 130639474);
  CHECK_FALSE(dialect.trade_of("books:BTC-USDT-SWAP", trade).has_value());
  CHECK(dialect.stream_of(R"({"arg":{"instId":"BTC-USDT-SWAP","channel":"books"},"data":[]})") ==
        "books:BTC-USDT-SWAP");
  CHECK(dialect.stream_of(R"({"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT-SWAP"}})").empty());
  const auto taken = dialect.answer(R"({"event":"subscribe","arg":{"channel":"books","instId":"X"},"connId":"a"})");
  CHECK(taken.value().stream == "books:X");
  CHECK(taken.value().why.empty());
  const auto refused = dialect.answer(
      R"({"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:X doesn't exist. Please","connId":"a"})");
  CHECK(refused.value().stream == "books:X");
  CHECK(refused.value().why.find("doesn't exist") != std::string::npos);
  CHECK(dialect.answer(R"({"event":"notice","code":"64008","msg":"soon","connId":"a"})").value().shutdown);
  CHECK_FALSE(dialect.answer("pong").value().shutdown);
}

}  // namespace
}  // namespace basis
