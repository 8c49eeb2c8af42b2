#include "core/portfolio/portfolio_book.hpp"

#include "core/portfolio/attribution.hpp"
#include "core/portfolio/day_figures.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct Book {
  PortfolioFixture portfolio{
      bare("USDT", "BTC", {"bybit:BaseToken:USDT", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT", "okx:BaseToken:USDT"})};
  InstrumentId cash = portfolio.id("bybit:BaseToken:USDT");
  InstrumentId coins = portfolio.id("bybit:BaseToken:BTC");
  InstrumentId perp = portfolio.id("bybit:Perp:BTCUSDT");
  UtcTime now = utc("2026-05-12");
  PortfolioBook book;

  explicit Book(const ReconcileRules& rules = {}) : book(portfolio.universe, rules) {
    post(EntryKind::capital, {Outside::capital, cash, amount("1000"), {}});
    post(EntryKind::trade, {Outside::market, perp, amount("-2"), amount("-200")});
  }
  void post(EntryKind kind, const Movement& movement) { book.post({now, kind, {movement}}); }
};

/// Cash may differ by 5 a day, the perp by 0.1.
ReconcileRules some_tolerance(Nanos grace = Nanos{}) { return {{amount("5"), Amount{}, amount("0.1")}, grace}; }

}  // namespace

TEST_CASE("book: holdings, ledger and what is in transit always sum to nothing") {
  Book with;
  CHECK(with.book[with.cash].amount == amount("1000"));
  with.book.check();
  with.post(EntryKind::transfer, {with.cash, Outside::transit, amount("300"), {}});
  CHECK(with.book.in_transit(with.cash) == amount("300"));
  with.book.check_balance();
  CHECK_THROWS_AS(with.book.check(), InvariantError);
  with.post(EntryKind::transfer, {Outside::transit, with.portfolio.id("okx:BaseToken:USDT"), amount("300"), {}});
  with.book.check();
  CHECK_THROWS_AS(with.post(EntryKind::trade, {with.cash, with.coins, amount("1"), {}}), InvariantError);
}

TEST_CASE("reconcile: equal is silent, and without a tolerance any difference is reducing at once, by name") {
  Book with;
  CHECK(with.book.reconcile({with.cash, amount("1000")}, with.now).verdict == ReconcileVerdict::equal);
  CHECK(with.book.reconcile({with.perp, amount("-2"), amount("-200")}, with.now).verdict == ReconcileVerdict::equal);
  const ReconcileFinding cash = with.book.reconcile({with.cash, amount("999.999999999999999999")}, with.now);
  CHECK(cash.verdict == ReconcileVerdict::reducing);
  CHECK(cash.text == "bybit:BaseToken:USDT is 1000 in our book and 999.999999999999999999 at the venue");
  CHECK_FALSE(cash.entry.has_value());
  CHECK(with.book[with.cash].amount == amount("1000"));
  // The cost alone, where it is told.
  CHECK(with.book.reconcile({with.perp, amount("-2"), amount("-201")}, with.now).verdict == ReconcileVerdict::reducing);
}

TEST_CASE("reconcile: within tolerance it is booked as unexplained, up to the day's tolerance") {
  Book with(some_tolerance());
  const ReconcileFinding first = with.book.reconcile({with.cash, amount("997")}, with.now);
  CHECK(first.verdict == ReconcileVerdict::booked);
  REQUIRE(first.entry.has_value());
  CHECK(first.entry->kind == EntryKind::unexplained);
  CHECK(with.book[with.cash].amount == amount("997"));
  with.book.check();
  // 3 of 5 are used up, in either direction.
  CHECK(with.book.reconcile({with.cash, amount("999.1")}, with.now).verdict == ReconcileVerdict::reducing);
  CHECK(with.book.reconcile({with.cash, amount("999")}, with.now).verdict == ReconcileVerdict::booked);
  CHECK(with.book.reconcile({with.cash, amount("999.1")}, with.now).verdict == ReconcileVerdict::reducing);
  with.now = with.now + kDay;
  CHECK(with.book.reconcile({with.cash, amount("1004")}, with.now).verdict == ReconcileVerdict::booked);
}

TEST_CASE("reconcile: what is booked goes to unexplained P&L, to the last digit") {
  Book with(some_tolerance());
  PnlAccount pnl(with.portfolio.universe);
  with.portfolio.set_price("BTC", "100");
  with.portfolio.set_mark("bybit:Perp:BTCUSDT", "100");
  auto market = std::make_shared<const MarketSnapshot>(with.portfolio.market);
  const LedgerEntry start{with.now, EntryKind::capital, {{Outside::capital, with.cash, amount("1000"), {}}}};
  const LedgerEntry opened{with.now, EntryKind::trade, {{Outside::market, with.perp, amount("-2"), amount("-200")}}};
  const ReconcileFinding cash = with.book.reconcile({with.cash, amount("998.5")}, with.now);
  const ReconcileFinding perp = with.book.reconcile({with.perp, amount("-2.1"), std::nullopt, price("110")}, with.now);
  REQUIRE(perp.entry.has_value());
  // 0.1 more are short at 110 while the mark is 100: a gain of 1. The cash lacks 1.5.
  CHECK(with.book[with.perp] == Holding{amount("-2.1"), amount("-211")});
  pnl.advance(market, {start, opened, *cash.entry, *perp.entry}, with.book.positions(),
              equity(with.portfolio.universe, with.book.positions(), *market));
  CHECK(pnl.attribution()[static_cast<std::size_t>(Attribution::unexplained_pnl)] == amount("-0.5"));
  CHECK(attribution_sum(pnl.attribution()) == amount("-0.5"));
  CHECK(attribution_of(EntryKind::unexplained) == Attribution::unexplained_pnl);
  CHECK(entry_kind_name(EntryKind::unexplained) == "unexplained");
}

TEST_CASE("reconcile: beyond tolerance there is a grace, and one that has gone is forgotten") {
  Book with(some_tolerance(kSecond * 2));
  CHECK(with.book.reconcile({with.perp, amount("-3")}, with.now).verdict == ReconcileVerdict::waiting);
  CHECK(with.book.reconciler().overdue(with.now + kSecond).empty());
  SUBCASE("the fill comes") {
    with.post(EntryKind::trade, {Outside::market, with.perp, amount("-1"), amount("-100")});
    CHECK(with.book.reconcile({with.perp, amount("-3")}, with.now + kSecond).verdict == ReconcileVerdict::equal);
    CHECK(with.book.reconciler().overdue(with.now + kMinute).empty());
  }
  SUBCASE("it comes in two parts, and the venue says nothing more") {
    with.post(EntryKind::trade, {Outside::market, with.perp, amount("-0.5"), amount("-50")});
    CHECK(with.book.reconciler().differences().size() == 1);
    with.post(EntryKind::trade, {Outside::market, with.perp, amount("-0.5"), amount("-50")});
    CHECK(with.book.reconciler().differences().empty());
    CHECK(with.book.reconciler().overdue(with.now + kMinute).empty());
  }
  SUBCASE("it does not: told once, and again with every report of the venue") {
    const auto told = with.book.reconciler().overdue(with.now + kSecond * 2);
    REQUIRE(told.size() == 1);
    CHECK(told[0].verdict == ReconcileVerdict::reducing);
    CHECK(told[0].text == "bybit:Perp:BTCUSDT is -2 in our book and -3 at the venue");
    CHECK(with.book.reconciler().overdue(with.now + kMinute).empty());
    const ReconcileFinding again = with.book.reconcile({with.perp, amount("-3")}, with.now + kMinute);
    CHECK(again.verdict == ReconcileVerdict::reducing);
    CHECK(again.again);
    CHECK_FALSE(with.book.reconcile({with.perp, amount("-4")}, with.now + kMinute).again);
    // Never taken over by itself, however long it lasts.
    CHECK(with.book[with.perp].amount == amount("-2"));
  }
}

TEST_CASE("reconcile: while money is under way a difference waits, and what lasts afterwards has its grace") {
  Book with(some_tolerance(kSecond * 2));
  Reconciler& reconciler = with.book.reconciler();
  // Two movements of the same money: the second ends later.
  reconciler.movement_begins(with.cash);
  reconciler.movement_begins(with.cash);
  CHECK(with.book.reconcile({with.cash, amount("900")}, with.now).verdict == ReconcileVerdict::waiting);
  CHECK(with.book.reconcile({with.cash, amount("900")}, with.now + kHour).verdict == ReconcileVerdict::waiting);
  reconciler.movement_ends(with.cash);
  CHECK(reconciler.overdue(with.now + kHour).empty());
  reconciler.movement_ends(with.cash);
  CHECK(reconciler.differences().empty());
  const UtcTime later = with.now + kHour;
  CHECK(with.book.reconcile({with.cash, amount("900")}, later).verdict == ReconcileVerdict::waiting);
  CHECK(reconciler.overdue(later + kSecond).empty());
  CHECK(reconciler.overdue(later + kSecond * 2).size() == 1);
  // Other instruments are judged as ever.
  reconciler.movement_begins(with.cash);
  CHECK(with.book.reconcile({with.perp, amount("-3")}, with.now).verdict == ReconcileVerdict::waiting);
  CHECK(with.book.reconcile({with.perp, amount("-3")}, with.now + kSecond * 2).verdict == ReconcileVerdict::reducing);
}

TEST_CASE("reconcile: a fee that was not told explains a difference for longer, until it is told") {
  ReconcileRules rules = some_tolerance(kSecond * 2);
  rules.fee_grace = kMinute;
  Book with(rules);
  Reconciler& reconciler = with.book.reconciler();
  reconciler.fee_owed(with.cash);
  reconciler.fee_owed(with.cash);
  CHECK(with.book.reconcile({with.cash, amount("900")}, with.now).verdict == ReconcileVerdict::waiting);
  CHECK(reconciler.overdue(with.now + kSecond * 59).empty());
  reconciler.fee_told(with.cash);
  CHECK(reconciler.overdue(with.now + kSecond * 59).empty());
  reconciler.fee_told(with.cash);
  CHECK(reconciler.overdue(with.now + kSecond * 59).size() == 1);
  // One that an earlier boot counted.
  reconciler.fee_told(with.cash);
  reconciler.fee_owed(with.cash);
  CHECK(with.book.reconcile({with.cash, amount("901")}, with.now + kHour).verdict == ReconcileVerdict::reducing);
}

TEST_CASE("reconcile: what an earlier boot booked uses up the tolerance of its day") {
  Book with(some_tolerance(kSecond * 2));
  const Amount most = some_tolerance(kSecond * 2).tolerance[with.cash.index()];
  REQUIRE(most.sign() > 0);
  with.book.reconciler().count_booked(with.cash, -most, with.now);
  const Observed theirs{with.cash, with.book[with.cash].amount + most};
  CHECK(with.book.reconcile(theirs, with.now).verdict == ReconcileVerdict::waiting);
  CHECK(with.book.reconcile(theirs, with.now + kDay).verdict == ReconcileVerdict::booked);
}

TEST_CASE("reconcile: a person adopts a difference, as capital or as unexplained") {
  Book with;
  with.book.reconciler().note(with.cash, "a deposit of 50 USDT to binance that was not announced");
  const ReconcileFinding found = with.book.reconcile({with.cash, amount("1050")}, with.now);
  CHECK(found.text ==
        "bybit:BaseToken:USDT is 1000 in our book and 1050 at the venue: a deposit of 50 USDT to binance that was not "
        "announced");
  const auto entry = with.book.adopt(with.cash, AdoptAs::capital, with.now);
  REQUIRE(entry.has_value());
  CHECK(entry->kind == EntryKind::capital);
  CHECK(with.book[with.cash].amount == amount("1050"));
  CHECK_FALSE(with.book.adopt(with.cash, AdoptAs::capital, with.now).has_value());
  with.book.check();
  // A position that somebody closed: its cost goes with it.
  CHECK(with.book.reconcile({with.perp, Amount{}}, with.now).verdict == ReconcileVerdict::reducing);
  CHECK(with.book.adopt(with.perp, AdoptAs::unexplained, with.now)->kind == EntryKind::unexplained);
  CHECK(with.book[with.perp] == Holding{});
}

TEST_CASE("reconcile: an account is known when it was downloaded, and no longer when a query failed") {
  Book with;
  const AccountId account = with.portfolio.account("bybit");
  Reconciler& reconciler = with.book.reconciler();
  CHECK_FALSE(reconciler.known(account));
  reconciler.set_known(account, true);
  CHECK(reconciler.known(account));
  CHECK_FALSE(reconciler.known(with.portfolio.account("okx")));
  reconciler.set_known(account, false);
  CHECK_FALSE(reconciler.known(account));
  CHECK(with.book[with.perp].amount == amount("-2"));  // unknown is not flat
}

TEST_CASE("book: the day's figures, with capital that is no profit") {
  DayFigures day;
  CHECK(day.begin(utc("2026-05-12T10:00:00Z"), amount("1000")));
  CHECK_FALSE(day.begin(utc("2026-05-12T23:59:59Z"), amount("990")));
  CHECK(day.pnl(amount("990")) == amount("-10"));
  day.capital += amount("500");
  CHECK(day.pnl(amount("1480")) == amount("-20"));
  CHECK(day.begin(utc("2026-05-13"), amount("1480")));
  CHECK(day.pnl(amount("1481")) == amount("1"));
  CHECK_FALSE(day.begin(utc("2026-05-12T23:59:59Z"), amount("1")));  // a clock that steps back begins no day
}

TEST_CASE("book: a restart does not renew the day's tolerance") {
  Book with(some_tolerance());
  CHECK(with.book.reconcile({with.cash, amount("996")}, with.now).verdict == ReconcileVerdict::booked);
  PortfolioBook again(with.portfolio.universe, some_tolerance());
  REQUIRE(again.restore(with.book.record()).has_value());
  CHECK(again.reconcile({with.cash, amount("994")}, with.now).verdict == ReconcileVerdict::reducing);
  CHECK(again.reconcile({with.cash, amount("995")}, with.now).verdict == ReconcileVerdict::booked);
}

TEST_CASE("book: rebuilt from its record, with what was in transit") {
  Book with;
  with.post(EntryKind::transfer, {with.cash, Outside::transit, amount("300"), {}});
  with.book.add_fee(AssetId{1}, amount("0.5"));
  PortfolioBook again(with.portfolio.universe);
  REQUIRE(again.restore(with.book.record()).has_value());
  CHECK(again.positions() == with.book.positions());
  CHECK(again.in_transit(with.cash) == amount("300"));
  CHECK(again.in_transit(with.perp) == Amount{});
  CHECK(again.fees()[1] == amount("0.5"));
  again.check_balance();
  again.post({with.now, EntryKind::transfer, {{Outside::transit, with.cash, amount("300"), {}}}});
  again.check();
  Book other;
  PortfolioFixture small{bare("USDT", "BTC", {"bybit:BaseToken:USDT"})};
  PortfolioBook of_small(small.universe);
  CHECK(of_small.restore(with.book.record()).error().text() ==
        "the book was kept of 4 instruments and 2 assets, the mode has 1 and 2");
}
