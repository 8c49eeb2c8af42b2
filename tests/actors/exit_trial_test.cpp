#include "actors/exit_trial.hpp"

#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A portfolio of one mode and the trial of leaving it.
struct Leaving : PortfolioFixture {
  explicit Leaving(const std::string& mode, const std::vector<std::string>& overrides = kNoCosts)
      : PortfolioFixture(shipped(mode, overrides)),
        costs(settings.mode.execution, settings.venues.at("alchemy"), CostTable{}) {
    set_price("USDT", "1");
    for (const Instrument& instrument : universe.instruments()) {
      if (universe.name(instrument.asset) == "ETH") set_price("ETH", "2000");
      if (instrument.type == PositionType::perp) market.marks[instrument.id.index()] = price("2000");
    }
    market.gas_price = amount("0.00000001");
    market.gas_token_price = price("2000");
  }
  [[nodiscard]] ExitTrial leave() const { return try_exit(RunContext{universe, settings, costs}, positions, market); }

  CostCalculator costs;
};

}  // namespace

TEST_CASE("exit trial: cash is its own exit") {
  Leaving lender("pure_lending");
  lender.hold("wallet:BaseToken:USDT", "12.5");
  const ExitTrial exit = lender.leave();
  CHECK(exit.value == amount("12.5"));
  CHECK(exit.left.is_zero());
  CHECK(exit.why.empty());
}

TEST_CASE("exit trial: a loan is withdrawn with interest, less the gas of the call") {
  Leaving lender("pure_lending", {});
  lender.hold("wallet:BaseToken:USDT", "10");
  lender.hold("aave_v3:aToken:aUSDT", "100");
  lender.set_index("aave_v3:aToken:aUSDT", "1.05");
  // withdraw: 220,000 units * 1e-8 ETH * 1.2 * 2,000 USDT
  CHECK(lender.leave().value == amount("115") - amount("5.28"));
}

TEST_CASE("exit trial: staked tokens leave at the DEX rate, through the default cost where the table has no pair") {
  Leaving staker("eth_staking_only");
  staker.hold("etherfi:LST:weETH", "100");
  staker.set_rate("etherfi:LST:weETH", "1.05");
  staker.set_market_rate("etherfi:LST:weETH", "1.04");
  CHECK(staker.leave().value == amount("104"));

  Leaving paying("eth_staking_only", {});
  paying.hold("wallet:BaseToken:ETH", "1");
  paying.hold("etherfi:LST:weETH", "100");
  paying.set_rate("etherfi:LST:weETH", "1.05");
  paying.set_market_rate("etherfi:LST:weETH", "1.04");
  // 7 bps of 104; approval and swap: 235,000 units * 1e-8 * 1.2
  CHECK(paying.leave().value == amount("105") - amount("0.0728") - amount("0.00282"));
}

TEST_CASE("exit trial: debt is repaid from the sale, so the discount is borne by equity alone") {
  Leaving levered("eth_leveraged");
  levered.hold("aave_v3:aToken:aweETH", "100");
  levered.hold("aave_v3:debtToken:debtWETH", "-95");
  levered.set_rate("etherfi:LST:weETH", "1.1");
  levered.set_rate("aave_v3:aToken:aweETH", "1.1");
  levered.set_market_rate("etherfi:LST:weETH", "1.09");
  levered.set_market_rate("aave_v3:aToken:aweETH", "1.09");
  const ExitTrial exit = levered.leave();
  CHECK(exit.value.to_double() == doctest::Approx(14.0));  // held: 15
  CHECK(exit.left.abs() < amount("0.000000001"));
}

TEST_CASE("exit trial: exit queues pay their claim at once, and the hedge is closed with the coins it hedged") {
  Leaving queued("eth_staking_only");
  queued.hold("etherfi:BaseToken:ETH", "3.5");
  CHECK(queued.leave().value == amount("3.5"));

  Leaving neutral("usdt_market_neutral_no_leverage");
  neutral.hold("etherfi:LST:weETH", "10");
  neutral.set_rate("etherfi:LST:weETH", "1");
  neutral.set_market_rate("etherfi:LST:weETH", "0.99");
  neutral.hold("etherfi:BaseToken:ETH", "2");
  neutral.hold("wallet:BaseToken:USDT", "100");
  neutral.hold("binance:BaseToken:USDT", "15000");
  neutral.hold("binance_usdm:Perp:ETHUSDT", "-12", "-25000");
  // Shorts at 2,000: 15,000 + 1,000. Coins: (9.9 + 2) * 2,000.
  const ExitTrial exit = neutral.leave();
  CHECK(exit.value.to_double() == doctest::Approx(100 + 16'000 + 23'800));
  CHECK(exit.left.abs() < amount("0.000001"));
}

TEST_CASE("exit trial: what no gas can be paid for stays, and the trial says why") {
  Leaving stuck("pure_lending", {});
  stuck.hold("aave_v3:aToken:aUSDT", "100");
  const ExitTrial exit = stuck.leave();
  CHECK(exit.value.is_zero());
  CHECK(exit.left == amount("100"));
  CHECK(exit.why.find("gas of 5.28 needed") != std::string::npos);
}

// Without gas the rewards cannot be unwrapped, and what follows from that is told after it.
TEST_CASE("exit trial: every reason of a step that is not made is told, once") {
  Leaving stuck("eth_staking_only", {});
  stuck.hold("etherfi:BaseToken:EIGEN", "1000");
  stuck.set_price("EIGEN", "3");
  const ExitTrial exit = stuck.leave();
  CHECK(exit.value.is_zero());
  CHECK(exit.why.find("needed, the wallet has 0; nothing to swap") != std::string::npos);
}

TEST_CASE("exit trial: an exit takes home what is more than its gas, not only what is worth ten times it") {
  Leaving basis("eth_basis", {});
  basis.hold("bybit:BaseToken:USDT", "5");
  basis.hold("okx:BaseToken:USDT", "4");
  // A transfer: 100,000 units * 1e-8 ETH * 1.2 * 2,000 USDT = 2.4. It brings 2.6 of the 5 and would bring 1.6 of the 4.
  const ExitTrial exit = basis.leave();
  CHECK(exit.value == amount("2.6"));
  CHECK(exit.left == amount("4"));
  CHECK(exit.why == "no transfer is both needed and worth making");
}
