#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "core/base/error.hpp"

namespace basis {

/// Tests whether numbers are multiples of a fixed divisor. A test costs one multiplication; a
/// division costs about twenty cycles. Granlund and Montgomery, "Division by Invariant Integers
/// using Multiplication" (PLDI 1994), section 9.
class Divisor {
 public:
  /// The divisor one, which divides every number.
  Divisor() = default;
  /// Throws `InvariantError` unless `divisor` is greater than zero.
  explicit Divisor(std::int64_t divisor) {
    require(divisor > 0, "a divisor is not over zero");
    const auto whole = static_cast<std::uint64_t>(divisor);
    twos_ = std::countr_zero(whole);
    most_ = std::numeric_limits<std::uint64_t>::max() / whole;
    // Newton's method for the inverse modulo 2^64. The odd part is its own inverse modulo 2^3, and every
    // step doubles the number of correct low bits.
    const std::uint64_t odd = whole >> twos_;
    inverse_ = odd;
    for (int right = 3; right < 64; right *= 2) inverse_ *= 2 - odd * inverse_;
  }

  /// Whether `number` is a multiple of the divisor. `number` must not be negative.
  [[nodiscard]] bool divides(std::int64_t number) const {
    return std::rotr(static_cast<std::uint64_t>(number) * inverse_, twos_) <= most_;
  }

 private:
  std::uint64_t inverse_ = 1;
  std::uint64_t most_ = std::numeric_limits<std::uint64_t>::max();
  int twos_ = 0;
};

}  // namespace basis
