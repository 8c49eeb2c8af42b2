#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/base/rounding.hpp"

namespace basis {

__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

inline constexpr i128 kMaxI128 = static_cast<i128>(~u128{0} >> 1);
inline constexpr i128 kMinI128 = -kMaxI128 - 1;

/// 10^n for 0 <= n <= 38.
constexpr i128 pow10_i128(int n) {
  i128 value = 1;
  for (int i = 0; i < n; ++i) value *= 10;
  return value;
}

/// a / b, rounded in the given direction. Throws `InvariantError` when `b` is zero and
/// on overflow.
i128 div_round(i128 a, i128 b, Rounding rounding);

/// a * b / c with a product of full width, rounded once in the given direction. Throws
/// `InvariantError` when `c` is zero and when the quotient does not fit 128 bits.
i128 mul_div(i128 a, i128 b, i128 c, Rounding rounding);

/// The smallest integer whose square is at least `value`. Throws `InvariantError` when `value` is negative.
i128 sqrt_ceil(i128 value);

/// The sum and the difference; both throw `InvariantError` on overflow.
i128 add_checked(i128 a, i128 b);
i128 sub_checked(i128 a, i128 b);

/// Narrows to 64 bits; throws `InvariantError` when the value does not fit.
std::int64_t narrow_i64(i128 value);

/// The decimal digits of an integer, with a minus sign when it is negative.
std::string to_decimal(i128 value);

/// a / b rounded toward zero. `b` must be greater than zero. An `a` that fits 64 bits, which is
/// the usual case, needs no 128-bit division.
inline i128 quotient(i128 a, std::int64_t b) {
  const auto narrow = static_cast<std::int64_t>(a);
  return narrow == a ? i128{narrow / b} : a / b;
}

/// The nearest double; for ratios and display only.
inline double to_double(i128 value) { return static_cast<double>(value); }

}  // namespace basis
