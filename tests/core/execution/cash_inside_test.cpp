#include "core/execution/venue_cash.hpp"
#include "tests/core/execution/cash_support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("cash plan: an exchange brings cash to spot before it leaves, or for a purchase") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("60000", "12000", "12000");
  desk.hold("binance:BaseToken:USDT", "1000");
  // 61,000 less 16,000 of margin leave.
  CHECK(text(desk, plan(desk, targets("45000", "0", "40000"))) ==
        "binance_usdm > binance 44000; binance > wallet 45000; ");
  // A coin costs 50,000. Margin keeps its 16,000, and the pair takes what it may of them.
  CHECK(text(desk, plan(desk, targets("0", "50000", "40000"))) == "binance_usdm > binance 44000; ");
  desk.fund("80000", "12000", "12000");
  CHECK(text(desk, plan(desk, targets("0", "50000", "40000"))) == "binance_usdm > binance 49000; ");
  // Nothing for a purchase that spot or perps would refuse, here because other margin is missing.
  desk.fund("80000", "0", "0");
  CHECK(plan(desk, targets("0", "50000", "80000", true)).empty());
  Desk steps("btc_basis", {"execution.costs=none"});
  steps.fund("80000", "12000", "12000");
  CHECK(plan(steps, targets("0", "4.99", "40000", true)).empty());
}

TEST_CASE("cash plan: what spot has left over is margin, before anything leaves and after it has arrived") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("10000", "12000", "12000");
  desk.hold("binance:BaseToken:USDT", "8000");
  // On target of the exchange as a whole, 16,000 + 2,000.
  CHECK(text(desk, plan(desk, targets("0", "0", "45000"))) == "binance > binance_usdm 8000; ");
  // 2,000 leave from there, so 6,000 are left over.
  CHECK(text(desk, plan(desk, targets("2000", "0", "40000"))) ==
        "binance > binance_usdm 6000; binance > wallet 2000; ");
  desk.hold("wallet:BaseToken:USDT", "2000");
  desk.hold("bybit:BaseToken:USDT", "15000");
  desk.hold("okx:BaseToken:USDT", "15000");
  CHECK(text(desk, plan(desk, targets("0", "0", "50000"))) == "wallet > binance 2000; binance > binance_usdm 10000; ");
}

TEST_CASE("cash plan: unrealised profit stays in the account of perps") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("3000", "0", "0");
  desk.hedge("1", "1", "0", "0");
  desk.positions[desk.id(kBtcPerps[0]).index()].entry_cost = amount("-80000");  // 30,000 up
  CHECK(text(desk, plan(desk, targets("20000", "0", "0"))) == "binance_usdm > binance 3000; binance > wallet 3000; ");
  desk.hold("binance:BaseToken:USDT", "500");
  CHECK(text(desk, plan(desk, targets("20000", "0", "0"))) == "binance_usdm > binance 3000; binance > wallet 3500; ");
  // Less than nothing there: only what spot has can leave, and the debt counts.
  desk.fund("-200", "0", "0");
  CHECK(text(desk, plan(desk, targets("20000", "0", "0"))) == "binance > binance_usdm 200; binance > wallet 300; ");
}

TEST_CASE("cash plan: without a share of the hedge and without perps an exchange keeps its cash where spot is") {
  Desk desk("btc_basis", {"execution.costs=none", "execution.rounding=none", "hedge_allocation.binance=0",
                          "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0.5"});
  desk.hold("binance:BaseToken:USDT", "700");
  CHECK(plan(desk, targets("0", "0", "0")).empty());
  CHECK(plan_idle_cash(desk.view(), desk.settings.mode).empty());
  desk.fund("300", "0", "0");
  CHECK(text(desk, plan(desk, targets("0", "50000", "0"))) == "binance_usdm > binance 300; ");
}

TEST_CASE("idle cash: all of it goes to the margin of the same exchange") {
  Desk desk("btc_basis");
  desk.fund("10", "10", "10");
  CHECK(plan_idle_cash(desk.view(), desk.settings.mode).empty());
  desk.hold("binance:BaseToken:USDT", "0.000000000000000001");
  CHECK(text(desk, plan_idle_cash(desk.view(), desk.settings.mode)) == "binance > binance_usdm 0.000000000000000001; ");
}

TEST_CASE("spot account: by the routing table") {
  Desk desk("btc_basis");
  CHECK(spot_account(desk.universe, desk.settings.mode) == desk.account("binance"));
  Desk lending("pure_lending");
  CHECK_FALSE(spot_account(lending.universe, lending.settings.mode).has_value());
}
