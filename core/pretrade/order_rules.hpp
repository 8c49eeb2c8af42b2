#pragma once

#include "core/feed/feed_event.hpp"
#include "core/pretrade/order_intent.hpp"
#include "core/pretrade/pretrade_limits.hpp"
#include "core/pretrade/pretrade_verdict.hpp"

namespace basis {

/// The order's size against step, minimum and maximum.
PreTradeVerdict judge_size(const OrderIntent& order, const InstrumentLimits& limits);

/// The price the order may trade at, its limit or else the touch it would take,
/// against tick, band and mark; and its notional at that price against minimum and
/// maximum. A limit worse than the touch counts at the touch for the maximum, which
/// is where it would be filled.
PreTradeVerdict judge_price(const OrderIntent& order, const InstrumentLimits& limits, const TopUpdate& top,
                            std::optional<Price> mark);

}  // namespace basis
