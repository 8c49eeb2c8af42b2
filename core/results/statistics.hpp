#pragma once

#include <cstddef>
#include <optional>

#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

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

/// What an equity series says about a run; plain fractions, not percent.
struct EquityStatistics {
  double total_return = 0;  ///< final equity / capital - 1
  double apy = 0;           ///< (1 + total_return)^(365 days / elapsed) - 1; -1 when nothing is left
  double max_drawdown = 0;  ///< deepest fall below the running peak, positive
  double volatility = 0;    ///< sample deviation of hourly simple returns * sqrt(8760)
  double sharpe = 0;        ///< mean / sample deviation * sqrt(8760), no risk-free rate; 0 when the deviation is 0
};

/// Statistics of an hourly equity series in one pass and constant memory.
///
/// Returns run from record to record. The step from `capital` to the first
/// record is no hour's return: it counts in `total_return` and `max_drawdown`
/// and stays out of `volatility` and `sharpe`. A return whose base is not
/// positive has no meaning and is left out. The running mean and deviation are
/// Welford's (Technometrics 4, 1962), which do not cancel over long series.
class EquityStatisticsBuilder {
 public:
  explicit EquityStatisticsBuilder(Amount capital);

  /// Adds the equity at the close of a step. Times must increase; `capital` must be positive.
  void add(UtcTime time, Amount equity);
  /// The statistics of what was added; all zero before the first record.
  [[nodiscard]] EquityStatistics result() const;

 private:
  struct Record {
    UtcTime time;
    Amount equity;
  };
  void add_return(double value);

  Amount capital_;
  std::optional<Record> first_;
  Record last_;
  Drawdown drawdown_;
  std::size_t returns_ = 0;
  double mean_ = 0;
  double squares_ = 0;  ///< sum of squared distances from the mean
};

}  // namespace basis
