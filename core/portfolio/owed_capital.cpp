#include "core/portfolio/owed_capital.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {

void OwedCapital::refresh(Amount equity, Amount capital, Amount deposits) {
  // At the first refresh `capital_` is zero, so the difference is negative; nothing has been paid then.
  const Amount paid = std::max(Amount{}, capital_ + deposits - capital);
  // The owner bears the costs of an exit, so what is owed is limited by the equity that is left.
  owed_ = std::max(Amount{}, std::min(owed_ - paid, equity - deposits));
  equity_ = equity;
  capital_ = capital;
}

Result<void> OwedCapital::take(const CapitalFlow& flow, const std::string& file, const std::string& unit) {
  require(!flow.deposit, "only a withdrawal is owed");
  const Amount free = std::max(Amount{}, equity_ - owed_);
  const Amount asked = flow.amount.value_or(free);
  if (asked > free) {
    const std::string owed =
        owed_.is_zero() ? "" : fmt::format(", of which {} were asked back before", owed_.to_string());
    return Error(ErrorKind::data,
                 fmt::format("{}:{}: a withdrawal of {} {} is more than the equity of {} {} at {}{}", file, flow.line,
                             asked.to_string(), unit, equity_.to_string(), unit, flow.time.to_string(), owed));
  }
  owed_ += asked;
  return ok();
}

}  // namespace basis
