#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/error.hpp"
#include "core/base/int128.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Largest average rate per second, and largest number at once.
struct RateLimit {
  std::int64_t per_second = 1;  ///< over zero
  std::int64_t burst = 1;       ///< over zero; at most a billion
};

/// A token bucket that starts full. It counts in integers, in billionths of a token, so that a
/// nanosecond at `per_second` adds exactly `per_second` of them without rounding. When time goes
/// back, nothing is added.
class TokenBucket {
 public:
  explicit TokenBucket(RateLimit limit) : limit_(limit), capacity_(limit.burst * kToken), level_(capacity_) {
    require(limit.per_second > 0 && limit.burst > 0 && limit.burst <= kToken, "a rate limit is out of range");
  }

  /// Whether at least `count` tokens are available at `now`.
  [[nodiscard]] bool holds(std::int64_t count, MonoTime now) const { return level(now) >= i128{count} * kToken; }
  /// Takes `count` tokens; the caller has checked that they are available.
  void take(std::int64_t count, MonoTime now) {
    level_ = level(now) - count * kToken;
    filled_ = std::max(filled_, now);
  }
  /// Whole tokens available at `now`.
  [[nodiscard]] std::int64_t whole(MonoTime now) const { return level(now) / kToken; }

 private:
  static constexpr std::int64_t kToken = 1'000'000'000;

  [[nodiscard]] std::int64_t level(MonoTime now) const {
    const std::int64_t elapsed = std::max<std::int64_t>((now - filled_).count, 0);
    return static_cast<std::int64_t>(std::min(level_ + i128{elapsed} * limit_.per_second, i128{capacity_}));
  }

  RateLimit limit_;
  std::int64_t capacity_;
  std::int64_t level_;
  MonoTime filled_;
};

}  // namespace basis
