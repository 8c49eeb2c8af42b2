#include "core/execution/leverage_sizing.hpp"

#include <algorithm>

namespace basis {
namespace {

constexpr i128 kWholeBps = BasisPoints::kOne * 10'000;

/// Scaled balances, tokens and proceeds are each rounded by one unit to our disadvantage when a
/// transaction is posted. Sizes keep this distance to a limit.
const Amount kRoundings = Amount::from_raw(16);

Amount with_fee(Amount amount, BasisPoints fee) { return amount + mul(amount, fee, Rounding::ceil); }

/// Collateral, at its oracle rate, that must be sold for `proceeds`.
Amount to_sell(Amount proceeds, Ray factor) {
  if (proceeds.sign() <= 0) return Amount{};
  return div(proceeds, factor, Rounding::ceil) + kRoundings;
}

}  // namespace

LeverUp size_lever_up(const LeverageState& state, Amount add, Ratio ltv, BasisPoints flash_fee) {
  const Amount room = mul(state.collateral + add, ltv, Rounding::floor) - state.debt - kRoundings;
  // 1 + f - L, in units of `Ratio`.
  const i128 one_and_fee = mul_div(Ratio::kOne, kWholeBps + flash_fee.raw(), kWholeBps, Rounding::ceil);
  const i128 divisor = sub_checked(one_and_fee, ltv.raw());
  require(divisor > 0, "a loan-to-value of one and more has no bound");
  if (room.sign() <= 0) return {};
  const Amount flash = Amount::from_raw(mul_div(room.raw(), Ratio::kOne, divisor, Rounding::floor));
  return {flash, with_fee(flash, flash_fee)};
}

LeverDown size_lever_down(const LeverageState& state, Amount release, bool as_token, Ratio ltv,
                          const LeverageCosts& costs) {
  LeverDown sizes;
  const i128 k = costs.sale_factor.raw();
  require(k > 0, "collateral that sells for nothing");
  // L(1+f)/k: collateral used per unit of repaid debt, times L.
  const i128 with_loan = mul_div(Ratio::kOne, kWholeBps + costs.flash_fee.raw(), kWholeBps, Rounding::ceil);
  const i128 taken = mul_div(mul_div(ltv.raw(), with_loan, Ratio::kOne, Rounding::ceil), Ray::kOne, k, Rounding::ceil);
  const i128 divisor = Ratio::kOne - taken;
  if (divisor <= 0) {
    sizes.refusal = "selling collateral costs more than the loan-to-value it would lower";
    return sizes;
  }
  const Amount leaving = as_token ? release : div(release, costs.sale_factor, Rounding::ceil);
  const Amount over = state.debt - mul(state.collateral - leaving, ltv, Rounding::floor) + kRoundings;
  if (over > kRoundings || release.is_zero())
    sizes.repay = std::max(Amount{}, Amount::from_raw(mul_div(over.raw(), Ratio::kOne, divisor, Rounding::ceil)));
  const Amount owed = with_fee(sizes.repay, costs.flash_fee);
  sizes.sell = to_sell(as_token ? owed : owed + release, costs.sale_factor);
  sizes.withdraw = as_token ? sizes.sell + release : sizes.sell;
  if (sizes.repay >= state.debt || sizes.withdraw >= state.collateral) return size_close(state, as_token, costs);
  return sizes;
}

LeverDown size_close(const LeverageState& state, bool as_token, const LeverageCosts& costs) {
  LeverDown sizes;
  sizes.repay = state.debt;
  sizes.withdraw = state.collateral;
  const Amount needed = to_sell(with_fee(state.debt, costs.flash_fee), costs.sale_factor);
  if (needed > state.collateral) sizes.refusal = "the collateral sells for less than the debt";
  sizes.sell = as_token ? std::min(needed, state.collateral) : state.collateral;
  return sizes;
}

}  // namespace basis
