#include "core/results/money_weighted.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace basis {
namespace {

/// The solver searches the logarithm of the growth over the whole run, from -700 to 700. So
/// the exponentials do not overflow a double, even when the run is very short.
constexpr double kMostGrowth = 700;
constexpr double kFirstStep = 1e-6;
constexpr double kWiden = 1.5;

struct Term {
  double weight;     ///< the payment; a double is precise enough for a rate of return
  double remaining;  ///< fraction of the whole run that remains at the payment
};

/// The function whose zero is the growth.
class Worth {
 public:
  Worth(std::span<const DatedPayment> payments, Amount final_equity, UtcTime to) : final_(final_equity.to_double()) {
    const auto whole = static_cast<double>((to - payments.front().time).count);
    for (const DatedPayment& payment : payments)
      terms_.push_back({payment.amount.to_double(), static_cast<double>((to - payment.time).count) / whole});
  }
  /// The value that the payments grow to with this growth, less the final equity.
  [[nodiscard]] double operator()(double growth) const {
    double sum = -final_;
    for (const Term& term : terms_) sum += term.weight * std::exp(growth * term.remaining);
    return sum;
  }

 private:
  double final_;
  std::vector<Term> terms_;
};

/// The zero of `worth` between `low` and `high`, where it has different signs. Bisects
/// until no double lies between the ends.
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
  // Searches outward from zero on both sides. Until the first crossing the sign is the same as at zero.
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
