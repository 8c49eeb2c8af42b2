#include "actors/drivers/highest_capital.hpp"

namespace basis {
namespace {

/// The highest multiple of `unit` that works, of those from `low`, which works or is zero, to below `high`, which does
/// not.
i128 highest_multiple(i128 low, i128 high, i128 unit, const std::function<bool(Amount)>& works) {
  while (high - low > 1) {
    const i128 middle = low + (high - low) / 2;
    (works(Amount::from_raw(middle * unit)) ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::optional<Amount> highest_capital(Amount refused, const std::function<bool(Amount)>& works) {
  constexpr i128 kDigits = 1'000'000;
  i128 unit = 1;
  while (refused.raw() / unit >= kDigits) unit *= 10;
  i128 count = highest_multiple(0, div_round(refused.raw(), unit, Rounding::ceil), unit, works);
  // What works may be far smaller than what was refused; under a millionth of a millionth it is nothing.
  for (int finer = 0; finer < 12 && count * 10 < kDigits && unit >= 10; ++finer) {
    if (count == 0 && finer == 6) return std::nullopt;
    unit /= 10;
    count = highest_multiple(count * 10, count * 10 + 10, unit, works);
  }
  if (count == 0) return std::nullopt;
  return Amount::from_raw(count * unit);
}

}  // namespace basis
