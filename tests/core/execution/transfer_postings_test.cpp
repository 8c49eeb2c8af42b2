#include "core/execution/venue_postings.hpp"

#include <doctest/doctest.h>

#include "tests/core/execution/postings_support.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("postings: a deposit that nobody announced is named, waits for a person and becomes capital") {
  Ledgered world;
  world.apply(world.transfer("in1", TransferState::in_transit, "500"));
  world.apply(world.transfer("in1", TransferState::done, "500"));
  CHECK(world.done.entries.empty());
  world.apply(world.report(AccountReportKind::balance, "10500"));
  world.now = world.now + kSecond * 3;
  world.apply(world.report(AccountReportKind::balance, "10500"));
  CHECK(world.verdict() == ReconcileVerdict::reducing);
  CHECK(world.done.findings[0].text ==
        "bybit:BaseToken:USDT is 10000 in our book and 10500 at the venue: a deposit of 500 USDT to bybit that was "
        "not announced");
  CHECK(world.book.adopt(world.cash, AdoptAs::capital, world.now)->kind == EntryKind::capital);
  CHECK(world.held(world.cash) == amount("10500"));
}

TEST_CASE("postings: a transfer is in transit from the account it leaves to the one it arrives in") {
  Ledgered world;
  const InstrumentId far = world.portfolio.id("okx:BaseToken:USDT");
  AccountReport left = world.transfer("w1", TransferState::in_transit, "-400");
  left.fee = amount("1");
  world.apply(left);
  CHECK(world.held(world.cash) == amount("9599"));
  CHECK(world.book.in_transit(world.cash) == amount("400"));
  SUBCASE("it arrives") {
    world.apply(world.transfer("w1", TransferState::needs_data, "-400"));
    world.apply(world.transfer("w1", TransferState::done, "-400"));
    world.apply(world.transfer("w1", TransferState::in_transit, "-400"));
    CHECK(world.book.in_transit(world.cash) == amount("400"));
    AccountReport arrived = world.transfer("d9", TransferState::done, "400");
    arrived.account = world.portfolio.account("okx");
    world.apply(arrived);
    world.apply(arrived);
    CHECK(world.held(far) == amount("400"));
    CHECK(world.book.in_transit(world.cash) == Amount{});
    world.book.check();
  }
  SUBCASE("it fails and comes back, with its fee") {
    AccountReport failed = world.transfer("w1", TransferState::failed, "-400");
    failed.fee = amount("1");
    world.apply(failed);
    world.apply(failed);
    CHECK(world.held(world.cash) == amount("10000"));
    world.book.check();
  }
  SUBCASE("pending, or waiting for a person's data: it stays in transit") {
    world.now = world.now + kDay;
    world.apply(world.transfer("w1", TransferState::needs_data, "-400"));
    CHECK(world.book.in_transit(world.cash) == amount("400"));
    CHECK(world.held(world.cash) == amount("9599"));
  }
}

TEST_CASE("postings: after a restart nothing is booked twice, and a transfer still comes back") {
  Ledgered world;
  const OrderReport fill = world.fill(world.perp_market, 1, true, "1", "90", "0.05", world.usdt);
  world.apply(fill);
  world.apply(world.transfer("w1", TransferState::in_transit, "-400"));
  PortfolioBook book(world.universe);
  REQUIRE(book.restore(world.book.record()).has_value());
  VenuePostings again(world.universe, book);
  again.restore(world.postings.record());
  CHECK(again.apply(fill, world.now).entries.empty());
  CHECK(again.apply(world.transfer("w1", TransferState::in_transit, "-400"), world.now).entries.empty());
  CHECK(again.apply(world.transfer("w1", TransferState::cancelled, "-400"), world.now).entries.size() == 1);
  CHECK(book[world.cash].amount == amount("10009.95"));
  book.check();
}

}  // namespace
}  // namespace basis
