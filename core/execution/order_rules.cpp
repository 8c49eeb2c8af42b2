#include "core/execution/order_rules.hpp"

#include <algorithm>

#include "core/marketdata/last_prices.hpp"

namespace basis {
namespace {

constexpr i128 kBpsPerOne = BasisPoints::kOne * 10'000;

i128 notional(Quantity size, Price price) { return i128{size.raw()} * price.raw(); }

/// Distance of `price` from `reference`, in units of `BasisPoints`, rounded up.
i128 distance(Price price, Price reference) {
  const i128 off = price > reference ? i128{price.raw()} - reference.raw() : i128{reference.raw()} - price.raw();
  return (off * kBpsPerOne + reference.raw() - 1) / reference.raw();
}

/// Whether `distance` is over `band`, without a division.
bool is_beyond(Price price, Price reference, BasisPoints band) {
  const i128 off = price > reference ? i128{price.raw()} - reference.raw() : i128{reference.raw()} - price.raw();
  return off * kBpsPerOne > i128{band.raw()} * reference.raw();
}

bool judge_notional(const OrderCommand& order, const MarketLimits& limits, Price price, Price touch,
                    PreTradeVerdict& refusal) {
  const bool exempt = order.reduce_only && !limits.market->minimum_binds_reduce_only;
  const i128 value = notional(order.size, price);
  if (!exempt && notional_compare(value, limits.market->minimum_notional) < 0)
    return refuse(refusal, {PreTradeReason::below_minimum_notional, order.market, value,
                            div_round(limits.market->minimum_notional.raw(), kAmountPerNotional, Rounding::ceil)});
  const i128 worst = notional(order.size, std::max(price, touch));
  if (notional_compare(worst, limits.maximum_notional) > 0)
    return refuse(refusal, {PreTradeReason::over_maximum_notional, order.market, worst,
                            limits.maximum_notional.raw() / kAmountPerNotional});
  return true;
}

}  // namespace

bool judge_size(const OrderCommand& order, const Market& market, const OrderGrid& grid, PreTradeVerdict& refusal) {
  const Quantity size = order.size;
  if (!grid.steps.divides(size.raw()))
    return refuse(refusal, {PreTradeReason::off_step, order.market, size.raw(), market.step.raw()});
  if (size < market.minimum_size)
    return refuse(refusal, {PreTradeReason::below_minimum_size, order.market, size.raw(), market.minimum_size.raw()});
  if (size > market.maximum_size)
    return refuse(refusal, {PreTradeReason::over_maximum_size, order.market, size.raw(), market.maximum_size.raw()});
  return true;
}

bool judge_price(const OrderCommand& order, const MarketLimits& limits, const OrderGrid& grid, const TopUpdate& top,
                 std::optional<Price> mark, PreTradeVerdict& refusal) {
  const Price touch = order.buys() ? top.ask : top.bid;
  const Price price = order.has_limit() ? order.limit : touch;
  if (order.has_limit() && (price.sign() <= 0 || !grid.ticks.divides(price.raw())))
    return refuse(refusal, {PreTradeReason::bad_limit_price, order.market, price.raw(), limits.market->tick.raw()});
  const Price mid = mid_of(top);
  if (is_beyond(price, mid, limits.price_band) || (mark && is_beyond(price, *mark, limits.price_band))) {
    const i128 off = mark ? std::max(distance(price, mid), distance(price, *mark)) : distance(price, mid);
    return refuse(refusal, {PreTradeReason::price_band, order.market, off, limits.price_band.raw()});
  }
  return judge_notional(order, limits, price, touch, refusal);
}

}  // namespace basis
