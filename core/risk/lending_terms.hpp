#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Risk parameters of one aToken used as collateral.
struct CollateralTerms {
  Ratio ltv;                    ///< largest debt / collateral when borrowing
  Ratio liquidation_threshold;  ///< debt / collateral at which the account is liquidated
  Ratio liquidation_bonus;      ///< discount that the liquidator gets
};

/// Terms of one lending account. Whether the mode's eMode is applied is decided by `lending_terms`.
struct LendingTerms {
  AccountId account;
  std::vector<std::optional<CollateralTerms>> collateral;  ///< by instrument: aTokens of the account
  std::vector<bool> borrowable;                            ///< by instrument: debts the account may take
  Ratio close_factor;                                      ///< share of the debt one liquidation may repay
  Ratio full_close_below;                                  ///< health factor under which the whole debt may be repaid
};

/// Terms of every lending account of the mode, in account order. With `emode`, the limits of the
/// category `ModeSettings::leverage.emode` replace those of the reserves it lists, and only its
/// `borrowable` tokens may be borrowed. Other collateral keeps its own terms (aave-v3-origin,
/// GenericLogic.calculateUserAccountData).
std::vector<LendingTerms> lending_terms(const Universe& universe, const Settings& settings, bool emode);

}  // namespace basis
