#pragma once

#include "core/feed/feed_event.hpp"
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

/// The order's size against step, minimum and maximum.
PreTradeVerdict judge_size(const OrderIntent& order, const InstrumentLimits& limits);

/// The price the order may trade at, its limit or else the touch it would take,
/// against tick, band and mark; and its notional at that price against minimum and
/// maximum. A limit worse than the touch counts at the touch for the maximum, which
/// is where it would be filled.
PreTradeVerdict judge_price(const OrderIntent& order, const InstrumentLimits& limits, const TopUpdate& top,
                            std::optional<Price> mark);

}  // namespace basis
