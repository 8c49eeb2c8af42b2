#pragma once

#include <cmath>
#include <cstddef>
#include <optional>

#include "core/marketdata/last_prices.hpp"

namespace basis {

/// Value of an asset across venues.
struct FairValue {
  Price price;
  std::size_t venues = 0;  ///< number of order books it was calculated from
};

/// The mean of the order books' mids, each weighted by the inverse of its spread:
///
///     sum(mid_i / spread_i) / sum(1 / spread_i)
///
/// An order book shows only that the value lies between bid and ask, so its mid is known to within half the
/// spread. For errors of which only the size is known the optimal weights would be inverse squares
/// (inverse-variance weighting, Hartung, Knapp and Sinha, "Statistical Meta-Analysis", 2008). The first power
/// prevents a market with a finer tick, which may quote a hundredth of another's spread on very little size,
/// from setting the price alone. The result lies between the lowest and the highest mid.
class FairValueSum {
 public:
  void add(const TopUpdate& top) {
    const std::int64_t mid = mid_of(top).raw();
    if (venues_ == 0) first_mid_ = mid;
    const double weight = 1.0 / static_cast<double>(top.ask.raw() - top.bid.raw());
    weights_ += weight;
    // Relative to the first mid: the differences are small, so that doubles lose no precision.
    offsets_ += weight * static_cast<double>(mid - first_mid_);
    ++venues_;
  }
  /// Absent before a top was added.
  [[nodiscard]] std::optional<FairValue> value() const {
    if (venues_ == 0) return std::nullopt;
    return FairValue{Price::from_raw(first_mid_ + std::llround(offsets_ / weights_)), venues_};
  }

 private:
  std::int64_t first_mid_ = 0;
  double weights_ = 0;
  double offsets_ = 0;
  std::size_t venues_ = 0;
};

}  // namespace basis
