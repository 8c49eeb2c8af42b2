#include "tools/report/thin_series.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace basis {
namespace {

double combine(Keep keep, double earlier, double later) {
  switch (keep) {
    case Keep::last: return later;
    case Keep::minimum: return std::fmin(earlier, later);
    case Keep::maximum: return std::fmax(earlier, later);
    case Keep::extreme:
      if (std::isnan(earlier)) return later;
      return std::isnan(later) || std::abs(earlier) >= std::abs(later) ? earlier : later;
  }
  broken_invariant("unknown way to thin a series");
}

}  // namespace

ThinSeries::ThinSeries(std::vector<Keep> columns, std::size_t max_points)
    : columns_(std::move(columns)), max_points_(max_points) {
  require(max_points >= 3, "a thinned series has room for three points");
}

void ThinSeries::add(UtcTime time, std::span<const double> values) {
  require(values.size() == columns_.size(), "a step has a value for each column");
  if (times_.size() == max_points_ && in_last_ == width_) merge_neighbours();
  const bool opens_point = times_.size() <= 1 || in_last_ == width_;
  if (opens_point) {
    times_.push_back(time);
    values_.insert(values_.end(), values.begin(), values.end());
    in_last_ = 1;
  } else {
    times_.back() = time;
    fold(times_.size() - 1, values);
    ++in_last_;
  }
}

void ThinSeries::fold(std::size_t point, std::span<const double> values) {
  const std::span<double> kept = row(point);
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = combine(columns_[i], kept[i], values[i]);
}

/// Merges points 1 and 2, 3 and 4, ...; an odd one at the end keeps half the steps of the others.
void ThinSeries::merge_neighbours() {
  std::size_t kept = 1;
  for (std::size_t point = 1; point < times_.size(); point += 2, ++kept) {
    const bool paired = point + 1 < times_.size();
    if (paired) fold(point, row(point + 1));
    times_[kept] = times_[paired ? point + 1 : point];
    std::ranges::copy(row(point), row(kept).begin());
    in_last_ = paired ? width_ * 2 : width_;
  }
  times_.resize(kept);
  values_.resize(kept * columns_.size());
  width_ *= 2;
}

}  // namespace basis
