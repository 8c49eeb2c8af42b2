#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "bench/allocation_count.hpp"
#include "bench/percentile.hpp"
#include "bench/readings.hpp"

namespace basis::bench {

/// A measured subject: its name, and one call with a running number.
struct Subject {
  const char* name;
  std::function<void(std::uint64_t)> call;
  std::vector<double> nanoseconds = {};  ///< per call, one entry per group
  std::size_t allocations = 0;           ///< over all measured calls
};

/// Measures all subjects in turn, so that a change in the machine's speed affects all of them. A reading is of `group`
/// calls.
inline void measure(std::vector<Subject>& subjects, std::size_t rounds, std::size_t group) {
  std::uint64_t number = 0;
  for (Subject& subject : subjects) {
    subject.nanoseconds.reserve(rounds);
    for (std::size_t warm = 0; warm < 100 * group; ++warm) subject.call(number++);
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Subject& subject : subjects) {
      // The first calls of a turn have the caches as another subject left them, so they are not
      // measured.
      for (std::size_t i = 0; i < 2; ++i) subject.call(number++);
      const std::uint64_t before = allocation_count();
      const Timer timer;
      for (std::size_t i = 0; i < group; ++i) subject.call(number++);
      subject.nanoseconds.push_back(timer.seconds() * 1e9 / static_cast<double>(group));
      subject.allocations += allocation_count() - before;
    }
  }
}

inline void print_table(const char* title, std::vector<Subject>& subjects) {
  fmt::print("\n### {}\n\n| ns | p50 | p99 | allocations |\n|---|---:|---:|---:|\n", title);
  for (Subject& subject : subjects)
    fmt::print("| {} | {:.0f} | {:.0f} | {} |\n", subject.name, percentile(subject.nanoseconds, 0.5),
               percentile(subject.nanoseconds, 0.99), subject.allocations);
}

}  // namespace basis::bench
