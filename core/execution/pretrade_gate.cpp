#include "core/execution/pretrade_gate.hpp"

#include <algorithm>

#include "core/execution/order_rules.hpp"

namespace basis {
namespace {

i128 magnitude(i128 value) { return value < 0 ? -value : value; }

/// The larger position that the open orders can lead to, as a magnitude.
i128 worst_position(i128 position, i128 buys, i128 sells) {
  return std::max(magnitude(position + buys), magnitude(position - sells));
}

/// Coins of the position that an order of this side may close and still be a reducing order.
i128 reducible(Quantity position, Quantity open_of_side, const OrderCommand& order) {
  if (order.buys() == (position.sign() >= 0)) return 0;
  const i128 held = magnitude(position.raw());
  return order.reduce_only ? held : std::max(held - open_of_side.raw(), i128{0});
}

/// `open` less `coins`, at least zero.
Quantity less(Quantity open, Quantity coins) { return std::max(open - coins, Quantity{}); }

}  // namespace

PreTradeGate::PreTradeGate(const PreTradeLimits& limits) : total_(limits.total), bucket_(limits.total.rate) {
  require(total_.daily_loss.sign() > 0, "the limit of a day's loss is not over zero");
  require(total_.max_price_age.count > 0 && total_.max_risk_age.count > 0, "prices or risk may have no age");
  for (const MarketLimits& one : limits.markets) {
    const Market& market = *one.market;
    require(market.step.sign() > 0 && market.tick.sign() > 0, "a step or a tick is not over zero");
    if (slots_.size() <= market.id.index()) slots_.resize(market.id.index() + 1, kStranger);
    require(slots_[market.id.index()] == kStranger, "a market has limits twice");
    slots_[market.id.index()] = static_cast<std::uint16_t>(legs_.size());
    legs_.push_back({.limits = one, .grid = OrderGrid(market), .bucket = TokenBucket(one.rate), .prices = {}});
  }
}

PreTradeVerdict PreTradeGate::check(const OrderCommand& order, MonoTime now, bool evens) {
  Taken taken;
  PreTradeVerdict refusal;
  if (judge(order, now, taken, refusal, evens)) commit(order, now);
  return refusal;
}

PreTradeVerdict PreTradeGate::check_pair(const OrderCommand& first, const OrderCommand& second, MonoTime now) {
  if (first.market == second.market) return {PreTradeReason::same_market, first.market};
  Taken taken;
  PreTradeVerdict refusal;
  if (judge(first, now, taken, refusal) && judge(second, now, taken, refusal)) {
    commit(first, now);
    commit(second, now);
  }
  return refusal;
}

bool PreTradeGate::is_reducing(const OrderCommand& order, const Leg& leg, Quantity size, Quantity open) {
  if (leg.limits.market->is_spot() && !order.buys()) return true;
  return size.raw() <= reducible(leg.position, open, order);
}

PreTradeVerdict PreTradeGate::check_amendment(const OrderCommand& order, Quantity rest, MonoTime now) {
  const std::uint16_t at = slot(order.market);
  if (at == kStranger) return {PreTradeReason::unknown_market, order.market};
  if (rest.sign() <= 0 || rest > order.size) return {PreTradeReason::bad_size, order.market, rest.raw(), 0};
  Leg& leg = legs_[at];
  OrderCommand left = order;
  left.size = rest;
  const bool reduces = is_reducing(left, leg, rest, less(order.buys() ? leg.buys : leg.sells, rest));
  PreTradeVerdict refusal;
  if (!judge_state(left, leg, reduces, false, now, refusal) || !judge_leg(order, leg, now, refusal) ||
      !judge_rate(order, leg, 1, now, refusal))
    return refusal;
  leg.bucket.take(1, now);
  bucket_.take(1, now);
  return refusal;
}

Quantity PreTradeGate::room(const OrderCommand& order, MonoTime now) const {
  const std::uint16_t at = slot(order.market);
  if (at == kStranger || order.size.sign() <= 0) return order.size;
  const Leg& leg = legs_[at];
  i128 most = order.size.raw();
  if (order.reduce_only) {
    const i128 held = reducible(leg.position, Quantity{}, order);
    if (held > 0) most = std::min(most, held);
  }
  if (const TopUpdate* const top = leg.prices.top(now, total_.max_price_age)) {
    const Price touch = order.buys() ? top->ask : top->bid;
    const Price worst = order.has_limit() ? std::max(order.limit, touch) : touch;
    // Most orders are under the limit, which a multiplication tells.
    if (notional_compare(most * worst.raw(), leg.limits.maximum_notional) > 0)
      most = std::min(most, leg.limits.maximum_notional.raw() / kAmountPerNotional / worst.raw());
  }
  if (most == order.size.raw() && leg.grid.steps.divides(order.size.raw())) return order.size;
  const std::int64_t step = leg.limits.market->step.raw();
  return Quantity::from_raw(static_cast<std::int64_t>(most) / step * step);
}

bool PreTradeGate::judge(const OrderCommand& order, MonoTime now, Taken& taken, PreTradeVerdict& refusal,
                         bool evens) const {
  const std::uint16_t at = slot(order.market);
  if (at == kStranger) return refuse(refusal, {PreTradeReason::unknown_market, order.market});
  if (order.size.sign() <= 0) return refuse(refusal, {PreTradeReason::bad_size, order.market, order.size.raw(), 0});
  const Leg& leg = legs_[at];
  const bool reduces = is_reducing(order, leg, order.size, order.buys() ? leg.buys : leg.sells);
  if (!judge_state(order, leg, reduces, evens, now, refusal) || !judge_leg(order, leg, now, refusal)) return false;

  const i128 buys = leg.buys.raw() + (order.buys() ? i128{order.size.raw()} : 0);
  const i128 sells = leg.sells.raw() + (order.buys() ? 0 : i128{order.size.raw()});
  const i128 gross = worst_position(leg.position.raw(), buys, sells) * leg.mid.raw();
  if (!reduces && !evens) {
    const i128 gross_after = gross_ - leg.gross + gross + taken.gross;
    if (!judge_exposure(order, leg, gross_after, refusal)) return false;
  }
  taken.gross += gross - leg.gross;
  return judge_rate(order, leg, ++taken.orders, now, refusal);
}

bool PreTradeGate::judge_rate(const OrderCommand& order, const Leg& leg, std::int64_t orders, MonoTime now,
                              PreTradeVerdict& refusal) const {
  if (!leg.bucket.holds(1, now))
    return refuse(refusal, {PreTradeReason::order_rate, order.market, leg.bucket.whole(now), 1});
  if (!bucket_.holds(orders, now))
    return refuse(refusal, {PreTradeReason::total_order_rate, order.market, bucket_.whole(now), orders});
  return true;
}

/// Kill switch, risk status and daily loss: checks that depend only on whether the order reduces.
bool PreTradeGate::judge_state(const OrderCommand& order, const Leg& leg, bool reduces, bool evens, MonoTime now,
                               PreTradeVerdict& refusal) const {
  if (kill_.state() == KillState::halted) return refuse(refusal, {PreTradeReason::halted, order.market});
  if (reduces) return true;
  const i128 free = reducible(leg.position, order.buys() ? leg.buys : leg.sells, order);
  if (order.reduce_only) return refuse(refusal, {PreTradeReason::not_reducing, order.market, order.size.raw(), free});
  if (evens) return true;
  if (kill_.state() == KillState::reducing)
    return refuse(refusal, {PreTradeReason::reducing_only, order.market, order.size.raw(), free});
  const Nanos age = risk_time_ ? now - *risk_time_ : now - MonoTime{};
  if (!risk_time_ || age > total_.max_risk_age)
    return refuse(refusal, {PreTradeReason::risk_stale, order.market, age.count, total_.max_risk_age.count});
  if (risk_.status == RiskStatus::critical) return refuse(refusal, {PreTradeReason::risk_critical, order.market});
  if (-risk_.day_pnl > total_.daily_loss)
    return refuse(refusal, {PreTradeReason::daily_loss, order.market, -risk_.day_pnl.raw() / kAmountPerNotional,
                            total_.daily_loss.raw() / kAmountPerNotional});
  return true;
}

/// Connection to the venue, the venue's rules, and the price.
bool PreTradeGate::judge_leg(const OrderCommand& order, const Leg& leg, MonoTime now, PreTradeVerdict& refusal) const {
  if (!leg.readiness.connected) return refuse(refusal, {PreTradeReason::not_connected, order.market});
  if (!leg.readiness.synced) return refuse(refusal, {PreTradeReason::not_synced, order.market});
  const TopUpdate* top = leg.prices.top(now, total_.max_price_age);
  if (top == nullptr) {
    if (leg.prices.state(now, total_.max_price_age) != PriceState::too_old)
      return refuse(refusal, {PreTradeReason::no_price, order.market});
    return refuse(refusal, {PreTradeReason::price_old, order.market, (now - leg.prices.top_time()).count,
                            total_.max_price_age.count});
  }
  return judge_size(order, *leg.limits.market, leg.grid, refusal) &&
         judge_price(order, leg.limits, leg.grid, *top, leg.prices.mark(now, total_.max_price_age), refusal);
}

/// Position and gross limits of an order that does not reduce.
bool PreTradeGate::judge_exposure(const OrderCommand& order, const Leg& leg, i128 gross_after,
                                  PreTradeVerdict& refusal) const {
  // Only open orders of the same side are counted: the other side's orders may stay unfilled.
  const i128 position = order.buys() ? i128{leg.position.raw()} + leg.buys.raw() + order.size.raw()
                                     : i128{leg.sells.raw()} + order.size.raw() - leg.position.raw();
  if (position > leg.limits.maximum_position.raw())
    return refuse(refusal, {PreTradeReason::position_limit, order.market, position, leg.limits.maximum_position.raw()});
  if (unpriced_ > 0) return refuse(refusal, {PreTradeReason::gross_unknown, order.market, unpriced_, 0});
  if (notional_compare(gross_after, total_.maximum_gross) > 0)
    return refuse(refusal, {PreTradeReason::gross_limit, order.market, gross_after,
                            total_.maximum_gross.raw() / kAmountPerNotional});
  return true;
}

void PreTradeGate::commit(const OrderCommand& order, MonoTime now) {
  Leg& leg = this->leg(order.market);
  (order.buys() ? leg.buys : leg.sells) += order.size;
  leg.bucket.take(1, now);
  bucket_.take(1, now);
  regross(leg);
}

void PreTradeGate::apply(const FeedEvent& event) {
  const std::uint16_t at = slot(event.market);
  if (at == kStranger) return;
  Leg& leg = legs_[at];
  if (leg.prices.apply(event) != PriceChange::top) return;
  leg.mid = mid_of(std::get<TopUpdate>(event.what));
  regross(leg);
}

/// Updates the totals after a change of the leg's price, position or open orders.
void PreTradeGate::regross(Leg& leg) {
  const i128 worst = worst_position(leg.position.raw(), leg.buys.raw(), leg.sells.raw());
  const i128 gross = worst * leg.mid.raw();
  gross_ += gross - leg.gross;
  leg.gross = gross;
  const bool unpriced = worst != 0 && leg.mid.is_zero();
  unpriced_ += static_cast<int>(unpriced) - static_cast<int>(leg.unpriced);
  leg.unpriced = unpriced;
}

const PreTradeGate::Leg& PreTradeGate::leg(MarketId id) const {
  const std::uint16_t at = slot(id);
  require(at != kStranger, "a market without limits was asked for");
  return legs_[at];
}

PreTradeGate::Leg& PreTradeGate::leg(MarketId id) {
  const std::uint16_t at = slot(id);
  require(at != kStranger, "a market without limits was changed");
  return legs_[at];
}

void PreTradeGate::set_readiness(MarketId id, LegReadiness readiness) { leg(id).readiness = readiness; }

void PreTradeGate::set_risk(const RiskReading& view, MonoTime as_of) {
  risk_ = view;
  risk_time_ = as_of;
}

void PreTradeGate::set_position(MarketId id, Quantity coins) {
  Leg& leg = this->leg(id);
  leg.position = coins;
  regross(leg);
}

void PreTradeGate::set_open(MarketId id, Quantity buys, Quantity sells) {
  require(buys.sign() >= 0 && sells.sign() >= 0, "open orders of a negative size");
  Leg& leg = this->leg(id);
  leg.buys = buys;
  leg.sells = sells;
  regross(leg);
}

void PreTradeGate::on_fill(MarketId id, bool buy, Quantity coins) {
  require(coins.sign() > 0, "a fill of no size");
  Leg& leg = this->leg(id);
  Quantity& open = buy ? leg.buys : leg.sells;
  open = less(open, coins);
  leg.position = buy ? leg.position + coins : leg.position - coins;
  regross(leg);
}

void PreTradeGate::on_closed(MarketId id, bool buy, Quantity unfilled) {
  require(unfilled.sign() >= 0, "less than nothing of an order was left");
  Leg& leg = this->leg(id);
  Quantity& open = buy ? leg.buys : leg.sells;
  open = less(open, unfilled);
  regross(leg);
}

}  // namespace basis
