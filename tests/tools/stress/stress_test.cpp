#include "core/risk/stress.hpp"

#include "core/risk/shocked_state.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tools/stress/stress_text.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kCollateral = "aave_v3:aToken:aweETH";
const char* const kDebt = "aave_v3:debtToken:debtWETH";

struct StressBook : PortfolioFixture {
  explicit StressBook(const std::string& mode)
      : PortfolioFixture(shipped(mode)), rules{universe, settings, risk_limits(universe, settings)} {
    for (const auto& [asset, dollars] : {std::pair{"ETH", "2000"}, std::pair{"BTC", "50000"}})
      if (universe.find_asset(asset)) set_price(asset, dollars);
    for (const Instrument& one : universe.instruments())
      if (one.type == PositionType::perp) market.marks[one.id.index()] = market.prices[one.asset.index()];
    market.gas_price = amount("0.00000002");
    market.gas_token_price = price("2000");
  }
  [[nodiscard]] StressState before() const { return measure_state(rules, positions, market); }
  [[nodiscard]] StressOutcome under(std::string_view text) const {
    const auto shock = parse_shock(text);
    REQUIRE_MESSAGE(shock.has_value(), shock.error().text());
    return stress(rules, before(), shock.value());
  }

  StressRules rules;
};

/// Two coins on Binance against shorts of one each there and on Bybit; 30,000 and 20,000 of margin.
struct BasisBook : StressBook {
  BasisBook() : StressBook("btc_basis") {
    hold("wallet:BaseToken:USDT", "20000");
    hold("binance:BaseToken:BTC", "2");
    hold("binance_usdm:BaseToken:USDT", "30000");
    hold("binance_usdm:Perp:BTCUSDT", "-1", "-50000");
    hold("bybit:BaseToken:USDT", "20000");
    hold("bybit:Perp:BTCUSDT", "-1", "-50000");
  }
  [[nodiscard]] double ratio_of(const StressOutcome& outcome, std::string_view name) const {
    for (const AccountMargin& margin : outcome.after.risk.margins)
      if (margin.account == account(name)) return margin.margin_ratio.value_or(-1);
    return -2;
  }
};

/// 100 weETH at a rate of 1.05 against 94 WETH; HF 99.75 / 94.
struct LeveragedBook : StressBook {
  LeveragedBook() : StressBook("eth_leveraged") {
    hold("wallet:BaseToken:ETH", "2");
    hold(kCollateral, "100");
    for (const char* token : {"etherfi:LST:weETH", kCollateral}) set_rate(token, "1.05");
    hold(kDebt, "-94");
  }
};

}  // namespace

TEST_CASE("stress: no shock changes nothing") {
  const BasisBook portfolio;
  const StressOutcome outcome = portfolio.under("btc=0,basis=0,funding=0x8h,gas=0");
  CHECK(outcome.after.positions == portfolio.positions);
  CHECK(outcome.after.exposure.equity == amount("170000"));
  CHECK(outcome.liquidations.empty());
  CHECK(outcome.without_part.empty());
}

TEST_CASE("stress: a fall of the price is hedged, a rise eats margin") {
  const BasisBook portfolio;
  StressOutcome outcome = portfolio.under("btc=-0.3");
  CHECK(outcome.after.exposure.equity == amount("170000"));
  CHECK(outcome.after.risk.status == RiskStatus::safe);
  CHECK(portfolio.ratio_of(outcome, "bybit") == doctest::Approx(35000.0 / 35000));
  outcome = portfolio.under("btc=0.3");
  CHECK(outcome.after.exposure.equity == amount("170000"));
  CHECK(portfolio.ratio_of(outcome, "bybit") == doctest::Approx(5000.0 / 65000));
  CHECK(outcome.after.risk.status == RiskStatus::critical);
  REQUIRE(outcome.after.risk.reasons.size() == 1);
  CHECK(outcome.after.risk.reasons.front() == "margin ratio of bybit is 0.0769, under critical 0.12");
}

TEST_CASE("stress: a liquidation at the maintenance margin of the tier, its fee and the naked leg it leaves") {
  const BasisBook portfolio;
  // At 69,600 Bybit has 400 left of 20,000 and must have 0.5 % of 69,600.
  CHECK(portfolio.under("btc=0.392").liquidations.empty());
  const StressOutcome outcome = portfolio.under("btc=0.394");
  // 69,700: 300 are left, 348.5 were needed; the fee leaves less than nothing, which the exchange bears.
  REQUIRE(outcome.liquidations.size() == 1);
  CHECK(outcome.liquidations.front().find("-1 bybit:Perp:BTCUSDT closed at 69700 with a fee of ") == 0);
  CHECK(outcome.after.positions[portfolio.id("bybit:BaseToken:USDT").index()].amount.is_zero());
  CHECK(outcome.after.exposure.net_delta == amount("1"));
  CHECK(outcome.after.exposure.equity == amount("169700"));
  CHECK(outcome.after.risk.status == RiskStatus::warning);
  CHECK(portfolio.ratio_of(outcome, "bybit") == -1);
}

TEST_CASE("stress: basis moves marks alone, funding is paid per eight hours at the shocked marks") {
  const BasisBook portfolio;
  StressOutcome outcome = portfolio.under("basis=0.05");
  CHECK(outcome.after.exposure.equity == amount("165000"));
  outcome = portfolio.under("funding=-0.0005x72h");
  CHECK(outcome.funding == amount("-450"));  // 9 * 0.0005 * 100,000
  CHECK(outcome.after.exposure.equity == amount("169550"));
  CHECK(outcome.after.positions[portfolio.id("bybit:BaseToken:USDT").index()].amount == amount("19775"));
  outcome = portfolio.under("btc=0.1,funding=0.0008x4h");
  CHECK(outcome.funding == amount("44"));  // half of 0.0008 * 110,000
  // Funding alone can take the margin.
  CHECK(portfolio.under("funding=-0.2x16h").liquidations.size() == 1);
  CHECK(portfolio.under("btc=0.2,basis=0.1").after.market.marks[portfolio.id("okx:Perp:BTCUSDT").index()] ==
        price("66000"));
}

TEST_CASE("stress: the oracle rate moves the health factor, the market rate does not") {
  const LeveragedBook portfolio;
  CHECK(*portfolio.before().risk.lending.front().health_factor() == doctest::Approx(99.75 / 94));
  StressOutcome outcome = portfolio.under("market_rate=-0.05");
  CHECK(*outcome.after.risk.lending.front().health_factor() == doctest::Approx(99.75 / 94));
  CHECK(outcome.after.exposure.equity == amount("13"));
  CHECK(outcome.after.equity_at_market == amount("7.75"));  // 105 * 0.05 less
  CHECK(outcome.after.risk.status == RiskStatus::warning);
  CHECK(outcome.after.risk.reasons.front() == "market rate of weETH is 0.0500 under its oracle rate, over 0.02215");

  outcome = portfolio.under("steth_rate=-0.05");
  CHECK(*outcome.after.risk.lending.front().health_factor() == doctest::Approx(99.75 * 0.95 / 94));
  CHECK(outcome.after.exposure.equity == amount("7.75"));
  CHECK(outcome.liquidations.empty());
  // ETH in dollars cancels.
  CHECK(*portfolio.under("eth=-0.6").after.risk.lending.front().health_factor() == doctest::Approx(99.75 / 94));
}

TEST_CASE("stress: a market rate keeps its distance to the oracle rate, and is moved from there") {
  LeveragedBook portfolio;
  portfolio.set_market_rate(kCollateral, "1.029");  // 2 % under
  StressOutcome outcome = portfolio.under("steth_rate=-0.1");
  CHECK(*outcome.after.market.market_rates[portfolio.id(kCollateral).index()] == ray("0.9261"));
  outcome = portfolio.under("market_rate=-0.1");
  CHECK(*outcome.after.market.market_rates[portfolio.id("etherfi:LST:weETH").index()] == ray("0.9261"));
  CHECK(outcome.after.market.rates[portfolio.id(kCollateral).index()] == ray("1.05"));
  outcome = portfolio.under("eth=-0.1");
  CHECK_FALSE(outcome.after.market.market_rates[portfolio.id("etherfi:LST:weETH").index()].has_value());
}

TEST_CASE("stress: an oracle rate under the threshold is liquidated, by hand") {
  const LeveragedBook portfolio;
  const StressOutcome outcome = portfolio.under("steth_rate=-0.08");
  // 96.6 of collateral, 91.77 / 94 = 0.9763: 47 are repaid for 47.47, which leaves 49.13, 46.6735 / 47 = 0.9931;
  // then 23.5 for 23.735, which leaves 25.395, 24.12525 / 23.5 = 1.0266.
  REQUIRE(outcome.liquidations.size() == 2);
  CHECK(outcome.liquidations[0].find(" of aave_v3:aToken:aweETH taken for 47 of aave_v3:debtToken:debtWETH") !=
        std::string::npos);
  CHECK(outcome.liquidations[1].find(" taken for 23.5 of ") != std::string::npos);
  const LendingAccount& account = outcome.after.risk.lending.front();
  CHECK(account.debt == amount("23.5"));
  CHECK(account.collateral.to_double() == doctest::Approx(25.395).epsilon(1e-15));
  CHECK(*account.health_factor() == doctest::Approx(24.12525 / 23.5).epsilon(1e-12));
  CHECK(outcome.after.exposure.equity.to_double() == doctest::Approx(2 + 25.395 - 23.5).epsilon(1e-15));
}

TEST_CASE("stress: the borrow rate grows debt as Aave does") {
  const LeveragedBook portfolio;
  const StressOutcome outcome = portfolio.under("borrow_rate=0.1x876h");
  // 1 % for a tenth of a year: 1 + 0.01 + 0.00005 + 0.000000166667
  CHECK(outcome.after.risk.lending.front().debt.to_double() == doctest::Approx(94 * 1.01005016666667).epsilon(1e-12));
}

TEST_CASE("stress: gas, and the price of what pays it") {
  const LeveragedBook portfolio;
  CHECK(*portfolio.under("gas=4").after.market.gas_price == amount("0.0000001"));
  CHECK(*portfolio.under("eth=-0.5").after.market.gas_token_price == price("1000"));
  CHECK(portfolio.under("gas=4").after.exposure.equity == amount("13"));
}

TEST_CASE("stress: total losses leave a millionth, not in a division by zero") {
  for (const char* shock : {"eth=-1", "steth_rate=-1", "market_rate=-1", "gas=-1", "eth=-1,steth_rate=-1,gas=100",
                            "borrow_rate=100x8760h", "eigen=-1,ethfi=100"}) {
    CAPTURE(std::string(shock));
    LeveragedBook portfolio;
    portfolio.hold("wallet:BaseToken:USDT", "1000");
    portfolio.hold("wallet:BaseToken:EIGEN", "1000");
    CHECK_NOTHROW((void)portfolio.under(shock));
  }
  for (const char* shock : {"btc=-1", "basis=-1", "btc=100,basis=100,funding=-1x8760h"}) {
    CAPTURE(std::string(shock));
    CHECK_NOTHROW((void)BasisBook().under(shock));
  }
}

TEST_CASE("stress: what the mode has no part in is told") {
  CHECK(BasisBook().under("eth=-0.3,steth_rate=-0.1,market_rate=-0.1,borrow_rate=0.1x1h").without_part ==
        std::vector<std::string>{"ETH", "staking_rate", "market_rate", "borrow_rate"});
  CHECK(LeveragedBook().under("btc=0.1,basis=0.1,funding=0.1x8h,gas=1").without_part ==
        std::vector<std::string>{"BTC", "basis", "funding"});
}

TEST_CASE("stress: the text has every figure of the mode before and after") {
  const LeveragedBook portfolio;
  const StressOutcome outcome = portfolio.under("steth_rate=-0.08,btc=1");
  const std::string table = stress_table(portfolio.rules, portfolio.before(), outcome);
  for (const char* part : {"shock steth_rate=-0.08,btc=1", "13.000000", "health factor aave_v3",
                           "loan to value aave_v3", "fall to liquidation aave_v3", "net delta ETH", "a million gas",
                           "safe", "liquidated: ", "note: nothing in eth_leveraged depends on BTC"})
    CHECK_MESSAGE(table.find(part) != std::string::npos, std::string(part) << " is not in\n" << table);
  const std::string json = stress_json(portfolio.rules, portfolio.before(), std::vector{outcome});
  for (const char* part : {R"("mode": "eth_leveraged")", R"("equity": "13")", R"("health_factor": {)", R"("loss": ")",
                           R"("shock": "steth_rate=-0.08,btc=1")", R"("status": "safe")", R"("without_part": [)"})
    CHECK_MESSAGE(json.find(part) != std::string::npos, std::string(part) << " is not in\n" << json);

  const BasisBook hedge;
  const std::string hedged = stress_table(hedge.rules, hedge.before(), hedge.under("btc=0.3"));
  for (const char* part : {"margin ratio binance", "margin ratio okx", "none held", "rise to liquidation bybit",
                           "after: margin ratio of bybit is 0.0769, under critical 0.12"})
    CHECK_MESSAGE(hedged.find(part) != std::string::npos, std::string(part) << " is not in\n" << hedged);
  CHECK(hedged.find("health") == std::string::npos);
  CHECK(hedged.find("market rates") == std::string::npos);
}
