#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/results/money_weighted.hpp"
#include "core/results/time_weighted_index.hpp"

namespace basis {

/// Hours in a year of 365 days. The hour is the unit of time of returns; it says nothing about how often equity is
/// recorded.
inline constexpr double kHoursPerYear = 8760;

/// The drawdown of a series: how far it is below its highest value so far, as a fraction of that value.
class Drawdown {
 public:
  /// The first peak is `capital`, so that losses of the first step count.
  explicit Drawdown(Amount capital) : peak_(capital) {}
  /// The drawdown at the next value: positive below the peak, 0 at a new peak. It is 0 while the peak is not positive.
  double add(Amount equity);
  /// The deepest drawdown so far.
  [[nodiscard]] double deepest() const { return deepest_; }

 private:
  Amount peak_;
  double deepest_ = 0;
};

/// Statistics of an equity series, as fractions, not percentages. All except the
/// money-weighted return are calculated from the time-weighted index.
struct EquityStatistics {
  double total_return = 0;  ///< time-weighted; without flows it is final equity / capital - 1
  double apy = 0;           ///< (1 + total_return)^(365 days / elapsed) - 1; -1 when nothing is left
  double max_drawdown = 0;  ///< deepest fall below the running peak, positive
  double volatility = 0;    ///< sample deviation of simple returns in an hour * sqrt(8760)
  double sharpe = 0;        ///< mean / sample deviation * sqrt(8760), no risk-free rate; 0 when the deviation is 0
  std::optional<double> money_weighted_return;  ///< per year; absent when there is none
};

/// Calculates the statistics of an equity series in one pass; memory grows only
/// with the number of flows. Records may be any time apart, and the times may differ.
///
/// A return is the relative change from one record to the next. With returns r over h
/// hours, n of them, the mean in an hour is m = sum(r) / sum(h), and the variance of an
/// hour is sum((r - m h)^2 / h) / (n - 1): the estimate for a random walk that is seen at
/// uneven times. For hourly records these are the usual mean and sample variance, and
/// records at another distance of the same walk have the same expected figures.
///
/// The change from `capital` to the first record has no length: it counts in
/// `total_return` and `max_drawdown`, but not in `volatility` and `sharpe`. Returns from a
/// base that is not positive and times without invested capital are left out. The running
/// mean and deviation use the algorithm of Welford (Technometrics 4, 1962), weighted by
/// time (West, Communications of the ACM 22, 1979), which avoids cancellation over long
/// series.
class EquityStatisticsBuilder {
 public:
  /// Throws `InvariantError` unless `capital` is positive.
  explicit EquityStatisticsBuilder(Amount capital);

  /// Adds a flow that changed the equity from `before` to `after` in the step that the next `add` ends.
  void flow(UtcTime time, Amount before, Amount after);
  /// Adds the equity at the end of a step. Throws `InvariantError` unless times increase.
  void add(UtcTime time, Amount equity);
  /// The time-weighted index at the end of the last step; `capital` before the first one.
  [[nodiscard]] Amount index() const { return last_.index; }
  /// The statistics of all records so far; all zero before the first record.
  [[nodiscard]] EquityStatistics result() const;

 private:
  struct Record {
    UtcTime time;
    Amount index;
    bool invested = true;
  };
  void add_return(double value, Nanos over);
  [[nodiscard]] std::optional<double> money_weighted() const;

  Amount capital_;
  TimeWeightedIndex index_;
  Amount equity_;                       ///< at the end of the last step
  std::vector<DatedPayment> payments_;  ///< the flows
  std::optional<UtcTime> first_;
  Record last_;
  Drawdown drawdown_;
  std::size_t returns_ = 0;
  double hours_ = 0;    ///< that the returns cover
  double mean_ = 0;     ///< return in an hour
  double squares_ = 0;  ///< sum over the returns: hours * (return in an hour - mean)^2
};

}  // namespace basis
