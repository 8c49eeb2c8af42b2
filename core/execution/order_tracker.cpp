#include "core/execution/order_tracker.hpp"

#include <algorithm>
#include <array>

namespace basis {

OrderTracker::OrderTracker(const TrackerSettings& settings, const ClientOrderIds& ids, std::size_t markets)
    : settings_(settings), ids_(ids), store_(settings.most_orders, settings.most_fills), markets_(markets) {
  require(settings.misses > 0 && settings.most_parked > 0, "a tracker that concludes from nothing");
  parked_.reserve(settings.most_parked);
  fees_owed_.reserve(settings.most_parked);
  // A call tells at most a few effects of each order and of each parked report.
  effects_.reserve(4 * settings.most_orders + 8 * settings.most_parked + 64);
}

const TrackedOrder* OrderTracker::find(const ClientOrderId& id) const {
  const std::uint32_t slot = store_.find(id);
  return slot == kNone ? nullptr : &store_[slot];
}

SendVerdict OrderTracker::verdict(const OrderCommand& command) const {
  const std::uint32_t known = store_.find(command.id);
  if (command.action == OrderAction::create) {
    if (known != kNone) return SendVerdict::used_id;
    if (markets_[command.market.index()].stopped) return SendVerdict::stopped;
    return store_.has_room(1) ? SendVerdict::taken : SendVerdict::full;
  }
  if (known == kNone) return SendVerdict::unknown_order;
  const TrackedOrder& order = store_[known];
  if (is_ended(order.state)) return SendVerdict::ended;
  const bool cancels = command.action == OrderAction::cancel;
  // A second cancel does no harm when the first is in doubt; a second amendment could.
  const bool waits = cancels ? order.cancel == RequestState::in_flight : order.amend != RequestState::none;
  return waits ? SendVerdict::pending : SendVerdict::taken;
}

SendVerdict OrderTracker::send(const OrderCommand& command, UtcTime now, UtcTime deadline) {
  require(command.id.is_set() && command.market.index() < markets_.size(), "a command without an id or a market");
  effects_.clear();
  if (const SendVerdict answer = verdict(command); answer != SendVerdict::taken) return answer;
  if (command.action == OrderAction::create) {
    TrackedOrder order;
    order.terms = command;
    order.largest = command.size;
    order.deadline = deadline;
    settle(store_.add(order), now);
    return SendVerdict::taken;
  }
  const std::uint32_t known = store_.find(command.id);
  TrackedOrder& order = store_[known];
  const bool cancels = command.action == OrderAction::cancel;
  (cancels ? order.cancel : order.amend) = RequestState::in_flight;
  (cancels ? order.cancel_deadline : order.amend_deadline) = deadline;
  if (!cancels) {
    order.asked_limit = command.limit;
    order.asked_size = command.size;
    order.largest = std::max(order.largest, command.size);
  }
  settle(known, now);
  return SendVerdict::taken;
}

OrderTracker::Effects OrderTracker::apply(const OrderReport& report, UtcTime now) {
  effects_.clear();
  require(report.market.index() < markets_.size(), "a report of a market that is not tracked");
  take(report, now);
  return effects_;
}

void OrderTracker::take(const OrderReport& report, UtcTime now) {
  std::uint32_t slot = report.id.is_set() ? store_.find(report.id) : kNone;
  if (slot == kNone && report.order.known()) slot = store_.find(report.market, report.order);
  if (slot == kNone) return take_stranger(report, now);
  dispatch(slot, report, now);
  if (!parked_.empty()) judge_parked(now);
}

void OrderTracker::dispatch(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  using Take = void (OrderTracker::*)(std::uint32_t, const OrderReport&, UtcTime);
  static constexpr std::array<Take, 6> kTakes = {&OrderTracker::take_accepted, &OrderTracker::take_fill,
                                                 &OrderTracker::take_end,      &OrderTracker::take_end,
                                                 &OrderTracker::take_rejected, &OrderTracker::take_amended};
  meet_key(slot, report.order);
  TrackedOrder& order = store_[slot];
  if (report.filled_known) order.told = std::max(order.told, report.filled);
  (this->*kTakes[static_cast<std::size_t>(report.kind)])(slot, report, now);
  settle(slot, now);
}

/// The venue's id of an order, the first time it is told. Another one later is a second order under the same client
/// id: its fills count, and a person has to hear of it.
void OrderTracker::meet_key(std::uint32_t slot, const VenueKey& order) {
  TrackedOrder& known = store_[slot];
  if (!order.known() || order == known.order) return;
  if (known.order.known()) return alarm(OrderAlarm::second_order, known);
  if (store_.find(known.terms.market, order) == kNone) store_.bind(slot, order);
}

void OrderTracker::take_accepted(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (contradicts(order, Quantity{}, report.at_venue)) reopen(slot);
  if (is_ended(order.state)) return;
  if (!order.acknowledged && !order.blind) {
    if (!report.price.is_zero()) order.terms.limit = report.price;
    if (!report.size.is_zero()) order.terms.size = report.size;
    order.largest = std::max(order.largest, order.terms.size);
  }
  acknowledge(order, now);
}

void OrderTracker::take_fill(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  TrackedOrder& order = store_[slot];
  const Counting counted = count_fill(report, report.order.known() ? report.order : order.order, false);
  if (counted == Counting::refused) {
    if (is_ended(order.state)) return;
    acknowledge(order, now);
    order.query = true;  // the record tells how much is filled, and that lets the fills be fetched
    order.due = now;
    return ask(slot, now);
  }
  if (counted == Counting::known) return;
  if (counted != Counting::fee_only) {
    if (contradicts(order, Quantity{}, report.at_venue)) reopen(slot);
    if (is_ended(order.state)) alarm(OrderAlarm::late_fill, order);
    order.filled = sum(order.filled, report.size);
    order.told = std::max(order.told, order.filled);
    if (!is_ended(order.state)) order.state = OrderState::partly_filled;
    acknowledge(order, now);
  }
  OrderEffect& effect = emit(EffectKind::filled, report);
  effect.id = order.terms.id;
  effect.side = order.blind ? report.side : order.terms.side;
  effect.state = order.state;
  effect.order = order.order;
  effect.filled = order.filled;
  effect.claimed = counted == Counting::claimed;
  if (counted == Counting::fee_only) effect.size = Quantity{};
  if (order.blind || order.filled <= order.largest || counted == Counting::fee_only) return;
  markets_[order.terms.market.index()].stopped = true;
  alarm(OrderAlarm::overfilled, order);
}

void OrderTracker::take_end(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  if (contradicts(store_[slot], Quantity{}, report.at_venue)) reopen(slot);
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) return;
  acknowledge(order, now);
  begin_end(order, report.kind == ReportKind::expired ? OrderState::expired : OrderState::cancelled, report.reason);
}

void OrderTracker::take_rejected(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) return;
  if (report.of != OrderAction::create) return refuse_change(slot, report.of, report.reason, now);
  if (!order.acknowledged && report.reason != RejectReason::duplicate_id)
    return finish(slot, OrderState::rejected, report.reason);
  // The id is in use: an earlier request arrived. Or the venue has acknowledged what it refuses here. It is asked.
  if (!order.acknowledged) order.state = OrderState::unknown;
  order.query = true;
  order.due = now;
  ask(slot, now);
}

/// A cancel or an amendment was refused: the order is as before. That the venue does not know it may also mean that it
/// has ended, so the venue is asked.
void OrderTracker::refuse_change(std::uint32_t slot, OrderAction action, RejectReason reason, UtcTime now) {
  TrackedOrder& order = store_[slot];
  RequestState& request = action == OrderAction::cancel ? order.cancel : order.amend;
  if (request == RequestState::none) return;
  request = RequestState::none;
  OrderEffect& effect = emit(EffectKind::refused, order);
  effect.action = action;
  effect.reason = reason;
  if (reason != RejectReason::unknown_order) return;
  order.query = true;
  order.due = now;
  ask(slot, now);
}

void OrderTracker::take_amended(std::uint32_t slot, const OrderReport& report, UtcTime now) {
  if (contradicts(store_[slot], report.size, report.at_venue)) reopen(slot);
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) return;
  acknowledge(order, now);
  // Of two that were told in one instant a query tells which holds.
  if (report.at_venue != UtcTime{} && report.at_venue <= order.terms_at) return;
  order.terms_at = report.at_venue;
  order.amend = RequestState::none;
  if (!report.price.is_zero()) order.terms.limit = report.price;
  if (!report.size.is_zero()) order.terms.size = report.size;
  order.largest = std::max(order.largest, order.terms.size);
  OrderEffect& effect = emit(EffectKind::amended, order);
  effect.price = order.terms.limit;
  effect.size = order.terms.size;
}

}  // namespace basis
