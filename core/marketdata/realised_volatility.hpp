#pragma once

#include <optional>

#include "core/marketdata/pricing_spec.hpp"

namespace basis {

/// Volatility of a value that is sampled on a fixed time grid: the multiples of `grid`. The sample of a grid
/// point is the value just before it, so an event at exactly that time belongs to the next sample. Returns are
/// logarithmic and their mean is taken as zero (J.P. Morgan/Reuters, "RiskMetrics Technical Document", 4th ed.
/// 1996, ch. 5). Their squares are averaged with weights that halve every `half_life` and are normalised to
/// one, so that the first figures are not biased towards zero:
///
///     lambda = 2^(-grid / half_life)
///     variance = sum(lambda^age * r^2) / sum(lambda^age)       age in grid intervals
///     volatility = sqrt(variance * 365 days / grid)            a fraction per year
///
/// A return joins two adjacent grid points. Across grid points without a value no return is taken, but the
/// weights decay. On too fine a grid the noise of quotes is measured as well: one second or more is sensible.
class RealisedVolatility {
 public:
  explicit RealisedVolatility(const VolatilitySpec& spec);

  /// Whether a grid point at or before `now` needs its sample. The first call starts the grid at the next
  /// multiple after `now`.
  [[nodiscard]] bool due(MonoTime now) {
    if (!started_) start(now);
    return next_ <= now;
  }
  /// The grid point that is sampled next.
  [[nodiscard]] MonoTime next() const { return next_; }
  [[nodiscard]] Nanos grid() const { return spec_.grid; }
  /// Takes the value at `next()`, which is over zero, and advances by one grid interval.
  void sample(double value);
  /// Records that there is no value at `next()`, nor at any grid point up to `now`.
  void skip_past(MonoTime now);

  /// A fraction per year; absent before `min_returns` returns.
  [[nodiscard]] std::optional<double> annualised() const;
  /// The last grid point that had a value; absent before the first.
  [[nodiscard]] std::optional<MonoTime> sampled() const { return sampled_; }

 private:
  void start(MonoTime now);

  VolatilitySpec spec_;
  double decay_;  ///< per grid interval
  double steps_a_year_;
  bool started_ = false;
  MonoTime next_;
  std::optional<MonoTime> sampled_;
  double last_value_ = 0;  ///< zero: there is no previous sample to take a return from
  double squares_ = 0;
  double weights_ = 0;
  std::uint64_t returns_ = 0;
};

}  // namespace basis
