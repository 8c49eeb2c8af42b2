#include <doctest/doctest.h>

#include "tests/core/execution/tracker_rig.hpp"

namespace basis {
namespace {

using namespace test;

/// An order whose answer was lost, 7 s ago: its deadline, and the lag of the lists, have passed.
TrackerRig lost_order() {
  TrackerRig rig;
  REQUIRE(rig.send(1) == SendVerdict::taken);
  rig.fail(1);
  rig.pass(kSecond * 7);
  return rig;
}

TEST_CASE("doubt: timeout, lost socket, unreadable answer: unknown, asked for at once, and its size stays reserved") {
  TrackerRig rig;
  rig.send(1);
  rig.fail(1);
  CHECK(rig.state(1) == OrderState::unknown);
  CHECK(rig.effect(EffectKind::changed).state == OrderState::unknown);
  CHECK(rig.count(EffectKind::query_due) == 1);
  CHECK(rig.buys() == quantity("5"));
}

TEST_CASE("doubt: no answer until the deadline is a doubt, too") {
  TrackerRig rig;
  rig.send(1);
  rig.pass(kSecond * 5);
  CHECK(rig.state(1) == OrderState::in_flight);
  rig.pass(Nanos{1});
  CHECK(rig.state(1) == OrderState::unknown);
  CHECK(rig.count(EffectKind::query_due) == 1);
}

TEST_CASE("doubt: proven not sent: rejected, to be sent later under another id") {
  TrackerRig rig;
  rig.send(1);
  rig.fail(1, OrderAction::create, SendFailure::not_sent);
  CHECK(rig.state(1) == OrderState::rejected);
  CHECK(rig.order(1).reason == RejectReason::later);
  CHECK(rig.buys() == Quantity{});
}

TEST_CASE("doubt: the acknowledgement is lost, the stream settles it") {
  TrackerRig rig;
  rig.send(1);
  rig.fail(1);
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.state(1) == OrderState::open);
  rig.fail(1);  // the timeout, after all
  CHECK(rig.effects.empty());
  rig.pass(kMinute);
  CHECK(rig.effects.empty());
}

TEST_CASE("doubt: found by its client id: the venue's state, and every fill") {
  TrackerRig rig = lost_order();
  SUBCASE("open") {
    rig.answer(rig.record(1));
    CHECK(rig.state(1) == OrderState::open);
    CHECK(rig.order(1).order == VenueKey::of(101));
  }
  SUBCASE("filled: the fills are fetched before the end is told") {
    rig.answer(rig.record(1, "5", false));
    CHECK(rig.count(EffectKind::fetch_fills) == 1);
    CHECK(rig.count(EffectKind::ended) == 0);
    rig.apply(rig.fill(1, 7, "2"));
    CHECK(rig.count(EffectKind::ended) == 0);
    rig.apply(rig.fill(1, 8, "3"));
    CHECK(rig.effect(EffectKind::ended).state == OrderState::filled);
  }
  SUBCASE("cancelled in between") {
    rig.answer(rig.record(1, "0", false, ReportKind::cancelled));
    CHECK(rig.state(1) == OrderState::cancelled);
    CHECK(rig.buys() == Quantity{});
  }
  SUBCASE("refused") {
    rig.answer(rig.record(1, "0", false, ReportKind::rejected));
    CHECK(rig.state(1) == OrderState::rejected);
  }
}

TEST_CASE("doubt: the query fails: still unknown, and asked again") {
  TrackerRig rig = lost_order();
  for (int i = 0; i < 50; ++i) {
    rig.keep(rig.tracker->answer_failed(rig.id(1), rig.now));
    CHECK(rig.state(1) == OrderState::unknown);
    rig.pass(kSecond);
    CHECK(rig.count(EffectKind::query_due) == 1);
  }
  CHECK(rig.buys() == quantity("5"));
}

TEST_CASE("doubt: conformance 34: not found while the request may still arrive proves nothing") {
  TrackerRig rig;
  rig.send(1);
  rig.fail(1);
  for (int i = 0; i < 6; ++i) {  // asked at 0 to 5 s; a list may lag one more
    rig.download();
    rig.answer_missing(1);
    CHECK(rig.state(1) == OrderState::unknown);
    rig.pass(kSecond);
  }
  CHECK(rig.order(1).misses == 0);
  CHECK_FALSE(rig.order(1).lists_missed);
}

TEST_CASE("doubt: conformance 35: past its deadline not found three times, and in neither list: never arrived") {
  TrackerRig rig = lost_order();
  SUBCASE("the lists last") {
    for (int i = 0; i < 5; ++i) {
      rig.answer_missing(1);
      rig.pass(kSecond);
    }
    // However often: queries alone do not settle it.
    CHECK(rig.state(1) == OrderState::unknown);
    CHECK(rig.count(EffectKind::download_due) == 1);
    rig.download();
  }
  SUBCASE("the lists first") {
    rig.download();
    CHECK(rig.state(1) == OrderState::unknown);
    for (int i = 0; i < 3; ++i) {
      rig.pass(kSecond * 5);
      rig.answer_missing(1);
    }
  }
  CHECK(rig.state(1) == OrderState::rejected);
  CHECK(rig.effect(EffectKind::ended).reason == RejectReason::never_arrived);
  CHECK(rig.buys() == Quantity{});
  // A fill of it counts all the same, and is an alarm; the order lives.
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.effect(EffectKind::filled).size == quantity("2"));
  CHECK(rig.alarmed(OrderAlarm::arrived_after_all));
  CHECK(rig.state(1) == OrderState::partly_filled);
  CHECK(rig.buys() == quantity("3"));
}

TEST_CASE("doubt: what a list holds has arrived") {
  TrackerRig rig = lost_order();
  for (int i = 0; i < 3; ++i) {
    rig.answer_missing(1);
    rig.pass(kSecond);
  }
  SUBCASE("as open order") { rig.download({rig.record(1)}); }
  SUBCASE("as fill") {
    rig.tracker->begin_download(MarketId{0}, rig.now);
    rig.apply(rig.fill(1, 7, "2"));
    rig.keep(rig.tracker->end_download(MarketId{0}, rig.now));
  }
  CHECK(rig.order(1).acknowledged);
  CHECK_FALSE(is_ended(rig.state(1)));
}

TEST_CASE("doubt: a duplicate id means that an earlier request arrived") {
  TrackerRig rig;
  rig.send(1);
  rig.apply(rig.rejected(1, OrderAction::create, RejectReason::duplicate_id));
  CHECK(rig.state(1) == OrderState::unknown);
  CHECK(rig.count(EffectKind::query_due) == 1);
  rig.answer(rig.record(1));
  CHECK(rig.state(1) == OrderState::open);
}

TEST_CASE("doubt: refused for the rate: a new order is rejected 'later', a cancel or an amendment tried again") {
  TrackerRig rig;
  rig.send(1);
  rig.apply(rig.rejected(1, OrderAction::create, RejectReason::later));
  CHECK(rig.state(1) == OrderState::rejected);
  rig.open(2);
  for (const OrderAction action : {OrderAction::cancel, OrderAction::amend}) {
    REQUIRE(rig.change(2, action, "4") == SendVerdict::taken);
    rig.apply(rig.rejected(2, action, RejectReason::later));
    CHECK(rig.effect(EffectKind::refused).action == action);
    CHECK(rig.effect(EffectKind::refused).reason == RejectReason::later);
    CHECK(rig.state(2) == OrderState::open);
    CHECK(rig.buys() == quantity("5"));
    CHECK(rig.change(2, action, "4") == SendVerdict::taken);
    rig.fail(2, action, SendFailure::not_sent);
  }
}

TEST_CASE("doubt: a cancel whose outcome is not known: the order is as before, until stream or query tells") {
  TrackerRig rig;
  rig.open(1);
  REQUIRE(rig.change(1, OrderAction::cancel) == SendVerdict::taken);
  rig.fail(1, OrderAction::cancel);
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.buys() == quantity("5"));
  CHECK(rig.count(EffectKind::query_due) == 1);
  SUBCASE("the stream") { rig.apply(rig.report(1, ReportKind::cancelled)); }
  SUBCASE("the query") { rig.answer(rig.record(1, "0", false, ReportKind::cancelled)); }
  SUBCASE("open while the cancel may still arrive, then cancelled") {
    rig.answer(rig.record(1));
    CHECK(rig.order(1).cancel == RequestState::in_doubt);
    rig.pass(kSecond * 2);
    rig.answer(rig.record(1, "0", false, ReportKind::cancelled));
  }
  SUBCASE("open after its deadline: it never arrived") {
    rig.pass(kSecond * 7);
    rig.answer(rig.record(1));
    CHECK(rig.effect(EffectKind::refused).reason == RejectReason::never_arrived);
    CHECK(rig.state(1) == OrderState::open);
    CHECK(rig.change(1, OrderAction::cancel) == SendVerdict::taken);
    return;
  }
  CHECK(rig.state(1) == OrderState::cancelled);
}

TEST_CASE("doubt: an amendment whose outcome is not known") {
  TrackerRig rig;
  rig.open(1);
  REQUIRE(rig.change(1, OrderAction::amend, "8") == SendVerdict::taken);
  rig.fail(1, OrderAction::amend);
  CHECK(rig.buys() == quantity("8"));
  rig.pass(kSecond * 7);
  OrderRecord record = rig.record(1);
  SUBCASE("it arrived") {
    record.terms.size = quantity("8");
    record.terms.limit = price("101");
    rig.answer(record);
    CHECK(rig.effect(EffectKind::amended).size == quantity("8"));
    CHECK(rig.buys() == quantity("8"));
  }
  SUBCASE("it did not") {
    rig.answer(record);
    CHECK(rig.effect(EffectKind::refused).reason == RejectReason::never_arrived);
    CHECK(rig.buys() == quantity("5"));
  }
  CHECK(rig.order(1).amend == RequestState::none);
}

TEST_CASE("doubt: an amendment that arrived after all reopens an order that counted as filled") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "5"));
  REQUIRE(rig.state(1) == OrderState::filled);
  rig.wait(kSecond);
  OrderReport amended = rig.report(1, ReportKind::amended);
  amended.size = quantity("8");
  rig.apply(amended);
  CHECK(rig.alarmed(OrderAlarm::arrived_after_all));
  CHECK(rig.state(1) == OrderState::partly_filled);
  CHECK(rig.buys() == quantity("3"));
}

TEST_CASE("doubt: a cancel refused with 'no such order' is asked about, never believed") {
  TrackerRig rig;
  rig.open(1);
  REQUIRE(rig.change(1, OrderAction::cancel) == SendVerdict::taken);
  rig.apply(rig.rejected(1, OrderAction::cancel, RejectReason::unknown_order));
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.count(EffectKind::query_due) == 1);
  rig.answer(rig.record(1, "5", false));
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
  rig.apply(rig.fill(1, 7, "5"));
  CHECK(rig.state(1) == OrderState::filled);
}

TEST_CASE("doubt: an end that the venue purged: absence alone proves nothing, then fills decide") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "2"));
  rig.pass(kMinute);
  for (int i = 0; i < 3; ++i) rig.answer_missing(1);
  CHECK(rig.state(1) == OrderState::partly_filled);
  rig.download();
  CHECK(rig.state(1) == OrderState::cancelled);
  CHECK(rig.effect(EffectKind::ended).reason == RejectReason::unknown_order);
  CHECK(rig.order(1).filled == quantity("2"));
}

TEST_CASE("doubt: a refusal of what the venue has acknowledged is asked about") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.rejected(1, OrderAction::create, RejectReason::other));
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.count(EffectKind::query_due) == 1);
}

TEST_CASE("doubt: an order that trades at once and has no end after its deadline is asked about") {
  TrackerRig rig;
  OrderCommand command = create_order(rig.id(1), 0, true, "5");
  command.kind = OrderKind::limit_ioc;
  REQUIRE(rig.tracker->send(command, rig.now, rig.now + kSecond * 5) == SendVerdict::taken);
  rig.apply(rig.report(1, ReportKind::accepted));
  rig.apply(rig.fill(1, 7, "2"));
  rig.pass(kSecond * 5);
  CHECK(rig.count(EffectKind::query_due) == 0);
  rig.pass(Nanos{1});
  CHECK(rig.count(EffectKind::query_due) == 1);
  OrderRecord record = rig.record(1, "2", false, ReportKind::expired);
  record.terms.kind = OrderKind::limit_ioc;
  rig.answer(record);
  CHECK(rig.state(1) == OrderState::expired);
  CHECK(rig.buys().is_zero());
}

TEST_CASE("doubt: an order that a download does not list so soon after the venue took it is asked about") {
  TrackerRig rig;
  rig.open(1);
  // Lists may lag by a second: this one proves nothing, and no other need follow.
  rig.wait(Nanos{500'000'000});
  rig.download();
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.count(EffectKind::query_due) == 0);
  rig.pass(Nanos{500'000'000});
  CHECK(rig.count(EffectKind::query_due) == 1);
  rig.answer(rig.record(1, "0", false, ReportKind::cancelled));
  CHECK(rig.state(1) == OrderState::cancelled);
}

}  // namespace
}  // namespace basis
