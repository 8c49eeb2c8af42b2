#include "core/marketdata/realised_volatility.hpp"

#include <cmath>

namespace basis {

RealisedVolatility::RealisedVolatility(const VolatilitySpec& spec)
    : spec_(spec),
      decay_(std::exp2(-static_cast<double>(spec.grid.count) / static_cast<double>(spec.half_life.count))),
      steps_a_year_(static_cast<double>(kPricingYear.count) / static_cast<double>(spec.grid.count)) {
  require(spec.grid.count > 0, "the grid of a volatility is not over zero");
  require(spec.half_life.count > 0, "the half-life of a volatility is not over zero");
  require(spec.min_returns > 0, "a volatility wants at least one return");
}

void RealisedVolatility::start(MonoTime now) {
  started_ = true;
  next_ = MonoTime::from_nanos(now.nanos() - now.nanos() % spec_.grid.count) + spec_.grid;
}

void RealisedVolatility::sample(double value) {
  weights_ *= decay_;
  squares_ *= decay_;
  if (last_value_ > 0) {
    const double change = std::log(value / last_value_);
    squares_ += change * change;
    weights_ += 1;
    ++returns_;
  }
  last_value_ = value;
  sampled_ = next_;
  next_ = next_ + spec_.grid;
}

void RealisedVolatility::skip_past(MonoTime now) {
  if (now < next_) return;
  const std::int64_t steps = (now - next_).count / spec_.grid.count + 1;
  const double fade = std::pow(decay_, static_cast<double>(steps));
  weights_ *= fade;
  squares_ *= fade;
  last_value_ = 0;
  next_ = next_ + spec_.grid * steps;
}

std::optional<double> RealisedVolatility::annualised() const {
  // After a very long gap the weights may have decayed to zero.
  if (returns_ < spec_.min_returns || weights_ < 1e-300) return std::nullopt;
  return std::sqrt(squares_ / weights_ * steps_a_year_);
}

}  // namespace basis
