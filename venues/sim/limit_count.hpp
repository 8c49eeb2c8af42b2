#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis::sim {

/// A count in intervals that are aligned to the epoch.
struct LimitCount {
  std::int64_t interval = -1;
  std::int64_t count = 0;
  /// Counts `many` more in the interval that `now` is in, and returns the sum.
  std::int64_t add(UtcTime now, Nanos length, std::int64_t many) {
    const std::int64_t current = now.nanos() / length.count;
    if (current != interval) *this = {current, 0};
    return count += many;
  }
};

/// Keeps at most `most` (1 to 1,000) of what was found in order: the oldest, or the newest.
template <class Item>
void keep_at_most(std::vector<Item>& found, std::int64_t most, bool oldest) {
  const auto kept = static_cast<std::size_t>(std::clamp<std::int64_t>(most, 1, 1'000));
  if (found.size() <= kept) return;
  oldest ? found.resize(kept) : (void)found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(kept));
}

}  // namespace basis::sim
