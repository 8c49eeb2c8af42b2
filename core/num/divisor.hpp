#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "core/base/error.hpp"

namespace basis {

/// Knows the multiples of a number without dividing: one multiplication instead of some
/// twenty cycles. Granlund and Montgomery, "Division by Invariant Integers using
/// Multiplication" (PLDI 1994), section 9.
class Divisor {
 public:
  /// One, which divides everything.
  Divisor() = default;
  /// `divisor` is over zero.
  explicit Divisor(std::int64_t divisor) {
    require(divisor > 0, "a divisor is not over zero");
    const auto whole = static_cast<std::uint64_t>(divisor);
    twos_ = std::countr_zero(whole);
    most_ = std::numeric_limits<std::uint64_t>::max() / whole;
    // Newton's steps double the bits that are right: an odd number is its own inverse in the last three.
    const std::uint64_t odd = whole >> twos_;
    inverse_ = odd;
    for (int right = 3; right < 64; right *= 2) inverse_ *= 2 - odd * inverse_;
  }

  /// Whether `number`, which is not negative, is a multiple.
  [[nodiscard]] bool divides(std::int64_t number) const {
    return std::rotr(static_cast<std::uint64_t>(number) * inverse_, twos_) <= most_;
  }

 private:
  std::uint64_t inverse_ = 1;
  std::uint64_t most_ = std::numeric_limits<std::uint64_t>::max();
  int twos_ = 0;
};

}  // namespace basis
