#pragma once

#include <vector>

#include "core/execution/costs.hpp"
#include "core/execution/instruction.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// A move that is worth less than this many times its gas is not made.
extern const Ratio kLeastMoveInGas;

/// One transfer of USDT between two accounts. `amount` is what arrives; the source pays the gas in
/// addition. Between two accounts of one exchange there is none.
struct CashMove {
  AccountId from;
  AccountId to;
  Amount amount;
};

/// Finds transfers that bring every account to its target, in the order in which they are sent.
///
/// Between the wallet and the exchanges each exchange counts as one pool, with what is on its way to it. The largest
/// surplus is moved to the largest deficit until no surplus or no deficit is left. A surplus is limited to cash, since
/// unrealised P&L cannot be moved. Left out are discretionary moves under the configured minimum,
/// and other moves under ten times their gas. Moves over the maximum are split, into at most 100 transfers: a move over
/// 100 times the maximum is made in 100 larger ones.
///
/// Where an exchange has two accounts, cash is then moved inside it, whatever the amount. Money leaves from the account
/// of spot, so what it lacks is brought there first; it arrives there, so what is margin goes on afterwards. The
/// account of spot gets what the purchase of `cash.spot` needs with its costs, the account of perps everything else.
/// With nothing else to move, spot gets nothing for a purchase that no market would take.
std::vector<CashMove> plan_cash(const PortfolioView& portfolio, const Instruction& instruction,
                                const Settings& settings, const CostCalculator& costs);

/// Cash that idles in accounts of spot, to the margin of the same exchange where it has a share of the hedge or perps.
std::vector<CashMove> plan_idle_cash(const PortfolioView& portfolio, const ModeSettings& mode);

}  // namespace basis
