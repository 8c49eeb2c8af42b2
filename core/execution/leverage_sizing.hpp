#pragma once

#include <optional>
#include <string>

#include "core/num/types.hpp"

namespace basis {

/// A leveraged staking position in units of the staked asset, at the oracle rate.
struct LeverageState {
  Amount collateral;
  Amount debt;
};

/// What it costs to move one: the flash loan's fee, and what a unit of
/// collateral at its oracle rate brings when it is sold (market over oracle
/// rate, less the cost of the swap).
struct LeverageCosts {
  BasisPoints flash_fee;
  Ray sale_factor;
};

/// One transaction that raises the position: `flash` is lent, `flash` + what is
/// added staked and supplied, `borrow` borrowed, and the loan repaid from it.
struct LeverUp {
  Amount flash;
  Amount borrow;
};

/// From C + e and D to loan-to-value L: y = (L(C+e) - D) / (1 + f - L); the new
/// debt is y(1+f). Zero when the debt is at or over the target already. Rounded
/// so that the LTV never comes out over the target.
LeverUp size_lever_up(const LeverageState& state, Amount add, Ratio ltv, BasisPoints flash_fee);

/// One transaction that lowers the position: `repay` is lent and repaid,
/// collateral worth `withdraw` withdrawn, `sell` of it sold, and the loan
/// repaid from the proceeds.
struct LeverDown {
  Amount repay;
  Amount withdraw;
  Amount sell;
  std::string refusal;  ///< why the target cannot be reached; empty when it can
};

/// From C and D to loan-to-value L while `release` leaves the position. With k
/// the sale factor and f the fee the withdrawal brings W*k = x(1+f) + e, so that
/// x = (D - L*C + L*e/k) / (1 - L(1+f)/k) (domain: x = (D - L*C)/(1 - L(1+c)),
/// with nothing released). No debt is repaid where there is slack below L.
/// `as_token` leaves the release unsold: e is then worth of collateral.
LeverDown size_lever_down(const LeverageState& state, Amount release, bool as_token, Ratio ltv,
                          const LeverageCosts& costs);

/// The whole position: all debt is repaid, all collateral withdrawn, and all of
/// it sold, or with `as_token` only what repays the loan.
LeverDown size_close(const LeverageState& state, bool as_token, const LeverageCosts& costs);

}  // namespace basis
