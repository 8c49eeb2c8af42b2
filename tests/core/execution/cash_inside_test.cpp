#include "core/execution/pair_funding.hpp"
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

TEST_CASE("cash for a leg: what it lacks comes from the other account of its exchange, as far as that can spare it") {
  Desk desk("btc_basis", kNoCosts);
  const auto trade = [&](const char* key, bool buy) {
    Order order;
    order.type = ExecutionType::cex_trade;
    order.instrument = desk.id(key);
    order.buy = buy;
    order.size = amount("0.1");
    return std::make_shared<const Order>(std::move(order));
  };
  // A purchase of 5,000, and as much sold, which needs 1,000 of margin.
  const std::vector<OrderPtr> worked = {trade("binance:BaseToken:BTC", true),
                                        trade("binance_usdm:Perp:BTCUSDT", false)};
  const auto moved = [&](const char* account, const char* asset, const char* needed) {
    const Funds lacking{*desk.universe.find_account(account), *desk.universe.find_asset(asset), amount("100"),
                        amount(needed)};
    const PortfolioView view = desk.view();
    const auto move = cash_for_leg(view, lacking, worked, desk.settings, desk.costs);
    return move ? text(desk, {*move}) : std::string();
  };
  desk.fund("6000", "6000", "6000");
  CHECK(moved("binance", "USDT", "2100") == "binance_usdm > binance 2002.1; ");
  CHECK(moved("binance", "USDT", "9000") == "binance_usdm > binance 5000; ");
  CHECK(moved("binance", "BTC", "2100").empty());
  CHECK(moved("bybit", "USDT", "2100").empty());  // one account has both
  desk.fund("900", "6000", "6000");
  CHECK(moved("binance", "USDT", "2100").empty());
  desk.hold("binance:BaseToken:USDT", "5000");
  CHECK(moved("binance_usdm", "USDT", "2100").empty());
  desk.hold("binance:BaseToken:USDT", "6000");
  CHECK(moved("binance_usdm", "USDT", "600") == "binance > binance_usdm 500.6; ");
  CHECK(moved("binance_usdm", "USDT", "2100") == "binance > binance_usdm 1000; ");
}
