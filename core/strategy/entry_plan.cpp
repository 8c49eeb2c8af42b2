#include "core/strategy/entry_plan.hpp"

#include <fmt/format.h>

#include "core/base/readable.hpp"
#include "core/execution/cash_plan.hpp"

namespace basis {

std::string under_gas(const std::string& what, Amount worth, Amount gas, const std::string& unit) {
  if (worth.sign() > 0 && worth >= mul(gas, kLeastMoveInGas, Rounding::ceil)) return {};
  const int decimals = readable_decimals(unit);
  return fmt::format("{} {} {}, under {} times the gas for it of {}", what,
                     readable_amount(std::max(worth, Amount{}), decimals), unit, kLeastMoveInGas.to_string(),
                     readable_amount(gas, decimals));
}

std::optional<Amount> least_capital(Amount from, const std::function<bool(Amount)>& suffices) {
  const Amount most = Amount::from_int(1'000'000'000'000);
  // One hundredth of a millionth of a unit, and from there two digits in each power of ten.
  for (Amount step = Amount::from_raw(Amount::kOne / 100'000'000); step < most;
       step = Amount::from_raw(step.raw() * 10))
    for (int digits = 10; digits < 100; ++digits) {
      const Amount capital = Amount::from_raw(step.raw() * digits);
      if (capital >= from && suffices(capital)) return capital;
    }
  return std::nullopt;
}

}  // namespace basis
