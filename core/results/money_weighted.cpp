#include "core/results/money_weighted.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace basis {
namespace {

/// Growth is sought as its logarithm over the whole time: exponents then stay
/// within what a double can hold, however short a run is.
constexpr double kMostGrowth = 700;
constexpr double kFirstStep = 1e-6;
constexpr double kWiden = 1.5;

struct Term {
  double weight;     ///< the payment: only a rate is sought, which is a plain number
  double remaining;  ///< of the whole time, as a fraction
};

class Worth {
 public:
  Worth(std::span<const DatedPayment> payments, Amount final_equity, UtcTime to) : final_(final_equity.to_double()) {
    const auto whole = static_cast<double>((to - payments.front().time).count);
    for (const DatedPayment& payment : payments)
      terms_.push_back({payment.amount.to_double(), static_cast<double>((to - payment.time).count) / whole});
  }
  /// What the payments grow to at this growth, less what is there.
  [[nodiscard]] double operator()(double growth) const {
    double sum = -final_;
    for (const Term& term : terms_) sum += term.weight * std::exp(growth * term.remaining);
    return sum;
  }

 private:
  double final_;
  std::vector<Term> terms_;
};

/// Where the worth is zero between `low` and `high`, of which one is negative and
/// the other is not: halves until no number lies within.
double bisect(const Worth& worth, double low, double high) {
  const bool low_negative = worth(low) < 0;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) return middle;
    ((worth(middle) < 0) == low_negative ? low : high) = middle;
  }
}

std::optional<double> find_growth(const Worth& worth) {
  const double at_zero = worth(0);
  if (at_zero == 0) return 0;
  // Outward from zero on both sides; up to the first crossing the sign is that at zero.
  const auto crossed = [&](double growth) { return (worth(growth) < 0) != (at_zero < 0); };
  double inner = 0;
  while (inner < kMostGrowth) {
    const double outer = std::min(std::max(kFirstStep, inner * kWiden), kMostGrowth);
    if (crossed(outer)) return bisect(worth, inner, outer);
    if (crossed(-outer)) return bisect(worth, -outer, -inner);
    inner = outer;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> money_weighted_return(std::span<const DatedPayment> payments, Amount final_equity, UtcTime to) {
  if (payments.empty() || to <= payments.front().time) return std::nullopt;
  const auto growth = find_growth(Worth(payments, final_equity, to));
  if (!growth) return std::nullopt;
  const double years =
      static_cast<double>((to - payments.front().time).count) / static_cast<double>((kDay * 365).count);
  const double rate = std::expm1(*growth / years);
  return std::isfinite(rate) ? std::optional(rate) : std::nullopt;
}

}  // namespace basis
