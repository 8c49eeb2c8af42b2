#include "core/results/time_weighted_index.hpp"

#include <algorithm>

namespace basis {
namespace {

/// When a flow leaves at most this fraction of the equity, nothing counts as invested.
constexpr Ratio kNothingLeft = Ratio::from_raw(static_cast<Ratio::Rep>(Ratio::kOne / 10'000));

}  // namespace

Amount TimeWeightedIndex::at(Amount equity) const {
  if (!invested_) return level_;
  // Until the first flow the level equals the base, so the index is the equity itself.
  return level_ == base_ ? equity : scale(level_, equity, base_, Rounding::half_even);
}

void TimeWeightedIndex::flow(Amount before, Amount after) {
  level_ = std::max(Amount{}, at(before));
  if (!invested_) {
    invested_ = after > before && after.sign() > 0;
    most_ = after;
  } else {
    invested_ = after > mul(most_, kNothingLeft, Rounding::floor);
    most_ = std::max(most_, after);
  }
  base_ = after;
}

}  // namespace basis
