#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis {

/// Which value of a column represents the steps merged into one point.
enum class Keep {
  last,     ///< the value at the last step
  minimum,  ///< the smallest
  maximum,  ///< the largest
  extreme,  ///< the value farthest from zero, with its sign
};

/// A table over time that never holds more than a given number of points.
///
/// The first step is a point by itself. Every other point merges the same number of steps and has
/// the time of its last step, so the last step is always included. When the table is full,
/// neighbouring points are merged and each point has twice as many steps. NaN means absent: `last`
/// keeps it, the others use the values that are present.
class ThinSeries {
 public:
  /// One `Keep` for each column; `max_points` is at least 3.
  ThinSeries(std::vector<Keep> columns, std::size_t max_points);

  /// Adds a step, one value for each column.
  void add(UtcTime time, std::span<const double> values);

  [[nodiscard]] const std::vector<UtcTime>& times() const { return times_; }
  [[nodiscard]] double at(std::size_t point, std::size_t column) const {
    return values_[point * columns_.size() + column];
  }
  /// Number of steps merged into one point.
  [[nodiscard]] std::size_t steps_per_point() const { return width_; }

 private:
  void fold(std::size_t point, std::span<const double> values);
  void merge_neighbours();
  std::span<double> row(std::size_t point) { return {values_.data() + point * columns_.size(), columns_.size()}; }

  std::vector<Keep> columns_;
  std::size_t max_points_;
  std::size_t width_ = 1;
  std::size_t in_last_ = 1;  ///< steps in the last point
  std::vector<UtcTime> times_;
  std::vector<double> values_;  ///< row by row
};

}  // namespace basis
