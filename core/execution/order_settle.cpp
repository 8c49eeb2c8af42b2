#include <algorithm>
#include <array>

#include "core/execution/order_tracker.hpp"

namespace basis {

/// Ends an order whose time has come, updates what it may still trade, and decides whether it is looked at when time
/// passes. Every change of an order ends here.
void OrderTracker::settle(std::uint32_t slot, UtcTime now) {
  TrackedOrder& order = store_[slot];
  if (is_ended(order.state)) {
    reserve(order);
    return store_.retire(slot);
  }
  const Quantity traded = std::max(order.filled, order.told);
  const bool may_grow = order.amend != RequestState::none && traded < order.asked_size;
  if (!order.blind && !order.terms.size.is_zero() && traded >= order.terms.size && !may_grow && order.acknowledged)
    begin_end(order, OrderState::filled, RejectReason::none);
  const bool lacks = order.told > order.filled;
  if (order.ending && !lacks) return finish(slot, order.end, order.reason);
  if (!lacks) {
    order.fetches = 0;
  } else if (order.ending && order.fetches == 0) {
    order.fetches = 1;
    order.due = now + settings_.answer_time;
    emit(EffectKind::fetch_fills, order);
  } else if (order.due <= now) {
    order.due = now + settings_.query_spacing;  // they may be on their way
  }
  reserve(order);
  const bool settled = order.acknowledged && order.order.known() && order.cancel == RequestState::none &&
                       order.amend == RequestState::none && !order.query && !order.absent && !lacks &&
                       !trades_at_once(order.terms.kind);
  settled ? store_.unwatch(slot) : store_.watch(slot);
}

void OrderTracker::begin_end(TrackedOrder& order, OrderState state, RejectReason reason) {
  if (order.ending) return;
  order.ending = true;
  order.end = state;
  order.reason = reason;
}

void OrderTracker::finish(std::uint32_t slot, OrderState state, RejectReason reason) {
  TrackedOrder& order = store_[slot];
  order.state = state;
  order.reason = reason;
  order.cancel = RequestState::none;
  order.amend = RequestState::none;
  order.ending = false;
  order.query = false;
  order.absent = false;
  order.fetches = 0;
  OrderEffect& effect = emit(EffectKind::ended, order);
  effect.reason = order.reason;
  if (!order.blind && order.terms.size > order.filled) effect.size = difference(order.terms.size, order.filled);
  reserve(order);
  store_.retire(slot);
}

/// Whether the venue tells more than an end that we concluded ourselves: an order that was taken for never arrived did
/// arrive, or one that was taken for filled has a `size` that is not (zero: none was told). Any other end is the
/// venue's own word, and stays.
bool OrderTracker::contradicts(const TrackedOrder& order, Quantity size, UtcTime at) {
  if (order.state == OrderState::filled) return size > order.filled && at > order.terms_at;
  return is_ended(order.state) && order.reason == RejectReason::never_arrived;
}

/// Takes an end back that we concluded and that the venue's word contradicts.
void OrderTracker::reopen(std::uint32_t slot) {
  TrackedOrder& order = store_[slot];
  order.state = order.filled.is_zero() ? OrderState::open : OrderState::partly_filled;
  order.reason = RejectReason::none;
  store_.unwatch(slot);
  alarm(OrderAlarm::arrived_after_all, order);
}

/// Counts what the order may still trade in the totals of its market.
void OrderTracker::reserve(TrackedOrder& order) {
  Quantity size = order.terms.size;
  if (order.amend != RequestState::none) size = std::max(size, order.asked_size);
  if (order.ending) size = order.told;
  const bool counts = !is_ended(order.state) && !order.blind;
  const Quantity rest = counts && size > order.filled ? difference(size, order.filled) : Quantity{};
  if (rest == order.reserved) return;
  TrackedMarket& market = markets_[order.terms.market.index()];
  Quantity& open = order.terms.buys() ? market.buys : market.sells;
  open = sum(difference(open, order.reserved), rest);
  order.reserved = rest;
}

/// The venue has the order.
void OrderTracker::acknowledge(TrackedOrder& order, UtcTime now) {
  order.misses = 0;
  order.lists_missed = false;
  if (order.acknowledged) return;
  order.acknowledged = true;
  order.seen = now;
  if (order.state != OrderState::in_flight && order.state != OrderState::unknown) return;
  order.state = order.filled.is_zero() ? OrderState::open : OrderState::partly_filled;
  emit(EffectKind::changed, order);
}

OrderEffect& OrderTracker::push(EffectKind kind) {
  require(effects_.size() < effects_.capacity(), "a call of the order tracker has too many effects");
  OrderEffect& effect = effects_.emplace_back();
  effect.kind = kind;
  return effect;
}

OrderEffect& OrderTracker::emit(EffectKind kind, const TrackedOrder& order) {
  OrderEffect& effect = push(kind);
  effect.state = order.state;
  effect.side = order.terms.side;
  effect.id = order.terms.id;
  effect.market = order.terms.market;
  effect.order = order.order;
  effect.filled = order.filled;
  return effect;
}

OrderEffect& OrderTracker::emit(EffectKind kind, const OrderReport& report) {
  OrderEffect& effect = push(kind);
  effect.reason = report.reason;
  effect.side = report.side;
  effect.liquidity = report.liquidity;
  effect.origin = report.origin;
  effect.fee_known = report.fee_known;
  effect.id = report.id;
  effect.market = report.market;
  effect.fee_asset = report.fee_asset;
  effect.order = report.order;
  effect.trade = report.trade;
  effect.price = report.price;
  effect.size = report.size;
  effect.filled = report.filled;
  effect.fee = report.fee;
  effect.at_venue = report.at_venue;
  return effect;
}

TrackerRecords OrderTracker::records() const {
  TrackerRecords records;
  store_.for_each([&](std::uint32_t slot) { records.orders.push_back(store_[slot]); });
  store_.for_each_fill([&](const CountedFill& fill) { records.fills.push_back(fill); });
  records.markets = markets_;
  return records;
}

Result<void> OrderTracker::restore(const TrackerRecords& records) {
  const auto fault = [](const char* what, std::size_t count, std::size_t most) {
    return Error(ErrorKind::data, "order records: " + std::to_string(count) + " " + what + ", the tracker holds " +
                                      std::to_string(most));
  };
  if (records.orders.size() > settings_.most_orders)
    return fault("orders", records.orders.size(), settings_.most_orders);
  if (records.fills.size() > settings_.most_fills) return fault("fills", records.fills.size(), settings_.most_fills);
  if (records.markets.size() > markets_.size()) return fault("markets", records.markets.size(), markets_.size());
  effects_.clear();
  for (std::size_t i = 0; i < records.markets.size(); ++i) {
    markets_[i].forgotten = records.markets[i].forgotten;
    markets_[i].stopped = records.markets[i].stopped;
  }
  for (const CountedFill& fill : records.fills) {
    store_.add_fill(fill);
    owe_fee(fill);
  }
  for (TrackedOrder order : records.orders) {
    if (order.terms.market.index() >= markets_.size() || store_.find(order.terms.id) != kNone)
      return Error(ErrorKind::data, "order records: " + std::string(order.terms.id.view()) +
                                        " is there twice, or in a market that is not there");
    order.reserved = Quantity{};
    const auto lost = [](RequestState& request) {
      if (request == RequestState::in_flight) request = RequestState::in_doubt;
    };
    lost(order.cancel);
    lost(order.amend);
    if (order.state == OrderState::in_flight) order.state = OrderState::unknown;
    order.due = UtcTime{};
    order.listed = false;
    settle(store_.add(order), UtcTime{});
  }
  effects_.clear();
  return ok();
}

std::string_view order_state_name(OrderState state) {
  static constexpr std::array<std::string_view, 8> kNames = {"in_flight", "unknown",   "open",    "partly_filled",
                                                             "filled",    "cancelled", "expired", "rejected"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view effect_kind_name(EffectKind kind) {
  static constexpr std::array<std::string_view, 12> kNames = {"changed", "filled",    "ended",       "amended",
                                                              "refused", "adopted",   "foreign",     "venue_fill",
                                                              "alarm",   "query_due", "fetch_fills", "download_due"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view order_alarm_name(OrderAlarm alarm) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "none",   "overfilled", "late_fill", "arrived_after_all", "second_order", "differing_fill", "fills_lacking",
      "no_key", "too_old",    "full",      "fee_lacking"};
  return kNames[static_cast<std::size_t>(alarm)];
}

std::string_view order_alarm_text(OrderAlarm alarm) {
  static constexpr std::array<std::string_view, 11> kTexts = {
      "",
      "more traded than the order's size: the market is stopped until a person has looked",
      "a fill came after the order's end",
      "what was taken for never arrived did arrive",
      "the venue has two orders under one client id",
      "a fill was told twice, with two prices or sizes",
      "fills were asked for again and again, and lack still",
      "a fill without the venue's id of order or trade is not counted but fetched",
      "a fill is older than those that are remembered, and is not counted",
      "there is no room for a report, which is downloaded again",
      "a fill was fetched again and again, and its fee is not known"};
  return kTexts[static_cast<std::size_t>(alarm)];
}

}  // namespace basis
