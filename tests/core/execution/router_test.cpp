#include "core/execution/lowering_sale.hpp"
#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Instruction trade(ActionType action, const char* coins, bool buy, bool everything = false) {
  Instruction instruction;
  instruction.action = action;
  instruction.amount = amount(coins);
  instruction.buy = buy;
  instruction.everything = everything;
  return instruction;
}

InstructionBlock pair(const char* coins, bool enter, bool everything = false) {
  return {{trade(ActionType::spot_trade, coins, enter, everything),
           trade(ActionType::perp_trade, coins, !enter, everything)},
          BlockKind::pair,
          {}};
}

Instruction pool(ActionType action, const char* tokens, bool everything = false) {
  Instruction instruction = trade(action, tokens, false, everything);
  instruction.token = "USDT";
  return instruction;
}

/// "spot_trade binance buy 1; " a line of orders, a bar behind the one that closes the block.
std::string text(const Desk& desk, const RoutedOrders& routed) {
  std::string all;
  for (const Order& order : routed.orders) {
    all += std::string(action_name(order.action)) + " " + desk.universe[order.instrument].key + " ";
    if (order.type == ExecutionType::wallet_transfer)
      all += desk.universe.name(order.account) + ">" + desk.universe.name(order.destination) + " ";
    if (order.type == ExecutionType::cex_trade) all += order.buy ? "buy " : "sell ";
    all += order.size.to_string() + (order.closes_block ? "| " : "; ");
  }
  return all;
}

Desk& rich(Desk& desk) {
  desk.fund("1000000", "500000", "500000");
  return desk;
}

}  // namespace

TEST_CASE("router: a pair entry is spot first, then every hedge, and its last order closes the block") {
  Desk desk("btc_basis");
  const RoutedOrders routed = desk.router.route_pair(pair("1", true), rich(desk).view());
  CHECK(routed.refusal.empty());
  CHECK(text(desk, routed) ==
        "wallet_transfer binance_usdm:BaseToken:USDT binance_usdm>binance 50064.5; "
        "spot_trade binance:BaseToken:BTC buy 1; perp_trade binance_usdm:Perp:BTCUSDT sell 0.4; "
        "perp_trade bybit:Perp:BTCUSDT sell 0.3; perp_trade okx:Perp:BTCUSDT sell 0.3| ");
  for (const Order& order : routed.orders) {
    CHECK((order.type == ExecutionType::cex_trade) == (order.action != ActionType::wallet_transfer));
    CHECK(order.account == desk.universe[order.instrument].account);
  }
}

TEST_CASE("router: a pair exit, in part and whole") {
  Desk desk("btc_basis");
  desk.hedge("1", "0.4", "0.3", "0.3");
  CHECK(text(desk, desk.router.route_pair(pair("0.5", false), desk.view())) ==
        "spot_trade binance:BaseToken:BTC sell 0.5; perp_trade binance_usdm:Perp:BTCUSDT buy 0.2; "
        "perp_trade bybit:Perp:BTCUSDT buy 0.15; perp_trade okx:Perp:BTCUSDT buy 0.15| ");
  desk.hedge("0", "0.4", "0", "0");
  CHECK(text(desk, desk.router.route_pair(pair("0", false, true), desk.view())) ==
        "perp_trade binance_usdm:Perp:BTCUSDT buy 0.4| ");
  desk.hedge("1", "0", "0", "0");
  CHECK(text(desk, desk.router.route_pair(pair("0", false, true), desk.view())) ==
        "spot_trade binance:BaseToken:BTC sell 1| ");
}

TEST_CASE("router: a pair that is too small is refused with the reason") {
  Desk desk("btc_basis");
  const RoutedOrders routed = desk.router.route_pair(pair("0.00001", true), rich(desk).view());
  CHECK(routed.orders.empty());
  CHECK(routed.refusal == "0 BTC is under the venues' minimum order");
}

TEST_CASE("router: what is no pair is a broken invariant") {
  Desk desk("btc_basis");
  const PortfolioView portfolio = rich(desk).view();
  InstructionBlock same_side = pair("1", true);
  same_side.instructions[1].buy = true;
  InstructionBlock swapped = pair("1", true);
  std::swap(swapped.instructions[0], swapped.instructions[1]);
  InstructionBlock unmarked = pair("1", true);
  unmarked.kind = BlockKind::sequence;
  InstructionBlock alone = pair("1", true);
  alone.instructions.pop_back();
  for (const InstructionBlock& block : {same_side, swapped, unmarked, alone})
    CHECK_THROWS_AS((void)desk.router.route_pair(block, portfolio), InvariantError);
}

TEST_CASE("router: transfers follow the cash plan, each closing its block") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "100000");
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.cash = {amount("10000"), amount("50000"), amount("40000")};
  const RoutedOrders routed = desk.router.route(instruction, desk.view());
  CHECK(text(desk, routed) ==
        "wallet_transfer wallet:BaseToken:USDT wallet>binance 66000| wallet_transfer wallet:BaseToken:USDT "
        "wallet>bybit 12000| wallet_transfer wallet:BaseToken:USDT wallet>okx 12000| "
        "wallet_transfer binance:BaseToken:USDT binance>binance_usdm 16000| ");
  for (const Order& order : routed.orders) CHECK(order.type == ExecutionType::wallet_transfer);
  desk.hold("wallet:BaseToken:USDT", "0");
  desk.fund("20000", "0", "0");
  instruction.cash = {amount("20000"), {}, {}};
  CHECK(text(desk, desk.router.route(instruction, desk.view())) ==
        "wallet_transfer binance_usdm:BaseToken:USDT binance_usdm>binance 20000| "
        "wallet_transfer binance:BaseToken:USDT binance>wallet 20000| ");
  instruction.cash = {{}, amount("20000"), {}};
  CHECK(desk.router.route(instruction, desk.view()).refusal == "no transfer is both needed and worth making");
}

TEST_CASE("router: lending goes where the routing table says") {
  Desk desk("pure_lending");
  desk.hold("wallet:BaseToken:USDT", "1000");
  desk.hold("aave_v3:aToken:aUSDT", "1000");
  desk.set_index("aave_v3:aToken:aUSDT", "1.1");
  const PortfolioView portfolio = desk.view();
  struct Row {
    ActionType action;
    const char* tokens;
    bool everything;
    const char* orders;
  };
  for (const Row& row : {Row{ActionType::approve, "90", false, "approve wallet:BaseToken:USDT 90| "},
                         Row{ActionType::supply, "90", false, "supply aave_v3:aToken:aUSDT 90| "},
                         Row{ActionType::withdraw, "30", false, "withdraw aave_v3:aToken:aUSDT 30| "},
                         Row{ActionType::withdraw, "0", true, "withdraw aave_v3:aToken:aUSDT 1100| "}}) {
    CAPTURE(action_name(row.action));
    const RoutedOrders routed = desk.router.route(pool(row.action, row.tokens, row.everything), portfolio);
    CHECK(text(desk, routed) == row.orders);
    CHECK(routed.orders.front().type == ExecutionType::smart_contract);
    // The wallet signs an approval.
    CHECK(routed.orders.front().account == desk.account(row.action == ActionType::approve ? "wallet" : "aave_v3"));
  }
  CHECK(desk.router.route(pool(ActionType::supply, "0"), portfolio).refusal == "nothing to supply");
  desk.hold("aave_v3:aToken:aUSDT", "0");
  CHECK(desk.router.route(pool(ActionType::withdraw, "0", true), desk.view()).refusal == "nothing to withdraw");
}

TEST_CASE("router: a missing route, or one to where nothing is held, is a broken invariant") {
  Desk lending("pure_lending");
  lending.settings.mode.routing.erase("withdraw");
  CHECK_THROWS_WITH_AS((void)lending.router.route(pool(ActionType::withdraw, "5"), lending.view()),
                       "broken invariant: the mode routes no withdraw", InvariantError);
  lending.settings.mode.routing["withdraw"] = "morpho";
  CHECK_THROWS_WITH_AS((void)lending.router.route(pool(ActionType::withdraw, "5"), lending.view()),
                       "broken invariant: the mode holds nothing on morpho", InvariantError);
  Desk desk("btc_basis");
  desk.settings.mode.routing.erase("spot_trade");
  CHECK_THROWS_AS((void)desk.router.route_pair(pair("1", true), rich(desk).view()), InvariantError);
  CHECK_THROWS_AS((void)desk.router.route(trade(ActionType::spot_trade, "1", false), desk.view()), InvariantError);
}

TEST_CASE("router: shorts are added by allocation, each within its margin at the warning ratio") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("100000", "100000", "3000");
  const RoutedOrders routed = desk.router.route(trade(ActionType::perp_trade, "1", false), desk.view());
  // OKX's margin carries 3,000 / (0.2 * 50,000) = 0.3; with the units kept back a little less, which Binance takes.
  CHECK(text(desk, routed).find("perp_trade bybit:Perp:BTCUSDT sell 0.3; perp_trade okx:Perp:BTCUSDT sell 0.29999") !=
        std::string::npos);
  Amount sold;
  for (const Order& order : routed.orders) sold += order.size;
  CHECK(sold == amount("1"));
  desk.fund("0", "0", "0");
  CHECK_FALSE(desk.router.route(trade(ActionType::perp_trade, "1", false), desk.view()).refusal.empty());
}

TEST_CASE("router: a leg by itself reduces, spot only ever") {
  Desk desk("btc_basis");
  desk.hedge("1", "0.4", "0.3", "0.25");
  const auto route = [&](ActionType action, const char* coins, bool buy) {
    return text(desk, desk.router.route(trade(action, coins, buy), desk.view()));
  };
  CHECK(route(ActionType::spot_trade, "0.050009", false) == "spot_trade binance:BaseToken:BTC sell 0.05| ");
  CHECK(route(ActionType::spot_trade, "7", false) == "spot_trade binance:BaseToken:BTC sell 1| ");
  CHECK(route(ActionType::perp_trade, "0.1", true) == "perp_trade binance_usdm:Perp:BTCUSDT buy 0.1| ");
  CHECK(route(ActionType::perp_trade, "0.75", true) ==
        "perp_trade binance_usdm:Perp:BTCUSDT buy 0.4; perp_trade bybit:Perp:BTCUSDT buy 0.3; "
        "perp_trade okx:Perp:BTCUSDT buy 0.05| ");
  CHECK(route(ActionType::perp_trade, "9", true) ==
        "perp_trade binance_usdm:Perp:BTCUSDT buy 0.4; perp_trade bybit:Perp:BTCUSDT buy 0.3; "
        "perp_trade okx:Perp:BTCUSDT buy 0.25| ");
  CHECK_THROWS_AS((void)desk.router.route(trade(ActionType::spot_trade, "1", true), desk.view()), InvariantError);
  const RoutedOrders tiny = desk.router.route(trade(ActionType::spot_trade, "0.000001", false), desk.view());
  CHECK(tiny.orders.empty());
  CHECK(tiny.refusal == "the imbalance is under the venue's minimum order");
}

TEST_CASE("lowering: a position whose whole sale would cost more than it frees sells what is needed") {
  PortfolioFixture fixture(shipped("eth_leveraged"));
  CostTable table;
  for (const char* size : {"10000", "100000", "1000000"}) table.add("ETH_weETH", amount(size), bps("10"));
  const CostCalculator costs(fixture.settings.mode.execution, fixture.settings.venues.at("alchemy"), table);
  fixture.market.gas_price = amount("0.00000002");
  fixture.market.gas_token_price = price("3000");
  fixture.set_price("ETH", "3000");
  fixture.set_market_rate("etherfi:LST:weETH", "1");
  // 12 m ETH, of which the sale of all would cost 10 * sqrt(36,000) = 1,897 basis points: more than 1 - L.
  fixture.hold("aave_v3:aToken:aweETH", "12000000");
  fixture.hold("aave_v3:debtToken:debtWETH", "-10920000");
  const Exposure exposure = measure_exposure(fixture.universe, fixture.positions, fixture.market);
  const RiskReport risk;
  const PortfolioView view{fixture.universe, fixture.market, fixture.positions, exposure, risk};
  LeverageTarget target;
  target.ltv = from_text<Ratio>("0.9094");
  const LeveragePosition position = leverage_position(view, fixture.settings);
  const LeverDown down = size_lowering(view, position, target, fixture.settings, costs);
  CHECK(down.refusal == "");
  const LeverageState after{position.state.collateral - down.withdraw, position.state.debt - down.repay};
  CHECK(after.debt <= mul(after.collateral, target.ltv, Rounding::floor));
  CHECK(ratio(after.debt, after.collateral) == doctest::Approx(0.9094).epsilon(1e-9));
  // What is sold repays the loan at the cost of just this sale.
  const BasisPoints cost = costs.swap_cost("ETH_weETH", mul(down.sell, price("3000"), Rounding::floor));
  const Amount proceeds = down.sell - mul(down.sell, cost, Rounding::ceil);
  CHECK(proceeds >= down.repay);
  CHECK(proceeds.to_double() == doctest::Approx(down.repay.to_double()).epsilon(1e-9));
  // At twice the excess no sale gets there.
  fixture.hold("aave_v3:debtToken:debtWETH", "-11400000");
  const PortfolioView deep{fixture.universe, fixture.market, fixture.positions, exposure, risk};
  CHECK(size_lowering(deep, leverage_position(deep, fixture.settings), target, fixture.settings, costs).refusal ==
        "selling collateral costs more than the loan-to-value it would lower");
}
