#include "core/execution/leverage_sizing.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/numbers.hpp"

using namespace basis;

namespace {

using namespace basis::test;

double ltv_of(const LeverageState& state) { return ratio(state.debt, state.collateral); }

Amount random_amount(std::mt19937_64& random, double most) {
  const double value = std::uniform_real_distribution<double>(0.001, most)(random);
  return Amount::from_raw(static_cast<i128>(value * 1e18));
}

}  // namespace

TEST_CASE("leverage: the entry of the textbook, 100 ETH at 0.9") {
  const LeverUp up = size_lever_up({}, amount("100"), from_text<Ratio>("0.9"), BasisPoints{});
  CHECK(ratio(up.flash, amount("900")) == doctest::Approx(1).epsilon(1e-15));
  CHECK(up.borrow == up.flash);
  // With a fee f the loan is L*E / (1 - L + f).
  const LeverUp fee = size_lever_up({}, amount("100"), from_text<Ratio>("0.9"), from_text<BasisPoints>("9"));
  CHECK(fee.flash.to_double() == doctest::Approx(0.9 * 100 / (1 - 0.9 + 0.0009)).epsilon(1e-14));
  CHECK(size_lever_up({amount("10"), amount("9")}, Amount{}, from_text<Ratio>("0.9"), BasisPoints{}).flash.is_zero());
}

TEST_CASE("leverage: from any state to the target, exactly, at the costs of the sale and no other") {
  const std::uint64_t seed = 20'240'512;
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const Ratio target = Ratio::from_raw(std::uniform_int_distribution<std::int64_t>(0, 930'000'000'000)(random));
    const Amount collateral = random_amount(random, 10'000);
    const double ltv = std::uniform_real_distribution<double>(0, 0.94)(random);
    const LeverageState state{collateral, Amount::from_raw(static_cast<i128>(collateral.to_double() * ltv * 1e18))};
    const Ray factor = Ray::from_raw(
        static_cast<i128>(std::uniform_real_distribution<double>(0.97, 1.0)(random) * 1e9) * pow10_i128(18));
    const LeverageCosts costs{from_text<BasisPoints>(round % 2 == 0 ? "0" : "5"), factor};
    const double f = costs.flash_fee.to_double() / 1e4;
    if (state.debt <= mul(state.collateral, target, Rounding::floor)) {
      const LeverUp up = size_lever_up(state, Amount{}, target, costs.flash_fee);
      const LeverageState after{state.collateral + up.flash, state.debt + up.borrow};
      CHECK(after.debt <= mul(after.collateral, target, Rounding::floor));
      CHECK(ltv_of(after) == doctest::Approx(target.to_double()).epsilon(1e-10));
      // Equity falls by the loan's fee alone.
      CHECK((after.collateral - after.debt - state.collateral + state.debt).to_double() ==
            doctest::Approx(-up.flash.to_double() * f).epsilon(1e-6));
      continue;
    }
    const LeverDown down = size_lever_down(state, Amount{}, false, target, costs);
    if (!down.refusal.empty()) continue;
    const LeverageState after{state.collateral - down.withdraw, state.debt - down.repay};
    CHECK(mul(down.sell, factor, Rounding::floor) >= down.repay + mul(down.repay, costs.flash_fee, Rounding::ceil));
    CHECK(after.debt <= mul(after.collateral, target, Rounding::floor) + Amount::from_raw(64));
    if (after.debt.sign() > 0) CHECK(ltv_of(after) == doctest::Approx(target.to_double()).epsilon(1e-9));
  }
}

TEST_CASE("leverage: a release leaves at the target, from slack first") {
  const LeverageCosts costs{BasisPoints{}, from_text<Ray>("0.99")};
  const Ratio target = from_text<Ratio>("0.9");
  const LeverDown down = size_lever_down({amount("1000"), amount("900")}, amount("10"), false, target, costs);
  const LeverageState after{amount("1000") - down.withdraw, amount("900") - down.repay};
  CHECK(ltv_of(after) == doctest::Approx(0.9).epsilon(1e-12));
  CHECK((mul(down.sell, costs.sale_factor, Rounding::floor) - down.repay).to_double() ==
        doctest::Approx(10).epsilon(1e-12));
  // Slack: nothing is repaid, collateral alone leaves.
  const LeverDown slack = size_lever_down({amount("1000"), amount("500")}, amount("10"), false, target, costs);
  CHECK(slack.repay.is_zero());
  CHECK(slack.withdraw.to_double() == doctest::Approx(10 / 0.99).epsilon(1e-12));
  // As tokens the release is not sold.
  const LeverDown tokens = size_lever_down({amount("1000"), amount("900")}, amount("10"), true, target, costs);
  CHECK(tokens.withdraw == tokens.sell + amount("10"));
  // More than there is: all of it.
  const LeverDown all = size_lever_down({amount("1000"), amount("900")}, amount("99"), false, target, costs);
  CHECK(all.repay == amount("900"));
  CHECK(all.withdraw == amount("1000"));
}

TEST_CASE("leverage: what cannot be reached is refused") {
  const LeverageCosts dear{BasisPoints{}, from_text<Ray>("0.5")};
  CHECK_FALSE(
      size_lever_down({amount("10"), amount("9.4")}, Amount{}, false, from_text<Ratio>("0.9"), dear).refusal.empty());
  CHECK_FALSE(size_close({amount("10"), amount("9")}, false, dear).refusal.empty());
}
