#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// A block of one instruction.
InstructionBlock single_block(Instruction instruction);
/// A contract call on `amount` of a token, or with `everything` on the whole balance.
Instruction contract_call(ActionType action, const std::string& token, Amount amount, bool everything = false);
/// Spot and perps traded together: spot is bought and perps are sold short, or the reverse.
InstructionBlock pair_block(Amount coins, bool enter, bool everything);
/// A transfer of cash to its targets.
InstructionBlock cash_block(const CashTargets& targets, bool discretionary);
/// Cash that idles where spot is traded goes to the margin of the same exchange; nothing where there is none.
InstructionBlock idle_cash_block();
/// All cash goes to the wallet, from every account where a transfer brings at least its gas; `all` is at least what
/// there is.
InstructionBlock all_cash_block(Amount all);
/// A transfer of the asset between the wallet and the account where spot is traded.
InstructionBlock asset_block(AssetMove move, Amount coins, bool everything);
/// A single perp leg.
InstructionBlock perp_block(Amount coins, bool buy);
/// Changes the shorts to the net exposure that they hedge at the time when the order is made.
InstructionBlock hedge_block();
/// Whether any of the blocks scales a position up.
bool scale_up(const InstructionBlocks& blocks);
/// A single spot leg, sold.
InstructionBlock spot_sale_block(Amount coins);

/// Appends `more` to `blocks`.
void append_blocks(InstructionBlocks& blocks, InstructionBlocks more);

}  // namespace basis
