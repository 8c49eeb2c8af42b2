#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/domain/universe.hpp"

namespace basis {

/// What an aToken counts for as collateral.
struct CollateralTerms {
  Ratio ltv;                    ///< largest debt over collateral when borrowing
  Ratio liquidation_threshold;  ///< debt over collateral that is liquidated
  Ratio liquidation_bonus;      ///< liquidator's discount
};

/// The terms of one lending account, with the mode's eMode on or off.
struct LendingTerms {
  AccountId account;
  std::vector<std::optional<CollateralTerms>> collateral;  ///< by instrument: aTokens of the account
  std::vector<bool> borrowable;                            ///< by instrument: debts the account may take
  Ratio close_factor;                                      ///< share of the debt one liquidation may repay
  Ratio full_close_below;                                  ///< health factor under which all of it may be repaid
};

/// Terms of every lending account of the mode, in account order. With eMode
/// (`ModeSettings::leverage.emode`) its own limits replace those of the reserves
/// it lists, and only its `borrowable` may be borrowed; other collateral keeps
/// its own terms (aave-v3-origin, GenericLogic.calculateUserAccountData).
std::vector<LendingTerms> lending_terms(const Universe& universe, const Settings& settings, bool emode);

}  // namespace basis
