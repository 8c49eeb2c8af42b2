#include "tools/report/thin_series.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
const std::vector<Keep> kAllKeeps = {Keep::last, Keep::minimum, Keep::maximum, Keep::extreme};

UtcTime hour(std::size_t n) { return utc("2024-05-12") + kHour * static_cast<std::int64_t>(n); }

}  // namespace

TEST_CASE("a short series is kept as it is") {
  ThinSeries series(kAllKeeps, 10);
  for (std::size_t n = 0; n < 10; ++n) {
    const auto value = static_cast<double>(n);
    series.add(hour(n), std::vector<double>{value, value, value, -value});
  }
  REQUIRE(series.times().size() == 10);
  CHECK(series.steps_per_point() == 1);
  for (std::size_t n = 0; n < 10; ++n) {
    CHECK(series.times()[n] == hour(n));
    CHECK(series.at(n, 3) == -static_cast<double>(n));
  }
}

TEST_CASE("points gather steps by the rule of their column") {
  ThinSeries series(kAllKeeps, 3);
  const std::vector<std::vector<double>> rows = {
      {1, 1, 1, 1}, {2, 5, 5, -3}, {3, kAbsent, 9, 2}, {4, 4, kAbsent, kAbsent}, {kAbsent, 7, 2, kAbsent}};
  for (std::size_t n = 0; n < rows.size(); ++n) series.add(hour(n), rows[n]);
  REQUIRE(series.times() == std::vector<UtcTime>{hour(0), hour(2), hour(4)});
  CHECK(series.steps_per_point() == 2);
  CHECK(series.at(1, 0) == 3);
  CHECK(series.at(1, 1) == 5);
  CHECK(series.at(1, 2) == 9);
  CHECK(series.at(1, 3) == -3);
  CHECK(std::isnan(series.at(2, 0)));
  CHECK(series.at(2, 1) == 4);
  CHECK(series.at(2, 2) == 2);
  CHECK(std::isnan(series.at(2, 3)));
}

TEST_CASE("first, last and extremes of any length survive thinning") {
  constexpr unsigned kSeed = 11;
  INFO("seed ", kSeed);
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  for (const std::size_t length :
       std::initializer_list<std::size_t>{1, 2, 3, 49, 50, 51, 99, 100, 101, 777, 2500, 9217}) {
    for (const std::size_t room : std::initializer_list<std::size_t>{3, 4, 50, 51}) {
      CAPTURE(length);
      CAPTURE(room);
      ThinSeries series(kAllKeeps, room);
      double low = 1e9;
      double high = -1e9;
      double last = 0;
      for (std::size_t n = 0; n < length; ++n) {
        last = normal(random);
        low = std::min(low, last);
        high = std::max(high, last);
        series.add(hour(n), std::vector<double>(4, last));
      }
      const std::size_t points = series.times().size();
      REQUIRE(points <= room);
      CHECK(points >= std::min(length, room / 2));
      CHECK(series.times().front() == hour(0));
      CHECK(series.times().back() == hour(length - 1));
      CHECK(series.at(points - 1, 0) == last);
      double found_low = 1e9;
      double found_high = -1e9;
      double found_far = 0;
      for (std::size_t point = 0; point < points; ++point) {
        if (point > 0) CHECK(series.times()[point] > series.times()[point - 1]);
        if (point > 1 && point + 1 < points)
          CHECK(series.times()[point] - series.times()[point - 1] ==
                kHour * static_cast<std::int64_t>(series.steps_per_point()));
        found_low = std::min(found_low, series.at(point, 1));
        found_high = std::max(found_high, series.at(point, 2));
        if (std::abs(series.at(point, 3)) > std::abs(found_far)) found_far = series.at(point, 3);
      }
      CHECK(found_low == low);
      CHECK(found_high == high);
      CHECK(found_far == (std::abs(low) > std::abs(high) ? low : high));
    }
  }
}
