#include <boost/multiprecision/cpp_int.hpp>

#include "core/portfolio/attribution.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

using Rational = boost::multiprecision::cpp_rational;
using Exact = std::array<Rational, kAttributionCount>;

Rational rational(i128 raw, i128 one) {
  return Rational(boost::multiprecision::cpp_int(to_decimal(raw)), boost::multiprecision::cpp_int(to_decimal(one)));
}
template <class Tag>
Rational exact(Fixed<Tag> number) {
  return rational(number.raw(), Fixed<Tag>::kOne);
}

bool is_reward(const Universe& universe, AssetId asset) {
  return universe.name(asset) == "EIGEN" || universe.name(asset) == "ETHFI";
}

void randomise_market(PortfolioFixture& portfolio, Draw& draw) {
  for (std::uint16_t i = 0; i < portfolio.market.prices.size(); ++i) {
    if (AssetId{i} == portfolio.universe.quote_asset()) continue;
    portfolio.market.prices[i] = is_reward(portfolio.universe, AssetId{i}) ? draw.price_between("0.00000001", "9")
                                                                           : draw.price_between("900.00000001", "5000");
  }
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    const std::size_t at = instrument.id.index();
    if (instrument.type == PositionType::perp) portfolio.market.marks[at] = draw.price_between("900.00000001", "5000");
    if (instrument.has_index) portfolio.market.indices[at] = draw.ray_between("1", "1.5");
    if (instrument.has_rate) portfolio.market.rates[at] = draw.ray_between("0.97", "1.3");
  }
}

void randomise_positions(PortfolioFixture& portfolio, Draw& draw) {
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    Holding& holding = portfolio.positions[instrument.id.index()];
    holding = {};
    if (draw.chance(20)) continue;
    if (instrument.type == PositionType::debt_token) {
      holding.amount = draw.amount_between("-3000", "-0.000000000000000001");
    } else if (instrument.type == PositionType::perp) {
      holding.amount = draw.amount_between("-50", "50");
      holding.entry_cost = mul(holding.amount, draw.price_between("900", "5000"), Rounding::floor);
    } else {
      holding.amount = draw.amount_between("0", "100000");
    }
  }
}

/// The formulas of the attribution without any rounding, in the share class.
void add_exact(const PortfolioFixture& portfolio, const Instrument& instrument, const MarketSnapshot& m0,
               const MarketSnapshot& m1, Exact& sums) {
  const std::size_t at = instrument.id.index();
  const Holding& holding = portfolio.positions[at];
  const auto share = [&](const MarketSnapshot& m) { return exact(m.prices[portfolio.universe.share_asset().index()]); };
  const auto slot = [&](Attribution name) -> Rational& { return sums[static_cast<std::size_t>(name)]; };
  const Rational q = exact(holding.amount);
  const Rational usd0 = exact(m0.prices[instrument.asset.index()]);
  const Rational usd1 = exact(m1.prices[instrument.asset.index()]);
  if (instrument.type == PositionType::perp) {
    const Rational open0 = q * exact(m0.marks[at]) - exact(holding.entry_cost);
    const Rational move = exact(m1.marks[at]) - exact(m0.marks[at]);
    slot(Attribution::delta_pnl) += (open0 + q * (usd1 - usd0)) / share(m1) - open0 / share(m0);
    slot(Attribution::basis_pnl) += q * (move - (usd1 - usd0)) / share(m1);
    return;
  }
  const Rational p0 = usd0 / share(m0);
  const Rational p1 = usd1 / share(m1);
  const Rational u0 = q * exact(m0.indices[at]);
  const Rational u1 = q * exact(m1.indices[at]);
  const Rational r0 = exact(m0.rates[at]);
  const Rational r1 = exact(m1.rates[at]);
  slot(is_reward(portfolio.universe, instrument.asset) ? Attribution::dust_pnl : Attribution::delta_pnl) +=
      u0 * r0 * (p1 - p0);
  slot(instrument.type == PositionType::debt_token ? Attribution::borrow_costs : Attribution::supply_yield) +=
      (u1 - u0) * r0 * p1;
  slot(Attribution::staking_yield_oracle) += u1 * (r1 - r0) * p1;
}

/// How far the posts' roundings can be from the formula: every component is the difference of two
/// valuations, each rounded down at most three times, the first losses enlarged by rate and price.
Rational rounding_room(const PortfolioFixture& portfolio) {
  return rational(1, Amount::kOne) * Rational(4 * 5000 * static_cast<int>(portfolio.positions.size()));
}

void check_components(const PortfolioFixture& portfolio, const MarketSnapshot& before,
                      const AttributionAmounts& amounts) {
  Exact expected{};
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (!portfolio.positions[instrument.id.index()].amount.is_zero())
      add_exact(portfolio, instrument, before, portfolio.market, expected);
  const Rational room = rounding_room(portfolio);
  for (std::size_t i = 0; i < kAttributionCount; ++i) {
    CAPTURE(kAttributionNames[i]);
    const Rational off = abs(exact(amounts[i]) - expected[i]);
    CHECK_MESSAGE(off <= room, "off by ", off.convert_to<double>());
  }
}

AttributionAmounts attribute(const PortfolioFixture& portfolio, const MarketSnapshot& before) {
  AttributionAmounts amounts{};
  attribute_market_move(portfolio.universe, portfolio.positions, before, portfolio.market, amounts);
  return amounts;
}

Amount part(const AttributionAmounts& amounts, Attribution name) { return amounts[static_cast<std::size_t>(name)]; }

}  // namespace

TEST_CASE("attribution: random books in both share classes; the sum is the change of equity to the unit") {
  for (std::uint64_t seed = 1; seed <= test::rounds(2000); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    PortfolioFixture portfolio(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryHolding));
    randomise_market(portfolio, draw);
    randomise_positions(portfolio, draw);
    const MarketSnapshot before = portfolio.market;
    const Amount equity_before = equity(portfolio.universe, portfolio.positions, before);
    randomise_market(portfolio, draw);
    const AttributionAmounts amounts = attribute(portfolio, before);
    REQUIRE(attribution_sum(amounts) ==
            equity(portfolio.universe, portfolio.positions, portfolio.market) - equity_before);
    check_components(portfolio, before, amounts);
  }
}

TEST_CASE("attribution: each position alone, and only the names it can earn under") {
  using enum Attribution;
  struct Row {
    const char* key;
    std::vector<Attribution> names;
  };
  const std::vector<Row> rows = {
      {"wallet:BaseToken:USDT", {}},
      {"binance:BaseToken:ETH", {delta_pnl}},
      {"binance_usdm:Perp:ETHUSDT", {delta_pnl, basis_pnl}},
      {"etherfi:LST:weETH", {delta_pnl, staking_yield_oracle}},
      {"aave_v3:aToken:aweETH", {delta_pnl, supply_yield, staking_yield_oracle}},
      {"aave_v3:aToken:aUSDT", {supply_yield}},
      {"aave_v3:debtToken:debtWETH", {delta_pnl, borrow_costs}},
      {"aave_v3:debtToken:debtUSDT", {borrow_costs}},
      {"etherfi:BaseToken:ETH", {delta_pnl}},
      {"etherfi:BaseToken:EIGEN", {dust_pnl}},
      {"wallet:BaseToken:ETHFI", {dust_pnl}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.key));
    Draw draw(7);
    PortfolioFixture portfolio(bare("USDT", "ETH", kEveryHolding));
    randomise_market(portfolio, draw);
    const bool debt = portfolio.instrument(row.key).type == PositionType::debt_token;
    portfolio.hold(row.key, debt ? "-3" : "3", portfolio.instrument(row.key).type == PositionType::perp ? "6000" : "0");
    const MarketSnapshot before = portfolio.market;
    randomise_market(portfolio, draw);
    const AttributionAmounts amounts = attribute(portfolio, before);
    for (std::size_t i = 0; i < kAttributionCount; ++i) {
      CAPTURE(kAttributionNames[i]);
      const bool earns = std::find(row.names.begin(), row.names.end(), static_cast<Attribution>(i)) != row.names.end();
      CHECK(amounts[i].is_zero() == !earns);
    }
  }
}

TEST_CASE("attribution: in an ETH share class USDT moves against it, ETH does not, and rewards are dust") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETH", "2000");
  portfolio.set_price("EIGEN", "4");
  portfolio.hold("wallet:BaseToken:USDT", "1000");
  portfolio.hold("etherfi:BaseToken:ETH", "3");
  portfolio.hold("wallet:BaseToken:EIGEN", "100");
  const MarketSnapshot before = portfolio.market;
  portfolio.set_price("ETH", "2500");
  portfolio.set_price("EIGEN", "3");
  const AttributionAmounts amounts = attribute(portfolio, before);
  CHECK(part(amounts, Attribution::delta_pnl) == amount("-0.1"));  // 1000/2500 - 1000/2000
  CHECK(part(amounts, Attribution::dust_pnl) == amount("-0.08"));  // 300/2500 - 400/2000
  CHECK(attribution_sum(amounts) == amount("-0.18"));
}

TEST_CASE("attribution: a holding without a price before or after the move is a broken invariant") {
  for (const bool first : {true, false}) {
    PortfolioFixture portfolio(bare("USDT", "ETH", kEveryHolding));
    portfolio.set_price("EIGEN", first ? "0" : "4");
    portfolio.hold("wallet:BaseToken:EIGEN", "1");
    const MarketSnapshot before = portfolio.market;
    portfolio.set_price("EIGEN", first ? "4" : "0");
    CHECK_THROWS_WITH_AS(attribute(portfolio, before), doctest::Contains("EIGEN is held, but has no price"),
                         InvariantError);
  }
}

TEST_CASE("attribution: by hand") {
  PortfolioFixture portfolio(bare("USDT", "ETH", kEveryType));
  portfolio.set_price("ETH", "2000");
  portfolio.set_mark("binance_usdm:Perp:ETHUSDT", "2010");
  portfolio.set_index("aave_v3:aToken:aweETH", "1");
  portfolio.set_rate("aave_v3:aToken:aweETH", "1.05");
  portfolio.set_index("aave_v3:debtToken:debtWETH", "1.1");
  portfolio.hold("aave_v3:aToken:aweETH", "10");
  portfolio.hold("aave_v3:debtToken:debtWETH", "-5");
  portfolio.hold("binance:BaseToken:ETH", "2");
  portfolio.hold("binance_usdm:Perp:ETHUSDT", "-4", "-8000");
  const MarketSnapshot before = portfolio.market;
  portfolio.set_price("ETH", "2100");
  portfolio.set_mark("binance_usdm:Perp:ETHUSDT", "2105");
  portfolio.set_index("aave_v3:aToken:aweETH", "1.01");
  portfolio.set_rate("aave_v3:aToken:aweETH", "1.06");
  portfolio.set_index("aave_v3:debtToken:debtWETH", "1.12");
  const AttributionAmounts amounts = attribute(portfolio, before);
  CHECK(part(amounts, Attribution::supply_yield) == amount("220.5"));          // 0.1 * 1.05 * 2100
  CHECK(part(amounts, Attribution::staking_yield_oracle) == amount("212.1"));  // 10.1 * 0.01 * 2100
  CHECK(part(amounts, Attribution::borrow_costs) == amount("-210"));           // -(0.1) * 2100
  CHECK(part(amounts, Attribution::delta_pnl) == amount("300"));               // (10.5 - 5.5 + 2 - 4) * 100
  CHECK(part(amounts, Attribution::basis_pnl) == amount("20"));                // -4 * (95 - 100)
  CHECK(attribution_sum(amounts) == amount("542.6"));
}

TEST_CASE("attribution: a market that stands still earns nothing, and two moves add up to one") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    PortfolioFixture portfolio(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryHolding));
    randomise_market(portfolio, draw);
    randomise_positions(portfolio, draw);
    const MarketSnapshot first = portfolio.market;
    CHECK(attribute(portfolio, first) == AttributionAmounts{});
    AttributionAmounts stepwise{};
    for (int step = 0; step < 5; ++step) {
      const MarketSnapshot last = portfolio.market;
      randomise_market(portfolio, draw);
      attribute_market_move(portfolio.universe, portfolio.positions, last, portfolio.market, stepwise);
    }
    CHECK(attribution_sum(stepwise) == attribution_sum(attribute(portfolio, first)));
  }
}

TEST_CASE("attribution: which name a ledger entry goes to") {
  CHECK_FALSE(attribution_of(EntryKind::capital).has_value());
  CHECK(attribution_of(EntryKind::funding) == Attribution::funding_pnl);
  CHECK(attribution_of(EntryKind::reward) == Attribution::staking_yield_rewards);
  CHECK(attribution_of(EntryKind::liquidation) == Attribution::liquidation_pnl);
  for (const EntryKind kind :
       {EntryKind::transfer, EntryKind::trade, EntryKind::gas, EntryKind::supply, EntryKind::withdraw, EntryKind::stake,
        EntryKind::unstake, EntryKind::claim, EntryKind::swap, EntryKind::flash_loan, EntryKind::wrap,
        EntryKind::borrow, EntryKind::repay})
    CHECK(attribution_of(kind) == Attribution::transaction_costs);
}
