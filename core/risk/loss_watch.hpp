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

/// What is known of profit, for a start that goes on with it.
struct LossRecord {
  std::optional<std::int64_t> day;  ///< since 1970
  Amount at_begin;                  ///< of that day
  std::optional<Amount> peak;
  friend bool operator==(const LossRecord&, const LossRecord&) = default;
};

/// Follows profit for the loss of the day and the drawdown.
class LossWatch {
 public:
  LossWatch() = default;
  explicit LossWatch(const LossRecord& known) : known_(known) {}
  [[nodiscard]] const LossRecord& record() const { return known_; }
  /// `profit` is equity less capital paid in and not out. Times do not go backwards.
  Losses take(UtcTime time_utc, Amount equity, Amount profit) {
    const std::int64_t day = time_utc.nanos() / kDay.count;
    if (!known_.day || *known_.day != day) {
      known_.day = day;
      known_.at_begin = profit;
    }
    known_.peak = std::max(known_.peak.value_or(profit), profit);
    return {std::max(known_.at_begin - profit, Amount{}), *known_.peak - profit, equity};
  }

 private:
  LossRecord known_;
};

/// Whether a loss over `limit` holds the node back. One that does is over when less than four fifths of the limit are
/// lost, so that a loss at the limit does not go to and fro.
inline bool loss_holds(bool held, Amount loss, Amount limit) {
  return held ? loss >= mul(limit, Ratio::from_raw(Ratio::kOne / 5 * 4), Rounding::floor) : loss > limit;
}

}  // namespace basis
