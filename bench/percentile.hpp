#pragma once

#include <algorithm>
#include <vector>

namespace basis::bench {

/// The value under which `share` of all values are. Reorders `values`, which must not be empty.
inline double percentile(std::vector<double>& values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Keeps the compiler from removing or moving the computation of `value`.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace basis::bench
