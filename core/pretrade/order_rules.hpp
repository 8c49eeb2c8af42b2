#pragma once

#include "core/feed/feed_event.hpp"
#include "core/num/divisor.hpp"
#include "core/pretrade/order_intent.hpp"
#include "core/pretrade/pretrade_limits.hpp"
#include "core/pretrade/pretrade_verdict.hpp"

namespace basis {

/// A ledger amount is at 1e-18, size * price at 1e-16.
inline constexpr i128 kAmountPerNotional = pow10_i128(2);

/// Below zero, zero or above it as size * price is less than `limit`, the same or more.
inline int notional_compare(i128 notional, Amount limit) {
  i128 amount = 0;
  if (__builtin_mul_overflow(notional, kAmountPerNotional, &amount)) return notional < 0 ? -1 : 1;
  return (amount > limit.raw()) - (amount < limit.raw());
}

/// What sizes and limit prices are multiples of.
struct OrderGrid {
  explicit OrderGrid(const InstrumentLimits& limits) : steps(limits.step.raw()), ticks(limits.tick.raw()) {}
  Divisor steps;
  Divisor ticks;
};

/// Says no: puts the reason into `refusal`. Nothing is written where an order passes.
inline bool refuse(PreTradeVerdict& refusal, const PreTradeVerdict& why) {
  refusal = why;
  return false;
}

/// Whether the order's size keeps to step, minimum and maximum.
bool judge_size(const OrderIntent& order, const InstrumentLimits& limits, const OrderGrid& grid,
                PreTradeVerdict& refusal);

/// The price the order may trade at, its limit or else the touch it would take,
/// against tick, band and mark; and its notional at that price against minimum and
/// maximum. A limit worse than the touch counts at the touch for the maximum, which
/// is where it would be filled.
bool judge_price(const OrderIntent& order, const InstrumentLimits& limits, const OrderGrid& grid, const TopUpdate& top,
                 std::optional<Price> mark, PreTradeVerdict& refusal);

}  // namespace basis
