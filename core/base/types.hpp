#pragma once

#include "core/base/fixed.hpp"

namespace basis {

struct PriceTag {
  using Rep = std::int64_t;
  static constexpr int kDecimals = 8;
};
struct QuantityTag {
  using Rep = std::int64_t;
  static constexpr int kDecimals = 8;
};
struct ContractsTag {
  using Rep = std::int64_t;
  static constexpr int kDecimals = 8;
};
struct RatioTag {
  using Rep = std::int64_t;
  static constexpr int kDecimals = 12;
};
struct BasisPointsTag {
  using Rep = std::int64_t;
  static constexpr int kDecimals = 8;
};
struct AmountTag {
  using Rep = i128;
  static constexpr int kDecimals = 18;
};
struct RayTag {
  using Rep = i128;
  static constexpr int kDecimals = 27;
};

/// US dollars (USDT) per unit of an asset, at 1e-8.
using Price = Fixed<PriceTag>;
/// Coins as in a venue's orders, at 1e-8.
using Quantity = Fixed<QuantityTag>;
/// Contracts of a derivative, at 1e-8; never coins.
using Contracts = Fixed<ContractsTag>;
/// A configured fraction or multiple (0.02, 1.5), at 1e-12.
using Ratio = Fixed<RatioTag>;
/// One hundredth of a percent, at 1e-8.
using BasisPoints = Fixed<BasisPointsTag>;
/// Units of any asset in the ledger, at 1e-18, so that wei, USDT and BTC are exact.
using Amount = Fixed<AmountTag>;
/// Indices, exchange rates between tokens, and funding rates, at 1e-27.
using Ray = Fixed<RayTag>;

/// amount * price in dollars.
inline Amount mul(Amount amount, Price price, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), price.raw(), Price::kOne, rounding));
}
/// amount * ratio, in the unit of amount.
inline Amount mul(Amount amount, Ratio ratio, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), ratio.raw(), Ratio::kOne, rounding));
}
/// amount * index or rate.
inline Amount mul(Amount amount, Ray rate, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), rate.raw(), Ray::kOne, rounding));
}
/// amount * basis points / 10,000.
inline Amount mul(Amount amount, BasisPoints bps, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), bps.raw(), BasisPoints::kOne * 10'000, rounding));
}
/// dollars / price = coins.
inline Amount div(Amount dollars, Price price, Rounding rounding) {
  return Amount::from_raw(mul_div(dollars.raw(), Price::kOne, price.raw(), rounding));
}
/// amount / index or rate.
inline Amount div(Amount amount, Ray rate, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), Ray::kOne, rate.raw(), rounding));
}
/// amount / ratio.
inline Amount div(Amount amount, Ratio ratio, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), Ratio::kOne, ratio.raw(), rounding));
}
/// amount * numerator / denominator, rounded once.
inline Amount scale(Amount amount, Amount numerator, Amount denominator, Rounding rounding) {
  return Amount::from_raw(mul_div(amount.raw(), numerator.raw(), denominator.raw(), rounding));
}
/// `amount` rounded to a multiple of `step` in the given direction. `step` must not be zero.
inline Amount round_to_step(Amount amount, Amount step, Rounding rounding) {
  return Amount::from_raw(mul_div(div_round(amount.raw(), step.raw(), rounding), step.raw(), 1, rounding));
}
/// `price` rounded to a multiple of `tick` in the given direction. `tick` must not be zero.
inline Price round_to_tick(Price price, Price tick, Rounding rounding) {
  return Price::from_raw_checked(div_round(price.raw(), tick.raw(), rounding) * tick.raw());
}
/// a / b as a double, for ratios and limits. `b` must not be zero.
inline double ratio(Amount a, Amount b) { return to_double(a.raw()) / to_double(b.raw()); }

/// Parses text that is known to be valid, such as a constant. Throws `InvariantError` when it is not.
template <class T>
T from_text(std::string_view text) {
  auto parsed = T::parse(text);
  if (!parsed) broken_invariant(parsed.error().text());
  return parsed.value();
}

}  // namespace basis
