#include <doctest/doctest.h>

#include "core/risk/risk_limits.hpp"
#include "core/strategy/dust_sale.hpp"
#include "core/strategy/onchain_position.hpp"
#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kEthPerps = {"binance_usdm:Perp:ETHUSDT", "bybit:Perp:ETHUSDT", "okx:Perp:ETHUSDT"};

/// ETH at 2,000; 10 ETH of net position at the target loan-to-value of 0.9, hedged, 10,000 USDT of margin.
struct NeutralDesk : Desk {
  explicit NeutralDesk(std::vector<std::string> overrides = {})
      : Desk("usdt_market_neutral", with_ideal(std::move(overrides))) {
    set_price("ETH", "2000");
    for (const std::string& perp : kEthPerps) set_mark(perp, "2000");
    set_market_rate("etherfi:LST:weETH", "1");
    hold("aave_v3:aToken:aweETH", "100");
    hold("aave_v3:debtToken:debtWETH", "-90");
    hold("wallet:BaseToken:USDT", "4000");
    margin("4000", "3000", "3000");
  }
  static std::vector<std::string> with_ideal(std::vector<std::string> overrides) {
    overrides.insert(overrides.end(), kNoCosts.begin(), kNoCosts.end());
    overrides.emplace_back("target_ltv=0.9");
    overrides.emplace_back("transfer.minimum=100");
    return overrides;
  }
  /// Cash of each account, whose shorts of 4, 3 and 3 ETH were opened at 2,000.
  void margin(const char* binance, const char* bybit, const char* okx) {
    fund(binance, bybit, okx);
    const char* sizes[] = {"-4", "-3", "-3"};
    for (std::size_t i = 0; i < kEthPerps.size(); ++i)
      positions[id(kEthPerps[i]).index()] = {amount(sizes[i]), mul(amount(sizes[i]), price("2000"), Rounding::floor)};
  }
  PortfolioView view() {
    exposure = measure_exposure(universe, positions, market);
    risk = assess_risk(universe, positions, market, exposure, risk_limits(universe, settings));
    return {universe, market, positions, exposure, risk};
  }
  Decision decide() { return strategy()->decide(view()); }
};

std::string actions(const Decision& decision) {
  std::string all;
  for (const InstructionBlock& block : decision.blocks)
    for (const Instruction& instruction : block.instructions)
      all += std::string(all.empty() ? "" : " ") + std::string(action_name(instruction.action));
  return all;
}

/// Coins that the last block of a decision buys (positive) or sells on the perps.
Amount traded(NeutralDesk& desk, const Decision& decision) {
  Amount sum;
  for (const Order& order : desk.router.route(decision.blocks.back().instructions[0], desk.view()).orders)
    sum += order.buy ? order.size : -order.size;
  return sum;
}

}  // namespace

TEST_CASE("neutral: a book on its target is left alone") {
  NeutralDesk desk;
  const Decision decision = desk.decide();
  CHECK(decision.kind == DecisionKind::hold);
  CHECK(desk.exposure.net_delta.is_zero());
}

TEST_CASE("neutral: drift beyond its limit changes the shorts alone, and nothing below it") {
  // Equity 34,000 at 2,000; act at 1 % = 340 = 0.17 ETH, and of what the wallet adds.
  for (const auto& [wallet_eth, acts] : {std::pair{"0.17", false}, std::pair{"0.18", true}}) {
    NeutralDesk desk;
    desk.hold("wallet:BaseToken:ETH", wallet_eth);
    const Decision decision = desk.decide();
    CAPTURE(std::string(wallet_eth));
    CHECK((decision.kind != DecisionKind::hold) == acts);
    if (!acts) continue;
    CHECK(actions(decision) == "perp_trade");
    CHECK(traded(desk, decision) == -amount("0.18"));
  }
  NeutralDesk desk;
  desk.positions[desk.id(kEthPerps[0]).index()] = {amount("-6"), amount("-12000")};
  const Decision decision = desk.decide();
  CHECK(actions(decision) == "perp_trade");
  CHECK(traded(desk, decision) == amount("2"));
}

TEST_CASE("neutral: a lost hedge is sold again where margin allows it, else the position comes down first") {
  // Binance lost 4 ETH and all of its margin. The others carry 6,000 each; at the warning of 0.2 they
  // can take (3,000 - 1,200) / 400 = 4.5 ETH more each.
  const auto lost = [](NeutralDesk& desk, const char* left, const char* wallet) {
    desk.fund("0", left, left);
    desk.positions[desk.id(kEthPerps[0]).index()] = {};
    desk.hold("wallet:BaseToken:USDT", wallet);
    return desk.decide();
  };
  NeutralDesk rich;
  const Decision taken = lost(rich, "3000", "0");
  CHECK(actions(taken) == "perp_trade");
  CHECK(traded(rich, taken) == -amount("4"));
  // With 1,700 each only 2.5 ETH. The donor ratio 0.3 of 20,000 is 6,000: 2,600 come from the wallet.
  NeutralDesk helped;
  const Decision spread = lost(helped, "1700", "4000");
  REQUIRE(actions(spread) == "wallet_transfer perp_trade");
  CHECK(spread.blocks[0].instructions[0].cash.margin == amount("6000"));
  CHECK(spread.blocks[0].instructions[0].cash.wallet == amount("1400"));
  // Without them x = (6,000 - 3,400) / (1.3 * 2,000) = 1 ETH leaves the position.
  NeutralDesk poor;
  const Decision cut = lost(poor, "1700", "0");
  CHECK(actions(cut) ==
        "flash_loan repay withdraw swap flash_repay unwrap wallet_transfer spot_trade wallet_transfer perp_trade");
  CHECK(cut.blocks[0].leverage.release == amount("1"));
}

TEST_CASE("neutral: margin comes from other accounts, then the wallet, then the position with its hedge") {
  // Notional 20,000: warning 0.20, donor 0.30 = 6,000 in all.
  NeutralDesk level;
  level.margin("1500", "4000", "4000");
  CHECK(level.decide().kind == DecisionKind::move_margin);
  CHECK(level.decide().reason.find("over all accounts") != std::string::npos);

  NeutralDesk wallet;
  wallet.margin("1500", "1100", "1100");  // 3,700: 2,300 short of the donor's, and the wallet has 4,000
  const Decision from_wallet = wallet.decide();
  CHECK(from_wallet.kind == DecisionKind::move_margin);
  REQUIRE(actions(from_wallet) == "wallet_transfer");
  CHECK(from_wallet.blocks[0].instructions[0].cash.wallet == amount("1700"));
  CHECK(from_wallet.blocks[0].instructions[0].cash.margin == amount("6000"));

  NeutralDesk position;
  position.margin("1500", "1100", "1100");
  position.hold("wallet:BaseToken:USDT", "2299");
  const Decision from_position = position.decide();
  CHECK(from_position.kind == DecisionKind::exit_partial);
  CHECK(actions(from_position) ==
        "flash_loan repay withdraw swap flash_repay unwrap wallet_transfer spot_trade perp_trade wallet_transfer "
        "perp_trade");
  // x = (0.8 * 20,000 - 3,700) / (1.8 * 2,000) ETH of the position and of the hedge.
  CHECK(from_position.blocks[0].leverage.release.to_double() == doctest::Approx(12'300 / 3'600.0).epsilon(1e-15));
  CHECK(from_position.blocks[2].kind == BlockKind::pair);
  CHECK(from_position.blocks[2].instructions[0].amount == from_position.blocks[0].leverage.release);
}

TEST_CASE("neutral: an unsafe position is repaired first when critical, after margin when it only warns") {
  NeutralDesk critical;
  critical.hold("aave_v3:debtToken:debtWETH", "-93.5");  // HF 0.95 * 100 / 93.5 = 1.016; critical is 0.95 / 0.925
  critical.margin("300", "3000", "3000");
  const Decision first = critical.decide();
  CHECK(first.reason.find("health factor") == 0);
  CHECK(first.blocks[0].kind == BlockKind::atomic);
  NeutralDesk warned({"delta_drift.act=0.05"});
  warned.hold("wallet:BaseToken:USDT", "40000");       // so that the delta of the debt is within its limit
  warned.hold("aave_v3:debtToken:debtWETH", "-91.5");  // 1.038; warning is 0.95 / 0.9125
  const Decision repaired = warned.decide();
  CHECK(repaired.reason.find("health factor") == 0);
  CHECK(actions(repaired) == "flash_loan repay withdraw swap flash_repay unwrap perp_trade");
  warned.margin("500", "4000", "4000");
  CHECK(warned.decide().reason.find("margin ratio") == 0);
}

TEST_CASE("neutral: what is done on chain is paid for out of margin where the wallet lacks its gas") {
  NeutralDesk desk({"execution.costs=model", "reserve_ratio=0"});
  desk.settings.mode.execution.costs = CostModel::model;
  const CostCalculator costs(desk.settings.mode.execution, desk.settings.venues.at("alchemy"), cost_table());
  const auto decide = [&] { return make_strategy({desk.universe, desk.settings, costs}).value()->decide(desk.view()); };
  desk.hold("aave_v3:debtToken:debtWETH", "-93.5");
  desk.hold("wallet:BaseToken:USDT", "2000");
  CHECK(decide().blocks[0].kind == BlockKind::atomic);
  desk.hold("wallet:BaseToken:USDT", "3");
  const Decision poor = decide();
  REQUIRE(poor.blocks.size() > 1);
  CHECK(poor.blocks[0].instructions[0].action == ActionType::wallet_transfer);
  CHECK(poor.blocks[1].kind == BlockKind::atomic);
  const CashTargets& targets = poor.blocks[0].instructions[0].cash;
  // What the wallet gets is what margin gives, and pays for two round trips.
  CHECK(targets.wallet - amount("3") == amount("10000") - targets.margin);
  CHECK(targets.wallet >
        mul(costs.gas("atomic_deleverage", desk.universe, desk.market), Ratio::from_int(4), Rounding::floor));
}

TEST_CASE("neutral: without a reserve the gas of the way home stays in the wallet") {
  NeutralDesk desk({"execution.costs=model", "reserve_ratio=0"});
  desk.settings.mode.execution.costs = CostModel::model;
  const CostCalculator costs(desk.settings.mode.execution, desk.settings.venues.at("alchemy"), cost_table());
  const auto decide = [&] { return make_strategy({desk.universe, desk.settings, costs}).value()->decide(desk.view()); };
  const Amount home = costs.gas("atomic_entry", desk.universe, desk.market) +
                      costs.gas("atomic_deleverage", desk.universe, desk.market);
  // Margin is spread anew: the wallet gives what it has over two round trips.
  desk.margin("1500", "4000", "4000");
  const Decision level = decide();
  REQUIRE(level.kind == DecisionKind::move_margin);
  CHECK(level.blocks[0].instructions[0].cash.wallet >= mul(home, Ratio::from_int(2), Rounding::floor));
  // An entry keeps four.
  NeutralDesk fresh({"execution.costs=model", "reserve_ratio=0"});
  fresh.settings.mode.execution.costs = CostModel::model;
  fresh.margin("0", "0", "0");
  for (const std::string& perp : kEthPerps) fresh.positions[fresh.id(perp).index()] = {};
  fresh.hold("aave_v3:aToken:aweETH", "0");
  fresh.hold("aave_v3:debtToken:debtWETH", "0");
  fresh.hold("wallet:BaseToken:USDT", "100000");
  const Decision entry = make_strategy({fresh.universe, fresh.settings, costs}).value()->decide(fresh.view());
  REQUIRE(entry.kind == DecisionKind::entry_full);
  CHECK(entry.blocks[0].instructions[0].cash.wallet >= mul(home, Ratio::from_int(4), Rounding::floor));
}

TEST_CASE("router: an order whose gas the wallet lacks is named before it is sent") {
  NeutralDesk desk;
  const CostCalculator costs({CostModel::model, RoundingModel::venue, {}}, desk.settings.venues.at("alchemy"),
                             cost_table());
  const Router router(desk.universe, desk.settings, costs);
  const Amount due = costs.gas("atomic_deleverage", desk.universe, desk.market);
  REQUIRE(due.sign() > 0);
  Order order;
  order.type = ExecutionType::smart_contract;
  order.account = *desk.universe.find_account("instadapp");
  order.gas_operation = "atomic_deleverage";
  desk.hold("wallet:BaseToken:USDT", due.to_string().c_str());
  CHECK(router.gas_fault(order, desk.view()).empty());
  desk.hold("wallet:BaseToken:USDT", (due - kUnit).to_string().c_str());
  CHECK(router.gas_fault(order, desk.view()) ==
        "gas of " + due.to_string() + " needed, the wallet has " + (due - kUnit).to_string());
  // An exchange withholds a withdrawal's gas itself; out of the wallet it comes on top of what is sent.
  const Amount sending = costs.gas("transfer", desk.universe, desk.market);
  order.type = ExecutionType::wallet_transfer;
  order.account = *desk.universe.find_account("binance");
  desk.hold("binance:BaseToken:USDT", sending.to_string());
  desk.hold("wallet:BaseToken:USDT", "0");
  CHECK(router.gas_fault(order, desk.view()).empty());
  order.account = *desk.universe.find_account("wallet");
  order.instrument = desk.id("wallet:BaseToken:USDT");
  order.size = amount("100");
  desk.hold("wallet:BaseToken:USDT", (amount("100") + sending).to_string().c_str());
  CHECK(router.gas_fault(order, desk.view()).empty());
  order.size += kUnit;
  CHECK_FALSE(router.gas_fault(order, desk.view()).empty());
}

TEST_CASE("dust: sold above its threshold and not at it, unwrapped first, and never what the mode is about") {
  // Equity 34,000 and the dust; dust_delta 0.001. No gas without costs.
  for (const auto& [eigen, sells] : {std::pair{"34.034034034034034034", false}, std::pair{"34.1", true}}) {
    NeutralDesk desk;
    desk.set_price("EIGEN", "1");
    desk.hold("etherfi:BaseToken:EIGEN", eigen);
    const Decision decision = desk.decide();
    CAPTURE(std::string(eigen));
    CHECK((decision.kind == DecisionKind::sell_dust) == sells);
    if (sells) CHECK(actions(decision) == "unwrap_rewards swap");
  }
  NeutralDesk loose;
  loose.set_price("EIGEN", "1");
  loose.hold("wallet:BaseToken:EIGEN", "100");
  CHECK(actions(loose.decide()) == "swap");
  // Small against its gas: with costs on, 100 times unwrap and transfer is the threshold.
  NeutralDesk costly({"execution.costs=model"});
  costly.settings.mode.execution.costs = CostModel::model;
  const CostCalculator costs(costly.settings.mode.execution, costly.settings.venues.at("alchemy"), cost_table());
  costly.set_price("EIGEN", "1");
  costly.hold("etherfi:BaseToken:EIGEN", "1499");  // gas of 250,000 units: 15 USDT
  CHECK(dust_sale(costly.view(), costly.settings, costs, false).empty());
  CHECK_FALSE(dust_sale(costly.view(), costly.settings, costs, true).empty());
  costly.hold("etherfi:BaseToken:EIGEN", "1501");
  CHECK_FALSE(dust_sale(costly.view(), costly.settings, costs, false).empty());
}

TEST_CASE("router: a leveraged entry is one order, checked before it goes") {
  NeutralDesk desk;
  desk.hold("aave_v3:aToken:aweETH", "0");
  desk.hold("aave_v3:debtToken:debtWETH", "0");
  desk.hold("wallet:BaseToken:ETH", "10");
  const LeveragedPosition position({desk.universe, desk.settings, desk.costs});
  const InstructionBlock block = position.enter(desk.view(), Amount{}, true).front();
  const RoutedOrders routed = desk.router.route_atomic(block, desk.view());
  REQUIRE(routed.refusal.empty());
  REQUIRE(routed.orders.size() == 1);
  std::string steps;
  for (const ContractStep& step : routed.orders[0].steps)
    steps += std::string(action_name(step.action)) + " " + desk.universe.name(step.account) + "; ";
  CHECK(steps ==
        "flash_loan morpho; unwrap wallet; stake etherfi; supply aave_v3; set_emode aave_v3; borrow aave_v3; "
        "flash_repay morpho; ");
  CHECK(routed.orders[0].gas_operation == "atomic_entry");
  // A token that mints far over its market price is not minted.
  desk.set_market_rate("etherfi:LST:weETH", "0.97");
  CHECK(desk.router.route_atomic(block, desk.view()).refusal.find("mints") != std::string::npos);
  desk.set_market_rate("etherfi:LST:weETH", "1");
  InstructionBlock over = block;
  over.leverage.ltv = from_text<Ratio>("0.95");
  CHECK(desk.router.route_atomic(over, desk.view()).refusal.find("loan-to-value") == 0);
}
