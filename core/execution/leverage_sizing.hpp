#pragma once

#include <optional>
#include <string>

#include "core/base/types.hpp"

namespace basis {

/// A leveraged staking position in units of the staked asset, at the oracle rate.
struct LeverageState {
  Amount collateral;
  Amount debt;
};

/// Costs of a change of the position: the flash loan's fee, and the proceeds of a unit of
/// collateral, at its oracle rate, when it is sold (market / oracle rate, less the cost of the
/// swap).
struct LeverageCosts {
  BasisPoints flash_fee;
  Ray sale_factor;
};

/// One transaction that raises the position: `flash` is lent, `flash` plus the added amount is
/// staked and supplied, `borrow` is borrowed, and the loan is repaid from it.
struct LeverUp {
  Amount flash;
  Amount borrow;
};

/// Sizes the change from C + e and D to loan-to-value L: y = (L(C+e) - D) / (1 + f - L); the new
/// debt is y(1+f). Zero when the debt is already at or over the target. Rounded so that the LTV is
/// never over the target.
LeverUp size_lever_up(const LeverageState& state, Amount add, Ratio ltv, BasisPoints flash_fee);

/// One transaction that lowers the position: `repay` is lent and used to repay debt, collateral
/// worth `withdraw` is withdrawn, `sell` of it is sold, and the loan is repaid from the proceeds.
struct LeverDown {
  Amount repay;
  Amount withdraw;
  Amount sell;
  std::string refusal;  ///< why the target cannot be reached; empty when it can
};

/// Sizes the change from C and D to loan-to-value L while `release` leaves the position. With the
/// sale factor k and the fee f the withdrawal W brings W*k = x(1+f) + e, so that x = (D - L*C +
/// L*e/k) / (1 - L(1+f)/k). With no release and one cost c for sale and fee this is x = (D -
/// L*C)/(1 - L(1+c)). No debt is repaid when the LTV stays under L without it. With `as_token` the
/// release is not sold; e is then worth of collateral.
LeverDown size_lever_down(const LeverageState& state, Amount release, bool as_token, Ratio ltv,
                          const LeverageCosts& costs);

/// Closes the whole position: all debt is repaid and all collateral is withdrawn. All of it is
/// sold, or with `as_token` only the part that repays the loan.
LeverDown size_close(const LeverageState& state, bool as_token, const LeverageCosts& costs);

}  // namespace basis
