#include "core/strategy/blocks.hpp"

#include <algorithm>
#include <iterator>

namespace basis {

InstructionBlock single_block(Instruction instruction) { return {{std::move(instruction)}, BlockKind::sequence, {}}; }

Instruction contract_call(ActionType action, const std::string& token, Amount amount, bool everything) {
  Instruction instruction;
  instruction.action = action;
  instruction.token = token;
  instruction.amount = amount;
  instruction.everything = everything;
  return instruction;
}

InstructionBlock pair_block(Amount coins, bool enter, bool everything) {
  Instruction spot;
  spot.action = ActionType::spot_trade;
  spot.amount = coins;
  spot.buy = enter;
  spot.everything = everything;
  Instruction perp = spot;
  perp.action = ActionType::perp_trade;
  perp.buy = !enter;
  return {{spot, perp}, BlockKind::pair, {}};
}

InstructionBlock cash_block(const CashTargets& targets, bool discretionary) {
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.cash = targets;
  instruction.discretionary = discretionary;
  return single_block(std::move(instruction));
}

InstructionBlock idle_cash_block() {
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.idle_only = true;
  return single_block(std::move(instruction));
}

InstructionBlock all_cash_block(Amount all) {
  CashTargets home;
  home.wallet = all;
  InstructionBlock block = cash_block(home, false);
  block.instructions.front().everything = true;
  return block;
}

InstructionBlock asset_block(AssetMove move, Amount coins, bool everything) {
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.amount = coins;
  instruction.everything = everything;
  instruction.move = move;
  return single_block(std::move(instruction));
}

InstructionBlock perp_block(Amount coins, bool buy) {
  Instruction instruction;
  instruction.action = ActionType::perp_trade;
  instruction.amount = coins;
  instruction.buy = buy;
  return single_block(std::move(instruction));
}

InstructionBlock hedge_block() {
  Instruction instruction;
  instruction.action = ActionType::perp_trade;
  instruction.to_net = true;
  return single_block(std::move(instruction));
}

bool scale_up(const InstructionBlocks& blocks) {
  return std::any_of(blocks.begin(), blocks.end(), [](const InstructionBlock& block) {
    if (block.instructions.empty()) return false;
    const ActionType first = block.instructions.front().action;
    return (block.kind == BlockKind::pair && block.instructions.front().buy) || block.leverage.add_all ||
           block.leverage.add.sign() > 0 || first == ActionType::supply || first == ActionType::stake;
  });
}

InstructionBlock spot_sale_block(Amount coins) {
  Instruction instruction;
  instruction.action = ActionType::spot_trade;
  instruction.amount = coins;
  return single_block(std::move(instruction));
}

void append_blocks(InstructionBlocks& blocks, InstructionBlocks more) {
  blocks.insert(blocks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace basis
