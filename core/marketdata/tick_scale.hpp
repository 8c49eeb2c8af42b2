#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/base/types.hpp"

namespace basis {

/// Converts prices to whole ticks and back, exactly. The division is one multiplication by the inverse of the
/// tick's odd part modulo 2^64 and a rotation, which also shows whether there was a remainder (Warren, Hacker's
/// Delight, 10-17).
class TickScale {
 public:
  /// More ticks are refused, so that windows around a tick never overflow.
  static constexpr std::int64_t kMaxTicks = std::int64_t{1} << 62;

  /// `tick` must be over zero; throws `InvariantError` otherwise.
  explicit TickScale(Price tick) : tick_(tick.raw()) {
    require(tick_ > 0, "a tick is over zero");
    const auto value = static_cast<std::uint64_t>(tick_);
    shift_ = std::countr_zero(value);
    const std::uint64_t odd = value >> shift_;
    inverse_ = odd;  // correct in three bits; each round doubles them
    for (int bits = 3; bits < 64; bits *= 2) inverse_ *= 2 - odd * inverse_;
    limit_ = std::numeric_limits<std::uint64_t>::max() / value;
  }

  /// `price` in ticks; empty when it is not over zero, not a multiple of the tick, or over `kMaxTicks`.
  [[nodiscard]] std::optional<std::int64_t> ticks(Price price) const {
    const std::uint64_t quotient = std::rotr(static_cast<std::uint64_t>(price.raw()) * inverse_, shift_);
    if (price.raw() <= 0 || quotient > limit_ || quotient > static_cast<std::uint64_t>(kMaxTicks)) return std::nullopt;
    return static_cast<std::int64_t>(quotient);
  }
  /// `ticks` must be a result of `ticks(Price)`.
  [[nodiscard]] Price price(std::int64_t ticks) const { return Price::from_raw(ticks * tick_); }
  [[nodiscard]] Price tick() const { return Price::from_raw(tick_); }

 private:
  std::int64_t tick_;
  int shift_ = 0;
  std::uint64_t inverse_ = 0;
  std::uint64_t limit_ = 0;
};

}  // namespace basis
