#include "core/risk/risk.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/core/risk/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct StakedBook : PortfolioFixture {
  explicit StakedBook(const std::string& mode, const std::vector<std::string>& overrides = {})
      : PortfolioFixture(shipped(mode, overrides)), limits(risk_limits(universe, settings)) {
    set_price("ETH", "2000");
    for (const char* perp : {"binance_usdm:Perp:ETHUSDT", "bybit:Perp:ETHUSDT", "okx:Perp:ETHUSDT"})
      if (universe.find(perp)) set_mark(perp, "2000");
  }
  [[nodiscard]] RiskReport assess() const {
    return assess_risk(universe, positions, market, measure_exposure(universe, positions, market), limits);
  }

  RiskLimits limits;
};

const std::vector<std::string> kHealth = {"target_ltv=0.9", "health_factor.warning=1.045",
                                          "health_factor.critical=1.0165"};

}  // namespace

TEST_CASE("lending risk: health factor, loan to value and distance to liquidation by hand") {
  struct Row {
    const char *weeth, *rate, *debt;
    double health, ltv, fall;
  };
  for (const Row& row : {Row{"100", "1", "91", 95.0 / 91, 0.91, 1 - 91.0 / 95},
                         Row{"100", "1.05", "91", 99.75 / 91, 91.0 / 105, 1 - 91 / 99.75},
                         Row{"100", "1", "95", 1, 0.95, 0}, Row{"100", "1", "100", 0.95, 1, 1 - 100 / 95.0}}) {
    CAPTURE(std::string(row.debt));
    StakedBook portfolio("eth_leveraged");
    portfolio.hold(kCollateral, row.weeth);
    portfolio.set_rate(kCollateral, row.rate);
    portfolio.hold(kDebt, (std::string("-") + row.debt).c_str());
    for (const char* dollars : {"2000", "900"}) {
      // The price of ETH cancels: collateral and debt are both counted in it.
      portfolio.set_price("ETH", dollars);
      const RiskReport report = portfolio.assess();
      REQUIRE(report.lending.size() == 1);
      const LendingAccount& account = report.lending.front();
      CHECK(account.account == portfolio.account("aave_v3"));
      CHECK(*account.health_factor() == doctest::Approx(row.health).epsilon(1e-14));
      CHECK(*account.ltv() == doctest::Approx(row.ltv).epsilon(1e-14));
      CHECK(*account.price_fall_to_liquidation() == doctest::Approx(row.fall).epsilon(1e-14));
    }
  }
}

TEST_CASE("lending risk: each limit of the health factor to the last unit") {
  struct Row {
    const char *collateral, *debt;
    RiskStatus status;
    const char* reason;
  };
  // 110 * 0.95 = 100 * 1.045 and 107 * 0.95 = 100 * 1.0165
  for (const Row& row :
       {Row{"110", "-99.999999999999999999", RiskStatus::safe, ""}, Row{"110", "-100", RiskStatus::safe, ""},
        Row{"110", "-100.000000000000000001", RiskStatus::warning,
            "health factor of aave_v3 is 1.0450, under warning 1.045"},
        Row{"107", "-99.999999999999999999", RiskStatus::warning, "under warning 1.045"},
        Row{"107", "-100", RiskStatus::warning, "under warning 1.045"},
        Row{"107", "-100.000000000000000001", RiskStatus::critical,
            "health factor of aave_v3 is 1.0165, under critical 1.0165"},
        Row{"107", "-150", RiskStatus::critical, "health factor of aave_v3 is 0.6777, under critical"},
        Row{"0", "-1", RiskStatus::critical, "health factor of aave_v3 is 0.0000, under critical"},
        Row{"107", "0", RiskStatus::safe, ""}, Row{"0", "0", RiskStatus::safe, ""}}) {
    CAPTURE(std::string(row.debt));
    CAPTURE(std::string(row.collateral));
    StakedBook portfolio("eth_leveraged", kHealth);
    portfolio.hold(kCollateral, row.collateral);
    portfolio.hold(kDebt, row.debt);
    const RiskReport report = portfolio.assess();
    CHECK(report.status == row.status);
    REQUIRE(report.reasons.size() == (row.status == RiskStatus::safe ? 0 : 1));
    if (!report.reasons.empty()) CHECK(report.reasons.front().find(row.reason) != std::string::npos);
  }
}

TEST_CASE("lending risk: without debt there is no health factor, without collateral no loan to value") {
  StakedBook portfolio("eth_leveraged");
  CHECK_FALSE(portfolio.assess().lending.front().health_factor().has_value());
  CHECK_FALSE(portfolio.assess().lending.front().ltv().has_value());
  portfolio.hold(kCollateral, "1");
  CHECK_FALSE(portfolio.assess().lending.front().health_factor().has_value());
  CHECK_FALSE(portfolio.assess().lending.front().price_fall_to_liquidation().has_value());
  CHECK(*portfolio.assess().lending.front().ltv() == 0);
  // An account that cannot owe has nothing to watch.
  CHECK(StakedBook("eth_staking_only").assess().lending.empty());
  PortfolioFixture lender(shipped("pure_lending"));
  CHECK(risk_limits(lender.universe, lender.settings).lending.empty());
}

TEST_CASE("lending risk: eMode comes with the route to borrow, and each collateral has its own threshold without it") {
  Settings settings = shipped("usdt_market_neutral");
  for (const bool borrows : {true, false}) {
    if (!borrows) settings.mode.routing.erase("borrow");
    PortfolioFixture portfolio(settings);
    portfolio.set_price("ETH", "2000");
    portfolio.hold(kCollateral, "100");
    portfolio.hold(kOther, "50");
    portfolio.hold(kDebt, "-100");
    const RiskLimits limits = risk_limits(portfolio.universe, settings);
    REQUIRE(limits.lending.size() == 1);
    const LendingAccount account =
        measure_lending(portfolio.universe, limits.lending.front(), portfolio.positions, portfolio.market);
    // 150 * 0.95, or 100 * 0.80 + 50 * 0.81, ETH at 2,000 dollars
    CHECK(account.threshold == amount(borrows ? "285000" : "241000"));
    CHECK(account.borrowable == amount(borrows ? "279000" : "233500"));
    CHECK(account.debt == amount("200000"));
  }
}

TEST_CASE("lending risk: the shipped limits leave room for the target itself") {
  for (const char* mode : {"eth_leveraged", "usdt_market_neutral"}) {
    StakedBook portfolio(mode);
    portfolio.limits.hedged = false;
    portfolio.hold(kCollateral, "1000");
    portfolio.positions[portfolio.id(kDebt).index()].amount =
        -mul(amount("1000"), portfolio.settings.mode.leverage.target_ltv, Rounding::floor);
    CHECK(portfolio.assess().status == RiskStatus::safe);
    portfolio.hold(kDebt, "-930");
    CHECK(portfolio.assess().status == RiskStatus::critical);
  }
}

TEST_CASE("delta drift: the edges of both limits, whichever side, and gross does not matter") {
  struct Row {
    const char *dollars, *ether, *shorts;
    RiskStatus status;
    const char* reason;
  };
  // Equity 100,000 with ETH at 2,000: one ETH is 2 %, two and a half are 5 %.
  for (const Row& row : {
           Row{"98000", "1", "0", RiskStatus::safe, ""},
           Row{"98000", "1.000000000000000001", "0", RiskStatus::warning,
               "net delta 1.000000000000000001 is 0.0200 of equity, over warning 0.02"},
           Row{"95000", "2.5", "0", RiskStatus::warning, "net delta 2.5 is 0.0500 of equity, over warning 0.02"},
           Row{"95000", "2.500000000000000001", "0", RiskStatus::critical, "of equity, over act 0.05"},
           Row{"100000", "0", "1", RiskStatus::safe, ""},
           Row{"100000", "0", "1.000000000000000001", RiskStatus::warning, "of equity, over warning 0.02"},
           Row{"100000", "0", "2.5", RiskStatus::warning, "over warning 0.02"},
           Row{"100000", "0", "2.500000000000000001", RiskStatus::critical,
               "net delta -2.500000000000000001 is -0.0500 of equity, over act 0.05"},
           Row{"80000", "10", "10", RiskStatus::safe, ""},
           Row{"80000", "10", "9", RiskStatus::safe, ""},
       }) {
    CAPTURE(std::string(row.ether));
    CAPTURE(std::string(row.shorts));
    StakedBook portfolio("usdt_market_neutral_no_leverage", {"delta_drift.warning=0.02", "delta_drift.act=0.05"});
    portfolio.hold("binance_usdm:BaseToken:USDT", row.dollars);
    portfolio.hold("etherfi:LST:weETH", row.ether);
    const Amount shorts = amount(row.shorts);
    portfolio.positions[portfolio.id("binance_usdm:Perp:ETHUSDT").index()] = {
        -shorts, mul(-shorts, price("2000"), Rounding::floor)};
    const RiskReport report = portfolio.assess();
    CHECK(report.status == row.status);
    REQUIRE(report.reasons.size() == (row.status == RiskStatus::safe ? 0 : 1));
    if (!report.reasons.empty()) CHECK(report.reasons.front().find(row.reason) != std::string::npos);
  }
}

TEST_CASE("delta drift: who is held to which rule") {
  struct Row {
    const char* mode;
    bool hedged, drift;
  };
  for (const Row& row :
       {Row{"pure_lending", false, false}, Row{"btc_basis", true, false}, Row{"eth_basis", true, false},
        Row{"eth_staking_only", false, false}, Row{"eth_leveraged", false, false},
        Row{"usdt_market_neutral_no_leverage", true, true}, Row{"usdt_market_neutral", true, true}}) {
    CAPTURE(std::string(row.mode));
    const PortfolioFixture portfolio(shipped(row.mode));
    const RiskLimits limits = risk_limits(portfolio.universe, portfolio.settings);
    CHECK(limits.hedged == row.hedged);
    CHECK(limits.delta_drift.has_value() == row.drift);
  }
}

TEST_CASE("delta drift: lost equity leaves no delta that is small enough") {
  StakedBook portfolio("usdt_market_neutral");
  portfolio.hold("wallet:BaseToken:USDT", "-3000");
  portfolio.hold("wallet:BaseToken:ETH", "0.001");
  CHECK(portfolio.assess().status == RiskStatus::critical);
  portfolio.hold("wallet:BaseToken:ETH", "0");
  CHECK(portfolio.assess().status == RiskStatus::safe);
}

TEST_CASE("spreads: a staked token's market rate at and under the largest move, and the loss of the shock") {
  StakedBook portfolio("eth_staking_only");
  portfolio.hold("etherfi:LST:weETH", "10");
  portfolio.set_rate("etherfi:LST:weETH", "1.05");
  RiskReport report = portfolio.assess();
  REQUIRE(report.stake_spreads.size() == 1);
  CHECK_FALSE(report.stake_spreads.front().spread.has_value());
  CHECK(report.stake_spreads.front().loss == amount("0.315"));  // 10.5 ETH * 0.03
  CHECK(report.status == RiskStatus::safe);

  portfolio.set_market_rate("etherfi:LST:weETH", "1.0267425");  // 1.05 * (1 - 0.02215)
  report = portfolio.assess();
  CHECK(report.status == RiskStatus::safe);
  CHECK(*report.stake_spreads.front().spread == doctest::Approx(-0.02215).epsilon(1e-12));
  portfolio.set_market_rate("etherfi:LST:weETH", "1.026742499999999999999999999");
  report = portfolio.assess();
  CHECK(report.status == RiskStatus::warning);
  REQUIRE(report.reasons.size() == 1);
  CHECK(report.reasons.front() == "market rate of weETH is 0.0222 under its oracle rate, over 0.02215");
  // Over the oracle rate it is nobody's loss, and what is not held is not watched.
  portfolio.set_market_rate("etherfi:LST:weETH", "1.2");
  CHECK(portfolio.assess().status == RiskStatus::safe);
  portfolio.set_market_rate("etherfi:LST:weETH", "0.5");
  portfolio.hold("etherfi:LST:weETH", "0");
  CHECK(portfolio.assess().status == RiskStatus::safe);
  CHECK(portfolio.assess().stake_spreads.empty());
}

TEST_CASE("spreads: a token held in two places is one spread, in the share class") {
  StakedBook portfolio("usdt_market_neutral");
  portfolio.limits.hedged = false;
  portfolio.hold("etherfi:LST:weETH", "2");
  portfolio.hold(kCollateral, "8");
  portfolio.set_market_rate("etherfi:LST:weETH", "0.99");
  const RiskReport report = portfolio.assess();
  REQUIRE(report.stake_spreads.size() == 1);
  CHECK(report.stake_spreads.front().loss == amount("600"));  // 10 ETH * 2,000 * 0.03
  CHECK(*report.stake_spreads.front().spread == doctest::Approx(-0.01).epsilon(1e-12));
}

TEST_CASE("spreads: mark against spot of every perp held") {
  StakedBook portfolio("usdt_market_neutral");
  portfolio.limits.hedged = false;
  portfolio.hold("binance_usdm:BaseToken:USDT", "50000");
  portfolio.hold("binance_usdm:Perp:ETHUSDT", "-4", "-8000");
  portfolio.hold("okx:BaseToken:USDT", "50000");
  portfolio.hold("okx:Perp:ETHUSDT", "1", "2000");
  portfolio.set_mark("binance_usdm:Perp:ETHUSDT", "2010");
  portfolio.set_mark("okx:Perp:ETHUSDT", "1990");
  const RiskReport report = portfolio.assess();
  REQUIRE(report.basis_spreads.size() == 2);
  CHECK(*report.basis_spreads[0].spread == doctest::Approx(0.005).epsilon(1e-12));
  CHECK(report.basis_spreads[0].loss == amount("402"));  // 8,040 * 0.05
  CHECK(*report.basis_spreads[1].spread == doctest::Approx(-0.005).epsilon(1e-12));
  CHECK(report.basis_spreads[1].loss == amount("99.5"));
}
