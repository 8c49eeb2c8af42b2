#include <algorithm>

#include "core/portfolio/exposure.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/portfolio/portfolio_book.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

MarketPtr publish(const PortfolioFixture& portfolio) {
  return std::make_shared<const MarketSnapshot>(portfolio.market);
}

Amount worth(const PortfolioFixture& portfolio) {
  return equity(portfolio.universe, portfolio.positions, portfolio.market);
}

LedgerEntry book_entry(PortfolioFixture& portfolio, EntryKind kind, std::vector<Movement> movements) {
  LedgerEntry entry{portfolio.market.time, kind, std::move(movements)};
  apply_entry(entry, portfolio.positions);
  return entry;
}

/// Prices, marks, indices and rates an hour later.
void walk(PortfolioFixture& portfolio, Draw& draw) {
  portfolio.market.time = portfolio.market.time + kHour;
  const auto nudge = [&](Price p) {
    return Price::from_raw_checked(mul_div(p.raw(), draw.between(97'000, 103'000), 100'000, Rounding::half_even));
  };
  for (std::size_t i = 0; i < portfolio.market.prices.size(); ++i)
    if (portfolio.universe.assets()[i] != kQuoteAsset) portfolio.market.prices[i] = nudge(portfolio.market.prices[i]);
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    const std::size_t at = instrument.id.index();
    if (instrument.type == PositionType::perp) portfolio.market.marks[at] = nudge(portfolio.market.marks[at]);
    if (instrument.has_index)
      portfolio.market.indices[at] = portfolio.market.indices[at] + draw.ray_between("0", "0.001");
    if (instrument.has_rate)
      portfolio.market.rates[at] = portfolio.market.rates[at] + draw.ray_between("-0.0001", "0.001");
  }
}

LedgerEntry random_entry(PortfolioFixture& portfolio, Draw& draw) {
  constexpr EntryKind kKinds[] = {EntryKind::capital, EntryKind::transfer, EntryKind::trade,    EntryKind::funding,
                                  EntryKind::gas,     EntryKind::supply,   EntryKind::withdraw, EntryKind::liquidation,
                                  EntryKind::stake,   EntryKind::claim,    EntryKind::swap,     EntryKind::wrap,
                                  EntryKind::reward,  EntryKind::borrow};
  std::vector<Movement> movements;
  for (std::uint64_t n = 1 + draw.below(3); n > 0; --n) {
    const Instrument& one = portfolio.universe.instruments()[draw.below(portfolio.universe.instruments().size())];
    Amount moved = draw.amount_between("-100", "100");
    // Now and then a position closes to exactly nothing, its entry cost with it.
    const Holding& held = portfolio.positions[one.id.index()];
    if (draw.chance(20)) moved = -held.amount;
    Amount cost;
    if (one.type == PositionType::perp)
      cost = moved == -held.amount ? -held.entry_cost
                                   : mul(moved, portfolio.market.marks[one.id.index()], Rounding::floor);
    // A second movement of one instrument must find what the first left.
    const bool again =
        std::any_of(movements.begin(), movements.end(), [&](const Movement& m) { return m.to.instrument() == one.id; });
    if (!again) movements.push_back({Outside::market, one.id, moved, cost});
  }
  return book_entry(portfolio, kKinds[draw.below(std::size(kKinds))], std::move(movements));
}

PortfolioFixture btc() {
  PortfolioFixture portfolio(shipped("btc_basis"));
  portfolio.set_price("BTC", "60000");
  for (const char* perp : {"binance_usdm:Perp:BTCUSDT", "bybit:Perp:BTCUSDT", "okx:Perp:BTCUSDT"})
    portfolio.set_mark(perp, "60010");
  return portfolio;
}

}  // namespace

TEST_CASE("pnl account: random walks with random entries are explained to the unit, every step") {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    PortfolioFixture portfolio(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryHolding));
    portfolio.set_price("ETH", "2345.67890123");
    portfolio.set_price("EIGEN", "3.45678901");
    portfolio.set_price("ETHFI", "0.00000017");
    for (const char* perp : {"binance_usdm:Perp:ETHUSDT", "bybit:Perp:ETHUSDT"}) portfolio.set_mark(perp, "2350.1");
    PnlAccount account(portfolio.universe);
    Amount paid_in;
    for (int step = 0; step < 40; ++step) {
      INFO("step ", step);
      std::vector<LedgerEntry> entries;
      for (std::uint64_t n = draw.below(4); n > 0; --n) {
        const Amount before = worth(portfolio);
        entries.push_back(random_entry(portfolio, draw));
        if (entries.back().kind == EntryKind::capital) paid_in += worth(portfolio) - before;
      }
      REQUIRE_NOTHROW(account.advance(publish(portfolio), entries, portfolio.positions, worth(portfolio)));
      REQUIRE(account.capital() == paid_in);
      REQUIRE(account.capital() + attribution_sum(account.attribution()) == worth(portfolio));
      walk(portfolio, draw);
      REQUIRE_NOTHROW(account.advance(publish(portfolio), {}, portfolio.positions, worth(portfolio)));
    }
  }
}

TEST_CASE("pnl account: capital, funding by account, gas and costs by hand") {
  PortfolioFixture portfolio = btc();
  PnlAccount account(portfolio.universe);
  const InstrumentId binance = portfolio.id("binance_usdm:BaseToken:USDT");
  const InstrumentId okx = portfolio.id("okx:BaseToken:USDT");
  const InstrumentId coins = portfolio.id("binance:BaseToken:BTC");
  std::vector<LedgerEntry> entries;
  const auto add = [&](EntryKind kind, std::vector<Movement> movements) {
    entries.push_back(book_entry(portfolio, kind, std::move(movements)));
  };
  add(EntryKind::capital, {{Outside::capital, binance, amount("100000"), {}}});
  add(EntryKind::trade, {{Outside::market, coins, amount("1"), {}}, {binance, Outside::market, amount("60042"), {}}});
  add(EntryKind::funding, {{Outside::funding, binance, amount("7"), {}}});
  add(EntryKind::funding, {{Outside::funding, okx, amount("-2.5"), {}}});
  add(EntryKind::gas, {{binance, Outside::gas, amount("3.25"), {}}});
  account.advance(publish(portfolio), entries, portfolio.positions, worth(portfolio));
  const auto part = [&](Attribution name) { return account.attribution()[static_cast<std::size_t>(name)]; };
  CHECK(account.capital() == amount("100000"));
  CHECK(part(Attribution::funding_pnl) == amount("4.5"));
  CHECK(part(Attribution::transaction_costs) == amount("-45.25"));
  CHECK(account.gas() == amount("3.25"));
  CHECK(account.funding_by_account()[portfolio.account("binance_usdm").index()] == amount("7"));
  CHECK(account.funding_by_account()[portfolio.account("okx").index()] == amount("-2.5"));
  CHECK(account.funding_by_account()[portfolio.account("bybit").index()].is_zero());
  portfolio.set_price("BTC", "61000");
  account.advance(publish(portfolio), {}, portfolio.positions, worth(portfolio));
  CHECK(part(Attribution::delta_pnl) == amount("1000"));
  CHECK(attribution_sum(account.attribution()) == amount("959.25"));
}

TEST_CASE("pnl account: a reward is yield when it is paid, dust while it is held, and unwrapping it costs nothing") {
  for (const char* share : {"USDT", "ETH"}) {
    CAPTURE(std::string(share));
    const bool dollars = std::string_view(share) == "USDT";
    PortfolioFixture portfolio(bare(share, "ETH", kEveryHolding));
    portfolio.set_price("ETH", "2000");
    portfolio.set_price("EIGEN", "0");
    portfolio.hold("etherfi:LST:weETH", "0");
    PnlAccount account(portfolio.universe);
    const auto part = [&](Attribution name) { return account.attribution()[static_cast<std::size_t>(name)]; };
    const InstrumentId vault = portfolio.id("etherfi:BaseToken:EIGEN");
    const InstrumentId wallet = portfolio.id("wallet:BaseToken:EIGEN");
    const InstrumentId cash = portfolio.id("wallet:BaseToken:USDT");
    const auto step = [&](EntryKind kind, std::vector<Movement> movements) {
      const LedgerEntry entry = book_entry(portfolio, kind, std::move(movements));
      account.advance(publish(portfolio), {entry}, portfolio.positions, worth(portfolio));
    };
    step(EntryKind::capital, {{Outside::capital, portfolio.id("etherfi:LST:weETH"), amount("10"), {}}});
    // The token's first price comes with its first payout.
    portfolio.set_price("EIGEN", "4");
    step(EntryKind::reward, {{Outside::market, vault, amount("12.3"), {}}});
    CHECK(part(Attribution::staking_yield_rewards) == amount(dollars ? "49.2" : "0.0246"));
    CHECK(part(Attribution::dust_pnl).is_zero());
    portfolio.set_price("EIGEN", "3");
    step(EntryKind::wrap, {{vault, wallet, amount("12.3"), {}}});
    CHECK(part(Attribution::dust_pnl) == amount(dollars ? "-12.3" : "-0.00615"));
    CHECK(part(Attribution::transaction_costs).is_zero());
    // Sold a tenth under the market.
    step(EntryKind::swap,
         {{wallet, Outside::market, amount("12.3"), {}}, {Outside::market, cash, amount("33.21"), {}}});
    CHECK(part(Attribution::transaction_costs) == amount(dollars ? "-3.69" : "-0.001845"));
    CHECK(part(Attribution::staking_yield_rewards) == amount(dollars ? "49.2" : "0.0246"));
    CHECK(part(Attribution::delta_pnl).is_zero());
  }
}

TEST_CASE("pnl account: a reward credited before its token has a price is a broken invariant") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETHFI", "0");
  PnlAccount account(portfolio.universe);
  const LedgerEntry entry = book_entry(portfolio, EntryKind::reward,
                                       {{Outside::market, portfolio.id("wallet:BaseToken:ETHFI"), amount("1"), {}}});
  CHECK_THROWS_WITH_AS(account.advance(publish(portfolio), {entry}, portfolio.positions, Amount{}),
                       doctest::Contains("ETHFI is held, but has no price at 2024-05-12T00:00:00Z"), InvariantError);
}

TEST_CASE("pnl account: entries that do not lead to the positions stop the run") {
  PortfolioFixture portfolio = btc();
  PnlAccount account(portfolio.universe);
  const std::vector<LedgerEntry> entries = {book_entry(
      portfolio, EntryKind::capital, {{Outside::capital, portfolio.id("wallet:BaseToken:USDT"), amount("500"), {}}})};
  PositionSet wrong = portfolio.positions;
  wrong[portfolio.id("wallet:BaseToken:USDT").index()].amount += kUnit;
  CHECK_THROWS_WITH_AS(account.advance(publish(portfolio), entries, wrong, worth(portfolio)),
                       "broken invariant: the ledger entries do not lead to the reported positions", InvariantError);
  PnlAccount fresh(portfolio.universe);
  wrong = portfolio.positions;
  wrong[portfolio.id("okx:Perp:BTCUSDT").index()].entry_cost += kUnit;
  CHECK_THROWS_AS(fresh.advance(publish(portfolio), entries, wrong, worth(portfolio)), InvariantError);
}

TEST_CASE("pnl account: equity that is off by one unit stops the run") {
  for (const int unit : {1, -1}) {
    PortfolioFixture portfolio = btc();
    PnlAccount account(portfolio.universe);
    const std::vector<LedgerEntry> entries = {book_entry(
        portfolio, EntryKind::capital, {{Outside::capital, portfolio.id("wallet:BaseToken:USDT"), amount("500"), {}}})};
    CHECK_THROWS_WITH_AS(
        account.advance(publish(portfolio), entries, portfolio.positions, worth(portfolio) + Amount::from_raw(unit)),
        doctest::Contains("attribution explains equity of 500, the balance is"), InvariantError);
  }
}

TEST_CASE("pnl account: a sale of staked tokens parts into discount and trading, a liquidation stands apart") {
  PortfolioFixture portfolio(bare("ETH", "ETH", kEveryHolding));
  portfolio.set_price("ETH", "2000");
  portfolio.set_rate("etherfi:LST:weETH", "1.05");
  portfolio.set_market_rate("etherfi:LST:weETH", "1.04");
  portfolio.hold("etherfi:LST:weETH", "100");
  PnlAccount account(portfolio.universe);
  const InstrumentId token = portfolio.id("etherfi:LST:weETH");
  const InstrumentId coins = portfolio.id("wallet:BaseToken:ETH");
  std::vector<LedgerEntry> entries = {
      {portfolio.market.time, EntryKind::capital, {{Outside::capital, token, amount("100"), {}}}}};
  // 10 tokens are worth 10.5 at the oracle and 10.4 at market; 10.389 come back.
  entries.push_back(
      book_entry(portfolio, EntryKind::swap,
                 {{token, Outside::market, amount("10"), {}}, {Outside::market, coins, amount("10.389"), {}}}));
  // One is bought back above the oracle: 1.08 are paid for what the oracle values at 1.05 and the market at 1.04.
  entries.push_back(
      book_entry(portfolio, EntryKind::swap,
                 {{coins, Outside::market, amount("1.08"), {}}, {Outside::market, token, amount("1"), {}}}));
  entries.push_back(book_entry(portfolio, EntryKind::gas, {{coins, Outside::gas, amount("0.002"), {}}}));
  entries.push_back(book_entry(portfolio, EntryKind::liquidation, {{coins, Outside::pool, amount("0.5"), {}}}));
  account.advance(publish(portfolio), entries, portfolio.positions, worth(portfolio));
  const auto part = [&](Attribution name) { return account.attribution()[static_cast<std::size_t>(name)]; };
  CHECK(account.swap_discount() == amount("-0.09"));
  CHECK(part(Attribution::transaction_costs) == amount("-0.111") + amount("-0.03") + amount("-0.002"));
  CHECK(part(Attribution::liquidation_pnl) == amount("-0.5"));
  const Exposure exposure = measure_exposure(portfolio.universe, portfolio.positions, portfolio.market);
  CHECK(exposure.equity - exposure.equity_at_market == amount("0.91"));  // 91 tokens, 0.01 each
}

TEST_CASE("pnl account: what is on its way is owned where it goes to, and explained to the unit") {
  for (const char* share : {"USDT", "ETH"}) {
    INFO(std::string(share));
    Draw draw(7);
    PortfolioFixture portfolio(bare(share, "ETH", kEveryHolding));
    portfolio.set_price("ETH", "2345.67890123");
    portfolio.set_price("EIGEN", "3.45678901");
    portfolio.set_price("ETHFI", "0.00000017");
    for (const char* perp : {"binance_usdm:Perp:ETHUSDT", "bybit:Perp:ETHUSDT"}) portfolio.set_mark(perp, "2350.1");
    PnlAccount account(portfolio.universe);
    PortfolioBook book(portfolio.universe);
    const InstrumentId from = portfolio.id("binance:BaseToken:ETH");
    const InstrumentId to = portfolio.id("wallet:BaseToken:ETH");
    const auto step = [&](LedgerEntry entry) {
      book.post(entry);
      book.check();
      const PositionSet all = owned(book.positions(), book.on_the_way());
      const Amount equity_now = equity(portfolio.universe, all, portfolio.market);
      REQUIRE_NOTHROW(account.advance(publish(portfolio), {entry}, all, equity_now));
      CHECK(account.capital() + attribution_sum(account.attribution()) == equity_now);
      walk(portfolio, draw);
    };
    step({portfolio.market.time, EntryKind::capital, {{Outside::capital, from, amount("3.123456789"), {}}}});
    const Flight flight{to, portfolio.market.time + kHour};
    step({portfolio.market.time, EntryKind::transfer, {{from, Outside::transit, amount("2.5"), {}}}, flight});
    CHECK(book[from].amount == amount("0.623456789"));
    CHECK(book[to].amount.is_zero());
    CHECK(book.on_the_way()[to.index()] == amount("2.5"));
    // The move of the price on the way is the owner's.
    CHECK(measure_exposure(portfolio.universe, owned(book.positions(), book.on_the_way()), portfolio.market)
              .delta_on_chain.is_zero() == (std::string(share) == "ETH"));
    step({portfolio.market.time, EntryKind::transfer, {{Outside::transit, to, amount("2.5"), {}}}, flight});
    CHECK(book[to].amount == amount("2.5"));
    CHECK(book.on_the_way()[to.index()].is_zero());
    CHECK(account.attribution()[static_cast<std::size_t>(Attribution::transaction_costs)].is_zero());
    // What is in transit and known to be on its way nowhere is lost.
    book.post({portfolio.market.time, EntryKind::transfer, {{to, Outside::transit, amount("1"), {}}}});
    CHECK_THROWS_WITH_AS(book.check(), "broken invariant: 1 ETH is lost in transit", InvariantError);
  }
}
