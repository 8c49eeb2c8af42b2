#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.hpp"

namespace basis {

/// What a strategy can request. The execution manager chooses the account by the mode's routing
/// table.
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
  flash_loan,  ///< only inside an atomic block, which also repays it
  flash_repay,
  wrap,            ///< ETH -> WETH
  unwrap,          ///< WETH -> ETH
  unwrap_rewards,  ///< a rewards vault's share -> the tokens in it
  atomic,          ///< an order whose steps are executed all or none
  pay_out,         ///< capital is paid from the wallet to its owner
};
/// Lower-case name of an action; the keys of the routing table and of gas units.
std::string_view action_name(ActionType action);

/// Targets of cash after a wallet transfer, in USDT. Margin counts as cash plus unrealised P&L and
/// is spread by the hedge allocation.
struct CashTargets {
  Amount wallet;
  Amount spot;    ///< cash where spot is traded, in addition to its margin
  Amount margin;  ///< sum over all hedge accounts
};

/// Direction of a move of the mode's asset between the wallet and the account where spot is traded.
enum class AssetMove : std::uint8_t { to_wallet, to_trading };

/// Target of a leveraged position, in units of the mode's asset at oracle rates. The router sizes
/// the block's steps for it with the current portfolio.
struct LeverageTarget {
  Amount add;             ///< asset taken from the wallet into the position
  bool add_all = false;   ///< instead of `add`: all of the asset in the wallet
  Amount release;         ///< asset moved from the position to the wallet, after swap costs
  bool as_token = false;  ///< the release stays in staked tokens, for the exit queue
  bool close = false;     ///< instead of `release`: the whole position
  Amount keep;            ///< loops: amount of the asset that must stay in the wallet
  Ratio ltv;              ///< debt / collateral afterwards
};

/// One action to execute. Which fields are used depends on the action.
struct Instruction {
  ActionType action = ActionType::wallet_transfer;
  Amount amount{};                  ///< coins (trades) or tokens
  std::string token{};              ///< contract calls: the token that is supplied, staked, sold, ...
  std::string into{};               ///< swap: the token that is bought
  bool buy = false;                 ///< trades
  bool everything = false;          ///< the whole position or balance at the time when the order is made; all cash
                                    ///< also where it is little
  bool discretionary = true;        ///< transfers: left out when under the configured minimum
  CashTargets cash{};               ///< wallet_transfer of cash
  bool idle_only = false;           ///< wallet_transfer of cash: only what idles where spot is traded, to the margin of
                                    ///< the same exchange; instead of `cash`
  bool to_net = false;              ///< single perp trades: instead of `amount`, what makes net delta zero
  std::optional<AssetMove> move{};  ///< wallet_transfer of the asset instead of cash: `amount` or `everything`
};

/// How the instructions of a block are executed.
enum class BlockKind : std::uint8_t {
  sequence,  ///< one after the other, each sized at its turn
  pair,      ///< legs that belong together: all are checked before the first is sent; all have the same time
  atomic,    ///< one transaction: all or nothing, sized as a whole for `leverage`
  loop,      ///< repeated in sequence until `leverage` is reached; used when no flash loan is available
};

struct InstructionBlock {
  std::vector<Instruction> instructions;
  BlockKind kind = BlockKind::sequence;
  LeverageTarget leverage{};  ///< atomic and loop blocks
};

/// The five wrapper actions that every strategy has, selling dust included; moves of margin between
/// accounts; payment of a withdrawal; and no action.
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

/// The decision of the strategy at one step, and its reason.
struct Decision {
  DecisionKind kind = DecisionKind::hold;
  std::string reason;
  bool rebalance = false;  ///< counted as a rebalance
  std::vector<InstructionBlock> blocks;
  /// Answers of earlier questions that could not be carried out, with the reasons; each once.
  std::vector<std::string> not_carried_out{};
  std::string waits_for{};   ///< why the first entry is not made; empty otherwise
  std::string remark{};      ///< one line for the summary; empty for most decisions
  std::string infeasible{};  ///< a configured target that this capital cannot meet: the run is refused
  bool first_entry = false;  ///< nothing has been carried out before; over capacity, it ends the run
  bool urgent = false;       ///< of a risk override: traded without waiting for better prices
};

}  // namespace basis
