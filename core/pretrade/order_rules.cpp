#include "core/pretrade/order_rules.hpp"

#include <algorithm>

#include "core/pricing/last_prices.hpp"

namespace basis {
namespace {

constexpr i128 kAmountPerNotional = pow10_i128(2);  // a ledger amount is at 1e-18, size * price at 1e-16
constexpr i128 kBpsPerOne = BasisPoints::kOne * 10'000;

i128 notional(Quantity size, Price price) { return i128{size.raw()} * price.raw(); }

/// How far `price` is off `reference`, in units of `BasisPoints`, rounded up.
i128 distance(Price price, Price reference) {
  const i128 off = price > reference ? i128{price.raw()} - reference.raw() : i128{reference.raw()} - price.raw();
  return (off * kBpsPerOne + reference.raw() - 1) / reference.raw();
}

PreTradeVerdict judge_notional(const OrderIntent& order, const InstrumentLimits& limits, Price price, Price touch) {
  const bool exempt = order.reduce_only && !limits.minimum_binds_reduce_only;
  const i128 least = div_round(limits.minimum_notional.raw(), kAmountPerNotional, Rounding::ceil);
  if (const i128 value = notional(order.size, price); !exempt && value < least)
    return {PreTradeReason::below_minimum_notional, order.instrument, value, least};
  const i128 most = limits.maximum_notional.raw() / kAmountPerNotional;
  if (const i128 value = notional(order.size, std::max(price, touch)); value > most)
    return {PreTradeReason::over_maximum_notional, order.instrument, value, most};
  return {};
}

}  // namespace

PreTradeVerdict judge_size(const OrderIntent& order, const InstrumentLimits& limits) {
  const Quantity size = order.size;
  if (size.raw() % limits.step.raw() != 0)
    return {PreTradeReason::off_step, order.instrument, size.raw(), limits.step.raw()};
  if (size < limits.minimum_size)
    return {PreTradeReason::below_minimum_size, order.instrument, size.raw(), limits.minimum_size.raw()};
  if (size > limits.maximum_size)
    return {PreTradeReason::over_maximum_size, order.instrument, size.raw(), limits.maximum_size.raw()};
  return {};
}

PreTradeVerdict judge_price(const OrderIntent& order, const InstrumentLimits& limits, const TopUpdate& top,
                            std::optional<Price> mark) {
  const Price touch = order.buy ? top.ask : top.bid;
  const Price price = order.limit.value_or(touch);
  if (order.limit && (price.sign() <= 0 || price.raw() % limits.tick.raw() != 0))
    return {PreTradeReason::bad_limit_price, order.instrument, price.raw(), limits.tick.raw()};
  const i128 off_mid = distance(price, mid_of(top));
  const i128 off = mark ? std::max(off_mid, distance(price, *mark)) : off_mid;
  if (off > limits.price_band.raw())
    return {PreTradeReason::price_band, order.instrument, off, limits.price_band.raw()};
  return judge_notional(order, limits, price, touch);
}

}  // namespace basis
