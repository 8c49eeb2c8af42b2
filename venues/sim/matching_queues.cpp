#include "venues/sim/matching_engine.hpp"

namespace basis {

void MatchingEngine::book_changed(MarketId market, const BookUpdate& update, bool replaced, UtcTime now) {
  MarketState& at = begin(market);
  if (!at.book.live()) return;
  price_fee_token(at);
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    if (own(at, side).empty() && taken(at, side).empty()) continue;
    if (replaced)
      record_all_levels(at, side);
    else
      record_levels(at, side, side == BookSide::bid ? update.bids : update.asks);
  }
  if (options_.fill == FillModel::ideal) {
    fill_at_mid(at, now);
  } else {
    meet_recorded(at, BookSide::bid, now);
    meet_recorded(at, BookSide::ask, now);
  }
  tell_account(at.account, now);
}

/// Fees that are paid in the coins of this market are at its mid.
void MatchingEngine::price_fee_token(const MarketState& at) {
  if (!at.market.is_spot()) return;
  for (const Pool& one : pools_) {
    if (!one.account->fee_token() || one.account->fee_token() != at.market.base) continue;
    if (const auto mid = at.book.mid()) one.account->pay_fees_in(at.market.base, *mid);
  }
}

/// The levels that an update names: what was taken there is forgotten, and our queues there are measured anew.
void MatchingEngine::record_levels(MarketState& at, BookSide side, std::span<const BookLevel> levels) {
  TakenLevels& gone = taken(at, side);
  OwnSide& ours = own(at, side);
  for (const BookLevel& named : levels) {
    gone.forget(named.price);
    if (ours.empty() || better(side, named.price, ours.best()) || better(side, ours.worst(), named.price)) continue;
    if (OwnLevel* const level = ours.find(named.price)) record_level(at, side, *level, at.book.at(side, level->price));
  }
}

/// A snapshot: no more stands before us than it shows.
void MatchingEngine::record_all_levels(MarketState& at, BookSide side) {
  taken(at, side).clear();
  for (OwnLevel& level : own(at, side).levels()) {
    level.recorded = at.book.at(side, level.price);
    level.traded = Quantity{};
    Quantity ours;
    for (const OrderSlot slot : own(at, side).at(level.price)) {
      OwnOrder& order = orders_[slot];
      order.ahead = std::min(order.ahead, level.recorded + ours);
      ours += order.rest();
    }
  }
}

void MatchingEngine::record_level(MarketState& at, BookSide side, OwnLevel& level, Quantity recorded) {
  if (recorded < level.recorded) {
    const Quantity cancelled = std::max(level.recorded - recorded - level.traded, Quantity{});
    const std::int64_t step = std::max<std::int64_t>(at.market.step.raw(), 1);
    Quantity ours;
    for (const OrderSlot slot : own(at, side).at(level.price)) {
      OwnOrder& order = orders_[slot];
      if (options_.queue == QueueModel::proportional && !cancelled.is_zero()) {
        const i128 share = mul_div(cancelled.raw(), order.ahead.raw(), level.recorded.raw(), Rounding::floor);
        order.ahead -= Quantity::from_raw_checked(share / step * step);
      }
      order.ahead = std::min(std::max(order.ahead, Quantity{}), recorded + ours);
      ours += order.rest();
    }
  }
  level.recorded = recorded;
  level.traded = Quantity{};
}

/// Fills our orders on `side` against recorded levels of the other side at their price or better.
void MatchingEngine::meet_recorded(MarketState& at, BookSide side, UtcTime now) {
  OwnSide& ours = own(at, side);
  if (ours.empty()) return;
  const OrderSide order_side = side == BookSide::bid ? OrderSide::buy : OrderSide::sell;
  const BookSide other = other_side(order_side);
  const auto best = at.book.best(other);
  if (!best || !reaches(order_side, ours.best(), *best)) return;
  for (std::size_t place = 0; place < ours.size();) {
    const OrderSlot slot = ours[place];
    const OrderCommand terms = orders_[slot].terms();
    if (!reaches(order_side, terms.limit, *best)) return;
    OrderCommand left = terms;
    left.size = orders_[slot].rest();
    plan_walk(at, left);
    for (const Step& step : plan_) {
      if (!orders_[slot].resting) break;
      const Quantity filled = fill(at, slot, terms.limit, step.size, Liquidity::maker, now);
      taken(at, other).add(step.price, filled);
      move_up(at, slot, filled);
    }
    if (orders_[slot].resting) ++place;
  }
}

void MatchingEngine::traded(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime now) {
  MarketState& at = begin(market);
  if (!at.book.live() || options_.fill == FillModel::ideal) return;
  trade_through(at, BookSide::bid, price, now);
  trade_through(at, BookSide::ask, price, now);
  trade_at(at, taker == TakerSide::sell ? BookSide::bid : BookSide::ask, price, size, now);
  tell_account(at.account, now);
}

/// A trade at a worse price than our orders' fills them whole, at their own price.
void MatchingEngine::trade_through(MarketState& at, BookSide side, Price price, UtcTime now) {
  OwnSide& ours = own(at, side);
  while (!ours.empty() && better(side, ours.best(), price)) {
    const OrderSlot slot = ours[0];
    fill(at, slot, orders_[slot].terms().limit, orders_[slot].rest(), Liquidity::maker, now);
  }
}

/// A trade at our price takes what stands before us, then us, oldest first.
void MatchingEngine::trade_at(MarketState& at, BookSide side, Price price, Quantity size, UtcTime now) {
  OwnLevel* const level = own(at, side).find(price);
  if (level == nullptr) return;
  level->traded += size;
  Quantity left = std::max(size - orders_[own(at, side).at(price).front()].ahead, Quantity{});
  const std::size_t count = level->orders;
  std::size_t place = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const OrderSlot slot = own(at, side).at(price)[place];
    OwnOrder& order = orders_[slot];
    const Quantity beyond = std::max(size - order.ahead, Quantity{});
    order.ahead = std::max(order.ahead - size, Quantity{});
    const Quantity part = std::min(std::min(beyond, left), order.rest());
    if (part.sign() > 0) left -= fill(at, slot, price, part, Liquidity::maker, now);
    if (order.resting) ++place;
  }
}

/// So much of an order has gone from before the orders behind it. One that has left its queue was the oldest there.
void MatchingEngine::move_up(MarketState& at, OrderSlot behind, Quantity size) {
  const OrderCommand& terms = orders_[behind].terms();
  bool later = !orders_[behind].resting;
  for (const OrderSlot slot : own(at, own_side(terms.side)).at(terms.limit)) {
    if (later) orders_[slot].ahead = std::max(orders_[slot].ahead - size, Quantity{});
    later = later || slot == behind;
  }
}

/// Cuts a reduce-only order to the position; false when nothing of it is left, and it has ended.
bool MatchingEngine::cut_to_position(MarketState& at, OrderSlot slot, UtcTime now) {
  OwnOrder& order = orders_[slot];
  const OrderCommand& terms = order.terms();
  if (!terms.reduce_only) return true;
  const Amount held = at.account.position(at.market).amount;
  const Amount against = terms.buys() ? -held : held;
  if (amount_of(order.rest()) <= against) return true;
  if (against.sign() <= 0) {
    end(at, slot, ReportKind::cancelled, RejectReason::reduce_only, now);
    return false;
  }
  const Quantity kept = quantity_of(against, Rounding::floor);
  if (order.resting) move_up(at, slot, order.rest() - kept);
  order.record.terms.size = order.record.filled + kept;
  say(report_of(slot, ReportKind::amended, now));
  return true;
}

void MatchingEngine::fill_at_mid(MarketState& at, UtcTime now) {
  const auto mid = at.book.mid();
  if (!mid) return;
  for (const OrderSide side : {OrderSide::buy, OrderSide::sell}) {
    OwnSide& ours = own(at, own_side(side));
    while (!ours.empty() && reaches(side, ours.best(), *mid))
      fill(at, ours[0], *mid, orders_[ours[0]].rest(), Liquidity::maker, now);
  }
}

}  // namespace basis
