#pragma once

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::alchemy {

/// The token WETH (WETH9).
struct Weth {
  chain::Function deposit{"deposit()"};
  chain::Function withdraw{"withdraw(uint256 amount)"};
};
const Weth& weth();

/// The token KING, a vault's share (King Protocol; etherscan.io, 0x8F08B70456eb22f6109F57b8fafE862ED28E6040).
struct King {
  chain::Function redeem{"redeem(uint256 vaultShares)"};
  chain::Function preview{"previewRedeem(uint256 vaultShares)",
                          "(address[] tokens,uint256[] amounts,uint256 feeForRedemption)"};
};
const King& king();

}  // namespace basis::alchemy
