#include "core/execution/order_tracker.hpp"

#include <doctest/doctest.h>

#include "tests/core/execution/tracker_rig.hpp"
#include "tests/support/allocations.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("tracker: from sent to filled") {
  TrackerRig rig;
  REQUIRE(rig.send(1) == SendVerdict::taken);
  CHECK(rig.state(1) == OrderState::in_flight);
  CHECK(rig.buys() == quantity("5"));
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effect(EffectKind::changed).state == OrderState::open);
  rig.apply(rig.fill(1, 7, "2"));
  const OrderEffect part = rig.effect(EffectKind::filled);
  CHECK(part.id == rig.id(1));
  CHECK(part.state == OrderState::partly_filled);
  CHECK(part.size == quantity("2"));
  CHECK(part.fee == amount("0.1"));
  CHECK(rig.buys() == quantity("3"));
  rig.apply(rig.fill(1, 8, "3"));
  CHECK(rig.effect(EffectKind::filled).filled == quantity("5"));
  CHECK(rig.effect(EffectKind::ended).state == OrderState::filled);
  CHECK(rig.effect(EffectKind::ended).size == Quantity{});
  CHECK(rig.buys() == Quantity{});
}

TEST_CASE("tracker: what may be sent") {
  TrackerRig rig;
  CHECK(rig.change(1, OrderAction::cancel) == SendVerdict::unknown_order);
  rig.open(1);
  CHECK(rig.send(1) == SendVerdict::used_id);  // never sent again blindly
  CHECK(rig.change(1, OrderAction::amend, "4") == SendVerdict::taken);
  CHECK(rig.change(1, OrderAction::amend, "3") == SendVerdict::pending);
  CHECK(rig.change(1, OrderAction::cancel) == SendVerdict::taken);
  CHECK(rig.change(1, OrderAction::cancel) == SendVerdict::pending);
  rig.apply(rig.report(1, ReportKind::cancelled));
  CHECK(rig.change(1, OrderAction::cancel) == SendVerdict::ended);
  CHECK(rig.send(1) == SendVerdict::used_id);
  CHECK_THROWS_AS((void)rig.send(2, "5", 3), InvariantError);
}

TEST_CASE("tracker: acknowledged by answer and stream, first, second or twice: accepted once") {
  TrackerRig rig;
  rig.send(1);
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effects.size() == 1);
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effects.empty());
}

TEST_CASE("tracker: a fill before the acknowledgement counts, and a late 'new' turns nothing back") {
  TrackerRig rig;
  rig.send(1);
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.state(1) == OrderState::partly_filled);
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.effects.empty());
  CHECK(rig.state(1) == OrderState::partly_filled);
  rig.apply(rig.report(1, ReportKind::cancelled));
  rig.apply(rig.report(1, ReportKind::accepted));
  CHECK(rig.state(1) == OrderState::cancelled);
  CHECK(rig.buys() == Quantity{});
}

TEST_CASE("tracker: partly filled, then cancelled: fills stay, only the rest is freed") {
  TrackerRig rig;
  rig.open(1);
  rig.open(2, "3");
  rig.apply(rig.fill(1, 7, "2"));
  OrderReport end = rig.report(1, ReportKind::cancelled);
  end.filled = quantity("2");
  end.filled_known = true;
  rig.apply(end);
  CHECK(rig.effect(EffectKind::ended).state == OrderState::cancelled);
  CHECK(rig.effect(EffectKind::ended).size == quantity("3"));
  CHECK(rig.order(1).filled == quantity("2"));
  CHECK(rig.buys() == quantity("3"));  // of the other order
  rig.apply(end);
  CHECK(rig.effects.empty());
}

TEST_CASE("tracker: a fill after the end counts, and is an alarm") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.report(1, ReportKind::expired));
  rig.apply(rig.fill(1, 7, "2"));
  CHECK(rig.effect(EffectKind::filled).size == quantity("2"));
  CHECK(rig.alarmed(OrderAlarm::late_fill));
  CHECK(rig.state(1) == OrderState::expired);
  CHECK(rig.order(1).filled == quantity("2"));
  CHECK(rig.buys() == Quantity{});
}

TEST_CASE("tracker: size that self-trade prevention took away is no fill") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "1"));
  OrderReport end = rig.report(1, ReportKind::expired);
  end.reason = RejectReason::self_trade;
  end.filled = quantity("1");
  end.filled_known = true;
  rig.apply(end);
  CHECK(rig.effect(EffectKind::ended).reason == RejectReason::self_trade);
  CHECK(rig.order(1).filled == quantity("1"));
}

TEST_CASE("tracker: rejected for what the market does not take, and the reservation is free") {
  TrackerRig rig;
  rig.send(1);
  rig.apply(rig.rejected(1, OrderAction::create, RejectReason::post_only));
  CHECK(rig.state(1) == OrderState::rejected);
  CHECK(rig.effect(EffectKind::ended).reason == RejectReason::post_only);
  CHECK(rig.effect(EffectKind::ended).size == quantity("5"));
  CHECK(rig.buys() == Quantity{});
}

TEST_CASE("tracker: an amendment is what the venue says it is, and both sizes are reserved until then") {
  TrackerRig rig;
  rig.open(1);
  REQUIRE(rig.change(1, OrderAction::amend, "8") == SendVerdict::taken);
  CHECK(rig.buys() == quantity("8"));
  OrderReport amended = rig.report(1, ReportKind::amended);
  amended.size = quantity("7");  // the venue took something else
  amended.price = price("101");
  rig.apply(amended);
  CHECK(rig.effect(EffectKind::amended).size == quantity("7"));
  CHECK(rig.order(1).terms.limit == price("101"));
  CHECK(rig.buys() == quantity("7"));
  rig.wait(kSecond);
  REQUIRE(rig.change(1, OrderAction::amend, "2") == SendVerdict::taken);
  CHECK(rig.buys() == quantity("7"));  // it may still be as large
  rig.apply(rig.rejected(1, OrderAction::amend, RejectReason::parameters));
  CHECK(rig.effect(EffectKind::refused).action == OrderAction::amend);
  CHECK(rig.order(1).terms.size == quantity("7"));
}

TEST_CASE("tracker: an amendment meets a fill") {
  TrackerRig rig;
  rig.open(1);
  REQUIRE(rig.change(1, OrderAction::amend, "8") == SendVerdict::taken);
  rig.apply(rig.fill(1, 7, "5"));
  // Filled under the old terms, or open under the new ones: the answer tells.
  CHECK(rig.state(1) == OrderState::partly_filled);
  CHECK(rig.buys() == quantity("3"));
  SUBCASE("refused") {
    rig.apply(rig.rejected(1, OrderAction::amend, RejectReason::no_change));
    CHECK(rig.state(1) == OrderState::filled);
    CHECK(rig.buys() == Quantity{});
  }
  SUBCASE("amended") {
    OrderReport amended = rig.report(1, ReportKind::amended);
    amended.size = quantity("8");
    rig.apply(amended);
    CHECK(rig.state(1) == OrderState::partly_filled);
    rig.apply(rig.fill(1, 8, "3"));
    CHECK(rig.state(1) == OrderState::filled);
  }
  SUBCASE("down to what is filled") {
    OrderReport amended = rig.report(1, ReportKind::amended);
    amended.size = quantity("5");
    rig.apply(amended);
    CHECK(rig.state(1) == OrderState::filled);
    CHECK_FALSE(rig.alarmed(OrderAlarm::overfilled));
  }
}

TEST_CASE("tracker: two amendments told in the wrong order: the later one holds") {
  TrackerRig rig;
  rig.open(1);
  OrderReport first = rig.report(1, ReportKind::amended);
  first.size = quantity("6");
  first.at_venue = rig.now + kSecond;
  OrderReport second = first;
  second.size = quantity("4");
  second.at_venue = rig.now + kSecond * 2;
  rig.apply(second);
  rig.apply(first);
  CHECK(rig.effects.empty());
  CHECK(rig.order(1).terms.size == quantity("4"));
}

TEST_CASE("tracker: a full table takes no order, and an ended one makes room") {
  TrackerSettings settings;
  settings.most_orders = 2;
  TrackerRig rig(settings);
  rig.open(1);
  rig.open(2);
  CHECK(rig.send(3) == SendVerdict::full);
  rig.apply(rig.report(1, ReportKind::cancelled));
  CHECK(rig.send(3) == SendVerdict::taken);
  CHECK(rig.tracker->find(rig.id(1)) == nullptr);
  CHECK(rig.tracker->find(rig.id(2)) != nullptr);
}

TEST_CASE("tracker: nothing is allocated after the construction") {
  TrackerRig rig;
  OrderTracker& tracker = *rig.tracker;
  std::uint64_t during = 0;
  std::size_t told = 0;
  const auto call = [&](auto what) {
    const std::uint64_t before = allocations();
    told += what().size();
    during += allocations() - before;
  };
  for (std::uint64_t number = 1; number <= 200; ++number) {
    const OrderCommand order = create_order(rig.id(number), 0, true, "5");
    OrderCommand amend = order;
    amend.action = OrderAction::amend;
    const std::vector<OrderReport> reports = {
        rig.report(number, ReportKind::accepted), rig.fill(number, 1, "1"), rig.fill(number, 2, "1"),
        rig.report(number, number % 2 == 0 ? ReportKind::cancelled : ReportKind::expired)};
    const OrderRecord record = rig.record(number);
    const std::uint64_t before = allocations();
    REQUIRE(tracker.send(order, rig.now, rig.now + kSecond) == SendVerdict::taken);
    tracker.begin_download(MarketId{0}, rig.now);
    during += allocations() - before;
    call([&] { return tracker.fail(order.id, OrderAction::create, SendFailure::in_doubt, rig.now); });
    call([&] { return tracker.list_open(record, rig.now); });
    call([&] { return tracker.end_download(MarketId{0}, rig.now); });
    for (const OrderReport& report : reports) {
      (void)tracker.send(amend, rig.now, rig.now);
      call([&] { return tracker.apply(report, rig.now); });
      call([&] { return tracker.answer_missing(order.id, rig.now); });
      call([&] { return tracker.on_time(rig.now); });
      rig.wait(kSecond);
    }
  }
  CHECK(during == 0);
  CHECK(told > 1'000);
}

}  // namespace
}  // namespace basis
