#include "core/history/reward_kinds.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("a period pays the weeks that its dates say; the first one stands for six") {
  CHECK(kFirstPeriodStart == utc("2024-08-15"));
  CHECK(kFirstPeriodEnd == utc("2024-10-05"));
  struct Case {
    const char* start;
    const char* end;
    std::int64_t weeks;
  };
  // 51 days are 7.29 weeks, 10 days 1.43, 11 days 1.57.
  for (const Case& c :
       {Case{"2024-08-15", "2024-10-05", 6}, Case{"2024-10-06", "2024-10-12", 1}, Case{"2024-12-29", "2025-01-04", 1},
        Case{"2025-06-22", "2025-06-29", 1}, Case{"2025-08-03", "2025-08-03", 1}, Case{"2025-08-03", "2025-08-13", 1},
        Case{"2025-08-03", "2025-08-14", 2}, Case{"2025-08-03", "2025-08-17", 2},
        Case{"2024-08-16", "2024-10-06", 7}}) {
    CAPTURE(std::string(c.start) + " to " + c.end);
    CHECK(weeks_paid(utc(c.start), utc(c.end)) == c.weeks);
  }
}

TEST_CASE("what a row pays per eETH") {
  const auto eigen = [](const char* start, const char* end, const char* rate) {
    return paid_per_eeth({utc(end), utc(start), utc(end), "EIGEN_via_KING", from_text<Amount>(rate), {}, true, 2});
  };
  CHECK(eigen("2024-08-15", "2024-10-05", "0.205") == from_text<Amount>("1.23"));
  CHECK(eigen("2024-10-06", "2024-10-12", "0.179") == from_text<Amount>("0.179"));
  CHECK(eigen("2025-06-15", "2025-06-29", "0.2") == from_text<Amount>("0.4"));
  for (const char* kind : {"ETHFI_via_KING", "ETHFI_Seasonal_Airdrop"})
    CHECK(
        paid_per_eeth(
            {utc("2024-10-18"), utc("2024-08-15"), utc("2024-10-05"), kind, {}, from_text<Amount>("0.248"), true, 2}) ==
        from_text<Amount>("0.248"));
}

TEST_CASE("the kinds: what they pay, and how") {
  CHECK(reward_kind("EIGEN_via_KING")->token == "EIGEN");
  CHECK(reward_kind("EIGEN_via_KING")->wrapped);
  CHECK(reward_kind("ETHFI_via_KING")->token == "ETHFI");
  CHECK(reward_kind("ETHFI_via_KING")->wrapped);
  CHECK(reward_kind("ETHFI_Seasonal_Airdrop")->token == "ETHFI");
  CHECK_FALSE(reward_kind("ETHFI_Seasonal_Airdrop")->wrapped);
  CHECK(reward_kind("eigen_via_king") == nullptr);
  CHECK(reward_price_series("EIGEN") == "spot/uniswap_v3_EIGENWETH");
}
