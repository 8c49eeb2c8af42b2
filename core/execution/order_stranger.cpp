#include <algorithm>

#include "core/execution/order_tracker.hpp"

namespace basis {

/// A report of no order that is tracked: of an older boot of ours, of one of ours by the venue's id before that was
/// told, of the venue itself (liquidation, ADL), or foreign.
void OrderTracker::take_stranger(const OrderReport& report, UtcTime now) {
  const bool fill = report.kind == ReportKind::fill;
  if (fill && report.order.known()) {
    // Counted when its order was remembered, and told again.
    const CountedFill* const known = store_.find_fill(report.market, report.order, report.trade);
    if (known != nullptr && !known->foreign && (known->fee_known || !report.fee_known)) return;
  }
  if (report.id.is_set() && ids_.read(report.id)) {
    // A refusal does not tell that the venue has, or had, the order.
    if (report.kind == ReportKind::rejected) return;
    OrderRecord record;
    record.terms.id = report.id;
    record.terms.market = report.market;
    record.terms.side = report.side;
    const std::uint32_t slot = adopt(record, true, now);
    if (slot != kNone) dispatch(slot, report, now);
    return;
  }
  const bool nameless = !report.id.is_set() && report.origin == FillOrigin::order && report.order.known();
  if (!nameless || !may_be_ours(report.market)) return tell_stranger(report);
  if (parked_.size() < settings_.most_parked) return parked_.push_back(report);
  emit(EffectKind::alarm, report).alarm = OrderAlarm::full;
  emit(EffectKind::download_due, report);
}

/// Counts a fill by market, order and trade, unless it was counted. One that was counted as foreign is claimed by the
/// order of ours that it turns out to be of. A fill that cannot be told from others is refused.
OrderTracker::Counting OrderTracker::count_fill(const OrderReport& report, const VenueKey& order, bool foreign) {
  if (!order.known() || !report.trade.known() || report.size.sign() <= 0) {
    emit(EffectKind::alarm, report).alarm = OrderAlarm::no_key;
    return Counting::refused;
  }
  if (CountedFill* const known = store_.find_fill(report.market, order, report.trade)) {
    if (known->price != report.price || known->size != report.size)
      emit(EffectKind::alarm, report).alarm = OrderAlarm::differing_fill;
    if (known->foreign && !foreign) {
      known->foreign = false;
      known->fee_known = report.fee_known;
      owe_fee(*known);
      return Counting::claimed;
    }
    if (known->fee_known || !report.fee_known) return Counting::known;
    known->fee_known = true;
    std::erase_if(fees_owed_, [&](const FeeOwed& owed) {
      return owed.trade == known->trade && owed.order == known->order && owed.market == known->market;
    });
    return Counting::fee_only;
  }
  TrackedMarket& market = markets_[report.market.index()];
  if (market.forgotten != UtcTime{} && report.at_venue <= market.forgotten) {
    emit(EffectKind::alarm, report).alarm = OrderAlarm::too_old;
    return Counting::known;
  }
  const CountedFill fill{order,           report.trade,  report.price,     report.size,
                         report.at_venue, report.market, report.fee_known, foreign};
  owe_fee(fill);
  const CountedFill old = store_.add_fill(fill);
  if (old.trade.known()) {
    UtcTime& forgotten = markets_[old.market.index()].forgotten;
    forgotten = std::max(forgotten, old.at_venue);
  }
  return Counting::fresh;
}

/// Whether a report that names only the venue's order can be of an order of ours: of a live one that has no venue's id
/// so far, or of an older boot's before the first download.
bool OrderTracker::may_be_ours(MarketId market) const {
  if (!markets_[market.index()].downloaded) return true;
  for (std::uint32_t slot = store_.first_watched(); slot != kNone; slot = store_.next(slot))
    if (store_[slot].terms.market == market && !store_[slot].order.known()) return true;
  return false;
}

/// Tracks an order of ours that an older boot sent. A blind one is known by a report only, so that side and size are
/// asked for.
std::uint32_t OrderTracker::adopt(const OrderRecord& record, bool blind, UtcTime now) {
  TrackedOrder order;
  order.terms = record.terms;
  order.terms.action = OrderAction::create;
  order.largest = record.terms.size;
  order.acknowledged = true;
  order.seen = now;
  order.state = OrderState::open;
  order.blind = blind;
  order.query = blind;
  order.due = now;
  const std::uint32_t slot = store_.add(order);
  if (slot == kNone) {
    alarm(OrderAlarm::full, order);
    emit(EffectKind::download_due, order);
    return slot;
  }
  emit(EffectKind::adopted, order);
  if (blind) ask(slot, now);
  return slot;
}

void OrderTracker::tell_stranger(const OrderReport& report) {
  const EffectKind kind = report.origin == FillOrigin::order ? EffectKind::foreign : EffectKind::venue_fill;
  if (report.kind != ReportKind::fill) {
    if (kind == EffectKind::foreign) emit(kind, report);
    return;
  }
  const Counting counted = count_fill(report, report.order, kind == EffectKind::foreign);
  if (counted != Counting::fresh && counted != Counting::fee_only) return;
  OrderEffect& effect = emit(kind, report);
  if (counted == Counting::fee_only) effect.size = Quantity{};
}

/// Gives parked reports to the orders whose id is known by now. When no order of ours is left that they could be of,
/// they are strangers'.
void OrderTracker::judge_parked(UtcTime now) {
  for (std::size_t i = 0; i < parked_.size();) {
    const OrderReport report = parked_[i];
    const std::uint32_t slot = store_.find(report.market, report.order);
    if (slot == kNone && may_be_ours(report.market)) {
      ++i;
      continue;
    }
    parked_.erase(parked_.begin() + static_cast<std::ptrdiff_t>(i));
    if (slot == kNone)
      tell_stranger(report);
    else
      dispatch(slot, report, now);
  }
}

void OrderTracker::begin_download(MarketId market, UtcTime now) {
  TrackedMarket& of = markets_[market.index()];
  of.downloading = true;
  of.began = now;
  store_.for_each([&](std::uint32_t slot) {
    if (store_[slot].terms.market == market) store_[slot].listed = false;
  });
}

OrderTracker::Effects OrderTracker::list_open(const OrderRecord& record, UtcTime now) {
  effects_.clear();
  const MarketId market = record.terms.market;
  require(market.index() < markets_.size(), "an order of a market that is not tracked is listed");
  std::uint32_t slot = record.terms.id.is_set() ? store_.find(record.terms.id) : kNone;
  if (slot == kNone && record.order.known()) slot = store_.find(market, record.order);
  if (slot == kNone && ids_.read(record.terms.id)) slot = adopt(record, false, now);
  if (slot == kNone) {
    if (ids_.read(record.terms.id)) return effects_;  // no room, and that was told
    OrderEffect& foreign = push(EffectKind::foreign);
    foreign.state = OrderState::open;
    foreign.id = record.terms.id;
    foreign.market = market;
    foreign.side = record.terms.side;
    foreign.order = record.order;
    foreign.price = record.terms.limit;
    foreign.size = record.terms.size;
    foreign.filled = record.filled;
    foreign.at_venue = record.at_venue;
    return effects_;
  }
  store_[slot].listed = true;
  take_record(slot, record, markets_[market.index()].began, now);
  if (!parked_.empty()) judge_parked(now);
  return effects_;
}

OrderTracker::Effects OrderTracker::end_download(MarketId market, UtcTime now) {
  effects_.clear();
  TrackedMarket& of = markets_[market.index()];
  require(of.downloading, "a download ends that was not begun");
  of.downloading = false;
  of.downloaded = true;
  store_.for_each([&](std::uint32_t slot) {
    TrackedOrder& order = store_[slot];
    if (order.terms.market != market || is_ended(order.state) || order.listed) return;
    if (!order.acknowledged) {
      if (knows(of.began, order.deadline)) order.lists_missed = true;
    } else if (knows(of.began, order.seen) && !order.absent) {
      // It has ended, but how is not known. The venue is asked.
      order.absent = true;
      order.due = now;
      ask(slot, now);
    } else if (!order.absent) {
      // Either the list was too early for it, or its end came while nobody listened.
      order.query = true;
      order.due = std::max(now, order.seen + settings_.list_lag);
      store_.watch(slot);
    }
    conclude(slot, now);
  });
  if (!parked_.empty()) judge_parked(now);
  return effects_;
}

}  // namespace basis
