#pragma once

#include <vector>

#include "core/domain/instruction.hpp"
#include "core/execution/book_view.hpp"
#include "core/execution/costs.hpp"

namespace basis {

/// One transfer of USDT between two accounts; `amount` arrives, the source
/// pays gas on top.
struct CashMove {
  AccountId from;
  AccountId to;
  Amount amount;
};

/// Finds transfers that bring every account to its target: the largest surplus
/// feeds the largest deficit until one side is spent. A surplus is limited to
/// cash, since unrealised P&L cannot be moved. Discretionary moves under the
/// configured minimum and any move under ten times its gas are left out; moves
/// over the maximum are split.
std::vector<CashMove> plan_cash(const BookView& book, const Instruction& instruction, const Settings& settings,
                                const CostCalculator& costs);

/// The account where spot is traded; absent when the mode routes no spot trade.
std::optional<AccountId> spot_account(const Universe& universe, const ModeSettings& mode);

}  // namespace basis
