#pragma once

#include <algorithm>
#include <vector>

#include "core/history/funding_told.hpp"

namespace basis {

/// The payments of funding that venues have announced. The rate that was told last for a payment is the one that it is
/// made at.
class FundingCalendar {
 public:
  void tell(MarketId market, UtcTime at, Ray rate) {
    const auto known = std::ranges::find_if(
        payments_, [&](const FundingSettlement& due) { return due.market == market && due.stamp == at; });
    if (known != payments_.end()) {
      known->rate = rate;
      return;
    }
    payments_.insert(std::ranges::upper_bound(payments_, at, {}, &FundingSettlement::stamp), {market, at, rate});
  }
  /// Takes out the next payment that is made before `time`; false when there is none.
  bool next(UtcTime time, FundingSettlement& out) {
    if (payments_.empty() || payments_.front().stamp >= time) return false;
    out = payments_.front();
    payments_.erase(payments_.begin());
    return true;
  }
  /// What is announced and not taken out, in the order of time.
  [[nodiscard]] const std::vector<FundingSettlement>& payments() const { return payments_; }

 private:
  std::vector<FundingSettlement> payments_;  ///< by time, those of one time as they were told first
};

}  // namespace basis
