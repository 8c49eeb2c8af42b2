#include <doctest/doctest.h>

#include "tests/core/execution/tracker_rig.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("fills: conformance 39: doubled, permuted, again by download and by the fast stream: each once") {
  TrackerRig rig;
  rig.open(1);
  const std::vector<OrderReport> fills = {rig.fill(1, 3, "2"), rig.fill(1, 1, "1"), rig.fill(1, 2, "0.5")};
  for (int round = 0; round < 3; ++round)
    for (const OrderReport& fill : fills) rig.apply(fill);
  CHECK(rig.effects.empty());
  CHECK(rig.order(1).filled == quantity("3.5"));
  rig.tracker->begin_download(MarketId{0}, rig.now);
  for (const OrderReport& fill : fills) rig.apply(fill);
  rig.tracker->list_open(rig.record(1, "3.5"), rig.now);
  rig.keep(rig.tracker->end_download(MarketId{0}, rig.now));
  CHECK(rig.effects.empty());
  CHECK(rig.order(1).filled == quantity("3.5"));
}

TEST_CASE("fills: one trade id in two markets, and on both sides of a self-trade, is several fills") {
  TrackerRig rig;
  rig.open(1);
  rig.open(2, "5", 0, false);
  rig.open(3, "5", 1);
  rig.apply(rig.fill(1, 7, "2"));
  rig.apply(rig.fill(2, 7, "2"));
  rig.apply(rig.fill(3, 7, "2", 1));
  for (const std::uint64_t order : {1U, 2U, 3U}) CHECK(rig.order(order).filled == quantity("2"));
  CHECK(rig.tracker->open(MarketId{0}, false) == quantity("3"));
  CHECK(rig.buys(1) == quantity("3"));
  // Also when two markets number their orders alike.
  OrderReport alike = rig.fill(3, 8, "1", 1);
  alike.order = VenueKey::of(101);
  alike.id = rig.id(3);
  rig.apply(alike);
  CHECK(rig.order(1).filled == quantity("2"));
}

TEST_CASE("fills: conformance 45: an early fill without fee and client id; the full report adds the fee, once") {
  TrackerRig rig;
  rig.open(1);
  OrderReport fast = rig.fill(1, 7, "2");
  fast.id = ClientOrderId{};
  fast.fee_known = false;
  fast.fee = Amount{};
  rig.apply(fast);
  CHECK(rig.effect(EffectKind::filled).id == rig.id(1));
  CHECK(rig.effect(EffectKind::filled).size == quantity("2"));
  CHECK_FALSE(rig.effect(EffectKind::filled).fee_known);
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.effect(EffectKind::filled).size == Quantity{});
  CHECK(rig.effect(EffectKind::filled).fee == amount("0.1"));
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.effects.empty());
  rig.apply(fast);
  CHECK(rig.effects.empty());
}

TEST_CASE("fills: one that names only the venue's order waits for the acknowledgement that tells whose it is") {
  TrackerRig rig;
  rig.send(1);
  OrderReport fast = rig.fill(1, 7, "2");
  fast.id = ClientOrderId{};
  rig.apply(fast);
  CHECK(rig.effects.empty());
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effect(EffectKind::filled).id == rig.id(1));
  CHECK(rig.state(1) == OrderState::partly_filled);
}

TEST_CASE("fills: one of a foreign order is told as such as soon as no order of ours can be meant") {
  TrackerRig rig;
  rig.download();  // orders of older boots are known
  rig.send(1);
  OrderReport strange = rig.fill(9, 7, "2");
  strange.id = ClientOrderId{};
  rig.apply(strange);
  CHECK(rig.effects.empty());
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effect(EffectKind::foreign).order == VenueKey::of(109));
  CHECK(rig.order(1).filled == Quantity{});
  rig.apply(strange);
  CHECK(rig.effects.empty());  // once
}

TEST_CASE("fills: one that was told as foreign is claimed by the order of an older boot that it is of, once") {
  TrackerRig rig;
  rig.download();
  OrderReport fast = rig.fill(9, 7, "2");
  fast.id = ClientOrderId{};
  fast.fee_known = false;
  fast.fee = Amount{};
  rig.apply(fast);
  CHECK(rig.count(EffectKind::foreign) == 1);
  OrderReport full = rig.fill(9, 7, "2");
  full.id = ClientOrderIds::create("n1", 2).value().make(4);
  rig.apply(full);
  CHECK(rig.effect(EffectKind::filled).size == quantity("2"));
  CHECK(rig.effect(EffectKind::filled).fee == amount("0.1"));
  CHECK(rig.effect(EffectKind::filled).claimed);
  rig.apply(full);
  rig.apply(fast);
  CHECK(rig.effects.empty());
  CHECK(rig.tracker->find(full.id)->filled == quantity("2"));
}

TEST_CASE("fills: one that names only the venue's order waits for the first download, which tells an older boot's") {
  TrackerRig rig;
  OrderReport fast = rig.fill(9, 7, "2");
  fast.id = ClientOrderId{};
  rig.apply(fast);
  CHECK(rig.effects.empty());
  OrderRecord old = rig.record(9, "2");
  old.terms.id = ClientOrderIds::create("n1", 2).value().make(4);
  rig.tracker->begin_download(MarketId{0}, rig.now);
  rig.keep(rig.tracker->list_open(old, rig.now));
  CHECK(rig.effect(EffectKind::filled).id == old.terms.id);
  rig.keep(rig.tracker->end_download(MarketId{0}, rig.now));
  CHECK(rig.count(EffectKind::foreign) == 0);
}

TEST_CASE(
    "fills: 'filled' is told while fills lack: they are fetched before the end is, and asked for until they come") {
  TrackerRig rig;
  rig.open(1);
  OrderReport told = rig.report(1, ReportKind::accepted);
  told.filled = quantity("5");
  told.filled_known = true;
  rig.apply(told);
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
  CHECK(rig.count(EffectKind::ended) == 0);
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.buys() == quantity("5"));
  bool alarmed = false;
  for (int i = 0; i < 4; ++i) {
    rig.pass(kSecond * 5);
    CHECK(rig.count(EffectKind::fetch_fills) == 1);
    alarmed |= rig.alarmed(OrderAlarm::fills_lacking);
  }
  CHECK(alarmed);
  rig.apply(rig.fill(1, 7, "5"));
  CHECK(rig.effect(EffectKind::filled).price == price("100"));
  CHECK(rig.effect(EffectKind::ended).state == OrderState::filled);
}

TEST_CASE("fills: one that a fast stream told without its fee is fetched until the fee is known, or a person is told") {
  TrackerRig rig;
  rig.open(1);
  OrderReport fast = rig.fill(1, 7, "5");
  fast.fee_known = false;
  fast.fee = Amount{};
  rig.apply(fast);
  CHECK(rig.effect(EffectKind::ended).state == OrderState::filled);
  rig.pass(kSecond);
  rig.pass(kSecond * 4);
  CHECK(rig.count(EffectKind::fetch_fills) == 0);
  rig.pass(kSecond);
  CHECK(rig.effect(EffectKind::fetch_fills).market == MarketId{0});
  CHECK(rig.effect(EffectKind::fetch_fills).at_venue == fast.at_venue);
  const TrackerRecords kept = rig.tracker->records();
  rig.apply(rig.fill(1, 7, "5"));
  CHECK(rig.effect(EffectKind::filled).size == Quantity{});
  CHECK(rig.effect(EffectKind::filled).fee == amount("0.1"));
  for (int i = 0; i < 5; ++i) {
    rig.pass(kSecond * 5);
    CHECK(rig.effects.empty());
  }
  // A restart before it came asks again, three times.
  TrackerRig later;
  REQUIRE(later.tracker->restore(kept).has_value());
  later.pass(kSecond);
  int fetched = 0;
  int alarmed = 0;
  for (int i = 0; i < 8; ++i) {
    later.pass(kSecond * 5);
    fetched += static_cast<int>(later.count(EffectKind::fetch_fills));
    alarmed += later.alarmed(OrderAlarm::fee_lacking) ? 1 : 0;
  }
  CHECK(fetched == 3);
  CHECK(alarmed == 1);
}

TEST_CASE("fills: fees that lack in one market are fetched at once") {
  TrackerRig rig;
  rig.open(1);
  for (const int trade : {7, 8, 9}) {
    OrderReport fast = rig.fill(1, trade, "1");
    fast.fee_known = false;
    rig.apply(fast);
  }
  rig.pass(kSecond);
  rig.pass(kSecond * 5);
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
  rig.apply(rig.fill(1, 7, "1"));
  rig.apply(rig.fill(1, 8, "1"));
  rig.pass(kSecond * 5);
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
}

TEST_CASE(
    "fills: conformance 41: cancelled with more filled than has come: what lacks is reserved until the end is told") {
  TrackerRig rig;
  rig.open(1);
  OrderReport end = rig.report(1, ReportKind::cancelled);
  end.filled = quantity("2");
  end.filled_known = true;
  rig.apply(end);
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
  CHECK(rig.buys() == quantity("2"));
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.effect(EffectKind::ended).state == OrderState::cancelled);
  CHECK(rig.effect(EffectKind::ended).size == quantity("3"));
  CHECK_FALSE(rig.alarmed(OrderAlarm::late_fill));
}

TEST_CASE("fills: more than the order's size is kept, an alarm, and the market is stopped until it is released") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "4"));
  rig.apply(rig.fill(1, 8, "4"));
  CHECK(rig.alarmed(OrderAlarm::overfilled));
  CHECK(rig.order(1).filled == quantity("8"));
  CHECK(rig.effect(EffectKind::filled).size == quantity("4"));
  CHECK(rig.tracker->stopped(MarketId{0}));
  CHECK_FALSE(rig.tracker->stopped(MarketId{1}));
  CHECK(rig.send(2) == SendVerdict::stopped);
  CHECK(rig.send(3, "5", 1) == SendVerdict::taken);
  rig.tracker->release(MarketId{0});
  CHECK(rig.send(2) == SendVerdict::taken);
}

TEST_CASE("fills: one without an id is not counted; the venue is asked instead") {
  TrackerRig rig;
  rig.open(1);
  OrderReport nameless = rig.fill(1, 0, "2");
  rig.apply(nameless);
  CHECK(rig.alarmed(OrderAlarm::no_key));
  CHECK(rig.count(EffectKind::query_due) == 1);
  CHECK(rig.order(1).filled == Quantity{});
  rig.answer(rig.record(1, "2"));
  rig.pass(kSecond);
  CHECK(rig.count(EffectKind::fetch_fills) == 1);
}

TEST_CASE("fills: one that is told twice with two prices is an alarm, and counts as told first") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "2"));
  OrderReport other = rig.fill(1, 7, "2");
  other.price = price("99");
  rig.apply(other);
  CHECK(rig.alarmed(OrderAlarm::differing_fill));
  CHECK(rig.order(1).filled == quantity("2"));
}

TEST_CASE("fills: liquidation and ADL without an id of ours are the venue's, not foreign, and count once") {
  TrackerRig rig;
  OrderReport closed = rig.fill(50, -3, "2");
  closed.id = ClientOrderId::parse("autoclose12345").value();
  closed.origin = FillOrigin::liquidation;
  closed.side = OrderSide::sell;
  rig.apply(closed);
  CHECK(rig.effect(EffectKind::venue_fill).origin == FillOrigin::liquidation);
  CHECK(rig.effect(EffectKind::venue_fill).side == OrderSide::sell);
  CHECK(rig.count(EffectKind::foreign) == 0);
  rig.apply(closed);
  CHECK(rig.effects.empty());
  closed.id = ClientOrderId{};
  closed.trade = VenueKey::of(-4);
  closed.origin = FillOrigin::deleveraging;
  rig.apply(closed);
  CHECK(rig.effect(EffectKind::venue_fill).origin == FillOrigin::deleveraging);
}

TEST_CASE("fills: one older than those that are remembered is not counted a second time") {
  TrackerSettings settings;
  settings.most_fills = 4;
  TrackerRig rig(settings);
  rig.open(1);
  const OrderReport first = rig.fill(1, 1, "0.1");
  rig.apply(first);
  for (int trade = 2; trade <= 5; ++trade) {
    rig.wait(kSecond);
    rig.apply(rig.fill(1, trade, "0.1"));
  }
  rig.apply(first);
  CHECK(rig.alarmed(OrderAlarm::too_old));
  CHECK(rig.order(1).filled == quantity("0.5"));
}

}  // namespace
}  // namespace basis
