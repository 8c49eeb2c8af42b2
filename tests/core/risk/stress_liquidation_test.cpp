#include "core/portfolio/valuation.hpp"
#include "core/risk/account_liquidation.hpp"
#include "core/risk/liquidation.hpp"
#include "core/risk/maintenance.hpp"
#include "core/risk/risk_limits.hpp"
#include "core/risk/shock.hpp"
#include "core/risk/stress.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/core/risk/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// eMode on: threshold 0.95, bonus 1 %; ETH is 1 everywhere.
struct Pool : PortfolioFixture {
  Pool() : PortfolioFixture(shipped("eth_leveraged")), terms(risk_limits(universe, settings).lending.front()) {}

  std::vector<LiquidationCall> run() {
    const std::vector<LiquidationCall> calls = liquidate(universe, terms, positions, market);
    for (const LiquidationCall& call : calls) {
      positions[call.debt.index()].amount += call.debt_scaled;
      positions[call.collateral.index()].amount -= call.collateral_scaled;
    }
    return calls;
  }
  [[nodiscard]] LendingAccount account() const { return measure_lending(universe, terms, positions, market); }

  LendingTerms terms;
};

}  // namespace

TEST_CASE("lending liquidation: nothing at a health factor of one, something a unit under it") {
  Pool pool;
  pool.hold(kCollateral, "100");
  pool.hold(kDebt, "-95");
  CHECK(pool.run().empty());
  pool.hold(kDebt, "-95.000000000000000001");
  const std::vector<LiquidationCall> done = pool.run();
  // Half of the debt: 0.95 * (100 - 47.5 * 1.01) / 47.5 = 1.0405
  REQUIRE(done.size() == 1);
  // The odd unit goes with the liquidator.
  CHECK(done.front().repaid == amount("47.500000000000000001"));
  CHECK(done.front().seized == amount("47.975000000000000002"));
  CHECK(pool.held(kCollateral).amount == amount("52.024999999999999998"));
  CHECK(pool.held(kDebt).amount == amount("-47.5"));
  CHECK(*pool.account().health_factor() == doctest::Approx(0.95 * 52.025 / 47.5).epsilon(1e-12));
}

TEST_CASE("lending liquidation: half at a health factor of 0.95, everything a unit under it") {
  Pool pool;
  // 0.95 * 100 / 100 = 0.95: half is repaid. At 0.95 * 1.01 and under, that makes the account worse:
  // 0.95 * 49.5 / 50 = 0.9405, so that the rest goes at once; its 50.5 are more than the 49.5 that are left.
  pool.hold(kCollateral, "100");
  pool.hold(kDebt, "-100");
  const std::vector<LiquidationCall> done = pool.run();
  REQUIRE(done.size() == 2);
  CHECK(done[0].repaid == amount("50"));
  CHECK(done[0].seized == amount("50.5"));
  CHECK(done[1].seized == amount("49.5"));
  CHECK(done[1].repaid == amount("49.009900990099009900"));  // 49.5 / 1.01
  CHECK(pool.held(kCollateral).amount.is_zero());
  CHECK(pool.held(kDebt).amount == amount("-0.990099009900990100"));

  Pool under;
  under.hold(kCollateral, "100");
  under.hold(kDebt, "-100.000000000000000002");
  const std::vector<LiquidationCall> all = under.run();
  REQUIRE(all.size() == 1);
  CHECK(all[0].seized == amount("100"));
  CHECK(all[0].repaid == amount("99.009900990099009900"));  // 100 / 1.01
}

TEST_CASE("lending liquidation: indices, rates and prices are all in it") {
  Pool pool;
  pool.set_price("ETH", "2000");
  pool.set_index(kCollateral, "1.1");
  pool.set_rate(kCollateral, "1.25");
  pool.set_index(kDebt, "2");
  pool.hold(kCollateral, "80");  // 88 weETH, 110 ETH
  pool.hold(kDebt, "-53");       // 106 ETH: 104.5 / 106 = 0.9858
  const std::vector<LiquidationCall> done = pool.run();
  REQUIRE(done.size() == 1);
  CHECK(done[0].repaid == amount("53"));
  CHECK(done[0].seized == amount("42.824"));  // 53 * 1.01 / 1.25
  CHECK(pool.held(kDebt).amount == amount("-26.5"));
  const Amount left = underlying(pool.instrument(kCollateral), pool.held(kCollateral), pool.market);
  CHECK((left - amount("45.176")).abs() <= Amount::from_raw(2));
}

TEST_CASE("lending liquidation: the larger collateral goes first, and nothing is taken where there is none") {
  Pool pool;
  pool.hold(kCollateral, "40");
  pool.hold(kOther, "60");
  pool.hold(kDebt, "-97");
  const std::vector<LiquidationCall> done = pool.run();
  REQUIRE_FALSE(done.empty());
  CHECK(done.front().collateral == pool.id(kOther));
  CHECK_FALSE(pool.account().health_under(Ratio::from_int(1)));

  Pool broke;
  broke.hold(kDebt, "-1");
  CHECK(broke.run().empty());
}

TEST_CASE("lending liquidation: ends healthy or without collateral, never takes more than it pays for") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Pool pool;
    pool.set_index(kCollateral, "1.0123456789");
    pool.market.rates[pool.id(kCollateral).index()] = draw.ray_between("0.5", "1.3");
    pool.market.indices[pool.id(kDebt).index()] = draw.ray_between("1", "1.4");
    pool.positions[pool.id(kCollateral).index()].amount = draw.amount_between("0.000001", "100000");
    pool.positions[pool.id(kOther).index()].amount = draw.amount_between("0", "1000");
    pool.positions[pool.id(kDebt).index()].amount = -draw.amount_between("0.000001", "100000");
    const LendingAccount before = pool.account();
    const std::vector<LiquidationCall> done = pool.run();
    const LendingAccount after = pool.account();
    REQUIRE(done.size() < 100);
    REQUIRE(after.debt.sign() >= 0);
    REQUIRE(after.collateral.sign() >= 0);
    REQUIRE((!after.health_under(Ratio::from_int(1)) || after.collateral <= amount("0.000000000000001")));
    const Amount taken = before.collateral - after.collateral;
    const Amount paid = before.debt - after.debt;
    REQUIRE(taken <= mul(paid, fraction("1.01"), Rounding::ceil) + Amount::from_raw(1000));
    if (!before.health_under(Ratio::from_int(1))) REQUIRE(done.empty());
  }
}

// 50 are deducted in the second tier (50,000 * 0.001), 950 in the third (50 + 600,000 * 0.0015).
TEST_CASE("maintenance: each part of a notional pays the rate of its own tier, upper ends included") {
  const Settings settings = shipped("btc_basis");
  const MarketSettings& market = settings.venues.at("binance").perp.at("BTCUSDT");
  struct Row {
    const char *notional, *margin;
  };
  for (const Row& row : {Row{"0", "0"}, Row{"50000", "200"}, Row{"50000.0002", "200.000001"}, Row{"600000", "2950"},
                         Row{"1000000", "5550"}, Row{"1800000000", "478518550"}, Row{"2000000000", "578518550"}}) {
    CAPTURE(std::string(row.notional));
    CHECK(maintenance_margin(market, amount(row.notional)) == amount(row.margin));
  }
  MarketSettings without_tiers;
  without_tiers.maintenance_margin = fraction("0.01");
  CHECK(maintenance_margin(without_tiers, amount("500")) == amount("5"));
}

TEST_CASE("margin liquidation: at the tier's margin, a unit over it, and what is left") {
  struct Row {
    const char *cash, *left;  ///< of a short of two coins at 60,000, opened at 55,000; no left: not liquidated
  };
  // Notional 120,000, tier 0.005 less 50: 550 are asked for, with a loss of 10,000. The fee is 1,500.
  for (const Row& row : {Row{"10550.000000000000000001", nullptr}, Row{"10550", "0"}, Row{"10000", "0"}}) {
    CAPTURE(std::string(row.cash));
    PortfolioFixture portfolio(shipped("btc_basis"));
    portfolio.set_mark("binance_usdm:Perp:BTCUSDT", "60000");
    portfolio.hold("binance_usdm:BaseToken:USDT", row.cash);
    portfolio.hold("binance_usdm:Perp:BTCUSDT", "-2", "-110000");
    const AccountLiquidation done =
        liquidate_account(portfolio.universe, portfolio.settings, portfolio.account("binance_usdm"),
                          portfolio.positions, portfolio.market);
    CHECK(done.closed.empty() == (row.left == nullptr));
    if (row.left == nullptr) continue;
    for (const LedgerEntry& entry : done.entries) apply_entry(entry, portfolio.positions);
    CHECK(portfolio.held("binance_usdm:Perp:BTCUSDT") == Holding{});
    CHECK(portfolio.held("binance_usdm:BaseToken:USDT").amount == amount(row.left));
    CHECK(done.closed.front().text == "-2 binance_usdm:Perp:BTCUSDT closed at 60000 with a fee of 1500 USDT");
  }
}

// Of collateral worth 80 after the shock, 80 / 1.01 of the debt of 90 are repaid; the rest is nobody's to collect.
TEST_CASE("stress: what no collateral covers is written off, and told with the liquidation") {
  Pool pool;
  pool.hold(kCollateral, "100");
  pool.hold(kDebt, "-90");
  pool.hold("wallet:BaseToken:ETH", "10");
  const StressRules rules{pool.universe, pool.settings, risk_limits(pool.universe, pool.settings)};
  const StressOutcome outcome =
      stress(rules, measure_state(rules, pool.positions, pool.market), parse_shock("staking_rate=-0.2").value());
  CHECK(outcome.after.exposure.equity == amount("10"));
  CHECK(outcome.after.equity_at_market == amount("10"));
  REQUIRE(outcome.liquidations.size() == 1);
  CHECK(outcome.liquidations.front() ==
        "100 of aave_v3:aToken:aweETH taken for 79.20792079207920792 of aave_v3:debtToken:debtWETH; "
        "10.79207920792079208 of aave_v3:debtToken:debtWETH without collateral written off");
}
