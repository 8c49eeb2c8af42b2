#pragma once

#include <algorithm>
#include <vector>

#include "core/execution/order_report.hpp"
#include "tests/core/portfolio/support.hpp"

namespace basis::test {

inline OrderCommand create_order(const ClientOrderId& id, std::uint16_t market, bool buy, const char* size,
                                 const char* limit = "100") {
  OrderCommand order;
  order.id = id;
  order.side = buy ? OrderSide::buy : OrderSide::sell;
  order.kind = OrderKind::limit;
  order.market = MarketId{market};
  order.limit = price(limit);
  order.size = quantity(size);
  return order;
}

/// An order as the venue has it.
struct VenueOrder {
  OrderCommand terms;
  VenueKey key;
  Quantity filled;
  bool open = true;
  ReportKind end = ReportKind::fill;
  UtcTime terms_at;
  std::vector<OrderReport> fills;

  [[nodiscard]] OrderRecord record() const {
    OrderRecord record;
    record.terms = terms;
    record.order = key;
    record.filled = filled;
    record.open = open;
    record.end = end;
    record.at_venue = terms_at;
    return record;
  }
};

/// A venue that takes and refuses requests and fills, ends and amends orders at random. What it tells stands in `line`.
class RandomVenue {
 public:
  explicit RandomVenue(Draw& draw) : draw_(draw) {}

  /// A request reaches the venue.
  void arrive(const OrderCommand& command, UtcTime now) {
    now_ = now;
    if (command.action == OrderAction::create) {
      if (draw_.chance(8)) return refuse(command, RejectReason::funds);
      VenueOrder order;
      order.terms = command;
      order.key = VenueKey::of(static_cast<std::int64_t>(1'000 + orders.size()));
      orders.push_back(order);
      return tell(report_of(orders.back(), ReportKind::accepted));
    }
    const auto found =
        std::find_if(orders.begin(), orders.end(), [&](const VenueOrder& o) { return o.terms.id == command.id; });
    if (found == orders.end() || !found->open) return refuse(command, RejectReason::unknown_order);
    if (draw_.chance(10)) return refuse(command, RejectReason::later);
    if (command.action == OrderAction::cancel) return end(*found, ReportKind::cancelled);
    if (command.size <= found->filled) return refuse(command, RejectReason::no_change);
    found->terms.size = command.size;
    found->terms.limit = command.limit;
    const OrderReport report = report_of(*found, ReportKind::amended);
    found->terms_at = report.at_venue;
    tell(report);
  }
  /// Something happens to an order.
  void act(UtcTime now) {
    now_ = now;
    if (orders.empty()) return;
    VenueOrder& order = orders[draw_.below(orders.size())];
    if (!order.open) return;
    if (draw_.chance(10)) return end(order, ReportKind::expired);
    const Quantity rest = order.terms.size - order.filled;
    const Quantity size = draw_.chance(40) ? rest : Quantity::from_raw(1 + rest.raw() / 3);
    fill(order, std::min(size, rest));
  }
  [[nodiscard]] const VenueOrder* find(const ClientOrderId& id) const {
    const auto found =
        std::find_if(orders.begin(), orders.end(), [&](const VenueOrder& order) { return order.terms.id == id; });
    return found == orders.end() ? nullptr : &*found;
  }

  std::vector<VenueOrder> orders;
  std::vector<OrderReport> line;  ///< told and not passed on

 private:
  OrderReport report_of(const VenueOrder& order, ReportKind kind) {
    time_ = std::max(time_ + Nanos{1}, now_);
    OrderReport report;
    report.id = order.terms.id;
    report.kind = kind;
    report.market = order.terms.market;
    report.order = order.key;
    report.price = order.terms.limit;
    report.size = order.terms.size;
    report.filled = order.filled;
    report.filled_known = draw_.chance(70);
    report.at_venue = time_;
    return report;
  }
  void tell(const OrderReport& report) { line.push_back(report); }
  void refuse(const OrderCommand& command, RejectReason reason) {
    OrderReport report;
    report.id = command.id;
    report.kind = ReportKind::rejected;
    report.of = command.action;
    report.reason = reason;
    report.market = command.market;
    tell(report);
  }
  void end(VenueOrder& order, ReportKind kind) {
    order.open = false;
    order.end = kind;
    tell(report_of(order, kind));
  }
  void fill(VenueOrder& order, Quantity size) {
    order.filled += size;
    OrderReport report = report_of(order, ReportKind::fill);
    report.side = order.terms.side;
    // Ids repeat over markets and over the two sides of a trade.
    report.trade = VenueKey::of(static_cast<std::int64_t>(1 + order.fills.size()));
    report.size = size;
    report.fee_known = true;
    report.fee = Amount::from_raw(static_cast<i128>(1 + draw_.below(1'000)));
    order.fills.push_back(report);
    if (order.filled == order.terms.size) {
      order.open = false;
      order.end = ReportKind::fill;
    }
    if (draw_.chance(40)) {
      OrderReport fast = report;
      if (draw_.chance(60)) fast.id = ClientOrderId{};
      fast.fee_known = false;
      fast.fee = Amount{};
      fast.filled_known = false;
      tell(fast);
    }
    tell(report);
  }

  Draw& draw_;
  UtcTime now_;
  UtcTime time_;
};

}  // namespace basis::test
