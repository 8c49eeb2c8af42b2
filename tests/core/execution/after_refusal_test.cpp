#include "core/execution/after_refusal.hpp"

#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Order leg(const Desk& desk, const char* key, const char* coins, bool buy) {
  Order order;
  order.instrument = desk.id(key);
  order.account = desk.universe[order.instrument].account;
  order.action = buy ? ActionType::spot_trade : ActionType::perp_trade;
  order.size = amount(coins);
  order.buy = buy;
  return order;
}

Order withdrawal(const Desk& desk, const char* from, const char* size) {
  Order order;
  order.type = ExecutionType::wallet_transfer;
  order.action = ActionType::wallet_transfer;
  order.account = desk.account(from);
  order.destination = desk.account("wallet");
  order.instrument = desk.id(std::string(from) + ":BaseToken:USDT");
  order.size = amount(size);
  return order;
}

}  // namespace

TEST_CASE("after a refused leg the others go only where they make the net delta smaller") {
  Desk desk("btc_basis");
  desk.fund("10000", "10000", "10000");
  const Order spot = leg(desk, "binance:BaseToken:BTC", "1", true);
  const Order hedge = leg(desk, "bybit:Perp:BTCUSDT", "0.3", false);
  // No spot was bought: the short alone would be naked.
  CHECK(pointless_after(spot, hedge, desk.view()) == "another leg was refused, and this one alone is no hedge");
  // One coin was bought and Binance's hedge refused: the others still make 1 coin of delta 0.7.
  desk.hold("binance:BaseToken:BTC", "1");
  const Order refused = leg(desk, "binance_usdm:Perp:BTCUSDT", "0.4", false);
  CHECK(pointless_after(refused, hedge, desk.view()).empty());
  // 0.1 coins were bought: a short of 0.3 would turn 0.1 into -0.2.
  desk.hold("binance:BaseToken:BTC", "0.1");
  CHECK_FALSE(pointless_after(refused, hedge, desk.view()).empty());
  CHECK(pointless_after(refused, leg(desk, "okx:Perp:BTCUSDT", "0.19", false), desk.view()).empty());
}

TEST_CASE("after a refused transfer those of other accounts go") {
  Desk desk("btc_basis");
  desk.fund("10000", "10000", "10000");
  const Order refused = withdrawal(desk, "binance", "100");
  CHECK(pointless_after(refused, withdrawal(desk, "binance", "50"), desk.view()) ==
        "binance refused the order before this one");
  CHECK(pointless_after(refused, withdrawal(desk, "bybit", "50"), desk.view()).empty());
}

TEST_CASE("after a refused transfer what would pass its cash on stays, and so does what it was to pay for") {
  Desk desk("btc_basis");
  Order deposit = withdrawal(desk, "wallet", "100");
  deposit.destination = desk.account("binance");
  Order on = withdrawal(desk, "binance", "40");
  on.destination = desk.account("binance_usdm");
  CHECK(pointless_after(deposit, on, desk.view()) == "binance did not get the cash that this one passes on");
  Order back = withdrawal(desk, "binance_usdm", "40");
  back.destination = desk.account("binance");
  CHECK(pointless_after(back, withdrawal(desk, "binance", "30"), desk.view()) ==
        "binance_usdm refused the order before this one");
  CHECK(pointless_after(deposit, withdrawal(desk, "bybit", "30"), desk.view()).empty());
}

TEST_CASE("router: the account that sends pays the gas, 6 USDT for a transfer") {
  Desk desk("btc_basis");
  desk.fund("0", "105", "0");
  desk.hold("binance:BaseToken:USDT", "106");
  const PortfolioView view = desk.view();
  CHECK(desk.router.gas_fault(withdrawal(desk, "binance", "100"), view).empty());
  CHECK(desk.router.gas_fault(withdrawal(desk, "bybit", "100"), view) == "gas of 6 needed, bybit has 5");
  Order coins = withdrawal(desk, "okx", "1");
  coins.instrument = desk.id("binance:BaseToken:BTC");
  CHECK(desk.router.gas_fault(coins, view) == "gas of 6 needed, okx has 0");
}
