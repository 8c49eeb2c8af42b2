#include "core/marketdata/basis_quote.hpp"

#include <doctest/doctest.h>

#include "tests/core/marketdata/pricing_support.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("a pair by hand: impact, both fees, funding and the horizon") {
  // Spot mid 1000, perp mid 1010: 10 / 1000 = 100 bps, and 8 h go 1095 times into a year.
  const TopUpdate spot_top = top("999", "1001", "998", "1002");
  const TopUpdate perp_top = top("1009", "1011", "1008", "1013");
  const Market& spot = spot_market(1, "10");
  const Market& perp = perp_market(2, "5");
  const auto quote = basis_quote({spot, spot_top}, {perp, perp_top}, FundingUpdate{0.0001, 77}, kDay * 73);
  REQUIRE(quote);
  CHECK(quote->spot == id(1));
  CHECK(quote->perp == id(2));
  CHECK(quote->basis_bps == doctest::Approx(100));
  CHECK(quote->basis_annual_bps == doctest::Approx(109'500));
  CHECK(quote->entry_basis_bps == doctest::Approx(60));  // 1008 - 1002
  CHECK(quote->exit_basis_bps == doctest::Approx(150));  // 1013 - 998
  // Books take 40 bps; fees 10 * 1.002 + 5 * 1.008 = 15.06.
  CHECK(quote->entry_cost_bps == doctest::Approx(55.06));
  // Books take 50 bps; fees 10 * 0.998 + 5 * 1.013 = 15.045.
  CHECK(quote->exit_cost_bps == doctest::Approx(65.045));
  // 1 bp * 1095; 73 days go 5 times into a year.
  REQUIRE(quote->funding_annual_bps);
  CHECK(*quote->funding_annual_bps == doctest::Approx(1095));
  CHECK(*quote->carry_annual_bps == doctest::Approx(1095 - 5 * 120.105));
  CHECK(quote->next_funding_ns == 77);
}

TEST_CASE("entering and leaving at once loses both costs, whatever the basis") {
  const Market& spot = spot_market(1);
  const Market& perp = perp_market(2);
  for (const auto& perp_top : {top("89", "91", "88", "92"), top("100", "101", "99.5", "103"), top("109", "111")}) {
    const auto quote = basis_quote({spot, top("99", "101", "98", "103")}, {perp, perp_top}, std::nullopt, kDay);
    REQUIRE(quote);
    CHECK(quote->exit_basis_bps - quote->entry_basis_bps ==
          doctest::Approx(quote->entry_cost_bps + quote->exit_cost_bps));
  }
}

TEST_CASE("an interval of four hours doubles the year; a negative rate costs the short") {
  const Market& spot = spot_market(1);
  const Market& perp = perp_market(2, "0", kHour * 4);
  const auto quote =
      basis_quote({spot, top("999", "1001")}, {perp, top("998", "1000")}, FundingUpdate{-0.0001, 0}, kDay * 365);
  REQUIRE(quote);
  CHECK(quote->basis_bps == doctest::Approx(-10));
  CHECK(quote->basis_annual_bps == doctest::Approx(-21'900));
  CHECK(*quote->funding_annual_bps == doctest::Approx(-2190));
  // Half spreads: 10 + 10 bps each way; the year is the horizon.
  CHECK(*quote->carry_annual_bps == doctest::Approx(-2190 - 40));
}

TEST_CASE("without a funding rate there is no carry, the rest stands") {
  const Market& spot = spot_market(1);
  const Market& perp = perp_market(2);
  const auto quote = basis_quote({spot, top("99", "101")}, {perp, top("99", "101")}, std::nullopt, kDay);
  REQUIRE(quote);
  CHECK(quote->basis_bps == 0);
  CHECK(!quote->funding_annual_bps);
  CHECK(!quote->carry_annual_bps);
  CHECK(quote->next_funding_ns == 0);
}

TEST_CASE("a book that does not hold the clip on each side prices no pair") {
  const Market& spot = spot_market(1);
  const Market& perp = perp_market(2);
  const TopUpdate full = top("99", "101");
  TopUpdate no_bids = full;
  no_bids.sell_average.reset();
  TopUpdate no_asks = full;
  no_asks.buy_average.reset();
  CHECK(basis_quote({spot, full}, {perp, full}, std::nullopt, kDay));
  for (const TopUpdate& thin : {no_bids, no_asks}) {
    CHECK(!basis_quote({spot, thin}, {perp, full}, std::nullopt, kDay));
    CHECK(!basis_quote({spot, full}, {perp, thin}, std::nullopt, kDay));
  }
}

}  // namespace
}  // namespace basis
