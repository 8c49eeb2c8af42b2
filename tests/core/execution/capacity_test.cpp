#include "core/execution/capacity.hpp"

#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kSupply = "aave_v3:aToken:aweETH";
const char* const kLoan = "aave_v3:debtToken:debtWETH";

/// The leveraged mode with caps of 1,000 weETH and 800 WETH. Aave's index of weETH is 1.25, that of WETH's debt 1.2;
/// 80 weETH are supplied and 60 WETH borrowed. The totals of everyone else: 900 weETH supplied and 100 borrowed, 700
/// WETH borrowed of 750.
struct Reserves : PortfolioFixture {
  explicit Reserves(bool with_totals = true, const std::vector<std::string>& more = {})
      : PortfolioFixture(shipped("eth_leveraged", all(more))) {
    set_price("ETH", "2500");
    set_index(kSupply, "1.25");
    set_index(kLoan, "1.2");
    hold(kSupply, "64");
    hold(kLoan, "-50");
    if (!with_totals) return;
    market.depth = {{id(kSupply), std::nullopt, amount("900"), amount("100")},
                    {id(kLoan), std::nullopt, amount("750"), amount("700")}};
  }
  static std::vector<std::string> all(std::vector<std::string> more) {
    more.insert(more.end(),
                {"venues.aave_v3.reserves.weETH.supply_cap=1000", "venues.aave_v3.reserves.WETH.borrow_cap=800"});
    return more;
  }
  [[nodiscard]] ContractStep step(ActionType action, const char* key, const char* size) const {
    return {action, instrument(key).account, id(key), id(key), amount(size)};
  }
  [[nodiscard]] std::vector<CapacityUse> uses(std::vector<ContractStep> steps) {
    Order order;
    order.type = ExecutionType::smart_contract;
    order.action = steps.front().action;
    order.steps = std::move(steps);
    return capacity_uses({order}, {universe, market, positions, exposure, risk}, settings);
  }
  Exposure exposure;
  RiskReport risk;
};

std::string line(const CapacityUse& use) {
  return std::string(capacity_kind_name(use.kind)) + " " + use.amount.to_string() + " of " + use.limit.to_string() +
         (use.over() ? " over" : "");
}

}  // namespace

TEST_CASE("capacity: a supply is held against the cap, with what everyone has and what is ours") {
  Reserves reserves;
  const auto uses = reserves.uses({reserves.step(ActionType::supply, kSupply, "20")});
  REQUIRE(uses.size() == 1);
  CHECK(line(uses[0]) == "supply_cap 1000 of 1000");  // 900 + 80 + 20
  const auto over = reserves.uses({reserves.step(ActionType::supply, kSupply, "20.000000000000000001")});
  CHECK(line(over.at(0)) == "supply_cap 1000.000000000000000001 of 1000 over");
  CHECK(capacity_text(over[0], reserves.universe) ==
        "supply of 1000.000000000000000001 weETH by everyone, over the supply cap of 1000 "
        "(venues.aave_v3.reserves.weETH.supply_cap)");
}

TEST_CASE("capacity: a loan is held against what is free, then against the cap") {
  Reserves reserves;
  // Free: 750 - 700 less our own 60, which the totals do not know.
  auto uses = reserves.uses({reserves.step(ActionType::borrow, kLoan, "40")});
  REQUIRE(uses.size() == 2);
  CHECK(line(uses[0]) == "free_liquidity 40 of 0 over");
  CHECK(line(uses[1]) == "borrow_cap 800 of 800");  // 700 + 60 + 40
  reserves.market.depth[1].supplied = amount("900");
  uses = reserves.uses({reserves.step(ActionType::borrow, kLoan, "140.5")});
  CHECK(line(uses.at(0)) == "free_liquidity 140.5 of 140 over");
  CHECK(line(uses.at(1)) == "borrow_cap 900.5 of 800 over");
  CHECK(capacity_text(uses[0], reserves.universe) == "140.5 WETH taken from aave_v3, which has 140 free");
  CHECK(capacity_text(uses[1], reserves.universe) ==
        "debt of 900.5 WETH by everyone, over the borrow cap of 800 (venues.aave_v3.reserves.WETH.borrow_cap)");
}

TEST_CASE("capacity: a withdrawal is held against what is free, our own supply included") {
  Reserves reserves;
  const auto uses = reserves.uses({reserves.step(ActionType::withdraw, kSupply, "80")});
  REQUIRE(uses.size() == 1);
  CHECK(line(uses[0]) == "free_liquidity 80 of 880");  // 900 - 100 + 80
}

TEST_CASE("capacity: the steps of a transaction follow each other") {
  Reserves reserves;
  // A repayment of 45 leaves 15 owed and frees 35 of the 50 that others left.
  const auto uses = reserves.uses(
      {reserves.step(ActionType::repay, kLoan, "45"), reserves.step(ActionType::borrow, kLoan, "30"),
       reserves.step(ActionType::supply, kSupply, "10"), reserves.step(ActionType::supply, kSupply, "15")});
  REQUIRE(uses.size() == 4);
  CHECK(line(uses[0]) == "free_liquidity 30 of 35");
  CHECK(line(uses[1]) == "borrow_cap 745 of 800");
  CHECK(line(uses[2]) == "supply_cap 990 of 1000");
  CHECK(line(uses[3]) == "supply_cap 1005 of 1000 over");
}

TEST_CASE("capacity: without totals a cap is held against our own amount, and liquidity is not looked at") {
  Reserves reserves(false);
  CHECK(line(reserves.uses({reserves.step(ActionType::supply, kSupply, "20")}).at(0)) == "supply_cap 100 of 1000");
  const auto loan = reserves.uses({reserves.step(ActionType::borrow, kLoan, "741")});
  REQUIRE(loan.size() == 1);
  CHECK(line(loan[0]) == "borrow_cap 801 of 800 over");
  CHECK(reserves.uses({reserves.step(ActionType::withdraw, kSupply, "80")}).empty());
}

TEST_CASE("capacity: nothing is looked at where it is off") {
  Reserves reserves(true, {"execution.capacity=off"});
  CHECK(reserves.uses({reserves.step(ActionType::supply, kSupply, "1000000")}).empty());
}

TEST_CASE("capacity: orders of one instrument share the volume of its bar") {
  PortfolioFixture fixture(shipped("btc_basis", {"execution.max_participation=0.25"}));
  const char* const perp = "okx:Perp:BTCUSDT";
  const char* const coins = "binance:BaseToken:BTC";
  fixture.market.depth = {{fixture.id(coins), amount("10"), std::nullopt, std::nullopt},
                          {fixture.id(perp), amount("0"), std::nullopt, std::nullopt}};
  const auto order = [&](const char* key, const char* size) {
    Order made;
    made.instrument = fixture.id(key);
    made.size = amount(size);
    return made;
  };
  const Exposure exposure;
  const RiskReport risk;
  const PortfolioView view{fixture.universe, fixture.market, fixture.positions, exposure, risk};
  const auto uses =
      capacity_uses({order(coins, "1.5"), order(perp, "0.1"), order(coins, "1.5"), order("bybit:Perp:BTCUSDT", "1000")},
                    view, fixture.settings);
  REQUIRE(uses.size() == 2);  // Bybit's volume is not known
  CHECK(line(uses[0]) == "participation 3 of 2.5 over");
  CHECK(line(uses[1]) == "participation 0.1 of 0 over");
  CHECK(capacity_text(uses[0], fixture.universe) ==
        "trade of 3 BTC in binance:BaseToken:BTC, over the 2.5 that execution.max_participation allows of the hour's "
        "volume");
  fixture.market.bar = kMinute * 15;
  const auto quick = capacity_uses({order(coins, "3")}, view, fixture.settings);
  CHECK(capacity_text(quick.at(0), fixture.universe).ends_with("allows of the bar's volume"));
}
