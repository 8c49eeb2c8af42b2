#pragma once

#include "venues/chain/abi_function.hpp"

namespace basis::sim {

/// What the owner of a local chain's contracts may do there, and what is read for it (tools/chain/contracts, and the
/// genuine ones of @uniswap/v3-core 1.0.1, WETH9 and TetherToken).
struct OwnerCalls {
  // Feeds.sol
  chain::Function set_price{"set_price(int256 answer)"};
  chain::Function answer{"latestAnswer()", "(int256)"};
  // Lido.sol, EtherFi.sol: what the pool holds, and rewards.
  chain::Function pooled_ether{"getTotalPooledEther()", "(uint256)"};
  chain::Function rebase_steth{"rebase(int256 change)"};
  chain::Function rebase_eeth{"rebase(int128 accruedRewards,uint128 protocolFees)"};
  chain::Function wsteth_rate{"stEthPerToken()", "(uint256)"};  ///< at 1e-18
  chain::Function weeth_rate{"getRate()", "(uint256)"};         ///< at 1e-18
  chain::Function deposit_eeth{"deposit()", "(uint256)"};
  chain::Function wrap_eeth{"wrap(uint256 eETHAmount)", "(uint256)"};
  // WETH9, TetherToken
  chain::Function deposit_weth{"deposit()"};
  chain::Function issue_usdt{"issue(uint256 amount)"};
  // IUniswapV3PoolState.sol
  chain::Function slot0{"slot0()",
                        "(uint160 sqrtPriceX96,int24 tick,uint16 observationIndex,uint16 observationCardinality,"
                        "uint16 observationCardinalityNext,uint8 feeProtocol,bool unlocked)"};
  // ISwapRouter.sol
  chain::Function swap{
      "exactInputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,uint256 deadline,"
      "uint256 amountIn,uint256 amountOutMinimum,uint160 sqrtPriceLimitX96))",
      "(uint256)"};
};
const OwnerCalls& owner_calls();

}  // namespace basis::sim
