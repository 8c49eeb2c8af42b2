#include <algorithm>

#include "core/portfolio/day_figures.hpp"
#include "core/portfolio/exposure.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// ETH at 2000, Binance's perp at 2001, Bybit's at 1999, aweETH index 1.01, weETH rate 1.05,
/// debt index 1.1, aUSDT index 1.2, USDT debt index 1.3.
PortfolioFixture priced(const std::string& share_class) {
  PortfolioFixture portfolio(bare(share_class, "ETH", kEveryType));
  portfolio.set_price("ETH", "2000");
  portfolio.set_mark("binance_usdm:Perp:ETHUSDT", "2001");
  portfolio.set_mark("bybit:Perp:ETHUSDT", "1999");
  portfolio.set_rate("etherfi:LST:weETH", "1.05");
  portfolio.set_rate("aave_v3:aToken:aweETH", "1.05");
  portfolio.set_index("aave_v3:aToken:aweETH", "1.01");
  portfolio.set_index("aave_v3:debtToken:debtWETH", "1.1");
  portfolio.set_index("aave_v3:aToken:aUSDT", "1.2");
  portfolio.set_index("aave_v3:debtToken:debtUSDT", "1.3");
  return portfolio;
}

struct Row {
  const char *key, *held, *entry_cost, *in_asset, *usdt, *eth;
};

/// By hand: the last two columns are the worth in a USDT and in an ETH share class.
constexpr Row kRows[] = {
    {"wallet:BaseToken:USDT", "1000", "0", "1000", "1000", "0.5"},
    {"binance:BaseToken:USDT", "0.000001", "0", "0.000001", "0.000001", "0.0000000005"},
    {"binance:BaseToken:ETH", "2", "0", "2", "4000", "2"},
    {"wallet:BaseToken:WETH", "0.5", "0", "0.5", "1000", "0.5"},
    {"etherfi:LST:weETH", "10", "0", "10.5", "21000", "10.5"},
    {"aave_v3:aToken:aweETH", "10", "0", "10.605", "21210", "10.605"},
    {"aave_v3:aToken:aUSDT", "1000", "0", "1200", "1200", "0.6"},
    {"aave_v3:debtToken:debtWETH", "-5", "0", "-5.5", "-11000", "-5.5"},
    {"aave_v3:debtToken:debtUSDT", "-1000", "0", "-1300", "-1300", "-0.65"},
    // Short sold at 1990, marked at 2001: 11 down a coin. A perp's notional is no asset.
    {"binance_usdm:Perp:ETHUSDT", "-2", "-3980", "-2", "-22", "-0.011"},
    {"binance_usdm:Perp:ETHUSDT", "-2", "-4102", "-2", "100", "0.05"},
    {"bybit:Perp:ETHUSDT", "3", "5000", "3", "997", "0.4985"},
};

}  // namespace

TEST_CASE("valuation: each position type by hand, in both share classes") {
  for (const char* share : {"USDT", "ETH"}) {
    for (const Row& row : kRows) {
      CAPTURE(std::string(share));
      CAPTURE(std::string(row.key));
      PortfolioFixture portfolio = priced(share);
      const Holding& holding = portfolio.hold(row.key, row.held, row.entry_cost);
      const Instrument& instrument = portfolio.instrument(row.key);
      CHECK(in_asset(instrument, holding, portfolio.market) == amount(row.in_asset));
      const Amount expected = amount(std::string_view(share) == "USDT" ? row.usdt : row.eth);
      CHECK(value(portfolio.universe, instrument, holding, portfolio.market) == expected);
      CHECK(equity(portfolio.universe, portfolio.positions, portfolio.market) == expected);
    }
  }
}

TEST_CASE("valuation: equity is the sum of all holdings, debt taken off") {
  PortfolioFixture portfolio = priced("USDT");
  for (const Row& row : kRows) portfolio.hold(row.key, row.held, row.entry_cost);
  // The later of the two Binance shorts stands.
  CHECK(equity(portfolio.universe, portfolio.positions, portfolio.market) ==
        amount("1000") + amount("0.000001") + amount("4000") + amount("1000") + amount("21000") + amount("21210") +
            amount("1200") - amount("11000") - amount("1300") + amount("100") + amount("997"));
}

TEST_CASE("valuation: worth is never overstated, whatever its sign") {
  PortfolioFixture portfolio = priced("USDT");
  portfolio.set_price("ETH", "0.3");
  const auto worth = [&](const char* key, i128 raw) {
    return value(portfolio.universe, portfolio.instrument(key), {Amount::from_raw(raw), Amount{}}, portfolio.market)
        .raw();
  };
  CHECK(worth("binance:BaseToken:ETH", 1) == 0);    // 0.3 units
  CHECK(worth("binance:BaseToken:ETH", 9) == 2);    // 2.7
  CHECK(worth("wallet:BaseToken:WETH", -1) == -1);  // -0.3
  portfolio.set_price("ETH", "1");
  portfolio.set_index("aave_v3:debtToken:debtWETH", "1.000000001");
  CHECK(worth("aave_v3:debtToken:debtWETH", -1) == -2);  // a debt rounds up
  CHECK(worth("aave_v3:aToken:aUSDT", 4) == 4);          // 4.8
  CHECK(convert(Amount::from_raw(10), price("1"), price("3")).raw() == 3);
  CHECK(convert(Amount::from_raw(-10), price("1"), price("3")).raw() == -4);
  CHECK(convert(Amount::from_raw(7), price("3"), price("3")).raw() == 7);
  CHECK(unrealised({Amount::from_raw(-1), Amount{}}, price("0.5")).raw() == -1);
  CHECK(unrealised({Amount::from_raw(1), Amount{}}, price("0.5")).raw() == 0);
}

TEST_CASE(
    "valuation: nothing can be held without a price, an index or a rate, and nothing is asked of what is not held") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETH", "2000");
  portfolio.set_price("EIGEN", "0");
  portfolio.set_index("aave_v3:aToken:aweETH", "0");
  portfolio.set_rate("etherfi:LST:weETH", "0");
  const auto worth = [&] { return equity(portfolio.universe, portfolio.positions, portfolio.market); };
  CHECK(worth().is_zero());
  for (const char* key : {"etherfi:BaseToken:EIGEN", "aave_v3:aToken:aweETH", "etherfi:LST:weETH"}) {
    CAPTURE(std::string(key));
    portfolio.hold(key, "1");
    CHECK_THROWS_AS(worth(), InvariantError);
    portfolio.hold(key, "0");
  }
  // The share class is worth itself, whatever it costs in dollars.
  portfolio.set_price("ETH", "0");
  portfolio.hold("wallet:BaseToken:ETH", "3");
  CHECK(worth() == amount("3"));
  portfolio.hold("wallet:BaseToken:USDT", "1");
  CHECK_THROWS_WITH_AS(worth(), doctest::Contains("ETH is held, but has no price"), InvariantError);
}

TEST_CASE("exposure: deltas, split and fractions by hand") {
  PortfolioFixture portfolio = priced("USDT");
  portfolio.hold("wallet:BaseToken:USDT", "10000");
  portfolio.hold("binance:BaseToken:ETH", "2");
  portfolio.hold("binance_usdm:Perp:ETHUSDT", "-7", "-14007");
  portfolio.hold("bybit:Perp:ETHUSDT", "1", "1999");
  portfolio.hold("aave_v3:aToken:aweETH", "10");
  portfolio.hold("aave_v3:debtToken:debtWETH", "-5");
  const Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.delta_cex == amount("-4"));
  CHECK(exposure.delta_on_chain == amount("5.105"));
  CHECK(exposure.net_delta == amount("1.105"));
  CHECK(exposure.gross_delta == amount("26.105"));
  CHECK(exposure.equity == amount("24210"));  // 10000 + 4000 + 21210 - 11000, both perps at entry
  CHECK(exposure.net_delta_of_gross == doctest::Approx(1.105 / 26.105).epsilon(1e-14));
  CHECK(exposure.net_delta_of_equity == doctest::Approx(2210.0 / 24210).epsilon(1e-14));
  REQUIRE(exposure.rows.size() == 6);
  CHECK(exposure.rows.front().instrument == portfolio.id("wallet:BaseToken:USDT"));
  const auto collateral = std::find_if(exposure.rows.begin(), exposure.rows.end(), [&](const ExposureRow& row) {
    return row.instrument == portfolio.id("aave_v3:aToken:aweETH");
  });
  REQUIRE(collateral != exposure.rows.end());
  CHECK(collateral->underlying == amount("10.1"));
  CHECK(collateral->in_asset == amount("10.605"));
  CHECK(collateral->value == amount("21210"));
}

TEST_CASE("exposure: USDT has no delta in a USDT share class, and an empty book has none at all") {
  PortfolioFixture portfolio = priced("USDT");
  const Exposure empty = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(empty.rows.empty());
  CHECK(empty.equity.is_zero());
  CHECK(empty.net_delta_of_gross == 0);
  CHECK(empty.net_delta_of_equity == 0);
  portfolio.hold("wallet:BaseToken:USDT", "5000");
  portfolio.hold("aave_v3:aToken:aUSDT", "5000");
  portfolio.hold("aave_v3:debtToken:debtUSDT", "-1000");
  const Exposure dollars = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(dollars.equity == amount("9700"));
  CHECK(dollars.net_delta.is_zero());
  CHECK(dollars.gross_delta.is_zero());
}

TEST_CASE("exposure: the share class itself is not watched") {
  PortfolioFixture portfolio = priced("ETH");
  portfolio.hold("wallet:BaseToken:ETH", "5");
  portfolio.hold("etherfi:LST:weETH", "10");
  const Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.equity == amount("15.5"));
  CHECK(exposure.gross_delta.is_zero());
  CHECK(exposure.net_delta_of_equity == 0);
}

TEST_CASE("exposure: in an ETH class everything that is not ETH moves against it") {
  PortfolioFixture portfolio = priced("ETH");
  portfolio.hold("wallet:BaseToken:ETH", "5");
  portfolio.hold("aave_v3:aToken:aweETH", "10");
  portfolio.hold("aave_v3:debtToken:debtWETH", "-5");
  portfolio.hold("wallet:BaseToken:USDT", "5000");
  portfolio.hold("aave_v3:debtToken:debtUSDT", "-1000");
  portfolio.hold("binance:BaseToken:USDT", "300");
  const Amount owed = value(portfolio.universe, portfolio.instrument("aave_v3:debtToken:debtUSDT"),
                            portfolio.held("aave_v3:debtToken:debtUSDT"), portfolio.market);
  Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.delta_on_chain == amount("2.5") + owed);
  CHECK(exposure.delta_cex == amount("0.15"));
  CHECK(exposure.net_delta == amount("2.65") + owed);
  CHECK(exposure.net_delta_value == exposure.net_delta);
  CHECK(exposure.gross_delta == amount("2.65") - owed);
  CHECK(exposure.net_delta_of_equity ==
        doctest::Approx(exposure.net_delta.to_double() / exposure.equity.to_double()).epsilon(1e-14));
  // Three ETH sold short for 6,000 dollars, worth 0.25 ETH by now, are a claim of 6,500 dollars less three ETH.
  portfolio.positions.assign(portfolio.positions.size(), Holding{});
  portfolio.hold("binance_usdm:Perp:ETHUSDT", "-3", "-6500");
  portfolio.set_mark("binance_usdm:Perp:ETHUSDT", "2000");
  exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.equity == amount("0.25"));
  CHECK(exposure.net_delta == amount("3.25"));
}

TEST_CASE("exposure: reward tokens move against an ETH class, a claim on the exit queue does not") {
  PortfolioFixture portfolio(shipped("eth_leveraged"));
  portfolio.set_price("ETH", "2000");
  portfolio.set_price("EIGEN", "4");
  portfolio.set_price("ETHFI", "0");  // no price yet, and none held
  portfolio.hold("etherfi:BaseToken:EIGEN", "1000");
  portfolio.hold("lido:BaseToken:ETH", "7");
  const Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.net_delta == amount("2"));
  CHECK(exposure.delta_on_chain == amount("2"));
  CHECK(exposure.equity == amount("9"));
}

TEST_CASE("exposure: a claim on the exit queue counts in a hedged USDT class") {
  PortfolioFixture portfolio(shipped("usdt_market_neutral"));
  portfolio.set_price("ETH", "2000");
  portfolio.set_mark("okx:Perp:ETHUSDT", "2000");
  portfolio.hold("etherfi:BaseToken:ETH", "7");
  portfolio.hold("aave_v3:aToken:aweETH", "10");
  portfolio.hold("aave_v3:debtToken:debtWETH", "-9");
  portfolio.hold("okx:Perp:ETHUSDT", "-8", "-16000");
  portfolio.hold("wallet:BaseToken:EIGEN", "100");
  const Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.delta_on_chain == amount("8"));
  CHECK(exposure.delta_cex == amount("-8"));
  CHECK(exposure.net_delta.is_zero());
  CHECK(exposure.net_delta_value.is_zero());
}

TEST_CASE("exposure: a hedged book nets to zero exactly, one unit more does not") {
  PortfolioFixture portfolio = priced("USDT");
  portfolio.hold("binance:BaseToken:ETH", "1.234567890123456789");
  portfolio.hold("binance_usdm:Perp:ETHUSDT", "-1", "-2000");
  portfolio.hold("bybit:Perp:ETHUSDT", "-0.234567890123456789", "-469");
  CHECK(measure_exposure(portfolio.universe, portfolio.positions, portfolio.market).net_delta.is_zero());
  portfolio.positions[portfolio.id("binance:BaseToken:ETH").index()].amount += kUnit;
  CHECK(measure_exposure(portfolio.universe, portfolio.positions, portfolio.market).net_delta == kUnit);
}

TEST_CASE("a day begins once, at the first moment at or after midnight") {
  const UtcTime midnight = utc("2024-05-12");
  CHECK(day_begins(std::nullopt, midnight));
  CHECK_FALSE(day_begins(std::nullopt, midnight + Nanos{1}));
  CHECK(day_begins(midnight - kHour, midnight));
  CHECK(day_begins(midnight - Nanos{1}, midnight + kMinute * 7));
  CHECK_FALSE(day_begins(midnight, midnight + kDay - Nanos{1}));
  CHECK(day_begins(midnight + kMinute * 7, midnight + kDay * 3 + kMinute));
}

TEST_CASE("a portfolio that lacks a price, a mark, an index or a rate is not valued, and it is said of what") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETH", "2000");
  const auto lack = [&] {
    return unvalued(portfolio.universe, portfolio.positions, portfolio.market).value_or("nothing");
  };
  // No perp is held, so none needs a mark.
  CHECK(lack() == "nothing");
  portfolio.hold("bybit:Perp:ETHUSDT", "-1", "-2000");
  CHECK(lack() == "bybit:Perp:ETHUSDT is held, but has no mark at 2024-05-12T00:00:00Z");
  CHECK_THROWS_WITH_AS((void)measure_exposure(portfolio.universe, portfolio.positions, portfolio.market),
                       "broken invariant: bybit:Perp:ETHUSDT is held, but has no mark at 2024-05-12T00:00:00Z",
                       InvariantError);
  portfolio.set_mark("bybit:Perp:ETHUSDT", "2001");
  CHECK(lack() == "nothing");
  portfolio.hold("aave_v3:aToken:aweETH", "3");
  portfolio.set_index("aave_v3:aToken:aweETH", "0");
  CHECK(lack() == "aave_v3:aToken:aweETH is held, but has no index at 2024-05-12T00:00:00Z");
  portfolio.set_index("aave_v3:aToken:aweETH", "1.01");
  portfolio.set_rate("aave_v3:aToken:aweETH", "0");
  CHECK(lack() == "aave_v3:aToken:aweETH is held, but has no rate at 2024-05-12T00:00:00Z");
  portfolio.set_rate("aave_v3:aToken:aweETH", "1.05");
  portfolio.hold("wallet:BaseToken:EIGEN", "3");
  portfolio.set_price("EIGEN", "0");
  CHECK(lack() == "EIGEN is held, but has no price at 2024-05-12T00:00:00Z");
  portfolio.hold("wallet:BaseToken:EIGEN", "0");
  portfolio.set_price("ETH", "0");
  CHECK(lack() == "ETH is held, but has no price at 2024-05-12T00:00:00Z");
}

TEST_CASE("coins of the share class need no price, dollars beside them do") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETH", "0");
  portfolio.hold("wallet:BaseToken:ETH", "3");
  portfolio.hold("etherfi:LST:weETH", "2");
  CHECK_FALSE(unvalued(portfolio.universe, portfolio.positions, portfolio.market));
  CHECK(measure_exposure(portfolio.universe, portfolio.positions, portfolio.market).equity == amount("5"));
  portfolio.hold("wallet:BaseToken:USDT", "1");
  CHECK(unvalued(portfolio.universe, portfolio.positions, portfolio.market) ==
        "ETH is held, but has no price at 2024-05-12T00:00:00Z");
  // Without a delta there is nothing to convert, and so nothing to price.
  PortfolioFixture dollars(bare("USDT", "ETH", kEveryHolding));
  dollars.set_price("ETH", "0");
  dollars.hold("wallet:BaseToken:USDT", "7");
  CHECK(measure_exposure(dollars.universe, dollars.positions, dollars.market).net_delta_value.is_zero());
}
