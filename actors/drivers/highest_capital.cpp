#include "actors/drivers/highest_capital.hpp"

namespace basis {

std::optional<Amount> highest_capital(Amount refused, const std::function<bool(Amount)>& works) {
  constexpr i128 kDigits = 1'000'000;
  i128 unit = 1;
  while (refused.raw() / unit >= kDigits * 10) unit *= 10;
  i128 low = 0;
  i128 high = div_round(refused.raw(), unit, Rounding::ceil);
  while (high - low > 1) {
    const i128 middle = low + (high - low) / 2;
    (works(Amount::from_raw(middle * unit)) ? low : high) = middle;
  }
  if (low == 0) return std::nullopt;
  return Amount::from_raw(low * unit);
}

}  // namespace basis
