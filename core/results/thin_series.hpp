#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/time/utc_time.hpp"

namespace basis {

/// Which value of a column stands for the steps that one point gathers.
enum class Keep {
  last,     ///< the value at the last of them
  minimum,  ///< the smallest
  maximum,  ///< the largest
  extreme,  ///< the one farthest from zero, with its sign
};

/// A table over time that never holds more than a given number of points.
///
/// The first step is a point by itself; every further point gathers as many
/// steps as the others and bears the time of its last one, so the last step is
/// always there. When the table is full, neighbours are merged and points
/// gather twice as many steps. NaN means absent: `last` keeps it, the others
/// prefer what is there.
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
  /// How many steps a point gathers.
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
  std::vector<double> values_;  ///< row after row
};

}  // namespace basis
