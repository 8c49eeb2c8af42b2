#include "core/execution/instruction.hpp"

#include <array>

namespace basis {

std::string_view action_name(ActionType action) {
  static constexpr std::array<std::string_view, 19> kNames = {
      "wallet_transfer", "spot_trade", "perp_trade", "approve",   "supply",     "withdraw",    "borrow", "repay",
      "stake",           "unstake",    "swap",       "set_emode", "flash_loan", "flash_repay", "wrap",   "unwrap",
      "unwrap_rewards",  "atomic",     "pay_out"};
  return kNames[static_cast<std::size_t>(action)];
}

std::string_view decision_name(DecisionKind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {"hold",      "entry_full", "entry_partial", "exit_partial",
                                                             "exit_full", "sell_dust",  "move_margin",   "pay_out"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace basis
