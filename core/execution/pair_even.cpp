#include <algorithm>
#include <utility>

#include "core/execution/order_rules.hpp"
#include "core/execution/pair_worker.hpp"

namespace basis {

/// What no leg has traded.
Quantity PairWorker::left() const {
  const Quantity most = two_ ? std::max(legs_[0].net, legs_[1].net) : legs_[0].net;
  return std::max(order_.coins - most, Quantity{});
}

/// The limit `slippage` behind the best price, rounded towards the market.
Price PairWorker::behind(std::size_t at, bool buys) const {
  const Price best = prices(at).facing(buys);
  const i128 moved = i128{best.raw()} * order_.terms.slippage.raw() / (BasisPoints::kOne * 10'000);
  const Price limit = Price::from_raw_checked(buys ? best.raw() + moved : best.raw() - moved);
  return round_to_tick(limit, legs_[at].market->tick, buys ? Rounding::floor : Rounding::ceil);
}

/// The divisions are made once a price: most quotes change one, or none.
void PairWorker::set_limits() {
  for (std::size_t at = 0; at < (two_ ? 2U : 1U); ++at) {
    Leg& leg = legs_[at];
    if (!prices(at).known()) continue;
    const bool buys = leg.terms.side == OrderSide::buy;
    const Price best = prices(at).facing(buys);
    if (best == leg.best) continue;
    leg.best = best;
    leg.limit = behind(at, buys);
  }
}

/// An IOC order behind the best price. Its size is cut to the step and to the market's largest order. Without a price
/// it has no limit.
OrderCommand PairWorker::taking(std::size_t at, Quantity size, bool forward) const {
  const Leg& leg = legs_[at];
  const Market& market = *leg.market;
  OrderCommand order;
  order.market = leg.terms.market;
  order.kind = OrderKind::limit_ioc;
  order.side = forward == (leg.terms.side == OrderSide::buy) ? OrderSide::buy : OrderSide::sell;
  order.reduce_only = forward ? leg.terms.reduce_only : !market.is_spot() && !leg.terms.reduce_only;
  const std::int64_t most = std::min(size, market.maximum_size).raw();
  // Of the usual clip it is known that it is whole steps.
  order.size = most == whole_clip_.raw()
                   ? whole_clip_
                   : Quantity::from_raw(std::max<std::int64_t>(most, 0) / market.step.raw() * market.step.raw());
  if (prices(at).known()) order.limit = forward ? leg.limit : behind(at, order.buys());
  return order;
}

/// Whether the market takes orders of this size. Without a price only the smallest size is asked for.
bool PairWorker::orderable(std::size_t at, const OrderCommand& order) const {
  const Market& market = *legs_[at].market;
  if (order.size.sign() <= 0 || order.size < market.minimum_size) return false;
  if (order.limit.sign() <= 0 || (order.reduce_only && !market.minimum_binds_reduce_only)) return true;
  return notional_compare(i128{order.size.raw()} * order.limit.raw(), market.minimum_notional) >= 0;
}

void PairWorker::sent(Leg& leg, const OrderCommand& order) {
  leg.order = order;
  leg.filled = {};
  leg.live = true;
  leg.change_not_before = {};
  leg.change_delay = {};
  (order.side == leg.terms.side ? leg.tried : leg.tried_back) = true;
  leg.unknown = leg.cancelling = leg.amending = leg.amend_failed = false;
  last_refusal_ = PreTradeReason::none;
  ++figures_.orders;
}

/// A cancel that was refused is sent again later: what became of the order is being asked meanwhile.
void PairWorker::withdraw(Leg& leg, PairTime now) {
  if (leg.live && !leg.cancelling && !leg.unknown && now.mono >= leg.change_not_before)
    leg.cancelling = host_.cancel(leg.order);
}

PairWorker::Tried PairWorker::send_even(std::size_t at, Quantity size, bool forward, PairTime now) {
  Leg& leg = legs_[at];
  if (leg.live && leg.order.kind == OrderKind::post_only && !leg.unknown) {
    withdraw(leg, now);
    return Tried::waits;
  }
  if (leg.live) return forward || !leg.unknown ? Tried::waits : Tried::cannot;
  OrderCommand order = taking(at, size, forward);
  if (now.mono < leg.not_before || order.limit.sign() <= 0 || !orderable(at, order)) return Tried::cannot;
  if (forward ? leg.tried : leg.tried_back) return Tried::waits;
  const OrderRoom room = host_.room(order);
  order.size = std::min(order.size, room.coins);
  if (!orderable(at, order)) {
    if (room.funds && forward) tell_lacking(*room.funds, now);
    return room.funds ? Tried::lacks : Tried::cannot;
  }
  PreTradeReason reason = host_.send(order);
  if (reason == PreTradeReason::not_reducing && order.reduce_only && !forward) {
    order.reduce_only = false;  // the leg had not opened a position but closed one
    reason = host_.send(order);
  }
  if (reason == PreTradeReason::none) {
    sent(leg, order);
    return Tried::sent;
  }
  if (std::exchange(last_refusal_, reason) != reason) ++figures_.refusals;
  return Tried::cannot;
}

/// Evens the naked rest, as far as it is proven. Whether a new clip, and the end, have to wait for it.
bool PairWorker::even(PairTime now) {
  if (!two_) return false;
  const Quantity rest = naked();
  const std::size_t behind = lagging();
  const std::size_t ahead = 1 - behind;
  const bool matches = rest.sign() > 0 && orderable(behind, taking(behind, rest, true));
  const bool unwinds = rest.sign() > 0 && orderable(ahead, taking(ahead, rest, false));
  if (!matches && !unwinds) {
    owed_since_.reset();
    naked_alarmed_ = stuck_alarmed_ = false;
    return false;
  }
  if (!owed_since_) owed_since_ = now.mono;
  const bool late = now.mono - *owed_since_ >= order_.terms.max_naked;
  if (late && !std::exchange(naked_alarmed_, true)) host_.alarm(order_.id, PairAlarm::naked_too_long);
  const Leg& lag = legs_[behind];
  // Too small to be matched: the next clip of the lagging leg, or the fill of the resting order, takes it along.
  if (!late && !matches && !closing_ && !lag.refused && left().sign() > 0) return false;
  if (late || lag.refused || !matches) {
    const Quantity may_come = lag.live ? lag.order.size - lag.filled : Quantity{};
    if (rest <= may_come) return true;
    const Tried back = unwinds ? send_even(ahead, rest - may_come, false, now) : Tried::cannot;
    if (back == Tried::sent && late) back_off(clip_delay_, clip_not_before_, now.mono);
    if (back == Tried::sent || back == Tried::waits) return true;
    // Coins that a fee took are not there to be traded back: what cannot be matched either is carried on.
    if (late && back == Tried::lacks && !matches && !any_live()) {
      if (!std::exchange(stuck_alarmed_, true)) host_.alarm(order_.id, PairAlarm::not_evened);
      return false;
    }
  }
  const Tried match = matches && !lag.closed ? send_even(behind, rest, true, now) : Tried::cannot;
  if (late && match != Tried::sent && !lag.live && !std::exchange(stuck_alarmed_, true))
    host_.alarm(order_.id, PairAlarm::not_evened);
  return true;
}

}  // namespace basis
