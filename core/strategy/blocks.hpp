#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// One instruction by itself.
InstructionBlock single_block(Instruction instruction);
/// A contract call on `amount` of a token, or on everything there is.
Instruction contract_call(ActionType action, const std::string& token, Amount amount, bool everything = false);
/// Spot and perps traded together: bought and sold short, or the reverse.
InstructionBlock pair_block(Amount coins, bool enter, bool everything);
/// Cash brought to its targets.
InstructionBlock cash_block(const CashTargets& targets, bool discretionary);
/// The asset moved between wallet and where spot is traded.
InstructionBlock asset_block(AssetMove move, Amount coins, bool everything);
/// A perp leg by itself.
InstructionBlock perp_block(Amount coins, bool buy);
/// A spot leg by itself, sold.
InstructionBlock spot_sale_block(Amount coins);

/// `more` behind `blocks`.
void append_blocks(InstructionBlocks& blocks, InstructionBlocks more);

}  // namespace basis
