#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/base/result.hpp"

namespace basis::bench {

/// Repeated readings of one quantity. Compare the median; minimum and maximum show how much the
/// machine was disturbed.
class Readings {
 public:
  void add(double reading) { sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), reading), reading); }
  [[nodiscard]] double p50() const {
    require(!sorted_.empty(), "there is no median of nothing");
    return (sorted_[(sorted_.size() - 1) / 2] + sorted_[sorted_.size() / 2]) / 2;
  }
  [[nodiscard]] double min() const { return sorted_.front(); }
  [[nodiscard]] double max() const { return sorted_.back(); }
  [[nodiscard]] const std::vector<double>& sorted() const { return sorted_; }

  /// `numerator / reading` for all readings: a rate from times.
  [[nodiscard]] Readings inverse(double numerator) const {
    Readings rates;
    for (const double reading : sorted_) rates.add(numerator / reading);
    return rates;
  }

 private:
  std::vector<double> sorted_;
};

/// Wall time since construction, in seconds.
class Timer {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace basis::bench
