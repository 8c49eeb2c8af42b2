#include "core/base/int128.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>

#include "core/base/error.hpp"

namespace basis {
namespace {

using WideProduct = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    256, 256, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;

/// The correction of the truncated quotient: -1, 0 or +1. `negative` is the sign of
/// the exact quotient. `half` compares twice the remainder with the divisor: negative
/// for less, 0 for equal, positive for more.
int adjustment(bool inexact, bool negative, int half, bool quotient_odd, Rounding rounding) {
  if (!inexact) return 0;
  const int outward = negative ? -1 : 1;
  switch (rounding) {
    case Rounding::floor: return negative ? -1 : 0;
    case Rounding::ceil: return negative ? 0 : 1;
    case Rounding::toward_zero: return 0;
    case Rounding::away_from_zero: return outward;
    case Rounding::half_even: return half > 0 || (half == 0 && quotient_odd) ? outward : 0;
  }
  broken_invariant("unknown rounding");
}

u128 magnitude(i128 value) { return value < 0 ? u128{0} - static_cast<u128>(value) : static_cast<u128>(value); }

/// Compares 2 * remainder with divisor without overflow: -1, 0 or 1.
int compare_half(u128 remainder, u128 divisor) {
  const u128 rest = divisor - remainder;
  if (remainder == rest) return 0;
  return remainder > rest ? 1 : -1;
}

/// Works on magnitudes, because signed arithmetic of the library copies its operands.
i128 mul_div_wide(i128 a, i128 b, i128 c, Rounding rounding) {
  const u128 divisor = magnitude(c);
  WideProduct quotient;
  WideProduct remainder;
  boost::multiprecision::divide_qr(WideProduct(WideProduct(magnitude(a)) * magnitude(b)), WideProduct(divisor),
                                   quotient, remainder);
  const auto rest = static_cast<u128>(remainder);
  const bool negative = ((a < 0) != (b < 0)) != (c < 0);
  // A magnitude of 2^127 is only reached by the least number.
  if ((quotient >> 128) != 0) broken_invariant("128-bit overflow in mul_div");
  const auto whole = static_cast<u128>(quotient);
  const bool inexact = rest != 0;
  const int outward =
      adjustment(inexact, negative, inexact ? compare_half(rest, divisor) : 0, (whole & 1U) != 0, rounding);
  const u128 rounded = outward == 0 ? whole : whole + 1;
  const u128 most = u128{1} << 127;
  if (rounded < whole || rounded > (negative ? most : most - 1)) broken_invariant("128-bit overflow in mul_div");
  return negative ? static_cast<i128>(u128{0} - rounded) : static_cast<i128>(rounded);
}

}  // namespace

i128 sqrt_ceil(i128 value) {
  if (value < 0) broken_invariant("square root of a negative number");
  if (value == 0) return 0;
  // Newton's iteration falls monotonically to the floor of the root from any start above it.
  i128 root = i128{1} << 64;
  if (value < root) root = value + 1;
  for (i128 next = (root + value / root) / 2; next < root; next = (root + value / root) / 2) root = next;
  return root * root == value ? root : root + 1;
}

i128 div_round(i128 a, i128 b, Rounding rounding) {
  if (b == 0) broken_invariant("division by zero");
  if (a == kMinI128 && b == -1) broken_invariant("128-bit overflow in division");
  // A 128-bit division is a call into the compiler's run-time library, and the code below needs two of them.
  // Most operands fit 64 bits.
  if (const auto short_a = static_cast<std::int64_t>(a), short_b = static_cast<std::int64_t>(b);
      short_a == a && short_b == b && short_b != -1) {
    const std::int64_t rest = short_a % short_b;
    const std::int64_t whole = short_a / short_b;
    if (rest == 0) return whole;
    const int half = compare_half(magnitude(rest), magnitude(short_b));
    return whole + adjustment(true, (a < 0) != (b < 0), half, (whole & 1) != 0, rounding);
  }
  const i128 quotient = a / b;
  const i128 remainder = a % b;
  if (remainder == 0) return quotient;
  const int half = compare_half(magnitude(remainder), magnitude(b));
  return quotient + adjustment(true, (a < 0) != (b < 0), half, (quotient & 1) != 0, rounding);
}

i128 mul_div(i128 a, i128 b, i128 c, Rounding rounding) {
  i128 product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return div_round(product, c, rounding);
  if (c == 0) broken_invariant("division by zero");
  return mul_div_wide(a, b, c, rounding);
}

i128 add_checked(i128 a, i128 b) {
  i128 sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) broken_invariant("128-bit overflow in addition");
  return sum;
}

i128 sub_checked(i128 a, i128 b) {
  i128 difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) broken_invariant("128-bit overflow in subtraction");
  return difference;
}

std::int64_t narrow_i64(i128 value) {
  if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
    broken_invariant("64-bit overflow");
  return static_cast<std::int64_t>(value);
}

std::string to_decimal(i128 value) {
  if (value == 0) return "0";
  u128 rest = magnitude(value);
  std::string digits;
  while (rest != 0) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  }
  if (value < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace basis
