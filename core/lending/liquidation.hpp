#pragma once

#include "core/lending/lending_account.hpp"

namespace basis {

/// One liquidation call: debt that a liquidator repays, and the collateral taken
/// for it. Amounts are tokens of the reserve; `*_scaled` are what the balances
/// fall by.
struct LiquidationCall {
  InstrumentId debt;
  InstrumentId collateral;
  Amount repaid;
  Amount seized;  ///< bonus included
  Amount debt_scaled;
  Amount collateral_scaled;
};

/// What liquidators do to an account at oracle rates: while HF < 1 and there is
/// collateral, the largest debt is repaid from the largest collateral (by worth;
/// the first of equals), up to `close_factor` of that debt, or all of it under
/// `full_close_below`; seized = repaid * (1 + bonus), at most the whole
/// collateral, which then covers only seized / (1 + bonus) of the debt. Debt
/// that no collateral is left for stays. Roundings go against the account.
/// Source: aave-v3-origin, LiquidationLogic. Its minimum sizes in dollars and
/// the protocol's share of the bonus, which change nothing for the account, are
/// left out, and so is its writing off of bad debt.
std::vector<LiquidationCall> liquidate(const Universe& universe, const LendingTerms& terms, PositionSet positions,
                                       const MarketSnapshot& market);

}  // namespace basis
