#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/num/types.hpp"

namespace basis {

/// What a strategy can ask for. Where it happens is the execution manager's
/// business, from the mode's routing table.
enum class ActionType : std::uint8_t {
  wallet_transfer,
  spot_trade,
  perp_trade,
  approve,
  supply,
  withdraw,
  borrow,
  repay,
  stake,
  unstake,     ///< a request to the protocol's exit queue
  swap,        ///< one token for another on a DEX
  set_emode,   ///< the lending account's risk category
  flash_loan,  ///< only inside an atomic block, which repays it
  flash_repay,
  wrap,            ///< ETH -> WETH
  unwrap,          ///< WETH -> ETH
  unwrap_rewards,  ///< a rewards vault's share -> the tokens inside
  atomic,          ///< an order whose steps happen all or not at all
  pay_out,         ///< capital leaves the wallet for its owner
};
/// Lower-case name of an action; the keys of the routing table and of gas units.
std::string_view action_name(ActionType action);

/// Where cash should stand after a wallet transfer, in USDT. Margin counts as
/// cash plus unrealised P&L and is spread over the hedge allocation.
struct CashTargets {
  Amount wallet;
  Amount spot;    ///< free cash where spot is traded, on top of its margin
  Amount margin;  ///< over all hedge accounts together
};

/// Which way the mode's asset moves between the wallet and where spot is traded.
enum class AssetMove : std::uint8_t { to_wallet, to_trading };

/// A leveraged position to come to, in units of the mode's asset at oracle
/// rates. The router sizes the block's steps for it against the book as it is.
struct LeverageTarget {
  Amount add;             ///< asset taken from the wallet into the position
  bool add_all = false;   ///< instead: all of it that the wallet holds
  Amount release;         ///< asset brought from the position to the wallet, net of swap costs
  bool as_token = false;  ///< the release stays in staked tokens, for the exit queue
  bool close = false;     ///< instead of `release`: the whole position
  Amount keep;            ///< loops: asset that stays in the wallet whatever is left to do
  Ratio ltv;              ///< debt over collateral afterwards
};

/// One thing to do. Which fields count follows from the action.
struct Instruction {
  ActionType action = ActionType::wallet_transfer;
  Amount amount{};                  ///< coins (trades) or tokens
  std::string token{};              ///< contract calls: what is supplied, staked, sold, ...
  std::string into{};               ///< swap: what is bought
  bool buy = false;                 ///< trades
  bool everything = false;          ///< the whole position or balance, whatever it is by then
  bool discretionary = true;        ///< transfers: not worth making under the configured minimum
  CashTargets cash{};               ///< wallet_transfer of cash
  std::optional<AssetMove> move{};  ///< wallet_transfer of the asset instead of cash: `amount` or everything
};

/// How the instructions of a block belong together.
enum class BlockKind : std::uint8_t {
  sequence,  ///< one after the other, each sized when its turn comes
  pair,      ///< legs that belong together: all are checked before the first is sent, all carry one instant
  atomic,    ///< one transaction: all or nothing, sized as a whole for `leverage`
  loop,      ///< repeated in sequence until `leverage` is reached: what there is where no flash loan can be had
};

struct InstructionBlock {
  std::vector<Instruction> instructions;
  BlockKind kind = BlockKind::sequence;
  LeverageTarget leverage{};  ///< atomic and loop blocks
};

/// The five wrapper actions every strategy has, moving margin between accounts,
/// paying a withdrawal out, and doing nothing.
enum class DecisionKind : std::uint8_t {
  hold,
  entry_full,
  entry_partial,
  exit_partial,
  exit_full,
  sell_dust,
  move_margin,
  pay_out
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
