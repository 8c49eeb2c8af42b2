#include "core/results/statistics.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

namespace {

EquityStatistics statistics_of(std::string_view capital, const std::vector<std::string>& equity) {
  EquityStatisticsBuilder builder(amount(capital));
  for (std::size_t i = 0; i < equity.size(); ++i)
    builder.add(utc("2024-01-01") + kHour * static_cast<std::int64_t>(i), amount(equity[i]));
  return builder.result();
}

}  // namespace

TEST_CASE("statistics agree with values worked out by hand") {
  // Returns 0.1, -0.1, 0.2: mean 1/15, squares 7/150, sample deviation sqrt(7/300).
  const EquityStatistics found = statistics_of("100", {"100", "110", "99", "118.8"});
  CHECK(found.total_return == doctest::Approx(0.188).epsilon(1e-14));
  CHECK(found.max_drawdown == doctest::Approx(0.1).epsilon(1e-14));
  CHECK(found.volatility == doctest::Approx(std::sqrt(7.0 / 300) * std::sqrt(8760.0)).epsilon(1e-12));
  CHECK(found.sharpe == doctest::Approx(1.0 / 15 / std::sqrt(7.0 / 300) * std::sqrt(8760.0)).epsilon(1e-12));
  CHECK(found.apy == doctest::Approx(std::pow(1.188, 8760.0 / 3) - 1).epsilon(1e-9));
}

TEST_CASE("a year's APY is its return") {
  EquityStatisticsBuilder builder(amount("100"));
  builder.add(utc("2023-01-01"), amount("100"));
  builder.add(utc("2024-01-01"), amount("107"));
  CHECK(builder.result().apy == doctest::Approx(0.07).epsilon(1e-13));
}

TEST_CASE("what the first trade costs counts in return and drawdown, not in hourly returns") {
  const EquityStatistics found = statistics_of("100", {"98", "98", "98"});
  CHECK(found.total_return == doctest::Approx(-0.02).epsilon(1e-14));
  CHECK(found.max_drawdown == doctest::Approx(0.02).epsilon(1e-14));
  CHECK(found.volatility == 0);
  CHECK(found.sharpe == 0);
}

TEST_CASE("edges of the statistics are defined") {
  CHECK(EquityStatisticsBuilder(amount("1")).result().total_return == 0);
  const EquityStatistics one = statistics_of("100", {"101"});
  CHECK(one.apy == 0);
  CHECK(one.volatility == 0);
  const EquityStatistics ruin = statistics_of("100", {"100", "-5", "-4"});
  CHECK(ruin.apy == -1);
  CHECK(ruin.max_drawdown == doctest::Approx(1.05));
  CHECK(std::isfinite(ruin.sharpe));
  CHECK_THROWS_AS(EquityStatisticsBuilder(amount("0")), InvariantError);
  EquityStatisticsBuilder unordered(amount("1"));
  unordered.add(utc("2024-01-02"), amount("1"));
  CHECK_THROWS_AS(unordered.add(utc("2024-01-02"), amount("1")), InvariantError);
}

TEST_CASE("flows leave the returns alone: all but the money-weighted one are those of the index") {
  // Returns 0.1, 0.1, 0.1, 0, -0.1 while 79 come in and 120 go out.
  EquityStatisticsBuilder builder(amount("100"));
  const auto at = [](int hour) { return utc("2024-01-01") + kHour * hour; };
  builder.add(at(0), amount("100"));
  CHECK(builder.index() == amount("100"));
  builder.add(at(1), amount("110"));
  builder.flow(at(2), amount("121"), amount("200"));
  builder.add(at(2), amount("200"));
  CHECK(builder.index() == amount("121"));
  builder.add(at(3), amount("220"));
  builder.flow(at(4), amount("220"), amount("100"));
  builder.add(at(4), amount("100"));
  builder.add(at(5), amount("90"));
  CHECK(builder.index() == amount("119.79"));
  const EquityStatistics found = builder.result();
  const EquityStatistics plain = statistics_of("100", {"100", "110", "121", "133.1", "133.1", "119.79"});
  CHECK(found.total_return == doctest::Approx(0.1979).epsilon(1e-14));
  CHECK(found.total_return == plain.total_return);
  CHECK(found.apy == plain.apy);
  CHECK(found.max_drawdown == plain.max_drawdown);
  CHECK(found.volatility == plain.volatility);
  CHECK(found.sharpe == plain.sharpe);
}

TEST_CASE("the money-weighted return follows the flows, and is the APY without any") {
  EquityStatisticsBuilder builder(amount("100"));
  builder.add(utc("2023-01-01"), amount("100"));
  builder.flow(utc("2023-07-02T12:00:00Z"), amount("110"), amount("210"));
  builder.add(utc("2023-07-02T12:00:00Z"), amount("210"));
  builder.add(utc("2024-01-01"), amount("231"));
  REQUIRE(builder.result().money_weighted_return.has_value());
  CHECK(*builder.result().money_weighted_return == doctest::Approx(0.21).epsilon(1e-12));
  CHECK(builder.result().total_return == doctest::Approx(0.21).epsilon(1e-14));
  const EquityStatistics plain = statistics_of("100", {"100", "100.01", "100.02"});
  REQUIRE(plain.money_weighted_return.has_value());
  CHECK(*plain.money_weighted_return == doctest::Approx(plain.apy).epsilon(1e-10));
  CHECK(!statistics_of("100", {"100"}).money_weighted_return.has_value());
}

TEST_CASE("hours without capital are no hours of the strategy") {
  EquityStatisticsBuilder builder(amount("100"));
  int hour = 0;
  const auto next = [&] { return utc("2024-01-01") + kHour * hour++; };
  builder.add(next(), amount("100"));
  builder.add(next(), amount("110"));
  UtcTime time = next();
  builder.flow(time, amount("99"), amount("0"));
  builder.add(time, amount("0"));
  for (int idle = 0; idle < 100; ++idle) builder.add(next(), amount("0"));
  time = next();
  builder.flow(time, amount("0"), amount("500"));
  builder.add(time, amount("500"));
  builder.add(next(), amount("600"));
  // The returns 0.1, -0.1, 0 of the hour of the deposit, 0.2.
  const EquityStatistics found = builder.result();
  const EquityStatistics busy = statistics_of("100", {"100", "110", "99", "99", "118.8"});
  CHECK(found.total_return == doctest::Approx(0.188).epsilon(1e-14));
  CHECK(found.max_drawdown == doctest::Approx(0.1).epsilon(1e-14));
  CHECK(found.volatility == doctest::Approx(busy.volatility).epsilon(1e-12));
  CHECK(found.sharpe == doctest::Approx(busy.sharpe).epsilon(1e-12));
}

TEST_CASE("one pass agrees with two passes over a long series") {
  constexpr unsigned kSeed = 7;
  INFO("seed ", kSeed);
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal(2e-6, 1e-4);
  EquityStatisticsBuilder builder(amount("100000"));
  std::vector<double> equity;
  double level = 100000;
  for (int hour = 0; hour < 9217; ++hour, level *= 1 + normal(random)) {
    const Amount exact = Amount::from_raw(static_cast<i128>(std::llround(level * 1e9)) * pow10_i128(9));
    builder.add(utc("2024-05-12") + kHour * hour, exact);
    equity.push_back(exact.to_double());
  }
  double mean = 0;
  double squares = 0;
  double deepest = 0;
  double peak = 100000;
  const auto count = static_cast<double>(equity.size() - 1);
  for (std::size_t i = 1; i < equity.size(); ++i) mean += (equity[i] / equity[i - 1] - 1) / count;
  for (std::size_t i = 1; i < equity.size(); ++i) squares += std::pow(equity[i] / equity[i - 1] - 1 - mean, 2);
  for (const double value : equity) {
    peak = std::max(peak, value);
    deepest = std::max(deepest, 1 - value / peak);
  }
  const double deviation = std::sqrt(squares / (count - 1));
  const EquityStatistics found = builder.result();
  CHECK(found.volatility == doctest::Approx(deviation * std::sqrt(8760.0)).epsilon(1e-9));
  CHECK(found.sharpe == doctest::Approx(mean / deviation * std::sqrt(8760.0)).epsilon(1e-7));
  CHECK(found.max_drawdown == doctest::Approx(deepest).epsilon(1e-9));
}

TEST_CASE("statistics of records at uneven times, by hand") {
  // Returns 0.1 in one hour, 0.1 in half an hour, -0.06 in two: over 3.5 hours the mean is 0.14 / 3.5 = 0.04 an hour.
  // Squares (0.1 - 0.04)^2 / 1, (0.1 - 0.02)^2 / 0.5 and (-0.06 - 0.08)^2 / 2 sum to 0.0036 + 0.0128 + 0.0098 = 0.0262.
  EquityStatisticsBuilder builder(amount("100"));
  const UtcTime start = utc("2024-01-01T00:13:00Z");
  builder.add(start, amount("100"));
  builder.add(start + kHour, amount("110"));
  builder.add(start + kMinute * 90, amount("121"));
  builder.add(start + kMinute * 210, amount("113.74"));
  const EquityStatistics found = builder.result();
  CHECK(found.volatility == doctest::Approx(std::sqrt(0.0131) * std::sqrt(8760.0)).epsilon(1e-12));
  CHECK(found.sharpe == doctest::Approx(0.04 / std::sqrt(0.0131) * std::sqrt(8760.0)).epsilon(1e-12));
  CHECK(found.apy == doctest::Approx(std::pow(1.1374, 8760.0 / 3.5) - 1).epsilon(1e-9));
  CHECK(found.max_drawdown == doctest::Approx(0.06).epsilon(1e-12));
}

TEST_CASE("the volatility of one walk is the same by the minute and by the hour, within what chance allows") {
  std::mt19937_64 random(5);
  EquityStatisticsBuilder minutes(amount("100"));
  EquityStatisticsBuilder hours(amount("100"));
  double equity = 1e6;
  for (int minute = 0; minute <= 60 * 2000; ++minute) {
    const UtcTime time = utc("2024-01-01") + kMinute * minute;
    const Amount rounded = Amount::from_raw(static_cast<i128>(equity * 1e6) * 100'000'000);
    minutes.add(time, rounded);
    if (minute % 60 == 0) hours.add(time, rounded);
    equity *= random() % 2 == 0 ? 1.0001 : 0.9999;
  }
  // A minute of 1e-4 is 1e-4 * sqrt(525600) a year; 2,000 hours tell it to about 1.6 %.
  const double expected = 1e-4 * std::sqrt(525'600.0);
  CHECK(minutes.result().volatility == doctest::Approx(expected).epsilon(0.001));
  CHECK(hours.result().volatility == doctest::Approx(expected).epsilon(0.06));
}
