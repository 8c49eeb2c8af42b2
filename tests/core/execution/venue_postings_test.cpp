#include "core/execution/venue_postings.hpp"

#include <doctest/doctest.h>

#include "tests/core/execution/postings_support.hpp"
#include "tests/core/execution/tracker_rig.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("postings: a payment of the insurance fund is booked once, by its id") {
  Ledgered world;
  AccountReport paid = world.report(AccountReportKind::insurance, "41.5");
  paid.id = VenueKey::of(7);
  world.apply(paid);
  REQUIRE(world.done.entries.size() == 1);
  CHECK(world.done.entries.front().kind == EntryKind::liquidation);
  CHECK(world.done.entries.front().movements.front().from.outside() == Outside::insurance);
  world.apply(paid);
  CHECK(world.done.entries.empty());
  CHECK(world.held(world.cash) == amount("10041.5"));
}

TEST_CASE("postings: conformance 43, 44: a fill with its fee in coins, quote or a rebate; held is bought less fee") {
  Ledgered world;
  world.apply(world.fill(world.spot_market, 1, true, "2", "100", "0.002", world.btc));
  CHECK(world.held(world.coins) == amount("1.998"));
  CHECK(world.held(world.cash) == amount("9800"));
  world.apply(world.fill(world.spot_market, 2, false, "1", "110", "0.11", world.usdt));
  CHECK(world.held(world.cash) == amount("9909.89"));
  world.apply(world.fill(world.perp_market, 3, false, "1", "100", "-0.02", world.usdt));
  CHECK(world.book[world.perp] == Holding{amount("-4"), amount("-400")});
  CHECK(world.held(world.cash) == amount("9909.91"));
  CHECK(world.book.fees()[world.btc.index()] == amount("0.002"));
  CHECK(world.book.fees()[world.usdt.index()] == amount("0.09"));
}

TEST_CASE("postings: a doubled fill counts once, and its fee when it comes, once") {
  Ledgered world;
  OrderReport fast = world.fill(world.perp_market, 1, true, "1", "90", "0", world.usdt);
  fast.fee_known = false;
  const OrderReport full = world.fill(world.perp_market, 1, true, "1", "90", "0.05", world.usdt);
  world.apply(fast);
  world.apply(full);
  CHECK(world.done.entries.size() == 1);
  world.apply(full);
  CHECK(world.done.entries.empty());
  world.apply(fast);
  // One of three closed at 90 that was sold at 100: a gain of 10.
  CHECK(world.book[world.perp] == Holding{amount("-2"), amount("-200")});
  CHECK(world.held(world.cash) == amount("10009.95"));
}

TEST_CASE("postings: the same through the effects of a tracker") {
  Ledgered world;
  TrackerRig rig;
  rig.open(1, "5", world.perp_market.value);
  OrderReport fast = rig.fill(1, 1, "1", world.perp_market.value);
  fast.fee_known = false;
  fast.fee = Amount{};
  OrderReport full = rig.fill(1, 1, "1", world.perp_market.value);
  full.fee_asset = world.usdt;
  for (const OrderReport& report : {fast, full, full, fast}) {
    rig.apply(report);
    for (const OrderEffect& effect : rig.effects) world.apply(effect);
  }
  CHECK(world.book[world.perp] == Holding{amount("-2"), amount("-200")});
  CHECK(world.held(world.cash) == amount("9999.9"));
}

TEST_CASE("postings: a fee in a token that the mode does not hold is named, and the fill counts") {
  Ledgered world;
  Settings settings = bare("USDT", "BTC", {"bybit:BaseToken:USDT", "bybit:Perp:BTCUSDT", "okx:BaseToken:ETH"});
  PortfolioFixture other(with_markets(settings, {}));
  PortfolioBook book(other.universe);
  VenuePostings postings(other.universe, book);
  OrderReport fill = world.fill(*other.universe.market_of(other.id("bybit:Perp:BTCUSDT")), 1, true, "1", "90", "0.1",
                                *other.universe.find_asset("ETH"));
  const Posted done = postings.apply(fill, world.now);
  CHECK(book[other.id("bybit:Perp:BTCUSDT")].amount == amount("1"));
  REQUIRE(done.findings.size() == 1);
  CHECK(done.findings[0].verdict == ReconcileVerdict::reducing);
  CHECK(done.findings[0].text == "a fee in ETH at bybit cannot be booked: the mode does not hold it there");
}

TEST_CASE("postings: a missed fill: the difference waits for it, and is gone when it comes") {
  Ledgered world;
  world.apply(world.report(AccountReportKind::position, "-2"));
  CHECK(world.verdict() == ReconcileVerdict::waiting);
  world.now = world.now + kSecond;
  world.apply(world.fill(world.perp_market, 1, true, "1", "100", "0", world.usdt));
  CHECK(world.done.findings.empty());
  CHECK(world.book.reconciler().differences().empty());
  CHECK(world.book.reconciler().overdue(world.now + kMinute).empty());
}

TEST_CASE("postings: conformance 51: a position closed by hand is named and reducing, and not taken over") {
  Ledgered world;
  OrderEffect foreign;
  foreign.kind = EffectKind::foreign;
  foreign.market = world.perp_market;
  foreign.side = OrderSide::buy;
  foreign.trade = VenueKey::of(9);
  foreign.size = quantity("3");
  world.apply(foreign);
  CHECK(world.done.entries.empty());
  world.apply(world.report(AccountReportKind::position, "0"));
  world.now = world.now + kSecond * 2;
  world.apply(world.report(AccountReportKind::position, "0"));
  CHECK(world.verdict() == ReconcileVerdict::reducing);
  CHECK(world.done.findings[0].text ==
        "bybit:Perp:BTCUSDT is -3 in our book and 0 at the venue: an order that is not ours bought 3");
  CHECK(world.held(world.perp) == amount("-3"));
  REQUIRE(world.book.adopt(world.perp, AdoptAs::unexplained, world.now).has_value());
  CHECK(world.book[world.perp] == Holding{});
}

TEST_CASE("postings: a liquidation that is seen late explains the difference; as fill and as report it is one") {
  Ledgered world;
  world.apply(world.report(AccountReportKind::position, "0"));
  CHECK(world.verdict() == ReconcileVerdict::waiting);
  world.now = world.now + kSecond * 5;
  CHECK(world.book.reconciler().overdue(world.now).size() == 1);
  AccountReport closed = world.report(AccountReportKind::liquidation, "3");
  closed.id = VenueKey::of(-77);
  closed.price = price("120");
  closed.fee = amount("1.8");
  world.apply(closed);
  REQUIRE(world.done.entries.size() == 1);
  CHECK(world.done.entries[0].kind == EntryKind::liquidation);
  CHECK(world.book[world.perp] == Holding{});
  CHECK(world.held(world.cash) == amount("9938.2"));  // 3 * (100 - 120) - 1.8
  CHECK(world.book.reconciler().differences().empty());
  world.apply(closed);
  CHECK(world.done.entries.empty());
  OrderReport as_fill = world.fill(world.perp_market, -77, true, "3", "120", "1.8", world.usdt);
  as_fill.origin = FillOrigin::liquidation;
  world.apply(as_fill);
  CHECK(world.done.entries.empty());
}

TEST_CASE("postings: ADL told as a fill without its fee, then as report with it") {
  Ledgered world;
  OrderReport as_fill = world.fill(world.perp_market, 5, true, "1", "80", "0", world.usdt);
  as_fill.origin = FillOrigin::deleveraging;
  as_fill.fee_known = false;
  world.apply(as_fill);
  REQUIRE(world.done.entries.size() == 1);
  CHECK(world.done.entries[0].kind == EntryKind::deleveraging);
  AccountReport closed = world.report(AccountReportKind::deleveraging, "1");
  closed.id = VenueKey::of(5);
  closed.price = price("80");
  closed.fee = amount("0.4");
  world.apply(closed);
  world.apply(closed);
  CHECK(world.book[world.perp] == Holding{amount("-2"), amount("-200")});
  CHECK(world.held(world.cash) == amount("10019.6"));
}

TEST_CASE("postings: funding by stream and by query is one entry") {
  Ledgered world;
  AccountReport by_id = world.report(AccountReportKind::funding, "1.25");
  by_id.id = VenueKey::of(42);
  AccountReport by_stream = by_id;
  by_stream.id = VenueKey{};
  by_stream.at_venue = world.now + kSecond * 3;
  const auto pay = [&](const std::vector<AccountReport>& reports) {
    for (const AccountReport& report : reports) world.apply(report);
  };
  SUBCASE("both with the id") { pay({by_id, by_id}); }
  SUBCASE("the stream first, without the id") { pay({by_stream, by_id, by_stream, by_id}); }
  SUBCASE("the query first") { pay({by_id, by_stream, by_id}); }
  CHECK(world.held(world.cash) == amount("10001.25"));
  // The next payment, and one of another market in the same hour, are payments of their own.
  AccountReport next = by_id;
  next.id = VenueKey::of(43);
  next.at_venue = world.now + kHour;
  next.amount = amount("-0.25");
  AccountReport other = by_id;
  other.market = world.spot_market;
  pay({next, other, next});
  CHECK(world.held(world.cash) == amount("10002.25"));
}

TEST_CASE("postings: a list of balances tells changed items only; what it lacks is not zero") {
  Ledgered world;
  world.apply(world.fill(world.spot_market, 1, true, "2", "100", "0", world.usdt));
  world.apply(world.report(AccountReportKind::balance, "9800"));
  CHECK(world.done.findings.empty());
  CHECK(world.held(world.coins) == amount("2"));
  CHECK(world.held(world.perp) == amount("-3"));
  // An asset that the mode does not hold is not its business.
  Ledgered small;
  AccountReport dust = small.report(AccountReportKind::balance, "1");
  dust.account = small.portfolio.account("okx");
  dust.asset = small.btc;
  small.apply(dust);
  CHECK(small.done.findings.empty());
}

}  // namespace
}  // namespace basis
