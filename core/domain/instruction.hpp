#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/num/types.hpp"

namespace basis {

/// What a strategy can ask for. Where it happens is the execution manager's
/// business, from the mode's routing table.
enum class ActionType : std::uint8_t { wallet_transfer, spot_trade, perp_trade, approve, supply, withdraw };
/// Lower-case name of an action; the keys of the routing table.
std::string_view action_name(ActionType action);

/// Where cash should stand after a wallet transfer, in USDT. Margin counts as
/// cash plus unrealised P&L and is spread over the hedge allocation.
struct CashTargets {
  Amount wallet;
  Amount spot;    ///< free cash where spot is traded, on top of its margin
  Amount margin;  ///< over all hedge accounts together
};

/// One thing to do. Which fields count follows from the action.
struct Instruction {
  ActionType action = ActionType::wallet_transfer;
  Amount amount{};            ///< coins (trades) or tokens (supply, withdraw, approve)
  bool buy = false;           ///< trades
  bool everything = false;    ///< trades and withdraw: the whole position, whatever it is by then
  bool discretionary = true;  ///< transfers: not worth making under the configured minimum
  CashTargets cash{};         ///< wallet_transfer
};

/// Instructions in sequence. In a pair block the legs belong together: all are
/// checked before the first is sent, and all carry one instant.
struct InstructionBlock {
  std::vector<Instruction> instructions;
  bool pair = false;
};

/// The five wrapper actions every strategy has, moving margin between accounts,
/// and doing nothing.
enum class DecisionKind : std::uint8_t {
  hold,
  entry_full,
  entry_partial,
  exit_partial,
  exit_full,
  sell_dust,
  move_margin
};
/// Lower-case name of a decision.
std::string_view decision_name(DecisionKind kind);

/// What the strategy decided at one step, and why.
struct Decision {
  DecisionKind kind = DecisionKind::hold;
  std::string reason;
  bool rebalance = false;  ///< counted as a rebalance
  std::vector<InstructionBlock> blocks;
};

}  // namespace basis
