#include "core/history/reward_kinds.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("a week is seven days, both ends counted; the first period stands for six") {
  CHECK(kFirstPeriodStart == utc("2024-08-15"));
  CHECK(kFirstPeriodEnd == utc("2024-10-05"));
  CHECK(weeks_paid(utc("2024-08-15"), utc("2024-10-05")) == 6);
  CHECK(weeks_paid(utc("2024-10-06"), utc("2024-10-12")) == 1);
  CHECK(weeks_paid(utc("2024-12-29"), utc("2025-01-04")) == 1);
  for (const auto& [start, end] : {std::pair{"2024-08-15", "2024-10-04"}, std::pair{"2024-08-16", "2024-10-05"},
                                   std::pair{"2024-10-06", "2024-10-13"}, std::pair{"2024-10-06", "2024-10-06"}}) {
    CAPTURE(start);
    CHECK_FALSE(weeks_paid(utc(start), utc(end)));
  }
}

TEST_CASE("what a row pays per eETH") {
  const auto eigen = [](const char* start, const char* end, const char* rate) {
    return paid_per_eeth({utc(end), utc(start), utc(end), "EIGEN_via_KING", from_text<Amount>(rate), {}, true, 2});
  };
  CHECK(eigen("2024-08-15", "2024-10-05", "0.205") == from_text<Amount>("1.23"));
  CHECK(eigen("2024-10-06", "2024-10-12", "0.179") == from_text<Amount>("0.179"));
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
