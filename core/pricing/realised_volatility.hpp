#pragma once

#include <optional>

#include "core/pricing/pricing_spec.hpp"

namespace basis {

/// Volatility of a value sampled on a fixed grid of time: the multiples of
/// `grid`. A grid point's sample is the value just before it, so what comes at
/// the very instant belongs to the next. Returns are logarithmic and their mean
/// is taken as zero (J.P. Morgan/Reuters, "RiskMetrics Technical Document", 4th
/// ed. 1996, ch. 5); their squares are averaged with weights that halve every
/// `half_life` of time and are normed to one, so that the first figures do not
/// lean towards zero:
///
///     lambda = 2^(-grid / half_life)
///     variance = sum(lambda^age * r^2) / sum(lambda^age)       age in grid steps
///     volatility = sqrt(variance * 365 days / grid)            a fraction a year
///
/// A return joins two neighbours on the grid. Over grid points without a value
/// none is taken, and weights fade. On too fine a grid the jitter of quotes is
/// measured with the rest: a second or more is sensible.
class RealisedVolatility {
 public:
  explicit RealisedVolatility(const VolatilitySpec& spec);

  /// Whether a grid point up to `now` wants its sample. The first call starts the
  /// grid at the next multiple after `now`.
  [[nodiscard]] bool due(MonoTime now) {
    if (!started_) start(now);
    return next_ <= now;
  }
  /// The grid point that is sampled next.
  [[nodiscard]] MonoTime next() const { return next_; }
  [[nodiscard]] Nanos grid() const { return spec_.grid; }
  /// The value at `next()`, over zero; moves on by a step.
  void sample(double value);
  /// There is no value at `next()`, nor at any grid point up to `now`.
  void skip_past(MonoTime now);

  /// A fraction a year; absent before `min_returns` returns.
  [[nodiscard]] std::optional<double> annualised() const;
  /// The last grid point that had a value; absent before the first.
  [[nodiscard]] std::optional<MonoTime> sampled() const { return sampled_; }

 private:
  void start(MonoTime now);

  VolatilitySpec spec_;
  double decay_;  ///< a step
  double steps_a_year_;
  bool started_ = false;
  MonoTime next_;
  std::optional<MonoTime> sampled_;
  double last_value_ = 0;  ///< zero: no neighbour to take a return from
  double squares_ = 0;
  double weights_ = 0;
  std::uint64_t returns_ = 0;
};

}  // namespace basis
