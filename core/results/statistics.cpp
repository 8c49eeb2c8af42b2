#include "core/results/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace basis {
namespace {

double annualised(double total_return, Nanos elapsed) {
  if (elapsed.count <= 0) return 0;
  if (total_return <= -1) return -1;
  const double years = static_cast<double>(elapsed.count) / static_cast<double>((kDay * 365).count);
  // expm1 and log1p keep the precision of a return near zero.
  return std::expm1(std::log1p(total_return) / years);
}

}  // namespace

double Drawdown::add(Amount equity) {
  peak_ = std::max(peak_, equity);
  if (peak_.sign() <= 0) return 0;
  const double below = ratio(peak_ - equity, peak_);
  deepest_ = std::max(deepest_, below);
  return below;
}

EquityStatisticsBuilder::EquityStatisticsBuilder(Amount capital)
    : capital_(capital), index_(capital), last_{{}, capital}, drawdown_(capital) {
  require(capital.sign() > 0, "the capital of a run is positive");
}

void EquityStatisticsBuilder::flow(UtcTime time, Amount before, Amount after) {
  index_.flow(before, after);
  payments_.push_back({time, after - before});
}

void EquityStatisticsBuilder::add(UtcTime time, Amount equity) {
  const Record record{time, index_.at(equity), index_.invested()};
  drawdown_.add(record.index);
  if (!first_) {
    first_ = time;
  } else {
    require(time > last_.time, "equity records are in order of time");
    const bool at_work = last_.invested || record.invested;
    if (at_work && last_.index.sign() > 0)
      add_return(ratio(record.index - last_.index, last_.index), time - last_.time);
  }
  last_ = record;
  equity_ = equity;
}

void EquityStatisticsBuilder::add_return(double value, Nanos over) {
  const double hours = static_cast<double>(over.count) / static_cast<double>(kHour.count);
  ++returns_;
  hours_ += hours;
  const double in_an_hour = value / hours;
  const double distance = in_an_hour - mean_;
  mean_ += distance * hours / hours_;
  squares_ += distance * hours * (in_an_hour - mean_);
}

std::optional<double> EquityStatisticsBuilder::money_weighted() const {
  std::vector<DatedPayment> payments = {{*first_, capital_}};
  payments.insert(payments.end(), payments_.begin(), payments_.end());
  return money_weighted_return(payments, equity_, last_.time);
}

EquityStatistics EquityStatisticsBuilder::result() const {
  EquityStatistics statistics;
  if (!first_) return statistics;
  statistics.total_return = ratio(last_.index - capital_, capital_);
  statistics.apy = annualised(statistics.total_return, last_.time - *first_);
  statistics.money_weighted_return = money_weighted();
  statistics.max_drawdown = drawdown_.deepest();
  if (returns_ < 2) return statistics;
  const double deviation = std::sqrt(squares_ / static_cast<double>(returns_ - 1));
  statistics.volatility = deviation * std::sqrt(kHoursPerYear);
  if (deviation > 0) statistics.sharpe = mean_ / deviation * std::sqrt(kHoursPerYear);
  return statistics;
}

}  // namespace basis
