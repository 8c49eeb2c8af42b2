#pragma once

#include "core/execution/cash_plan.hpp"
#include "tests/core/strategy/support.hpp"

namespace basis::test {

/// A transfer to these targets.
inline Instruction targets(const char* wallet, const char* spot, const char* margin, bool discretionary = false) {
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.cash = {amount(wallet), amount(spot), amount(margin)};
  instruction.discretionary = discretionary;
  return instruction;
}

inline std::vector<CashMove> plan(Desk& desk, const Instruction& instruction) {
  return plan_cash(desk.view(), instruction, desk.settings, desk.costs);
}

/// "wallet > binance 66000; ..." in order.
inline std::string text(const Desk& desk, const std::vector<CashMove>& moves) {
  std::string all;
  for (const CashMove& move : moves)
    all += desk.universe.name(move.from) + " > " + desk.universe.name(move.to) + " " + move.amount.to_string() + "; ";
  return all;
}

}  // namespace basis::test
