#include "core/base/histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace basis {
namespace {

constexpr std::int64_t kLongest = (std::int64_t{1} << 39) - 1;

/// Durations of every size there is: the magnitude is drawn first.
std::vector<std::int64_t> durations(std::mt19937_64& random, std::size_t count) {
  std::vector<std::int64_t> all;
  while (all.size() < count) {
    const auto bits = static_cast<int>(random() % 39) + 1;
    all.push_back(static_cast<std::int64_t>(random() >> (64 - bits)));
  }
  return all;
}

/// The value of rank ceil(share * count), counted from one.
std::int64_t ranked(const std::vector<std::int64_t>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

void check_against(const LatencyHistogram& histogram, std::vector<std::int64_t> all) {
  std::sort(all.begin(), all.end());
  REQUIRE(histogram.count() == all.size());
  CHECK(histogram.least() == all.front());
  CHECK(histogram.most() == all.back());
  double sum = 0;
  for (const std::int64_t one : all) sum += static_cast<double>(one);
  CHECK(histogram.mean() == doctest::Approx(sum / static_cast<double>(all.size())));
  for (const double share : {0.0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0}) {
    CAPTURE(share);
    const std::int64_t exact = ranked(all, share);
    const std::int64_t said = histogram.percentile(share);
    CHECK(said >= exact);
    if (exact < 64)
      CHECK(said == exact);
    else
      CHECK(static_cast<double>(said - exact) < static_cast<double>(exact) / 64);
  }
}

TEST_CASE("percentiles are those of the sorted durations, at most a sixty-fourth above") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto all = durations(random, 1 + random() % 5'000);
    LatencyHistogram histogram;
    for (const std::int64_t one : all) histogram.record(one);
    check_against(histogram, all);
  }
}

TEST_CASE("merged histograms are that of all durations") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto all = durations(random, 1 + random() % 1'000);
    const auto more = durations(random, random() % 1'000);
    LatencyHistogram first, second;
    for (const std::int64_t one : all) first.record(one);
    for (const std::int64_t one : more) second.record(one);
    first.merge(second);
    all.insert(all.end(), more.begin(), more.end());
    check_against(first, all);
    LatencyHistogram empty;
    empty.merge(first);
    check_against(empty, all);
  }
}

TEST_CASE("buckets tile the line: each value lies in its own, and the counts are all there") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto all = durations(random, 2'000);
    LatencyHistogram histogram;
    for (const std::int64_t one : all) histogram.record(one);
    std::int64_t before = -1;
    histogram.for_each([&](std::int64_t lower, std::int64_t upper, std::uint64_t count) {
      REQUIRE(lower > before);
      REQUIRE(upper >= lower);
      before = upper;
      const auto inside = std::count_if(all.begin(), all.end(), [&](auto one) { return one >= lower && one <= upper; });
      REQUIRE(static_cast<std::uint64_t>(inside) == count);
    });
  }
}

TEST_CASE("every power of two and its neighbours") {
  for (int bits = 0; bits < 39; ++bits) {
    for (const std::int64_t off : {-1, 0, 1}) {
      const std::int64_t value = (std::int64_t{1} << bits) + off;
      CAPTURE(value);
      LatencyHistogram histogram;
      histogram.record(value);
      // The bucket's end is known to be no more than the largest.
      CHECK(histogram.percentile(0.5) == value);
      histogram.record(kLongest);
      check_against(histogram, {value, kLongest});
    }
  }
}

TEST_CASE("nothing, one thing, and what does not fit") {
  LatencyHistogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.least() == 0);
  CHECK(histogram.most() == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.percentile(0.5) == 0);
  histogram.record(-5);
  CHECK(histogram.least() == 0);
  CHECK(histogram.percentile(1) == 0);
  histogram.record(std::numeric_limits<std::int64_t>::max());
  CHECK(histogram.most() == kLongest);
  CHECK(histogram.percentile(1) == kLongest);
  CHECK(histogram.percentile(0.5) == 0);
  histogram.record(std::numeric_limits<std::int64_t>::min());
  CHECK(histogram.count() == 3);
  CHECK(histogram.least() == 0);
}

}  // namespace
}  // namespace basis
