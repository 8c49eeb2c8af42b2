#include "venues/sim/matching_engine.hpp"

namespace basis {
namespace {

bool is_multiple(std::int64_t value, std::int64_t unit) { return unit <= 0 || value % unit == 0; }

/// Where the venue measures distances from: the mark of a perp, else the middle of the book.
std::optional<Price> reference_price(const Market& market, const MarketBook& book, const ExchangeAccount& account) {
  if (!market.is_spot() && account.mark_of(market).sign() > 0) return account.mark_of(market);
  return book.mid();
}

/// `reference` moved against a taker by `band`, rounded towards the reference.
Price band_edge(Price reference, Ratio band, OrderSide side) {
  const Rounding inward = Rounding::floor;
  const i128 way = mul_div(reference.raw(), band.raw(), Ratio::kOne, inward);
  return Price::from_raw_checked(side == OrderSide::buy ? reference.raw() + way : reference.raw() - way);
}

/// Coins that an order of this side may close; not negative.
Quantity closable(const ExchangeAccount& account, const Market& market, OrderSide side) {
  const Amount held = account.position(market).amount;
  const Amount against = side == OrderSide::buy ? -held : held;
  if (against.sign() <= 0) return Quantity{};
  return quantity_of(against, Rounding::floor);
}

}  // namespace

/// The worst price the order trades at: its limit, or a market order's band.
Price MatchingEngine::walk_limit(const MarketState& at, const OrderCommand& terms) {
  if (terms.has_limit()) return terms.limit;
  const std::optional<Ratio> band = at.market.market_band ? at.market.market_band : at.market.price_band;
  const auto reference = reference_price(at.market, at.book, at.account);
  if (band && reference) return band_edge(*reference, *band, terms.side);
  return Price::from_raw(terms.buys() ? std::numeric_limits<std::int64_t>::max() : 0);
}

RejectReason MatchingEngine::check_open(const MarketState& at, const OrderCommand& terms) const {
  if (at.halted || !at.market.configured()) return RejectReason::no_market;
  const bool rests = terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only;
  const bool ideal = options_.fill == FillModel::ideal;
  return (ideal ? at.book.mid().has_value() : at.book.live()) || rests ? RejectReason::none : RejectReason::no_market;
}

RejectReason MatchingEngine::check_form(const MarketState& at, const OrderCommand& terms) {
  const bool sound = terms.id.is_set() && terms.size.sign() > 0 && (!terms.has_limit() || terms.limit.sign() > 0) &&
                     (!terms.reduce_only || !at.market.is_spot());
  return sound ? RejectReason::none : RejectReason::parameters;
}

RejectReason MatchingEngine::check_steps(const MarketState& at, const OrderCommand& terms) {
  if (terms.has_limit() && !is_multiple(terms.limit.raw(), at.market.tick.raw())) return RejectReason::tick;
  if (!is_multiple(terms.size.raw(), at.market.step.raw())) return RejectReason::step;
  if (terms.size < at.market.minimum_size || terms.size > at.market.maximum_size) return RejectReason::size;
  return RejectReason::none;
}

RejectReason MatchingEngine::check_worth(const MarketState& at, const OrderCommand& terms) {
  const auto price = terms.has_limit() ? std::optional(terms.limit) : at.book.best(other_side(terms.side));
  const bool bound = !terms.reduce_only || at.market.minimum_binds_reduce_only;
  if (bound && price && notional_of(*price, terms.size) < at.market.minimum_notional) return RejectReason::notional;
  const auto reference = reference_price(at.market, at.book, at.account);
  if (terms.has_limit() && at.market.price_band && reference &&
      !reaches(terms.side, band_edge(*reference, *at.market.price_band, terms.side), terms.limit))
    return RejectReason::price_band;
  return RejectReason::none;
}

bool MatchingEngine::over_pace(const MarketState& at, UtcTime now) {
  if (!at.rules.orders_an_interval) return false;
  Pace& pace = pool(at.account.id()).pace;
  const std::int64_t interval = now.nanos() / at.rules.interval.count;
  if (interval != pace.interval) pace = {interval, 0};
  return ++pace.orders > *at.rules.orders_an_interval;
}

Amount MatchingEngine::planned_cost() const {
  Amount cost;
  for (const Step& step : plan_) cost += notional_of(step.price, step.size);
  return cost;
}

Quantity MatchingEngine::planned_size() const {
  Quantity size;
  for (const Step& step : plan_) size += step.size;
  return size;
}

/// Checks in the venue's order, all but post-only; cuts a reduce-only order to the position, and plans the walk.
RejectReason MatchingEngine::check_new(MarketState& at, OrderCommand& terms, UtcTime now) {
  if (over_pace(at, now)) return RejectReason::later;
  if (const RejectReason reason = check_open(at, terms); reason != RejectReason::none) return reason;
  if (const RejectReason reason = check_form(at, terms); reason != RejectReason::none) return reason;
  if (const auto used = orders_.find(terms.id); used && (orders_[*used].record.open || !at.rules.ids_reusable))
    return RejectReason::duplicate_id;
  const bool ideal = options_.fill == FillModel::ideal;
  if (!ideal) {
    if (const RejectReason reason = check_steps(at, terms); reason != RejectReason::none) return reason;
    if (const RejectReason reason = check_worth(at, terms); reason != RejectReason::none) return reason;
  }
  if (terms.reduce_only) {
    terms.size = std::min(terms.size, closable(at.account, at.market, terms.side));
    if (terms.size.is_zero()) return RejectReason::reduce_only;
  }
  const bool rests = terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only;
  if (rests && !ideal && at.rules.maximum_open &&
      at.own[0].size() + at.own[1].size() >= static_cast<std::size_t>(*at.rules.maximum_open))
    return RejectReason::too_many_orders;
  plan_walk(at, terms);
  const Amount notional = terms.has_limit() && !ideal ? notional_of(terms.limit, terms.size) : planned_cost();
  const Quantity needed = terms.has_limit() && !ideal ? terms.size : planned_size();
  return at.account.can_afford(at.market, terms.side, notional, needed, terms.reduce_only) ? RejectReason::none
                                                                                           : RejectReason::funds;
}

void MatchingEngine::create(MarketState& at, const OrderCommand& command, UtcTime now) {
  OrderCommand terms = command;
  if (const RejectReason reason = check_new(at, terms, now); reason != RejectReason::none)
    return refuse(command, reason, now);
  const bool ideal = options_.fill == FillModel::ideal;
  const bool crosses = terms.kind == OrderKind::post_only && !plan_.empty() && !ideal;
  const CrossingPostOnly crossing = at.rules.crossing_post_only;
  if (crosses && crossing == CrossingPostOnly::refused) return refuse(command, RejectReason::post_only, now);
  OrderRecord record;
  record.terms = terms;
  record.order = VenueKey::of(++order_count_);
  record.at_venue = now;
  const OrderSlot slot = orders_.add(record);
  if (!crosses || crossing == CrossingPostOnly::cancelled) say(report_of(slot, ReportKind::accepted, now));
  if (crosses) return end(at, slot, ReportKind::cancelled, RejectReason::post_only, now);
  if (terms.kind == OrderKind::limit_fok && planned_size() < terms.size)
    return end_by_terms(at, slot, RejectReason::not_enough_volume, now);
  execute(at, slot, now);
}

void MatchingEngine::cancel(const OrderCommand& command, UtcTime now) {
  const auto slot = orders_.find(command.id);
  if (!slot || !orders_[*slot].record.open || orders_[*slot].terms().market != command.market)
    return refuse(command, RejectReason::unknown_order, now);
  end(state(command.market), *slot, ReportKind::cancelled, RejectReason::none, now);
}

/// Checks the new terms; the order has given back what it held.
RejectReason MatchingEngine::check_amended(MarketState& at, OrderSlot slot, OrderCommand& terms) {
  const OwnOrder& order = orders_[slot];
  const bool down = terms.limit == order.terms().limit && terms.size < order.terms().size;
  if (terms.limit == order.terms().limit && terms.size == order.terms().size) return RejectReason::no_change;
  if (at.rules.amends_only_down && !down) return RejectReason::parameters;
  if (const RejectReason reason = check_form(at, terms); reason != RejectReason::none) return reason;
  if (options_.fill == FillModel::recorded) {
    if (const RejectReason reason = check_steps(at, terms); reason != RejectReason::none) return reason;
    if (const RejectReason reason = check_worth(at, terms); reason != RejectReason::none) return reason;
  }
  if (terms.size <= order.record.filled) return RejectReason::no_change;
  if (terms.reduce_only) {
    terms.size = std::min(terms.size, order.record.filled + closable(at.account, at.market, terms.side));
    if (terms.size <= order.record.filled) return RejectReason::reduce_only;
  }
  OrderCommand left = terms;
  left.size = terms.size - order.record.filled;
  plan_walk(at, left);
  if (!at.account.can_afford(at.market, terms.side, notional_of(terms.limit, left.size), left.size, terms.reduce_only))
    return RejectReason::funds;
  const bool crosses = terms.kind == OrderKind::post_only && !plan_.empty() && options_.fill == FillModel::recorded;
  return crosses ? RejectReason::post_only : RejectReason::none;
}

/// A refused amendment leaves the order as it was. Down at the same price keeps the place in the queue.
void MatchingEngine::amend(MarketState& at, const OrderCommand& command, UtcTime now) {
  const auto slot = orders_.find(command.id);
  if (!slot || !orders_[*slot].record.open || orders_[*slot].terms().market != command.market)
    return refuse(command, RejectReason::unknown_order, now);
  if (at.halted) return refuse(command, RejectReason::no_market, now);
  if (over_pace(at, now)) return refuse(command, RejectReason::later, now);
  OwnOrder& order = orders_[*slot];
  const OrderCommand before = order.terms();
  OrderCommand terms = before;
  if (!command.limit.is_zero()) terms.limit = command.limit;
  terms.size = command.size;
  at.account.give_back(at.market, before.side, before.limit, order.rest(), before.reduce_only);
  const RejectReason reason = check_amended(at, *slot, terms);
  at.account.hold_back(at.market, before.side, before.limit, order.rest(), before.reduce_only);
  if (reason != RejectReason::none) return refuse(command, reason, now);
  order.record.at_venue = now;
  if (terms.limit == before.limit && terms.size <= before.size) {
    const Quantity less = before.size - terms.size;
    at.account.give_back(at.market, before.side, before.limit, less, before.reduce_only);
    order.record.terms = terms;
    move_up(at, *slot, less);
    return say(report_of(*slot, ReportKind::amended, now));
  }
  leave(at, *slot);
  order.record.terms = terms;
  say(report_of(*slot, ReportKind::amended, now));
  execute(at, *slot, now);
}

}  // namespace basis
