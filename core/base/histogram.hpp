#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace basis {

/// A histogram of durations in nanoseconds. The width of a bucket grows with the
/// value: one nanosecond below 128 ns, above that 64 buckets for every doubling. A
/// percentile is too large by less than 1/64 of its value. Fixed memory, no
/// allocation. Negative durations count as zero; durations over 2^39 - 1 ns (about
/// 9 minutes) count as 2^39 - 1 ns.
class LatencyHistogram {
 public:
  static constexpr int kSubBits = 6;
  static constexpr int kMaxBits = 39;
  static constexpr std::size_t kBuckets = (static_cast<std::size_t>(kMaxBits - kSubBits) + 1) << kSubBits;

  void record(std::int64_t nanos) {
    const std::int64_t value = std::clamp<std::int64_t>(nanos, 0, kMost);
    ++counts_[bucket_of(static_cast<std::uint64_t>(value))];
    ++count_;
    sum_ += value;
    least_ = std::min(least_, value);
    most_ = std::max(most_, value);
  }
  void merge(const LatencyHistogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    least_ = std::min(least_, other.least_);
    most_ = std::max(most_, other.most_);
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Zero when nothing was recorded; the same holds for `most`, `mean` and `percentile`.
  [[nodiscard]] std::int64_t least() const { return count_ == 0 ? 0 : least_; }
  [[nodiscard]] std::int64_t most() const { return most_; }
  [[nodiscard]] double mean() const {
    return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
  }
  /// The upper end of the bucket that holds the record of rank ceil(share * count), but at most the largest
  /// record. `share` is in [0, 1].
  [[nodiscard]] std::int64_t percentile(double share) const {
    if (count_ == 0) return 0;
    const auto rank = static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.999999);
    const std::uint64_t wanted = std::clamp<std::uint64_t>(rank, 1, count_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      seen += counts_[i];
      if (seen >= wanted) return std::min(upper_end(i), most_);
    }
    return most_;
  }
  /// Calls `visit(lower, upper, count)` for every bucket that is not empty; both ends are inclusive.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < kBuckets; ++i)
      if (counts_[i] != 0) visit(i == 0 ? std::int64_t{0} : upper_end(i - 1) + 1, upper_end(i), counts_[i]);
  }

 private:
  static constexpr std::int64_t kMost = (std::int64_t{1} << kMaxBits) - 1;

  static constexpr std::size_t bucket_of(std::uint64_t value) {
    if (value < (1U << kSubBits)) return static_cast<std::size_t>(value);
    const int shift = static_cast<int>(std::bit_width(value)) - 1 - kSubBits;
    return (static_cast<std::size_t>(shift) << kSubBits) + static_cast<std::size_t>(value >> shift);
  }
  static constexpr std::int64_t upper_end(std::size_t bucket) {
    if (bucket < (std::size_t{2} << kSubBits)) return static_cast<std::int64_t>(bucket);
    const std::size_t shift = (bucket >> kSubBits) - 1;
    const std::size_t sub = (bucket & ((std::size_t{1} << kSubBits) - 1)) | (std::size_t{1} << kSubBits);
    return static_cast<std::int64_t>(((sub + 1) << shift) - 1);
  }

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::int64_t sum_ = 0;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t most_ = 0;
};

}  // namespace basis
