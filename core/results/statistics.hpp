#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/results/money_weighted.hpp"
#include "core/results/time_weighted_index.hpp"

namespace basis {

/// Hours in a year of 365 days: hourly figures are annualised with it.
inline constexpr double kHoursPerYear = 8760;

/// How far a series stands below its highest value so far, as a fraction of that value.
class Drawdown {
 public:
  /// The first peak is `capital`, so that what is lost on the first trade counts.
  explicit Drawdown(Amount capital) : peak_(capital) {}
  /// The drawdown at this value, 0 at a new peak; positive below it. A peak that is not positive has none.
  double add(Amount equity);
  /// The deepest drawdown so far.
  [[nodiscard]] double deepest() const { return deepest_; }

 private:
  Amount peak_;
  double deepest_ = 0;
};

/// What an equity series says about a run; plain fractions, not percent. All but
/// the money-weighted return are those of the time-weighted index.
struct EquityStatistics {
  double total_return = 0;  ///< time-weighted; without flows final equity / capital - 1
  double apy = 0;           ///< (1 + total_return)^(365 days / elapsed) - 1; -1 when nothing is left
  double max_drawdown = 0;  ///< deepest fall below the running peak, positive
  double volatility = 0;    ///< sample deviation of hourly simple returns * sqrt(8760)
  double sharpe = 0;        ///< mean / sample deviation * sqrt(8760), no risk-free rate; 0 when the deviation is 0
  std::optional<double> money_weighted_return;  ///< a year; absent where there is none
};

/// Statistics of an hourly equity series in one pass; memory grows with the flows only.
///
/// Returns run from record to record. The step from `capital` to the first
/// record is no hour's return: it counts in `total_return` and `max_drawdown`
/// and stays out of `volatility` and `sharpe`. A return whose base is not
/// positive has no meaning and is left out, and so is an hour without capital. The running mean and deviation are
/// Welford's (Technometrics 4, 1962), which do not cancel over long series.
class EquityStatisticsBuilder {
 public:
  explicit EquityStatisticsBuilder(Amount capital);

  /// A flow took the equity from `before` to `after`, within the step that `add` closes next.
  void flow(UtcTime time, Amount before, Amount after);
  /// Adds the equity at the close of a step. Times must increase; `capital` must be positive.
  void add(UtcTime time, Amount equity);
  /// The time-weighted index at the close of the last step; before the first one `capital`.
  [[nodiscard]] Amount index() const { return last_.index; }
  /// The statistics of what was added; all zero before the first record.
  [[nodiscard]] EquityStatistics result() const;

 private:
  struct Record {
    UtcTime time;
    Amount index;
    bool invested = true;
  };
  void add_return(double value);
  [[nodiscard]] std::optional<double> money_weighted() const;

  Amount capital_;
  TimeWeightedIndex index_;
  Amount equity_;                       ///< at the last close
  std::vector<DatedPayment> payments_;  ///< the flows
  std::optional<UtcTime> first_;
  Record last_;
  Drawdown drawdown_;
  std::size_t returns_ = 0;
  double mean_ = 0;
  double squares_ = 0;  ///< sum of squared distances from the mean
};

}  // namespace basis
