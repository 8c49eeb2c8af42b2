#pragma once

#include "core/base/divisor.hpp"
#include "core/execution/order_command.hpp"
#include "core/execution/pretrade_limits.hpp"
#include "core/execution/pretrade_verdict.hpp"
#include "core/marketdata/feed_event.hpp"

namespace basis {

/// A ledger amount has a scale of 1e-18, size * price one of 1e-16.
inline constexpr i128 kAmountPerNotional = pow10_i128(2);

/// Negative, zero or positive when size * price is less than, equal to or greater than `limit`.
inline int notional_compare(i128 notional, Amount limit) {
  i128 amount = 0;
  if (__builtin_mul_overflow(notional, kAmountPerNotional, &amount)) return notional < 0 ? -1 : 1;
  return (amount > limit.raw()) - (amount < limit.raw());
}

/// Size step and tick of a market, as divisors for fast checks.
struct OrderGrid {
  explicit OrderGrid(const Market& market) : steps(market.step.raw()), ticks(market.tick.raw()) {}
  Divisor steps;
  Divisor ticks;
};

/// Stores the reason of a refusal in `refusal` and returns false. `refusal` is not written for an
/// accepted order.
inline bool refuse(PreTradeVerdict& refusal, const PreTradeVerdict& why) {
  refusal = why;
  return false;
}

/// Whether the order's size is on the size step and within minimum and maximum.
bool judge_size(const OrderCommand& order, const Market& market, const OrderGrid& grid, PreTradeVerdict& refusal);

/// Checks the price the order may trade at, which is its limit or else the touch: against tick, and
/// against the price band around mid and mark. Checks its notional at that price against the
/// minimum, and at the higher of that price and the touch against the maximum (a sell with a limit
/// under the bid is filled at the bid).
bool judge_price(const OrderCommand& order, const MarketLimits& limits, const OrderGrid& grid, const TopUpdate& top,
                 std::optional<Price> mark, PreTradeVerdict& refusal);

}  // namespace basis
