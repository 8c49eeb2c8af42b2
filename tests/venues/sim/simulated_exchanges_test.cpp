#include "venues/simulated_exchanges.hpp"

#include "tests/venues/binance/simulator_support.hpp"
#include "venues/sim/exchange_memory.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::unique_ptr<SimulatedExchanges> drawn(std::uint64_t seed, UtcTime start) {
  SimulatedExchangesSettings settings;
  settings.venues = {"binance"};
  settings.clients = sim::demo_clients({"binance"});
  settings.seed = seed;
  settings.start = start;
  auto made = SimulatedExchanges::create(shipped("btc_basis"), std::move(settings));
  REQUIRE(made.has_value());
  return std::move(made).value();
}

/// Everything that two streams and the order book tell in a minute.
std::string told_in_a_minute(std::uint64_t seed) {
  const UtcTime start = utc("2026-11-29T12:00:00Z");
  const auto exchanges = drawn(seed, start);
  ToldSocket heard;
  const auto handler = exchanges->service().on_upgrade(
      {"GET", "/ws/btcusdt@depth@100ms/btcusdt@trade/ethusdt@bookTicker", {}, {}}, heard);
  exchanges->service().advance(start + kMinute);
  std::string all;
  for (const std::string& text : heard.texts) all += text + "\n";
  return all;
}

Amount received(const ExchangeAccount& pool, InstrumentId pocket) {
  Amount sum;
  for (std::size_t i = 0; i < kOutsides; ++i) sum += pool.received_from(static_cast<Outside>(i), pocket);
  return sum;
}

}  // namespace

TEST_CASE("simulated exchanges: the same seed tells the same bytes, another tells others") {
  const std::string once = told_in_a_minute(7);
  CHECK(once.size() > 100'000);
  CHECK(once == told_in_a_minute(7));
  CHECK(once != told_in_a_minute(8));
}

TEST_CASE("simulated exchanges: drawn markets are whole, near their start, and never cross") {
  const UtcTime start = utc("2026-11-29T07:59:00Z");
  const auto exchanges = drawn(3, start);
  for (int minute = 1; minute <= 5; ++minute) {
    exchanges->service().advance(start + kMinute * minute);
    for (const auto& board : exchanges->markets().boards()) {
      INFO(board->market().key);
      const auto top = board->top();
      REQUIRE(top.has_value());
      CHECK(top->bid.price < top->ask.price);
      std::size_t levels = 0;
      board->book().ladder(BookSide::bid).for_each([&](std::int64_t, Quantity size) {
        CHECK(size.sign() > 0);
        return ++levels < 1'000;
      });
      CHECK(levels == 50);
      CHECK(board->trades().size() > 10);
    }
  }
  const auto perp = exchanges->universe().find("binance", Product::linear, "BTCUSDT");
  const sim::MarketBoard& board = exchanges->markets().board(*perp);
  CHECK(board.mark() > price("57000"));
  CHECK(board.mark() < price("63000"));
  // Funding was paid at 08:00, after thirty payments before.
  CHECK(board.fundings().size() == 31);
  CHECK(board.fundings().back().at == utc("2026-11-29T08:00:00Z"));
  CHECK(board.next_funding() == utc("2026-11-29T16:00:00Z"));
}

TEST_CASE("simulated exchanges: every currency is conserved over trades, funding, transfers and a liquidation") {
  BinanceVenue venue;
  venue.signed_call("POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1.5");
  venue.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2");
  venue.exchanges->markets().pay_funding(venue.perp, venue.now);
  venue.signed_call("POST", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=100.5");
  venue.pass(kSecond * 3);
  venue.service().client("binance", "demo")->liquidate(venue.now);
  for (const auto& pool : venue.service().client("binance", "demo")->pools())
    for (const AccountSpec::Pocket& pocket : pool.account->spec().pockets)
      CHECK(received(*pool.account, pocket.instrument) == pool.account->held(pocket.asset));
}

TEST_CASE("simulated exchanges: transfers and withdrawals take their time, and the wallet gives and takes") {
  BinanceVenue venue;
  const auto balance = [&](std::string_view pool) {
    return venue.service().client("binance", "demo")->pool(pool)->held(venue.universe().quote_asset()).to_string();
  };
  venue.signed_call("POST", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=100");
  CHECK(balance("spot") == "999900");
  CHECK(balance("perp") == "1000000");
  const auto pending = venue.signed_call("GET", "/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE")->json();
  CHECK(field(pending.at("rows").at(0), "status") == "PENDING");
  venue.pass(kSecond * 2);
  CHECK(balance("perp") == "1000100");
  const std::string withdrawal =
      "coin=USDT&network=ETH&amount=1000&withdrawOrderId=W1&address=" + std::string(sim::kWalletAddress);
  const auto first = venue.signed_call("POST", "/sapi/v1/capital/withdraw/apply", withdrawal);
  const auto again = venue.signed_call("POST", "/sapi/v1/capital/withdraw/apply", withdrawal);
  CHECK(field(first->json(), "id") == field(again->json(), "id"));
  CHECK(balance("spot") == "998900");
  CHECK(field(venue.signed_call("GET", "/sapi/v1/capital/withdraw/history", "withdrawOrderId=W1")->json().at(0),
              "status") == "4");
  venue.pass(kSecond * 2);
  CHECK(field(venue.signed_call("GET", "/sapi/v1/capital/withdraw/history", "withdrawOrderId=W1")->json().at(0),
              "status") == "6");
  // 5,000 were there; the fee of 4 stays with the venue.
  CHECK(venue.get("/__sim/wallet")->response.body == R"({"balances":{"USDT":"5996"}})");
  const auto deposit = [&](const char* body) {
    return venue.send({"POST", "/__sim/wallet/deposit", {}, body})->response;
  };
  const char* const body = R"({"id":"T1","venue":"binance","account":"perp","asset":"USDT","amount":"996"})";
  CHECK(deposit(body).status == 200);
  CHECK(deposit(body).status == 200);
  CHECK(venue.get("/__sim/wallet")->response.body == R"({"balances":{"USDT":"5000"}})");
  CHECK(venue.get("/__sim/wallet/deposits")->response.body.find(R"("state":"pending")") != std::string::npos);
  venue.pass(kSecond * 2);
  CHECK(venue.get("/__sim/wallet/deposits")->response.body.find(R"("state":"done")") != std::string::npos);
  CHECK(balance("perp") == "1001096");
  const auto more = deposit(R"({"id":"T2","venue":"binance","account":"spot","asset":"USDT","amount":"5001"})");
  CHECK(more.status == 400);
  CHECK(more.body == R"({"error":"the wallet has 5000 USDT"})");
}

TEST_CASE("simulated exchanges: a restart keeps money, positions, orders and the wallet") {
  BinanceVenue before;
  before.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2");
  before.signed_call("POST", "/api/v3/order",
                     "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=3&price=60005&newClientOrderId=kept");
  before.sold(before.spot, "60005", "1");
  const std::string text = sim::memory_text(before.service());
  BinanceVenue behind;
  REQUIRE(sim::take_memory(behind.service(), text, "state").has_value());
  for (const char* path : {"/api/v3/account", "/fapi/v3/account", "/fapi/v3/positionRisk", "/api/v3/openOrders"}) {
    INFO(path);
    CHECK(before.signed_call("GET", path)->response.body == behind.signed_call("GET", path)->response.body);
  }
  CHECK(before.signed_call("GET", "/api/v3/myTrades", "symbol=BTCUSDT")->response.body ==
        behind.signed_call("GET", "/api/v3/myTrades", "symbol=BTCUSDT")->response.body);
  // The rest of the order goes on: 1 of 3 had filled. A change counts that one, too.
  const auto amended =
      behind.signed_call("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=kept&newQty=2.5");
  CHECK(field(amended->json().at("amendedOrder"), "qty") == "2.50000000");
  behind.sold(behind.spot, "60005", "2");
  const auto found = behind.signed_call("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=kept")->json();
  CHECK(field(found, "status") == "FILLED");
  CHECK(field(found, "executedQty") == "2.50000000");
  const auto strange = sim::take_memory(behind.service(), "{}", "state");
  REQUIRE_FALSE(strange.has_value());
  CHECK(strange.error().text() == "--state: state: it is no state of simulated exchanges");
}

TEST_CASE("simulated exchanges: clients do not see each other, and a person closes by hand") {
  BinanceVenue venue;
  venue.signed_call("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=2");
  CHECK(venue.service().client("binance", "other")->fills().empty());
  CHECK(venue.send({"POST", "/__sim/close", {}, R"({"venue":"binance","symbol":"BTCUSDT"})"})->response.status == 200);
  CHECK(venue.signed_call("GET", "/fapi/v3/positionRisk")->json().as_array().empty());
  CHECK(venue.get("/__sim/state")->response.body.find(R"("client_id":"web_1")") != std::string::npos);
  net::HttpRequest strangers{"GET", "/__sim/state", {}, {}};
  strangers.peer = "192.0.2.7";
  CHECK(venue.send(strangers)->response.status == 403);
  CHECK(venue.get("/__sim/nothing")->response.status == 404);
  CHECK(venue.get("/nothing")->response.status == 404);
}

TEST_CASE("simulated exchanges: a file of accounts, and its mistakes") {
  const auto good = sim::parse_client_file(R"(wallet: {USDT: 100000}
accounts:
  alice: {venue: binance, key: ka, secret: sa, balances: {spot: {USDT: 10.5}}}
  bob: {venue: binance, key: kb, secret: sb}
)",
                                           "a.yaml", {"binance"});
  REQUIRE(good.has_value());
  CHECK(good.value().clients.at("binance").size() == 2);
  CHECK(good.value().clients.at("binance")[0].balances.at("spot").at("USDT") == amount("10.5"));
  CHECK(good.value().wallet.balances.at("USDT") == amount("100000"));
  const auto bad = sim::parse_client_file(R"(accounts:
  alice: {venue: kraken, key: k, secret: s, colour: red}
  bob: {venue: binance, key: k, balances: {spot: {USDT: -1}}}
)",
                                          "a.yaml", {"binance"});
  REQUIRE_FALSE(bad.has_value());
  const auto& lines = bad.error().lines;
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].starts_with("a.yaml:2: 'accounts.alice.colour' is unknown"));
  CHECK(lines[1] == "a.yaml:3: accounts.bob.balances.spot.USDT: '-1' is no amount (allowed: zero or more)");
  CHECK(lines[2] == "a.yaml:2: accounts.alice.venue: 'kraken' is no simulated venue (allowed: binance)");
  CHECK(lines[3] == "a.yaml:3: accounts.bob needs a key and a secret");
}

TEST_CASE("simulated exchanges: a venue without a simulator is refused by name") {
  SimulatedExchangesSettings settings;
  settings.venues = {"alchemy"};
  const auto made = SimulatedExchanges::create(shipped("btc_basis"), std::move(settings));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().text() ==
        fmt::format("--venues: 'alchemy' has no simulator (allowed: {})", fmt::join(simulated_exchange_names(), ",")));
}
