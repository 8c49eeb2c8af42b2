#pragma once

#include <memory>
#include <vector>

#include "tests/core/execution/tracker_world.hpp"

namespace basis::test {

/// A tracker with a few orders, and reports about them by hand. Order n has the venue's id 100 + n; all orders are in
/// market 0 unless it says otherwise.
struct TrackerRig {
  ClientOrderIds ids = ClientOrderIds::create("n1", 3).value();
  TrackerSettings settings;
  std::unique_ptr<OrderTracker> tracker;
  UtcTime now = utc("2026-05-12");
  std::vector<OrderEffect> effects;  ///< of the last call

  explicit TrackerRig(TrackerSettings with = {}) : settings(with) {
    if (settings.most_orders == TrackerSettings{}.most_orders) settings.most_orders = 64;
    tracker = std::make_unique<OrderTracker>(settings, ids, 3);
  }

  [[nodiscard]] ClientOrderId id(std::uint64_t order) const { return ids.make(order); }
  [[nodiscard]] const TrackedOrder& order(std::uint64_t number) const {
    const TrackedOrder* found = tracker->find(id(number));
    REQUIRE(found != nullptr);
    return *found;
  }
  [[nodiscard]] OrderState state(std::uint64_t number) const { return order(number).state; }
  [[nodiscard]] std::size_t count(EffectKind kind) const {
    return static_cast<std::size_t>(
        std::count_if(effects.begin(), effects.end(), [&](const OrderEffect& one) { return one.kind == kind; }));
  }
  [[nodiscard]] const OrderEffect& effect(EffectKind kind) const {
    const auto found =
        std::find_if(effects.begin(), effects.end(), [&](const OrderEffect& one) { return one.kind == kind; });
    REQUIRE(found != effects.end());
    return *found;
  }
  [[nodiscard]] bool alarmed(OrderAlarm alarm) const {
    return std::any_of(effects.begin(), effects.end(), [&](const OrderEffect& one) { return one.alarm == alarm; });
  }

  void wait(Nanos time) { now = now + time; }
  void keep(OrderTracker::Effects told) { effects.assign(told.begin(), told.end()); }
  void pass(Nanos time) {
    wait(time);
    keep(tracker->on_time(now));
  }
  /// Buys `size` at 100; the venue takes the request for 5 s.
  SendVerdict send(std::uint64_t number, const char* size = "5", std::uint16_t market = 0, bool buy = true) {
    return tracker->send(create_order(id(number), market, buy, size), now, now + kSecond * 5);
  }
  SendVerdict change(std::uint64_t number, OrderAction action, const char* size = "0") {
    OrderCommand command = create_order(id(number), 0, true, size, "101");
    command.action = action;
    return tracker->send(command, now, now + kSecond * 5);
  }
  /// An order that the venue has.
  void open(std::uint64_t number, const char* size = "5", std::uint16_t market = 0, bool buy = true) {
    REQUIRE(send(number, size, market, buy) == SendVerdict::taken);
    apply(report(number, ReportKind::accepted, market));
  }
  [[nodiscard]] OrderReport report(std::uint64_t number, ReportKind kind, std::uint16_t market = 0) const {
    OrderReport report;
    report.id = id(number);
    report.kind = kind;
    report.market = MarketId{market};
    report.order = VenueKey::of(static_cast<std::int64_t>(100 + number));
    report.at_venue = now;
    return report;
  }
  [[nodiscard]] OrderReport fill(std::uint64_t number, std::int64_t trade, const char* size,
                                 std::uint16_t market = 0) const {
    OrderReport report = this->report(number, ReportKind::fill, market);
    report.trade = VenueKey::of(trade);
    report.price = price("100");
    report.size = quantity(size);
    report.fee_known = true;
    report.fee = amount("0.1");
    return report;
  }
  [[nodiscard]] OrderReport rejected(std::uint64_t number, OrderAction of, RejectReason reason) const {
    OrderReport report = this->report(number, ReportKind::rejected);
    report.order = VenueKey{};
    report.of = of;
    report.reason = reason;
    return report;
  }
  [[nodiscard]] OrderRecord record(std::uint64_t number, const char* filled = "0", bool is_open = true,
                                   ReportKind end = ReportKind::fill) const {
    OrderRecord record;
    record.terms = create_order(id(number), 0, true, "5");
    record.order = VenueKey::of(static_cast<std::int64_t>(100 + number));
    record.filled = quantity(filled);
    record.open = is_open;
    record.end = end;
    record.at_venue = now;
    return record;
  }
  void apply(const OrderReport& report) { keep(tracker->apply(report, now)); }
  void fail(std::uint64_t number, OrderAction action = OrderAction::create,
            SendFailure failure = SendFailure::in_doubt) {
    keep(tracker->fail(id(number), action, failure, now));
  }
  void answer(const OrderRecord& record) { keep(tracker->answer(record, now)); }
  void answer_missing(std::uint64_t number) { keep(tracker->answer_missing(id(number), now)); }
  /// A download with these open orders and no fill.
  void download(const std::vector<OrderRecord>& open = {}, std::uint16_t market = 0) {
    tracker->begin_download(MarketId{market}, now);
    for (const OrderRecord& one : open) tracker->list_open(one, now);
    keep(tracker->end_download(MarketId{market}, now));
  }
  [[nodiscard]] Quantity buys(std::uint16_t market = 0) const { return tracker->open(MarketId{market}, true); }
};

}  // namespace basis::test

/// Failed checks name the state, not its number.
template <>
struct doctest::StringMaker<basis::OrderState> {
  static String convert(basis::OrderState state) {
    return {basis::order_state_name(state).data(), static_cast<unsigned>(basis::order_state_name(state).size())};
  }
};
