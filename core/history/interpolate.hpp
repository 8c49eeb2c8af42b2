#pragma once

#include "core/base/int128.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// a + (b - a) * part / whole, of which what is added is rounded half to even: the value at `part` of the way in time
/// from a to b. Throws `InvariantError` on overflow.
inline i128 interpolate(i128 a, i128 b, Nanos part, Nanos whole) {
  // With whole seconds the product fits 128 bits, which is much faster.
  const bool seconds = part.count % kSecond.count == 0 && whole.count % kSecond.count == 0;
  const std::int64_t unit = seconds ? kSecond.count : 1;
  return add_checked(a, mul_div(sub_checked(b, a), part.count / unit, whole.count / unit, Rounding::half_even));
}

}  // namespace basis
