#pragma once

#include <span>
#include <string_view>

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::chain {

/// A token's contract (eips.ethereum.org, EIP-20). What `transfer` and `approve` return is not read: USDT returns
/// nothing (etherscan.io, TetherToken, 0xdAC17F958D2ee523a2206206994597C13D831ec7).
struct Erc20 {
  Function balance_of{"balanceOf(address)", "(uint256)"};
  Function allowance{"allowance(address owner,address spender)", "(uint256)"};
  Function decimals{"decimals()", "(uint8)"};
  Function total_supply{"totalSupply()", "(uint256)"};
  Function transfer{"transfer(address to,uint256 value)"};
  Function transfer_from{"transferFrom(address from,address to,uint256 value)"};
  Function approve{"approve(address spender,uint256 value)"};
  Event transferred{"Transfer(address indexed from,address indexed to,uint256 value)"};
  Event approved{"Approval(address indexed owner,address indexed spender,uint256 value)"};
};
const Erc20& erc20();

/// Custom errors of tokens (eips.ethereum.org, EIP-6093; openzeppelin-contracts 5.1.0, SafeERC20.sol).
std::span<const std::string_view> erc20_errors();

}  // namespace basis::chain
