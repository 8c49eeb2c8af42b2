#pragma once

#include <algorithm>
#include <optional>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// What was lost of late, in the share class. Money that is paid in or out is no profit and no loss.
struct Losses {
  Amount of_day;    ///< of the UTC day, from its first profit that is known; zero: none
  Amount of_peak;   ///< under the highest profit that is known; zero: none
  Amount equity{};  ///< with which they are compared

  /// Whether a loss is over `limit` of what there would be without it.
  [[nodiscard]] bool over(Amount loss, BasisPoints limit) const {
    return loss.sign() > 0 && loss > mul(equity + loss, limit, Rounding::floor);
  }
};

/// Follows profit for what was made in a UTC day. It knows what it was told, so the day begins anew with a start.
class DayProfit {
 public:
  /// What was made since the first profit of the day that is known. Times do not go backwards.
  Amount take(UtcTime time_utc, Amount profit) {
    const std::int64_t day = time_utc.nanos() / kDay.count;
    if (!day_ || *day_ != day) {
      day_ = day;
      at_begin_ = profit;
    }
    return profit - at_begin_;
  }

 private:
  std::optional<std::int64_t> day_;  ///< since 1970
  Amount at_begin_;
};

/// Follows profit for the loss of the day and the drawdown. It knows what it was told, so both begin anew with a start.
class LossWatch {
 public:
  /// `profit` is equity less capital paid in and not out. Times do not go backwards.
  Losses take(UtcTime time_utc, Amount equity, Amount profit) {
    const Amount made = day_.take(time_utc, profit);
    peak_ = std::max(peak_.value_or(profit), profit);
    return {std::max(-made, Amount{}), *peak_ - profit, equity};
  }

 private:
  DayProfit day_;
  std::optional<Amount> peak_;
};

}  // namespace basis
