#include "core/portfolio/ledger.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

LedgerEntry entry(const PortfolioFixture& portfolio, EntryKind kind, std::vector<Movement> movements) {
  return {portfolio.market.time, kind, std::move(movements)};
}

void run(PortfolioFixture& portfolio, ConservationLedger& ledger, const LedgerEntry& posted) {
  ledger.record(posted);
  apply_entry(posted, portfolio.positions);
}

/// Any one-sided or same-token movement between these instruments and the outside.
Movement random_movement(const PortfolioFixture& portfolio, Draw& draw) {
  const auto& all = portfolio.universe.instruments();
  const Instrument& one = all[draw.below(all.size())];
  const Amount moved = draw.amount_between("-1000000", "1000000");
  const Amount cost = one.type == PositionType::perp ? draw.amount_between("-1000", "1000") : Amount{};
  constexpr Outside kSides[] = {Outside::capital, Outside::market, Outside::funding, Outside::gas, Outside::pool};
  const Outside outside = kSides[draw.below(std::size(kSides))];
  if (draw.chance(50)) return {outside, one.id, moved, cost};
  return {one.id, outside, moved, cost};
}

}  // namespace

TEST_CASE("ledger: an entry moves what it says and nothing else") {
  PortfolioFixture portfolio(shipped("btc_basis"));
  const InstrumentId cash = portfolio.id("binance_usdm:BaseToken:USDT");
  const InstrumentId coins = portfolio.id("binance:BaseToken:BTC");
  const InstrumentId perp = portfolio.id("binance_usdm:Perp:BTCUSDT");
  portfolio.hold("binance_usdm:BaseToken:USDT", "100000");
  apply_entry(entry(portfolio, EntryKind::trade,
                    {{Outside::market, coins, amount("1.5"), {}}, {cash, Outside::market, amount("90000"), {}}}),
              portfolio.positions);
  apply_entry(entry(portfolio, EntryKind::trade, {{Outside::market, perp, amount("-1.5"), amount("-90030")}}),
              portfolio.positions);
  CHECK(portfolio.held("binance_usdm:BaseToken:USDT") == Holding{amount("10000"), {}});
  CHECK(portfolio.held("binance:BaseToken:BTC") == Holding{amount("1.5"), {}});
  CHECK(portfolio.held("binance_usdm:Perp:BTCUSDT") == Holding{amount("-1.5"), amount("-90030")});
  // A movement from one of ours to another of ours carries its entry cost along.
  apply_entry(entry(portfolio, EntryKind::transfer,
                    {{perp, portfolio.id("okx:Perp:BTCUSDT"), amount("-0.5"), amount("-30010")}}),
              portfolio.positions);
  CHECK(portfolio.held("binance_usdm:Perp:BTCUSDT") == Holding{amount("-1"), amount("-60020")});
  CHECK(portfolio.held("okx:Perp:BTCUSDT") == Holding{amount("-0.5"), amount("-30010")});
  CHECK(portfolio.held("wallet:BaseToken:USDT") == Holding{});
}

TEST_CASE("ledger: an amount that does not fit is a loud stop") {
  PortfolioFixture portfolio(shipped("btc_basis"));
  const InstrumentId cash = portfolio.id("binance_usdm:BaseToken:USDT");
  portfolio.positions[cash.index()].amount = Amount::from_raw(kMaxI128);
  CHECK_THROWS_AS(
      apply_entry(entry(portfolio, EntryKind::capital, {{Outside::capital, cash, kUnit, {}}}), portfolio.positions),
      InvariantError);
}

TEST_CASE("conservation: a unit that appears or vanishes is caught, in every token") {
  for (const std::string& key : kEveryType) {
    CAPTURE(key);
    PortfolioFixture portfolio(bare("USDT", "ETH", kEveryType));
    ConservationLedger ledger(portfolio.universe);
    run(portfolio, ledger,
        entry(portfolio, EntryKind::capital, {{Outside::capital, portfolio.id(key), amount("1000"), {}}}));
    CHECK_NOTHROW(ledger.check(portfolio.positions));
    for (const int unit : {1, -1}) {
      PositionSet wrong = portfolio.positions;
      wrong[portfolio.id(key).index()].amount += Amount::from_raw(unit);
      CHECK_THROWS_WITH_AS(ledger.check(wrong), doctest::Contains("ledger does not balance"), InvariantError);
    }
  }
}

TEST_CASE("conservation: one token's surplus does not cover for another's loss") {
  PortfolioFixture portfolio(bare("USDT", "ETH", kEveryType));
  ConservationLedger ledger(portfolio.universe);
  const auto wrong_pair = [&](const char* more, const char* less) {
    PositionSet wrong = portfolio.positions;
    wrong[portfolio.id(more).index()].amount += kUnit;
    wrong[portfolio.id(less).index()].amount -= kUnit;
    return wrong;
  };
  // Coins and perps on them, tokens and their scaled aTokens, ETH and WETH are different things.
  CHECK_THROWS_AS(ledger.check(wrong_pair("binance:BaseToken:ETH", "binance_usdm:Perp:ETHUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.check(wrong_pair("wallet:BaseToken:USDT", "aave_v3:aToken:aUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.check(wrong_pair("wallet:BaseToken:ETH", "wallet:BaseToken:WETH")), InvariantError);
  // The same token in two accounts is one sum: that it lies in the wrong account is for reconciliation to see.
  CHECK_NOTHROW(ledger.check(wrong_pair("wallet:BaseToken:USDT", "binance:BaseToken:USDT")));
}

TEST_CASE("conservation: money must not stay in transit") {
  PortfolioFixture portfolio(shipped("btc_basis"));
  ConservationLedger ledger(portfolio.universe);
  const InstrumentId wallet = portfolio.id("wallet:BaseToken:USDT");
  const InstrumentId okx = portfolio.id("okx:BaseToken:USDT");
  run(portfolio, ledger, entry(portfolio, EntryKind::capital, {{Outside::capital, wallet, amount("100"), {}}}));
  run(portfolio, ledger, entry(portfolio, EntryKind::transfer, {{wallet, Outside::transit, amount("60"), {}}}));
  CHECK_THROWS_WITH_AS(ledger.check(portfolio.positions), "broken invariant: 60 USDT is lost in transit",
                       InvariantError);
  run(portfolio, ledger, entry(portfolio, EntryKind::transfer, {{Outside::transit, okx, amount("59"), {}}}));
  CHECK_THROWS_WITH_AS(ledger.check(portfolio.positions), "broken invariant: 1 USDT is lost in transit",
                       InvariantError);
  run(portfolio, ledger, entry(portfolio, EntryKind::transfer, {{Outside::transit, okx, amount("1"), {}}}));
  CHECK_NOTHROW(ledger.check(portfolio.positions));
}

TEST_CASE("conservation: a movement cannot turn one thing into another") {
  PortfolioFixture portfolio(bare("USDT", "ETH", kEveryType));
  ConservationLedger ledger(portfolio.universe);
  const auto direct = [&](const char* from, const char* to) {
    return entry(portfolio, EntryKind::trade, {{portfolio.id(from), portfolio.id(to), amount("1"), {}}});
  };
  CHECK_THROWS_WITH_AS(ledger.record(direct("wallet:BaseToken:ETH", "etherfi:LST:weETH")),
                       "broken invariant: a movement turns wallet:BaseToken:ETH into etherfi:LST:weETH",
                       InvariantError);
  CHECK_THROWS_AS(ledger.record(direct("wallet:BaseToken:USDT", "aave_v3:aToken:aUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.record(direct("binance:BaseToken:ETH", "binance_usdm:Perp:ETHUSDT")), InvariantError);
  CHECK_THROWS_WITH_AS(
      ledger.record(entry(portfolio, EntryKind::trade, {{Outside::market, Outside::gas, amount("1"), {}}})),
      "broken invariant: a movement touches no instrument", InvariantError);
  CHECK_NOTHROW(ledger.record(direct("wallet:BaseToken:USDT", "binance:BaseToken:USDT")));
}

TEST_CASE("conservation: random entries balance, and one lost unit among them does not") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    PortfolioFixture portfolio(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryType));
    ConservationLedger ledger(portfolio.universe);
    for (std::uint64_t i = 0; i < 30; ++i) {
      LedgerEntry posted = entry(portfolio, EntryKind::trade, {});
      for (std::uint64_t n = 1 + draw.below(3); n > 0; --n)
        posted.movements.push_back(random_movement(portfolio, draw));
      run(portfolio, ledger, posted);
    }
    REQUIRE_NOTHROW(ledger.check(portfolio.positions));
    portfolio.positions[draw.below(portfolio.positions.size())].amount -= kUnit;
    CHECK_THROWS_AS(ledger.check(portfolio.positions), InvariantError);
  }
}

TEST_CASE("ledger: names of the kinds, as events carry them") {
  CHECK(entry_kind_name(EntryKind::capital) == "capital");
  CHECK(entry_kind_name(EntryKind::gas) == "gas");
  CHECK(entry_kind_name(EntryKind::liquidation) == "liquidation");
}
