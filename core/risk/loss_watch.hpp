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

/// Follows profit for what was made in a UTC day. Plain, so that another start can go on with it.
struct DayProfit {
  std::optional<std::int64_t> day;  ///< since 1970
  Amount at_begin;                  ///< the first profit of that day that is known

  /// What was made since then. Times do not go backwards.
  Amount take(UtcTime time_utc, Amount profit) {
    const std::int64_t now = time_utc.nanos() / kDay.count;
    if (!day || *day != now) {
      day = now;
      at_begin = profit;
    }
    return profit - at_begin;
  }
  friend bool operator==(const DayProfit&, const DayProfit&) = default;
};

/// Follows profit for the loss of the day and the drawdown. Plain likewise.
struct LossWatch {
  DayProfit day;
  std::optional<Amount> peak;  ///< the highest profit that is known

  /// `profit` is equity less capital paid in and not out. Times do not go backwards.
  Losses take(UtcTime time_utc, Amount equity, Amount profit) {
    const Amount made = day.take(time_utc, profit);
    peak = std::max(peak.value_or(profit), profit);
    return {std::max(-made, Amount{}), *peak - profit, equity};
  }
  friend bool operator==(const LossWatch&, const LossWatch&) = default;
};

/// Whether a loss over `limit` holds the node back. One that does is over when less than four fifths of the limit are
/// lost, so that a loss at the limit does not go to and fro.
inline bool loss_holds(bool held, Amount loss, Amount limit) {
  return held ? loss >= mul(limit, Ratio::from_raw(Ratio::kOne / 5 * 4), Rounding::floor) : loss > limit;
}

}  // namespace basis
