#pragma once

#include <algorithm>
#include <vector>

namespace basis::bench {

/// The reading that `share` of all others stay under. Reorders `values`, which must not be empty.
inline double percentile(std::vector<double>& values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// The compiler may neither drop nor move what leads to `value`.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace basis::bench
