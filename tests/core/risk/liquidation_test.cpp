#include "core/risk/liquidation.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/core/risk/support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kPool = "aave_v3:aToken:aweETH";
const char* const kDollars = "aave_v3:aToken:aUSDT";
const char* const kDollarDebt = "aave_v3:debtToken:debtUSDT";

/// weETH worth 1.25 ETH, Aave's indices 1.25 and 1.2, ETH at 2,400; the terms of the eMode for weETH.
struct Account : PortfolioFixture {
  explicit Account(const char* threshold = "0.95", const char* bonus = "0.01")
      : PortfolioFixture(bare("ETH", "ETH", kEveryType)) {
    set_price("ETH", "2400");
    set_rate(kPool, "1.25");
    set_index(kPool, "1.25");
    set_index(kDebt, "1.2");
    terms.account = account("aave_v3");
    terms.collateral.resize(universe.instruments().size());
    terms.borrowable.resize(universe.instruments().size());
    terms.close_factor = fraction("0.5");
    terms.full_close_below = fraction("0.95");
    terms.collateral[id(kPool).index()] = {fraction("0.93"), fraction(threshold), fraction(bonus)};
    terms.collateral[id(kDollars).index()] = {fraction("0.75"), fraction("0.78"), fraction("0.045")};
  }
  std::vector<LiquidationCall> liquidated() {
    auto calls = liquidate(universe, terms, positions, market);
    for (const LiquidationCall& call : calls) {
      positions[call.debt.index()].amount += call.debt_scaled;
      positions[call.collateral.index()].amount -= call.collateral_scaled;
    }
    return calls;
  }
  [[nodiscard]] LendingAccount lending() const { return measure_lending(universe, terms, positions, market); }
  [[nodiscard]] std::optional<double> health() const { return lending().health_factor(); }

  LendingTerms terms;
};

}  // namespace

TEST_CASE("liquidation: half of the debt, at the bonus, from scaled balances") {
  Account account;
  account.hold(kPool, "64");   // 80 weETH, 100 ETH
  account.hold(kDebt, "-80");  // 96 WETH: a health factor of 95 / 96
  const auto calls = account.liquidated();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].debt == account.id(kDebt));
  CHECK(calls[0].collateral == account.id(kPool));
  CHECK(calls[0].repaid == amount("48"));
  CHECK(calls[0].seized == amount("38.784"));  // 48 * 1.01 / 1.25
  CHECK(account.held(kDebt).amount == amount("-40"));
  CHECK(account.held(kPool).amount == amount("32.9728"));  // 64 - 38.784 / 1.25
  CHECK(account.health() == doctest::Approx(51.52 * 0.95 / 48));
}

TEST_CASE("liquidation: repeated while the health factor stays under 1") {
  Account account;
  account.hold(kPool, "64");
  account.set_index(kDebt, "1.25");
  account.hold(kDebt, "-77.6");
  const auto calls = account.liquidated();  // 97 WETH: 95 / 97, then 51.015 * 0.95 / 48.5 = 0.99926
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].repaid == amount("48.5"));
  CHECK(calls[0].seized == amount("39.188"));
  CHECK(calls[1].repaid == amount("24.25"));
  CHECK(calls[1].seized == amount("19.594"));
  CHECK(account.held(kDebt).amount == amount("-19.4"));
  CHECK(account.held(kPool).amount == amount("16.9744"));  // 64 - 58.782 / 1.25
  CHECK(account.health() == doctest::Approx(26.5225 * 0.95 / 24.25));
}

TEST_CASE("liquidation: under a health factor of 0.95 all of the debt, and it leaves no unit") {
  Account account("0.80", "0.07");
  account.hold(kPool, "64");
  account.set_index(kDebt, "1.25");
  account.hold(kDebt, "-68");  // 85 WETH against a threshold of 80
  const auto calls = account.liquidated();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].repaid == amount("85"));
  CHECK(calls[0].seized == amount("72.76"));  // 85 * 1.07 / 1.25
  CHECK(account.held(kDebt).amount.is_zero());
  CHECK(account.held(kPool).amount == amount("5.792"));  // 64 - 72.76 / 1.25
  CHECK_FALSE(account.health().has_value());
}

TEST_CASE("liquidation: the close factor at 0.95 exactly is still the half") {
  for (const bool under : {false, true}) {
    CAPTURE(under);
    Account account("0.76", "0.07");
    account.hold(kPool, "64");
    account.hold(kDebt, "-80");
    account.set_index(kDebt, "1");  // 80 WETH against 76: 0.95
    if (under) account.positions[account.id(kDebt).index()].amount -= kUnit;
    CHECK(account.liquidated().at(0).repaid == (under ? amount("80.000000000000000001") : amount("40")));
  }
}

TEST_CASE("liquidation: a bonus over the collateral takes all of it, and the rest of the debt stays") {
  Account account;
  account.set_index(kPool, "1");
  account.set_index(kDebt, "1");
  account.hold(kPool, "80");    // 100 ETH
  account.hold(kDebt, "-101");  // all of it may be repaid, for 102.01
  const auto calls = account.liquidated();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].seized == amount("80"));
  CHECK(calls[0].repaid == amount("99.0099009900990099"));  // 100 / 1.01
  CHECK(account.held(kPool).amount.is_zero());
  CHECK(account.held(kDebt).amount == amount("-1.9900990099009901"));
  CHECK(account.liquidated().empty());
}

TEST_CASE("liquidation: two prices, and the largest debt from the largest collateral first") {
  Account account;
  account.hold(kDollars, "3000");
  account.set_index(kDebt, "1");
  account.hold(kDebt, "-1");  // 2,400 dollars against 2,340
  auto calls = account.liquidated();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].repaid == amount("0.5"));
  CHECK(calls[0].seized == amount("1254"));  // 1,200 * 1.045
  CHECK(account.held(kDollars).amount == amount("1746"));

  Account mixed;
  mixed.hold(kDollars, "3000");
  mixed.hold(kPool, "64");  // 240,000 dollars
  mixed.hold(kDollarDebt, "-1000");
  mixed.hold(kDebt, "-80.5");  // 231,840 dollars
  calls = mixed.liquidated();
  REQUIRE(!calls.empty());
  CHECK(calls[0].debt == mixed.id(kDebt));
  CHECK(calls[0].collateral == mixed.id(kPool));
}

TEST_CASE("liquidation: none at or over 1, none without debt, none without collateral") {
  Account account;
  account.set_index(kDebt, "1");
  account.hold(kPool, "64");
  CHECK(account.liquidated().empty());
  account.hold(kDebt, "-95");
  CHECK(account.liquidated().empty());
  account.positions[account.id(kDebt).index()].amount -= kUnit;
  CHECK(account.liquidated().size() == 1);
  Account bad;
  bad.hold(kDebt, "-5");
  CHECK(bad.liquidated().empty());
}

TEST_CASE("liquidation: over random accounts it ends, safe or empty, and never gives anything away") {
  for (std::uint64_t seed = 1; seed <= test::rounds(2000); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Account account;
    account.market.rates[account.id(kPool).index()] = draw.ray_between("1", "1.3");
    account.market.indices[account.id(kPool).index()] = draw.ray_between("0.5", "1.5");
    account.market.indices[account.id(kDebt).index()] = draw.ray_between("0.5", "1.5");
    account.terms.close_factor = draw.chance(50) ? fraction("0.5") : fraction("0.1");
    const Amount scaled = draw.chance(20) ? Amount::from_raw(draw.between(1, 1000)) : draw.amount_between("1", "100");
    account.hold(kPool, scaled.to_string());
    const Amount worth = account.lending().collateral;
    const Amount owed = mul(
        worth, Ratio::from_raw(static_cast<std::int64_t>(draw.between(fraction("0.9").raw(), fraction("1.1").raw()))),
        Rounding::ceil);
    account.hold(kDebt, (-div(owed, account.market.indices[account.id(kDebt).index()], Rounding::ceil)).to_string());
    const LendingAccount before = account.lending();
    const auto calls = account.liquidated();
    const LendingAccount after = account.lending();
    REQUIRE(calls.empty() == !before.health_under(Ratio::from_int(1)));
    REQUIRE((!after.health_under(Ratio::from_int(1)) || account.held(kPool).amount.is_zero()));
    REQUIRE(account.held(kPool).amount.sign() >= 0);
    REQUIRE(account.held(kDebt).amount.sign() <= 0);
    REQUIRE(after.collateral - after.debt <= before.collateral - before.debt);
    for (const LiquidationCall& call : calls) REQUIRE(call.debt_scaled.sign() >= 0);
  }
}
