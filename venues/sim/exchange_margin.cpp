#include <algorithm>

#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"
#include "venues/sim/exchange_account.hpp"

namespace basis {
namespace {

Amount divided(Amount notional, std::int64_t leverage) {
  return Amount::from_raw(div_round(notional.raw(), leverage, Rounding::ceil));
}

Amount not_under_zero(Amount amount) { return std::max(amount, Amount{}); }

}  // namespace

/// |position| * mark; at what it cost until there is a mark.
Amount ExchangeAccount::notional_at_mark(const Line& one) const {
  const Holding& held = position(*one.market);
  return one.mark.is_zero() ? held.entry_cost.abs() : mul(held.amount.abs(), one.mark, Rounding::ceil);
}

Amount ExchangeAccount::unrealised_of(const Line& one) const {
  return one.mark.is_zero() ? Amount{} : unrealised(position(*one.market), one.mark);
}

std::int64_t ExchangeAccount::leverage_at(const Line& one, Amount notional) const {
  const MarginTier* const tier = tier_of(one.market->margin_tiers, notional);
  return tier == nullptr ? one.leverage : std::min(one.leverage, tier->max_leverage);
}

bool ExchangeAccount::set_leverage(const Market& market, std::int64_t leverage) {
  const MarginTier* const tier = tier_of(market.margin_tiers, Amount{});
  if (market.is_spot() || leverage < 1 || (tier != nullptr && leverage > tier->max_leverage)) return false;
  line(market).leverage = leverage;
  return true;
}

std::int64_t ExchangeAccount::leverage_of(const Market& market) const {
  const Line& one = line(market);
  return leverage_at(one, notional_at_mark(one) + std::max(one.open_buys, one.open_sells));
}

/// Of a position, and of open orders by the larger side.
Amount ExchangeAccount::initial_margin(const Line& one, Amount buys, Amount sells) const {
  const Amount held = notional_at_mark(one);
  const Amount ordered = std::max(buys, sells);
  const std::int64_t leverage = leverage_at(one, held + ordered);
  return divided(held, leverage) + divided(ordered, leverage);
}

void ExchangeAccount::hold_back(const Market& market, OrderSide side, Price limit, Quantity size, bool reduce_only) {
  const bool buys = side == OrderSide::buy;
  if (market.is_spot()) {
    const InstrumentId instrument = buys ? *market.cash : *market.position;
    locked_[instrument.index()] += buys ? notional_of(limit, size) : amount_of(size);
    touch(instrument);
  } else if (!reduce_only) {
    (buys ? line(market).open_buys : line(market).open_sells) += notional_of(limit, size);
  }
}

void ExchangeAccount::give_back(const Market& market, OrderSide side, Price limit, Quantity size, bool reduce_only) {
  hold_back(market, side, limit, -size, reduce_only);
}

bool ExchangeAccount::can_afford(const Market& market, OrderSide side, Amount notional, Quantity size,
                                 bool reduce_only) const {
  const bool buys = side == OrderSide::buy;
  if (market.is_spot())
    return buys ? notional <= available_of(*market.cash) : amount_of(size) <= available_of(*market.position);
  if (reduce_only) return true;
  const Line& one = line(market);
  const Amount held = position(market).amount;
  const Amount ordered = amount_of(size);
  Amount opening = notional;
  if (held.sign() * (buys ? 1 : -1) < 0) {
    if (held.abs() >= ordered) return true;
    opening = scale(notional, ordered - held.abs(), ordered, Rounding::ceil);
  }
  const Amount before = initial_margin(one, one.open_buys, one.open_sells);
  const Amount after = initial_margin(one, buys ? one.open_buys + opening : one.open_buys,
                                      buys ? one.open_sells : one.open_sells + opening);
  return after - before <= available_of(*market.cash);
}

Amount ExchangeAccount::held(AssetId asset) const {
  const AccountSpec::Pocket* const pocket = pocket_of(asset);
  return pocket == nullptr ? Amount{} : holdings_[pocket->instrument.index()].amount;
}

Amount ExchangeAccount::available_of(InstrumentId instrument) const {
  Amount left = holdings_[instrument.index()].amount - locked_[instrument.index()];
  for (const Line& one : lines_)
    if (!one.market->is_spot() && one.market->cash == instrument)
      left += unrealised_of(one) - initial_margin(one, one.open_buys, one.open_sells);
  return not_under_zero(left);
}

Amount ExchangeAccount::available(AssetId asset) const {
  const AccountSpec::Pocket* const pocket = pocket_of(asset);
  return pocket == nullptr ? Amount{} : available_of(pocket->instrument);
}

Amount ExchangeAccount::withdrawable(AssetId asset) const {
  return std::min(available(asset), not_under_zero(held(asset)));
}

Amount ExchangeAccount::margin_balance(InstrumentId cash) const {
  Amount balance = holdings_[cash.index()].amount;
  for (const Line& one : lines_)
    if (!one.market->is_spot() && one.market->cash == cash) balance += unrealised_of(one);
  return balance;
}

Amount ExchangeAccount::maintenance(InstrumentId cash) const {
  Amount sum;
  for (const Line& one : lines_)
    if (!one.market->is_spot() && one.market->cash == cash)
      sum += maintenance_margin(std::span(one.market->margin_tiers), notional_at_mark(one));
  return sum;
}

bool ExchangeAccount::has_position(const Market& market) const {
  return std::any_of(lines_.begin(), lines_.end(), [&](const Line& one) {
    return !one.market->is_spot() && one.market->cash == market.cash && !position(*one.market).amount.is_zero();
  });
}

bool ExchangeAccount::must_liquidate(const Market& market) const {
  return has_position(market) && margin_balance(*market.cash) <= maintenance(*market.cash);
}

}  // namespace basis
