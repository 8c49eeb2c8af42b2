#include "core/results/money_weighted.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct Payment {
  const char* date;
  const char* amount;
};

std::optional<double> rate_of(const std::vector<Payment>& payments, const char* final_equity, const char* to) {
  std::vector<DatedPayment> dated;
  for (const Payment& payment : payments) dated.push_back({utc(payment.date), amount(payment.amount)});
  return money_weighted_return(dated, amount(final_equity), utc(to));
}

}  // namespace

TEST_CASE("the rate agrees with values worked out by hand") {
  struct Case {
    std::vector<Payment> payments;
    const char* final_equity;
    const char* to;
    double rate;
  };
  const std::vector<Case> cases = {
      // One payment: the plain rate.
      {{{"2023-01-01", "100"}}, "107", "2024-01-01", 0.07},
      {{{"2023-01-01", "100"}}, "81", "2024-12-31", -0.1},
      {{{"2023-01-01", "100"}}, "100", "2024-01-01", 0},
      // A second one after half a year: 100 * 1.21 + 100 * 1.1.
      {{{"2023-01-01", "100"}, {"2023-07-02T12:00:00Z", "100"}}, "231", "2024-01-01", 0.21},
      // Everything taken out after a year; idle time does not count.
      {{{"2023-01-01", "100"}, {"2024-01-01", "-110"}}, "0", "2026-01-01", 0.1},
      // In, out, and in again: 100 at 21 % for half a year, 50 at 21 % for the other half.
      {{{"2023-01-01", "100"}, {"2023-07-02T12:00:00Z", "-110"}, {"2023-07-02T12:00:00Z", "50"}},
       "55",
       "2024-01-01",
       0.21},
      // The example of the XIRR function in Microsoft's documentation of Excel.
      {{{"2008-01-01", "10000"}, {"2008-03-01", "-2750"}, {"2008-10-30", "-4250"}, {"2009-02-15", "-3250"}},
       "2750",
       "2009-04-01",
       0.373362535},
  };
  for (const Case& found : cases) {
    INFO("final equity ", found.final_equity, " at ", found.to);
    const auto rate = rate_of(found.payments, found.final_equity, found.to);
    REQUIRE(rate.has_value());
    CHECK(*rate == doctest::Approx(found.rate).epsilon(2e-9));
  }
}

TEST_CASE("where there is no rate there is none") {
  CHECK(!rate_of({{"2023-01-01", "100"}}, "0", "2024-01-01"));
  CHECK(!rate_of({{"2023-01-01", "100"}}, "-5", "2024-01-01"));
  CHECK(!rate_of({{"2023-01-01", "100"}, {"2023-06-01", "50"}}, "0", "2024-01-01"));
  CHECK(!rate_of({{"2023-01-01", "100"}}, "120", "2023-01-01"));
  // A fifth in an hour is more a year than a double can hold.
  CHECK(!rate_of({{"2023-01-01", "100"}}, "120", "2023-01-01T01:00:00Z"));
  CHECK(!money_weighted_return({}, amount("1"), utc("2024-01-01")));
}

TEST_CASE("short and violent runs have their rate") {
  const auto up = rate_of({{"2023-01-01", "100"}}, "101", "2023-01-01T01:00:00Z");
  REQUIRE(up.has_value());
  CHECK(*up == doctest::Approx(std::pow(1.01, 8760)).epsilon(1e-9));
  const auto down = rate_of({{"2023-01-01", "100"}}, "0.000000000000000001", "2024-01-01");
  REQUIRE(down.has_value());
  CHECK(*down == doctest::Approx(-1));
}

TEST_CASE("of several rates it is the one nearest zero") {
  // 100 (1+r)^2 - 230 (1+r) + 132 = 0 at 10 % and 20 %.
  const auto rate = rate_of({{"2023-01-01", "100"}, {"2024-01-01", "-230"}}, "-132", "2024-12-31");
  REQUIRE(rate.has_value());
  CHECK(*rate == doctest::Approx(0.1).epsilon(1e-9));
}
