#include "venues/sim/matching_engine.hpp"

namespace basis {

/// The levels that the order would take, and how much of each.
void MatchingEngine::plan_walk(MarketState& at, const OrderCommand& terms) {
  plan_.clear();
  const Price limit = walk_limit(at, terms);
  Quantity left = terms.size;
  if (options_.fill == FillModel::ideal) {
    if (const auto mid = at.book.mid(); mid && reaches(terms.side, limit, *mid)) plan_.push_back({*mid, left});
    return;
  }
  const BookSide side = other_side(terms.side);
  const TakenLevels& gone = taken(at, side);
  at.book.for_each(side, [&](Price price, Quantity recorded) {
    if (!reaches(terms.side, limit, price)) return false;
    const Quantity part = std::min(left, recorded - gone.at(price));
    if (part.sign() <= 0) return true;
    plan_.push_back({price, part});
    left -= part;
    return left.sign() > 0;
  });
}

/// Ends our resting orders that the arriving one could meet, or the arriving one; false when it has ended.
bool MatchingEngine::prevent_self_trade(MarketState& at, OrderSlot slot, UtcTime now) {
  const OrderCommand terms = orders_[slot].terms();
  const Price limit = walk_limit(at, terms);
  OwnSide& others = own(at, other_side(terms.side));
  const auto meets = [&] { return !others.empty() && reaches(terms.side, limit, others.best()); };
  if (options_.fill == FillModel::ideal || !meets()) return true;
  if (terms.self_trade != SelfTrade::expire_taker)
    while (meets()) end_by_terms(at, others[0], RejectReason::self_trade, now);
  if (terms.self_trade == SelfTrade::expire_maker) return true;
  end_by_terms(at, slot, RejectReason::self_trade, now);
  return false;
}

/// Trades what was planned, and rests or ends what is left.
void MatchingEngine::execute(MarketState& at, OrderSlot slot, UtcTime now) {
  if (!prevent_self_trade(at, slot, now)) return;
  const OrderCommand terms = orders_[slot].terms();
  TakenLevels& gone = taken(at, other_side(terms.side));
  for (const Step& step : plan_) {
    const Quantity filled = fill(at, slot, step.price, step.size, Liquidity::taker, now);
    if (options_.fill == FillModel::recorded) gone.add(step.price, filled);
  }
  if (!orders_[slot].record.open) return;
  if (terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only) return rest(at, slot);
  end_by_terms(at, slot, RejectReason::not_enough_volume, now);
}

/// Fills an order, at most to its rest and, where it only reduces, to the position; returns the coins filled.
Quantity MatchingEngine::fill(MarketState& at, OrderSlot slot, Price price, Quantity size, Liquidity liquidity,
                              UtcTime now) {
  if (!cut_to_position(at, slot, now)) return Quantity{};
  OwnOrder& order = orders_[slot];
  size = std::min(size, order.rest());
  const OrderCommand& terms = order.terms();
  const Market& market = at.market;
  const Amount notional = notional_of(price, size);
  const bool ideal = options_.fill == FillModel::ideal;
  const AccountFee fee = ideal
                             ? AccountFee{*market.quote, Amount{}}
                             : at.account.fee_of(market, terms.side, liquidity, price, size, at.rules.rebate_in_other);
  at.account.trade({*market.position, *market.cash, !market.is_spot(),
                    terms.buys() ? amount_of(size) : -amount_of(size), terms.buys() ? notional : -notional, fee},
                   now);
  if (order.resting) at.account.give_back(market, terms.side, terms.limit, size, terms.reduce_only);
  order.record.filled += size;
  order.record.at_venue = now;

  OrderReport report = report_of(slot, ReportKind::fill, now);
  report.liquidity = liquidity;
  report.fee_known = true;
  report.fee_asset = fee.asset;
  report.fee = fee.amount;
  report.trade = VenueKey::of(++at.trades);
  report.price = price;
  report.size = size;
  say(report);
  fills_.push_back(report);
  if (order.rest().is_zero()) {
    if (order.resting) own(at, own_side(terms.side)).remove(terms.limit, slot);
    order.resting = false;
    order.record.open = false;
  }
  return size;
}

/// Puts an order behind what is recorded at its price and our own earlier orders there.
void MatchingEngine::rest(MarketState& at, OrderSlot slot) {
  OwnOrder& order = orders_[slot];
  const OrderCommand& terms = order.terms();
  const BookSide side = own_side(terms.side);
  const OwnLevel& level = own(at, side).add(terms.limit, slot, at.book.at(side, terms.limit));
  order.ahead = level.recorded;
  for (const OrderSlot earlier : own(at, side).at(terms.limit))
    if (earlier != slot) order.ahead += orders_[earlier].rest();
  order.resting = true;
  at.account.hold_back(at.market, terms.side, terms.limit, order.rest(), terms.reduce_only);
}

/// Takes an order out of its queue.
void MatchingEngine::leave(MarketState& at, OrderSlot slot) {
  OwnOrder& order = orders_[slot];
  if (!order.resting) return;
  const OrderCommand& terms = order.terms();
  move_up(at, slot, order.rest());
  own(at, own_side(terms.side)).remove(terms.limit, slot);
  at.account.give_back(at.market, terms.side, terms.limit, order.rest(), terms.reduce_only);
  order.resting = false;
}

void MatchingEngine::end(MarketState& at, OrderSlot slot, ReportKind kind, RejectReason reason, UtcTime now) {
  leave(at, slot);
  OrderRecord& record = orders_[slot].record;
  record.open = false;
  record.end = kind;
  record.reason = reason;
  record.at_venue = now;
  OrderReport report = report_of(slot, kind, now);
  report.reason = reason;
  say(report);
}

void MatchingEngine::end_by_terms(MarketState& at, OrderSlot slot, RejectReason reason, UtcTime now) {
  end(at, slot, at.rules.rest_expires ? ReportKind::expired : ReportKind::cancelled, reason, now);
}

}  // namespace basis
