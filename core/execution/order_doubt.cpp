#include <algorithm>
#include <limits>

#include "core/execution/order_tracker.hpp"

namespace basis {
namespace {

/// How an order that a venue lists as over ended.
OrderState end_of(const OrderRecord& record) {
  switch (record.end) {
    case ReportKind::cancelled: return OrderState::cancelled;
    case ReportKind::expired: return OrderState::expired;
    case ReportKind::rejected: return OrderState::rejected;
    default: return OrderState::filled;
  }
}

bool in_question(const TrackedOrder& order) {
  return order.state == OrderState::unknown || order.cancel == RequestState::in_doubt ||
         order.amend == RequestState::in_doubt || order.query || order.absent;
}

}  // namespace

OrderTracker::Effects OrderTracker::fail(const ClientOrderId& id, OrderAction action, SendFailure failure,
                                         UtcTime now) {
  effects_.clear();
  const std::uint32_t slot = store_.find(id);
  if (slot == kNone || is_ended(store_[slot].state)) return effects_;
  TrackedOrder& order = store_[slot];
  if (action == OrderAction::create) {
    // What the venue has acknowledged has arrived, whatever became of the answer.
    if (order.acknowledged) return effects_;
    if (failure == SendFailure::not_sent) {
      finish(slot, OrderState::rejected, RejectReason::later);
    } else {
      doubt(order, now);
      ask(slot, now);
    }
  } else {
    RequestState& request = action == OrderAction::cancel ? order.cancel : order.amend;
    if (request == RequestState::none) return effects_;
    if (failure == SendFailure::not_sent) {
      refuse_change(slot, action, RejectReason::later, now);
    } else {
      request = RequestState::in_doubt;
      order.due = now;
      ask(slot, now);
    }
  }
  settle(slot, now);
  if (!parked_.empty()) judge_parked(now);
  return effects_;
}

void OrderTracker::doubt(TrackedOrder& order, UtcTime now) {
  if (order.state == OrderState::unknown) return;
  order.state = OrderState::unknown;
  order.due = now;
  emit(EffectKind::changed, order);
}

/// Has the venue asked about the order, if that is due.
void OrderTracker::ask(std::uint32_t slot, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (now < order.due) return;
  order.asked = now;
  order.due = now + settings_.answer_time;
  emit(EffectKind::query_due, order);
  // Queries alone do not settle it: the lists have to be looked at, after everything that could still arrive.
  if (order.misses < settings_.misses) return;
  const bool lists_seen = order.acknowledged ? order.absent : order.lists_missed;
  if (!lists_seen && (order.acknowledged || knows(now, order.deadline))) emit(EffectKind::download_due, order);
}

OrderTracker::Effects OrderTracker::on_time(UtcTime now) {
  effects_.clear();
  for (std::uint32_t slot = store_.first_watched(); slot != kNone;) {
    const std::uint32_t next = store_.next(slot);
    look(slot, now);
    slot = next;
  }
  if (!parked_.empty()) judge_parked(now);
  if (!fees_owed_.empty()) look_for_fees(now);
  return effects_;
}

/// Without room the longest known is given up: a full report may still bring its fee.
void OrderTracker::owe_fee(const CountedFill& fill) {
  if (fill.fee_known || fill.foreign) return;
  if (fees_owed_.size() == settings_.most_parked) fees_owed_.erase(fees_owed_.begin());
  fees_owed_.push_back({fill.order, fill.trade, fill.market, fill.at_venue, UtcTime{}, 0});
}

/// Fetches the fills of markets in which a fee was not told in time, and gives up after several times.
void OrderTracker::look_for_fees(UtcTime now) {
  const auto asked = [this](const FeeOwed& owed) {
    return std::ranges::any_of(effects_, [&](const OrderEffect& effect) {
      return effect.kind == EffectKind::fetch_fills && effect.market == owed.market && effect.at_venue != UtcTime{} &&
             effect.at_venue <= owed.at_venue;
    });
  };
  const auto effect_of = [this](EffectKind kind, const FeeOwed& owed) -> OrderEffect& {
    OrderEffect& effect = push(kind);
    effect.market = owed.market;
    effect.order = owed.order;
    effect.trade = owed.trade;
    effect.at_venue = owed.at_venue;
    return effect;
  };
  for (FeeOwed& owed : fees_owed_) {
    if (owed.due == UtcTime{}) owed.due = now + settings_.answer_time;
    if (now < owed.due) continue;
    owed.due = now + settings_.answer_time;
    if (owed.tries++ == settings_.misses)
      effect_of(EffectKind::alarm, owed).alarm = OrderAlarm::fee_lacking;
    else if (!asked(owed))
      effect_of(EffectKind::fetch_fills, owed);
  }
  std::erase_if(fees_owed_, [this](const FeeOwed& owed) { return owed.tries > settings_.misses; });
}

void OrderTracker::look(std::uint32_t slot, UtcTime now) {
  TrackedOrder& order = store_[slot];
  const auto late = [&](RequestState& request, UtcTime deadline) {
    if (request != RequestState::in_flight || now <= deadline) return;
    request = RequestState::in_doubt;
    order.due = now;
  };
  if (!order.acknowledged && now > order.deadline) doubt(order, now);
  // Its end was lost on the way.
  if (order.acknowledged && trades_at_once(order.terms.kind) && now > order.deadline && now >= order.due)
    order.query = true;
  late(order.cancel, order.cancel_deadline);
  late(order.amend, order.amend_deadline);
  if (now >= order.due && order.told > order.filled) {
    emit(EffectKind::fetch_fills, order);
    if (order.fetches < std::numeric_limits<std::uint8_t>::max()) ++order.fetches;
    if (order.fetches == settings_.misses) alarm(OrderAlarm::fills_lacking, order);
    if (!in_question(order)) order.due = now + settings_.answer_time;
  }
  if (in_question(order)) ask(slot, now);
  settle(slot, now);
}

OrderTracker::Effects OrderTracker::answer(const OrderRecord& record, UtcTime now) {
  effects_.clear();
  require(record.terms.market.index() < markets_.size(), "an answer of a market that is not tracked");
  std::uint32_t slot = store_.find(record.terms.id);
  if (slot == kNone && ids_.read(record.terms.id)) slot = adopt(record, false, now);
  if (slot != kNone) take_record(slot, record, store_[slot].asked, now);
  if (!parked_.empty()) judge_parked(now);
  return effects_;
}

/// The order as the venue has it. An answer may be older than reports that came meanwhile, so it ends or settles what
/// is in doubt and takes nothing back. `asked`: when the question was put.
void OrderTracker::take_record(std::uint32_t slot, const OrderRecord& record, UtcTime asked, UtcTime now) {
  meet_key(slot, record.order);
  if (contradicts(store_[slot], record.open ? record.terms.size : Quantity{}, record.at_venue)) reopen(slot);
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) return;
  order.told = std::max(order.told, record.filled);
  if (order.blind || !order.acknowledged) {
    const ClientOrderId id = order.terms.id;
    order.terms = record.terms;
    order.terms.id = id;
    order.terms.action = OrderAction::create;
    order.largest = std::max(order.largest, record.terms.size);
    order.blind = false;
  }
  acknowledge(order, now);
  order.query = false;
  order.absent = false;
  order.due = now + settings_.query_spacing;
  if (record.open) {
    resolve_changes(slot, record, asked, now);
  } else if (record.end == ReportKind::rejected && order.told.is_zero()) {
    finish(slot, OrderState::rejected, record.reason);
  } else {
    if (record.end == ReportKind::fill) order.told = std::max(order.told, record.terms.size);
    begin_end(order, end_of(record), record.reason);
  }
  settle(slot, now);
}

/// What an open order tells about a cancel or an amendment whose outcome is not known.
void OrderTracker::resolve_changes(std::uint32_t slot, const OrderRecord& record, UtcTime asked, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (order.cancel == RequestState::in_doubt && knows(asked, order.cancel_deadline))
    refuse_change(slot, OrderAction::cancel, RejectReason::never_arrived, now);
  const auto take_terms = [&] {
    order.terms.limit = record.terms.limit;
    order.terms.size = record.terms.size;
    order.largest = std::max(order.largest, record.terms.size);
    order.terms_at = std::max(order.terms_at, record.at_venue);
  };
  const auto tell_terms = [&] {
    OrderEffect& effect = emit(EffectKind::amended, order);
    effect.price = order.terms.limit;
    effect.size = order.terms.size;
  };
  if (order.amend == RequestState::none) {
    // The venue's terms are newer than ours: an amendment was told to nobody.
    const bool differ = record.terms.limit != order.terms.limit || record.terms.size != order.terms.size;
    if (!differ || record.at_venue <= order.terms_at) return;
    take_terms();
    return tell_terms();
  }
  const bool as_asked =
      (order.asked_limit.is_zero() || record.terms.limit == order.asked_limit) && record.terms.size == order.asked_size;
  if (!as_asked && (order.amend == RequestState::in_flight || !knows(asked, order.amend_deadline))) return;
  take_terms();
  if (!as_asked) return refuse_change(slot, OrderAction::amend, RejectReason::never_arrived, now);
  order.amend = RequestState::none;
  tell_terms();
}

OrderTracker::Effects OrderTracker::answer_missing(const ClientOrderId& id, UtcTime now) {
  effects_.clear();
  const std::uint32_t slot = store_.find(id);
  if (slot == kNone || is_ended(store_[slot].state)) return effects_;
  TrackedOrder& order = store_[slot];
  const bool counts = order.acknowledged || knows(order.asked, order.deadline);
  if (counts && order.misses < settings_.misses) ++order.misses;
  order.due = now + settings_.query_spacing;
  conclude(slot, now);
  if (!parked_.empty()) judge_parked(now);
  return effects_;
}

OrderTracker::Effects OrderTracker::answer_failed(const ClientOrderId& id, UtcTime now) {
  effects_.clear();
  const std::uint32_t slot = store_.find(id);
  if (slot != kNone && !is_ended(store_[slot].state)) store_[slot].due = now + settings_.query_spacing;
  return effects_;
}

/// Ends an order that neither queries nor lists know. One that was acknowledged has ended, and its fills decide how.
void OrderTracker::conclude(std::uint32_t slot, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) return;
  const bool missed = order.misses >= settings_.misses;
  if (missed && !order.acknowledged && order.lists_missed)
    finish(slot, OrderState::rejected, RejectReason::never_arrived);
  else if (missed && order.acknowledged && order.absent)
    begin_end(order, OrderState::cancelled, RejectReason::unknown_order);
  settle(slot, now);
}

}  // namespace basis
