#include "core/flows/owed_capital.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {

void OwedCapital::refresh(Amount equity, Amount capital, Amount deposits) {
  // Before the first refresh nothing can have been paid.
  const Amount paid = std::max(Amount{}, capital_ + deposits - capital);
  // No more can be owed than there is: what an exit costs is the owner's.
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
