#pragma once

#include <cstdint>

namespace basis::sim {

/// Whole random numbers from a seed, the same on every machine (SplitMix64).
class SimRandom {
 public:
  explicit SimRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }
  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t many) { return between(1, many) == 1; }
  /// Roughly normal around zero, in thousandths of a standard deviation, at most 6,000 off.
  std::int64_t bell() {
    std::int64_t sum = 0;
    for (int i = 0; i < 12; ++i) sum += between(0, 1'000);
    return sum - 6'000;
  }

 private:
  std::uint64_t state_;
};

}  // namespace basis::sim
