#pragma once

#include <array>
#include <cstdint>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Durations counted in few buckets, for whoever adds up those of many machines: a metric's histogram.
struct LatencyBuckets {
  /// Upper ends, nanoseconds, included; what is longer is in no bucket.
  static constexpr std::array<std::int64_t, 16> kBounds = {
      1'000,   2'000,     5'000,     10'000,    20'000,     50'000,     100'000,     200'000,
      500'000, 1'000'000, 2'000'000, 5'000'000, 10'000'000, 50'000'000, 100'000'000, 1'000'000'000};
  std::array<std::uint64_t, kBounds.size()> counts{};
  std::uint64_t count = 0;
  std::int64_t sum_nanos = 0;

  void record(Nanos span) {
    ++count;
    sum_nanos += span.count;
    for (std::size_t at = 0; at < kBounds.size(); ++at)
      if (span.count <= kBounds[at]) {
        ++counts[at];
        return;
      }
  }
};

}  // namespace basis
