#pragma once

#include "core/risk/lending_account.hpp"

namespace basis {

/// One liquidation call: the debt that a liquidator repays, and the collateral it takes for it.
/// `repaid` and `seized` are in tokens of the reserve. `*_scaled` are the amounts by which the
/// scaled balances fall.
struct LiquidationCall {
  InstrumentId debt;
  InstrumentId collateral;
  Amount repaid;
  Amount seized;  ///< bonus included
  Amount debt_scaled;
  Amount collateral_scaled;
};

/// Liquidation calls on one account at oracle rates. While HF < 1 and there is collateral, the
/// largest debt is repaid from the largest collateral (by worth; the first of equals).
///
/// Each call repays up to `close_factor` of that debt, or all of it when HF is under
/// `full_close_below`. seized = repaid * (1 + bonus), at most the whole collateral; in that case
/// only seized / (1 + bonus) is repaid. Debt without any collateral left remains; see `bad_debts`. Roundings are to
/// the disadvantage of the account.
///
/// Source: aave-v3-origin, LiquidationLogic. Left out: its minimum sizes in dollars and the
/// protocol's share of the bonus, which change nothing for the account.
std::vector<LiquidationCall> liquidate(const Universe& universe, const LendingTerms& terms, PositionSet positions,
                                       const MarketSnapshot& market);

/// The debts of an account without any collateral, which the protocol writes off: nobody can collect them. Empty while
/// there is collateral.
///
/// Source: aave-v3-origin since v3.3, LiquidationLogic._burnBadDebt.
std::vector<InstrumentId> bad_debts(const Universe& universe, const LendingTerms& terms, const PositionSet& positions);

}  // namespace basis
