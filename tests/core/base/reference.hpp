#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <random>
#include <string>

#include "core/base/int128.hpp"

namespace basis::test {

using boost::multiprecision::cpp_int;

inline constexpr Rounding kRoundings[] = {Rounding::floor, Rounding::ceil, Rounding::toward_zero,
                                          Rounding::away_from_zero, Rounding::half_even};
inline constexpr std::uint64_t kSeeds[] = {1, 20'240'512, 0x9e3779b97f4a7c15};

/// From halves, so that nothing of the code under test takes part.
inline cpp_int wide(i128 value) {
  cpp_int high = static_cast<std::int64_t>(value >> 64);
  return high * (cpp_int(1) << 64) + static_cast<std::uint64_t>(value);
}

inline bool fits_i128(const cpp_int& value) {
  const cpp_int limit = cpp_int(1) << 127;
  return value < limit && value >= -limit;
}

/// numerator / denominator by the definition of each rounding, on the exact floor.
inline cpp_int divide(cpp_int numerator, cpp_int denominator, Rounding rounding) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  cpp_int floor = numerator / denominator;
  if (floor * denominator > numerator) floor -= 1;
  const cpp_int rest = numerator - floor * denominator;
  if (rest == 0) return floor;
  const bool negative = numerator < 0;
  const cpp_int twice = rest * 2;
  switch (rounding) {
    case Rounding::floor: return floor;
    case Rounding::ceil: return floor + 1;
    case Rounding::toward_zero: return negative ? cpp_int(floor + 1) : floor;
    case Rounding::away_from_zero: return negative ? floor : cpp_int(floor + 1);
    case Rounding::half_even:
      if (twice != denominator) return twice < denominator ? floor : cpp_int(floor + 1);
      return floor % 2 == 0 ? floor : cpp_int(floor + 1);
  }
  throw std::logic_error("unknown rounding");
}

/// Integers of every width: few bits as often as many, the extremes among them.
class RandomIntegers {
 public:
  explicit RandomIntegers(std::uint64_t seed) : engine_(seed) {}

  i128 next() {
    const std::uint64_t kind = engine_() % 64;
    if (kind == 0) return kMaxI128;
    if (kind == 1) return kMinI128;
    if (kind == 2) return 0;
    const u128 bits = u128{engine_()} << 64 | engine_();
    return static_cast<i128>(bits) >> (engine_() % 128);
  }
  i128 next_not_zero() {
    for (;;) {
      if (const i128 value = next(); value != 0) return value;
    }
  }
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace basis::test
