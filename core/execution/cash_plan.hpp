#pragma once

#include <vector>

#include "core/execution/costs.hpp"
#include "core/execution/instruction.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// A move that is worth less than this many times its gas is not made.
extern const Ratio kLeastMoveInGas;

/// What a margin account should hold for these targets: its share of margin, and where spot is traded the cash for it.
Amount account_target(const Universe& universe, AccountId account, const CashTargets& targets,
                      const ModeSettings& mode);

/// One transfer of USDT between two accounts. `amount` is what arrives; the source pays the gas in
/// addition.
struct CashMove {
  AccountId from;
  AccountId to;
  Amount amount;
};

/// Finds transfers that bring every account to its target. The largest surplus is moved to the
/// largest deficit until no surplus or no deficit is left. A surplus is limited to cash, since
/// unrealised P&L cannot be moved. Left out are discretionary moves under the configured minimum,
/// and other moves under ten times their gas. Moves over the maximum are split, into at most 100 transfers: a move over
/// 100 times the maximum is made in 100 larger ones.
std::vector<CashMove> plan_cash(const PortfolioView& portfolio, const Instruction& instruction,
                                const Settings& settings, const CostCalculator& costs);

/// The account where spot is traded; absent when the mode routes no spot trade.
std::optional<AccountId> spot_account(const Universe& universe, const ModeSettings& mode);

}  // namespace basis
