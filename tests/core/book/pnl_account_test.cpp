#include <algorithm>

#include "core/market/valuation.hpp"
#include "core/pnl/pnl_account.hpp"
#include "tests/core/book/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

MarketPtr publish(const Book& book) { return std::make_shared<const MarketSnapshot>(book.market); }

Amount worth(const Book& book) { return equity(book.universe, book.positions, book.market); }

LedgerEntry book_entry(Book& book, EntryKind kind, std::vector<Movement> movements) {
  LedgerEntry entry{book.market.time, kind, std::move(movements)};
  apply_entry(entry, book.positions);
  return entry;
}

/// Prices, marks, indices and rates an hour later.
void walk(Book& book, Draw& draw) {
  book.market.time = book.market.time + kHour;
  const auto nudge = [&](Price p) {
    return Price::from_raw_checked(mul_div(p.raw(), draw.between(97'000, 103'000), 100'000, Rounding::half_even));
  };
  for (std::size_t i = 0; i < book.market.prices.size(); ++i)
    if (book.universe.assets()[i] != kQuoteAsset) book.market.prices[i] = nudge(book.market.prices[i]);
  for (const Instrument& instrument : book.universe.instruments()) {
    const std::size_t at = instrument.id.index();
    if (instrument.type == PositionType::perp) book.market.marks[at] = nudge(book.market.marks[at]);
    if (instrument.has_index) book.market.indices[at] = book.market.indices[at] + draw.ray_between("0", "0.001");
    if (instrument.has_rate) book.market.rates[at] = book.market.rates[at] + draw.ray_between("-0.0001", "0.001");
  }
}

LedgerEntry random_entry(Book& book, Draw& draw) {
  constexpr EntryKind kKinds[] = {EntryKind::capital, EntryKind::transfer, EntryKind::trade,    EntryKind::funding,
                                  EntryKind::gas,     EntryKind::supply,   EntryKind::withdraw, EntryKind::liquidation,
                                  EntryKind::stake,   EntryKind::claim,    EntryKind::swap,     EntryKind::wrap,
                                  EntryKind::reward,  EntryKind::borrow};
  std::vector<Movement> movements;
  for (std::uint64_t n = 1 + draw.below(3); n > 0; --n) {
    const Instrument& one = book.universe.instruments()[draw.below(book.universe.instruments().size())];
    Amount moved = draw.amount_between("-100", "100");
    // Now and then a position closes to exactly nothing, its entry cost with it.
    const Holding& held = book.positions[one.id.index()];
    if (draw.chance(20)) moved = -held.amount;
    Amount cost;
    if (one.type == PositionType::perp)
      cost = moved == -held.amount ? -held.entry_cost : mul(moved, book.market.marks[one.id.index()], Rounding::floor);
    // A second movement of one instrument must find what the first left.
    const bool again =
        std::any_of(movements.begin(), movements.end(), [&](const Movement& m) { return m.to.instrument() == one.id; });
    if (!again) movements.push_back({Outside::market, one.id, moved, cost});
  }
  return book_entry(book, kKinds[draw.below(std::size(kKinds))], std::move(movements));
}

Book btc() {
  Book book(shipped("btc_basis"));
  book.set_price("BTC", "60000");
  for (const char* perp : {"binance:Perp:BTCUSDT", "bybit:Perp:BTCUSDT", "okx:Perp:BTCUSDT"})
    book.set_mark(perp, "60010");
  return book;
}

}  // namespace

TEST_CASE("pnl account: random walks with random entries are explained to the unit, every step") {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Book book(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryHolding));
    book.set_price("ETH", "2345.67890123");
    book.set_price("EIGEN", "3.45678901");
    book.set_price("ETHFI", "0.00000017");
    for (const char* perp : {"binance:Perp:ETHUSDT", "bybit:Perp:ETHUSDT"}) book.set_mark(perp, "2350.1");
    PnlAccount account(book.universe);
    Amount paid_in;
    for (int step = 0; step < 40; ++step) {
      INFO("step ", step);
      std::vector<LedgerEntry> entries;
      for (std::uint64_t n = draw.below(4); n > 0; --n) {
        const Amount before = worth(book);
        entries.push_back(random_entry(book, draw));
        if (entries.back().kind == EntryKind::capital) paid_in += worth(book) - before;
      }
      REQUIRE_NOTHROW(account.advance(publish(book), entries, book.positions, worth(book)));
      REQUIRE(account.capital() == paid_in);
      REQUIRE(account.capital() + attribution_sum(account.attribution()) == worth(book));
      walk(book, draw);
      REQUIRE_NOTHROW(account.advance(publish(book), {}, book.positions, worth(book)));
    }
  }
}

TEST_CASE("pnl account: capital, funding by account, gas and costs by hand") {
  Book book = btc();
  PnlAccount account(book.universe);
  const InstrumentId binance = book.id("binance:BaseToken:USDT");
  const InstrumentId okx = book.id("okx:BaseToken:USDT");
  const InstrumentId coins = book.id("binance:BaseToken:BTC");
  std::vector<LedgerEntry> entries;
  const auto add = [&](EntryKind kind, std::vector<Movement> movements) {
    entries.push_back(book_entry(book, kind, std::move(movements)));
  };
  add(EntryKind::capital, {{Outside::capital, binance, amount("100000"), {}}});
  add(EntryKind::trade, {{Outside::market, coins, amount("1"), {}}, {binance, Outside::market, amount("60042"), {}}});
  add(EntryKind::funding, {{Outside::funding, binance, amount("7"), {}}});
  add(EntryKind::funding, {{Outside::funding, okx, amount("-2.5"), {}}});
  add(EntryKind::gas, {{binance, Outside::gas, amount("3.25"), {}}});
  account.advance(publish(book), entries, book.positions, worth(book));
  const auto part = [&](Attribution name) { return account.attribution()[static_cast<std::size_t>(name)]; };
  CHECK(account.capital() == amount("100000"));
  CHECK(part(Attribution::funding_pnl) == amount("4.5"));
  CHECK(part(Attribution::transaction_costs) == amount("-45.25"));
  CHECK(account.gas() == amount("3.25"));
  CHECK(account.funding_by_account()[book.account("binance").index()] == amount("7"));
  CHECK(account.funding_by_account()[book.account("okx").index()] == amount("-2.5"));
  CHECK(account.funding_by_account()[book.account("bybit").index()].is_zero());
  book.set_price("BTC", "61000");
  account.advance(publish(book), {}, book.positions, worth(book));
  CHECK(part(Attribution::delta_pnl) == amount("1000"));
  CHECK(attribution_sum(account.attribution()) == amount("959.25"));
}

TEST_CASE("pnl account: a reward is yield when it is paid, dust while it is held, and unwrapping it costs nothing") {
  for (const char* share : {"USDT", "ETH"}) {
    CAPTURE(std::string(share));
    const bool dollars = std::string_view(share) == "USDT";
    Book book(bare(share, "ETH", kEveryHolding));
    book.set_price("ETH", "2000");
    book.set_price("EIGEN", "0");
    book.hold("etherfi:LST:weETH", "0");
    PnlAccount account(book.universe);
    const auto part = [&](Attribution name) { return account.attribution()[static_cast<std::size_t>(name)]; };
    const InstrumentId vault = book.id("etherfi:BaseToken:EIGEN");
    const InstrumentId wallet = book.id("wallet:BaseToken:EIGEN");
    const InstrumentId cash = book.id("wallet:BaseToken:USDT");
    const auto step = [&](EntryKind kind, std::vector<Movement> movements) {
      const LedgerEntry entry = book_entry(book, kind, std::move(movements));
      account.advance(publish(book), {entry}, book.positions, worth(book));
    };
    step(EntryKind::capital, {{Outside::capital, book.id("etherfi:LST:weETH"), amount("10"), {}}});
    // The token's first price comes with its first payout.
    book.set_price("EIGEN", "4");
    step(EntryKind::reward, {{Outside::market, vault, amount("12.3"), {}}});
    CHECK(part(Attribution::staking_yield_rewards) == amount(dollars ? "49.2" : "0.0246"));
    CHECK(part(Attribution::dust_pnl).is_zero());
    book.set_price("EIGEN", "3");
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
  Book book(bare("ETH", "ETH", kEveryHolding));
  book.set_price("ETHFI", "0");
  PnlAccount account(book.universe);
  const LedgerEntry entry =
      book_entry(book, EntryKind::reward, {{Outside::market, book.id("wallet:BaseToken:ETHFI"), amount("1"), {}}});
  CHECK_THROWS_WITH_AS(account.advance(publish(book), {entry}, book.positions, Amount{}),
                       doctest::Contains("ETHFI is held, but has no price at 2024-05-12T00:00:00Z"), InvariantError);
}

TEST_CASE("pnl account: entries that do not lead to the positions stop the run") {
  Book book = btc();
  PnlAccount account(book.universe);
  const std::vector<LedgerEntry> entries = {
      book_entry(book, EntryKind::capital, {{Outside::capital, book.id("wallet:BaseToken:USDT"), amount("500"), {}}})};
  PositionSet wrong = book.positions;
  wrong[book.id("wallet:BaseToken:USDT").index()].amount += kUnit;
  CHECK_THROWS_WITH_AS(account.advance(publish(book), entries, wrong, worth(book)),
                       "broken invariant: the ledger entries do not lead to the reported positions", InvariantError);
  PnlAccount fresh(book.universe);
  wrong = book.positions;
  wrong[book.id("okx:Perp:BTCUSDT").index()].entry_cost += kUnit;
  CHECK_THROWS_AS(fresh.advance(publish(book), entries, wrong, worth(book)), InvariantError);
}

TEST_CASE("pnl account: equity that is off by one unit stops the run") {
  for (const int unit : {1, -1}) {
    Book book = btc();
    PnlAccount account(book.universe);
    const std::vector<LedgerEntry> entries = {book_entry(
        book, EntryKind::capital, {{Outside::capital, book.id("wallet:BaseToken:USDT"), amount("500"), {}}})};
    CHECK_THROWS_WITH_AS(account.advance(publish(book), entries, book.positions, worth(book) + Amount::from_raw(unit)),
                         doctest::Contains("attribution explains equity of 500, the balance is"), InvariantError);
  }
}
