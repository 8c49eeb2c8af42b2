#include <algorithm>

#include "core/exposure/exposure.hpp"
#include "core/market/valuation.hpp"
#include "tests/core/book/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// ETH at 2000, Binance's perp at 2001, Bybit's at 1999, aweETH index 1.01, weETH rate 1.05,
/// debt index 1.1, aUSDT index 1.2, USDT debt index 1.3.
Book priced(const std::string& share_class) {
  Book book(bare(share_class, "ETH", kEveryType));
  book.set_price("ETH", "2000");
  book.set_mark("binance:Perp:ETHUSDT", "2001");
  book.set_mark("bybit:Perp:ETHUSDT", "1999");
  book.set_rate("etherfi:LST:weETH", "1.05");
  book.set_rate("aave_v3:aToken:aweETH", "1.05");
  book.set_index("aave_v3:aToken:aweETH", "1.01");
  book.set_index("aave_v3:debtToken:debtWETH", "1.1");
  book.set_index("aave_v3:aToken:aUSDT", "1.2");
  book.set_index("aave_v3:debtToken:debtUSDT", "1.3");
  return book;
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
    {"binance:Perp:ETHUSDT", "-2", "-3980", "-2", "-22", "-0.011"},
    {"binance:Perp:ETHUSDT", "-2", "-4102", "-2", "100", "0.05"},
    {"bybit:Perp:ETHUSDT", "3", "5000", "3", "997", "0.4985"},
};

}  // namespace

TEST_CASE("valuation: each position type by hand, in both share classes") {
  for (const char* share : {"USDT", "ETH"}) {
    for (const Row& row : kRows) {
      CAPTURE(std::string(share));
      CAPTURE(std::string(row.key));
      Book book = priced(share);
      const Holding& holding = book.hold(row.key, row.held, row.entry_cost);
      const Instrument& instrument = book.instrument(row.key);
      CHECK(in_asset(instrument, holding, book.market) == amount(row.in_asset));
      const Amount expected = amount(std::string_view(share) == "USDT" ? row.usdt : row.eth);
      CHECK(value(book.universe, instrument, holding, book.market) == expected);
      CHECK(equity(book.universe, book.positions, book.market) == expected);
    }
  }
}

TEST_CASE("valuation: equity is the sum of all holdings, debt taken off") {
  Book book = priced("USDT");
  for (const Row& row : kRows) book.hold(row.key, row.held, row.entry_cost);
  // The later of the two Binance shorts stands.
  CHECK(equity(book.universe, book.positions, book.market) ==
        amount("1000") + amount("0.000001") + amount("4000") + amount("1000") + amount("21000") + amount("21210") +
            amount("1200") - amount("11000") - amount("1300") + amount("100") + amount("997"));
}

TEST_CASE("valuation: worth is never overstated, whatever its sign") {
  Book book = priced("USDT");
  book.set_price("ETH", "0.3");
  const auto worth = [&](const char* key, i128 raw) {
    return value(book.universe, book.instrument(key), {Amount::from_raw(raw), Amount{}}, book.market).raw();
  };
  CHECK(worth("binance:BaseToken:ETH", 1) == 0);    // 0.3 units
  CHECK(worth("binance:BaseToken:ETH", 9) == 2);    // 2.7
  CHECK(worth("wallet:BaseToken:WETH", -1) == -1);  // -0.3
  book.set_price("ETH", "1");
  book.set_index("aave_v3:debtToken:debtWETH", "1.000000001");
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
  Book book(bare("ETH", "ETH", kEveryHolding));
  book.set_price("ETH", "2000");
  book.set_price("EIGEN", "0");
  book.set_index("aave_v3:aToken:aweETH", "0");
  book.set_rate("etherfi:LST:weETH", "0");
  const auto worth = [&] { return equity(book.universe, book.positions, book.market); };
  CHECK(worth().is_zero());
  for (const char* key : {"etherfi:BaseToken:EIGEN", "aave_v3:aToken:aweETH", "etherfi:LST:weETH"}) {
    CAPTURE(std::string(key));
    book.hold(key, "1");
    CHECK_THROWS_AS(worth(), InvariantError);
    book.hold(key, "0");
  }
  // The share class is worth itself, whatever it costs in dollars.
  book.set_price("ETH", "0");
  book.hold("wallet:BaseToken:ETH", "3");
  CHECK(worth() == amount("3"));
  book.hold("wallet:BaseToken:USDT", "1");
  CHECK_THROWS_WITH_AS(worth(), doctest::Contains("ETH is held, but has no price"), InvariantError);
}

TEST_CASE("exposure: deltas, split and fractions by hand") {
  Book book = priced("USDT");
  book.hold("wallet:BaseToken:USDT", "10000");
  book.hold("binance:BaseToken:ETH", "2");
  book.hold("binance:Perp:ETHUSDT", "-7", "-14007");
  book.hold("bybit:Perp:ETHUSDT", "1", "1999");
  book.hold("aave_v3:aToken:aweETH", "10");
  book.hold("aave_v3:debtToken:debtWETH", "-5");
  const Exposure exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.delta_cex == amount("-4"));
  CHECK(exposure.delta_on_chain == amount("5.105"));
  CHECK(exposure.net_delta == amount("1.105"));
  CHECK(exposure.gross_delta == amount("26.105"));
  CHECK(exposure.equity == amount("24210"));  // 10000 + 4000 + 21210 - 11000, both perps at entry
  CHECK(exposure.net_delta_of_gross == doctest::Approx(1.105 / 26.105).epsilon(1e-14));
  CHECK(exposure.net_delta_of_equity == doctest::Approx(2210.0 / 24210).epsilon(1e-14));
  REQUIRE(exposure.rows.size() == 6);
  CHECK(exposure.rows.front().instrument == book.id("wallet:BaseToken:USDT"));
  const auto collateral = std::find_if(exposure.rows.begin(), exposure.rows.end(), [&](const ExposureRow& row) {
    return row.instrument == book.id("aave_v3:aToken:aweETH");
  });
  REQUIRE(collateral != exposure.rows.end());
  CHECK(collateral->underlying == amount("10.1"));
  CHECK(collateral->in_asset == amount("10.605"));
  CHECK(collateral->value == amount("21210"));
}

TEST_CASE("exposure: USDT has no delta in a USDT share class, and an empty book has none at all") {
  Book book = priced("USDT");
  const Exposure empty = measure_exposure(book.universe, book.positions, book.market);
  CHECK(empty.rows.empty());
  CHECK(empty.equity.is_zero());
  CHECK(empty.net_delta_of_gross == 0);
  CHECK(empty.net_delta_of_equity == 0);
  book.hold("wallet:BaseToken:USDT", "5000");
  book.hold("aave_v3:aToken:aUSDT", "5000");
  book.hold("aave_v3:debtToken:debtUSDT", "-1000");
  const Exposure dollars = measure_exposure(book.universe, book.positions, book.market);
  CHECK(dollars.equity == amount("9700"));
  CHECK(dollars.net_delta.is_zero());
  CHECK(dollars.gross_delta.is_zero());
}

TEST_CASE("exposure: the share class itself is not watched") {
  Book book = priced("ETH");
  book.hold("wallet:BaseToken:ETH", "5");
  book.hold("etherfi:LST:weETH", "10");
  const Exposure exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.equity == amount("15.5"));
  CHECK(exposure.gross_delta.is_zero());
  CHECK(exposure.net_delta_of_equity == 0);
}

TEST_CASE("exposure: in an ETH class everything that is not ETH moves against it") {
  Book book = priced("ETH");
  book.hold("wallet:BaseToken:ETH", "5");
  book.hold("aave_v3:aToken:aweETH", "10");
  book.hold("aave_v3:debtToken:debtWETH", "-5");
  book.hold("wallet:BaseToken:USDT", "5000");
  book.hold("aave_v3:debtToken:debtUSDT", "-1000");
  book.hold("binance:BaseToken:USDT", "300");
  const Amount owed = value(book.universe, book.instrument("aave_v3:debtToken:debtUSDT"),
                            book.held("aave_v3:debtToken:debtUSDT"), book.market);
  Exposure exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.delta_on_chain == amount("2.5") + owed);
  CHECK(exposure.delta_cex == amount("0.15"));
  CHECK(exposure.net_delta == amount("2.65") + owed);
  CHECK(exposure.net_delta_value == exposure.net_delta);
  CHECK(exposure.gross_delta == amount("2.65") - owed);
  CHECK(exposure.net_delta_of_equity ==
        doctest::Approx(exposure.net_delta.to_double() / exposure.equity.to_double()).epsilon(1e-14));
  // Three ETH sold short for 6,000 dollars, worth 0.25 ETH by now, are a claim of 6,500 dollars less three ETH.
  book.positions.assign(book.positions.size(), Holding{});
  book.hold("binance:Perp:ETHUSDT", "-3", "-6500");
  book.set_mark("binance:Perp:ETHUSDT", "2000");
  exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.equity == amount("0.25"));
  CHECK(exposure.net_delta == amount("3.25"));
}

TEST_CASE("exposure: reward tokens move against an ETH class, a claim on the exit queue does not") {
  Book book(shipped("eth_leveraged"));
  book.set_price("ETH", "2000");
  book.set_price("EIGEN", "4");
  book.set_price("ETHFI", "0");  // no price yet, and none held
  book.hold("etherfi:BaseToken:EIGEN", "1000");
  book.hold("lido:BaseToken:ETH", "7");
  const Exposure exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.net_delta == amount("2"));
  CHECK(exposure.delta_on_chain == amount("2"));
  CHECK(exposure.equity == amount("9"));
}

TEST_CASE("exposure: a claim on the exit queue counts in a hedged USDT class") {
  Book book(shipped("usdt_market_neutral"));
  book.set_price("ETH", "2000");
  book.set_mark("okx:Perp:ETHUSDT", "2000");
  book.hold("etherfi:BaseToken:ETH", "7");
  book.hold("aave_v3:aToken:aweETH", "10");
  book.hold("aave_v3:debtToken:debtWETH", "-9");
  book.hold("okx:Perp:ETHUSDT", "-8", "-16000");
  book.hold("wallet:BaseToken:EIGEN", "100");
  const Exposure exposure = measure_exposure(book.universe, book.positions, book.market);
  CHECK(exposure.delta_on_chain == amount("8"));
  CHECK(exposure.delta_cex == amount("-8"));
  CHECK(exposure.net_delta.is_zero());
  CHECK(exposure.net_delta_value.is_zero());
}

TEST_CASE("exposure: a hedged book nets to zero exactly, one unit more does not") {
  Book book = priced("USDT");
  book.hold("binance:BaseToken:ETH", "1.234567890123456789");
  book.hold("binance:Perp:ETHUSDT", "-1", "-2000");
  book.hold("bybit:Perp:ETHUSDT", "-0.234567890123456789", "-469");
  CHECK(measure_exposure(book.universe, book.positions, book.market).net_delta.is_zero());
  book.positions[book.id("binance:BaseToken:ETH").index()].amount += kUnit;
  CHECK(measure_exposure(book.universe, book.positions, book.market).net_delta == kUnit);
}
