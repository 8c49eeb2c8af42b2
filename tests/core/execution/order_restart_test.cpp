#include <doctest/doctest.h>

#include "tests/core/execution/tracker_rig.hpp"

namespace basis {
namespace {

using namespace test;

ClientOrderId of_boot(std::uint64_t boot, std::uint64_t number) {
  return ClientOrderIds::create("n1", boot).value().make(number);
}

TEST_CASE("restart: an open order of an older boot is ours and adopted; another node's is foreign") {
  TrackerRig rig;
  OrderRecord old = rig.record(1, "2");
  old.terms.id = of_boot(2, 9);
  OrderRecord foreign = rig.record(2);
  foreign.terms.id = ClientOrderIds::create("n2", 2).value().make(9);
  OrderRecord by_hand = rig.record(3);
  by_hand.terms.id = ClientOrderId{};
  rig.tracker->begin_download(MarketId{0}, rig.now);
  rig.keep(rig.tracker->list_open(old, rig.now));
  CHECK(rig.effect(EffectKind::adopted).id == old.terms.id);
  rig.keep(rig.tracker->list_open(foreign, rig.now));
  CHECK(rig.effect(EffectKind::foreign).id == foreign.terms.id);
  rig.keep(rig.tracker->list_open(by_hand, rig.now));
  CHECK(rig.effect(EffectKind::foreign).order == VenueKey::of(103));
  OrderReport fill = rig.fill(1, 7, "2");
  fill.id = old.terms.id;
  rig.apply(fill);
  rig.keep(rig.tracker->end_download(MarketId{0}, rig.now));
  const TrackedOrder* adopted = rig.tracker->find(old.terms.id);
  REQUIRE(adopted != nullptr);
  CHECK(adopted->state == OrderState::partly_filled);
  CHECK(rig.buys() == quantity("3"));
  OrderCommand cancel = old.terms;
  cancel.action = OrderAction::cancel;
  CHECK(rig.tracker->send(cancel, rig.now, rig.now + kSecond) == SendVerdict::taken);
}

TEST_CASE("restart: a fill of an older boot's order counts, and the venue is asked for the order's terms") {
  TrackerRig rig;
  OrderReport fill = rig.fill(1, 7, "2");
  fill.id = of_boot(1, 4);
  rig.apply(fill);
  CHECK(rig.count(EffectKind::adopted) == 1);
  CHECK(rig.count(EffectKind::query_due) == 1);
  CHECK(rig.effect(EffectKind::filled).size == quantity("2"));
  CHECK_FALSE(rig.alarmed(OrderAlarm::overfilled));
  OrderRecord record = rig.record(1, "2");
  record.terms.id = fill.id;
  rig.answer(record);
  CHECK(rig.buys() == quantity("3"));
}

TEST_CASE("restart: a refusal about an older boot's order does not tell that the venue has it") {
  TrackerRig rig;
  OrderReport refused = rig.rejected(1, OrderAction::cancel, RejectReason::unknown_order);
  refused.id = of_boot(2, 9);
  rig.apply(refused);
  CHECK(rig.effects.empty());
  CHECK(rig.tracker->find(refused.id) == nullptr);
}

TEST_CASE("restart: killed after the send, the order is found by its id, and the id is not used again") {
  TrackerRig rig;
  rig.send(1);
  rig.open(2);
  REQUIRE(rig.change(2, OrderAction::cancel) == SendVerdict::taken);
  const TrackerRecords records = rig.tracker->records();
  TrackerRig again;
  again.now = rig.now + kMinute;
  REQUIRE(again.tracker->restore(records).has_value());
  CHECK(again.state(1) == OrderState::unknown);
  CHECK(again.state(2) == OrderState::open);
  CHECK(again.order(2).cancel == RequestState::in_doubt);
  CHECK(again.buys() == quantity("10"));
  again.pass(Nanos{});
  CHECK(again.count(EffectKind::query_due) == 2);
  CHECK(again.send(1) == SendVerdict::used_id);
  again.answer(again.record(1));
  CHECK(again.state(1) == OrderState::open);
}

TEST_CASE("restart: fills that were counted before are not counted again, and a stopped market stays stopped") {
  TrackerRig rig;
  rig.open(1);
  rig.apply(rig.fill(1, 7, "5"));
  rig.apply(rig.fill(1, 8, "1"));
  REQUIRE(rig.tracker->stopped(MarketId{0}));
  TrackerRig again;
  REQUIRE(again.tracker->restore(rig.tracker->records()).has_value());
  again.apply(again.fill(1, 7, "5"));
  CHECK(again.effects.empty());
  CHECK(again.order(1).filled == quantity("6"));
  CHECK(again.tracker->stopped(MarketId{0}));
}

TEST_CASE("restart: an order that ended meanwhile is not listed, so the venue is asked how") {
  TrackerRig rig;
  rig.open(1);
  rig.wait(kMinute);
  rig.download();
  CHECK(rig.state(1) == OrderState::open);
  CHECK(rig.count(EffectKind::query_due) == 1);
  rig.answer(rig.record(1, "0", false, ReportKind::expired));
  CHECK(rig.state(1) == OrderState::expired);
}

TEST_CASE("restart: events during a download are merged with it") {
  TrackerRig rig;
  rig.open(1);
  rig.open(2);
  rig.wait(kMinute);
  rig.tracker->begin_download(MarketId{0}, rig.now);
  CHECK(rig.tracker->downloading(MarketId{0}));
  rig.apply(rig.report(1, ReportKind::cancelled));
  rig.open(3);  // sent after the venue made the list
  rig.keep(rig.tracker->list_open(rig.record(1), rig.now));
  CHECK(rig.effects.empty());  // the list is older than its end
  rig.keep(rig.tracker->list_open(rig.record(2), rig.now));
  rig.keep(rig.tracker->end_download(MarketId{0}, rig.now));
  CHECK(rig.effects.empty());
  CHECK(rig.state(1) == OrderState::cancelled);
  CHECK(rig.state(2) == OrderState::open);
  CHECK(rig.state(3) == OrderState::open);
  CHECK_FALSE(rig.tracker->downloading(MarketId{0}));
}

TEST_CASE("restart: records that do not fit are a fault of the data, by number") {
  TrackerSettings settings;
  settings.most_orders = 3;
  TrackerRig rig;
  for (const std::uint64_t order : {1U, 2U, 3U, 4U}) rig.open(order);
  TrackerRig small(settings);
  const auto restored = small.tracker->restore(rig.tracker->records());
  REQUIRE(restored.has_error());
  CHECK(restored.error().kind == ErrorKind::data);
  CHECK(restored.error().text() == "order records: 4 orders, the tracker holds 3");
  TrackerRecords twice = rig.tracker->records();
  twice.orders.push_back(twice.orders.front());
  TrackerRig large;
  CHECK(large.tracker->restore(twice).error().text() ==
        "order records: n1000003000000000001 is there twice, or in a market that is not there");
}

}  // namespace
}  // namespace basis
