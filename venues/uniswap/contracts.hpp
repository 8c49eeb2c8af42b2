#pragma once

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::uniswap {

/// The contract `swap_router` (@uniswap/v3-periphery 1.4.4, ISwapRouter.sol). It has the deadline among the parameters;
/// SwapRouter02 has not.
struct SwapRouter {
  chain::Function exact_input{
      "exactInputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,uint256 deadline,"
      "uint256 amountIn,uint256 amountOutMinimum,uint160 sqrtPriceLimitX96))",
      "(uint256)"};
  chain::Function exact_output{
      "exactOutputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,uint256 deadline,"
      "uint256 amountOut,uint256 amountInMaximum,uint160 sqrtPriceLimitX96))",
      "(uint256)"};
  /// Calls of its own, one after the other in one transaction (IMulticall.sol).
  chain::Function multicall{"multicall(bytes[] data)", "(bytes[] results)"};
  /// Pays out all WETH that a call before it has left with the router, as ether (IPeripheryPayments.sol).
  chain::Function unwrap{"unwrapWETH9(uint256 amountMinimum,address recipient)", "()"};
};
const SwapRouter& swap_router();

/// The contract `quoter` (IQuoterV2.sol): the swap is tried and undone, so it is read by a call.
struct Quoter {
  chain::Function exact_input{
      "quoteExactInputSingle((address tokenIn,address tokenOut,uint256 amountIn,uint24 fee,uint160 "
      "sqrtPriceLimitX96))",
      "(uint256 amountOut,uint160 sqrtPriceX96After,uint32 initializedTicksCrossed,uint256 gasEstimate)"};
  chain::Function exact_output{
      "quoteExactOutputSingle((address tokenIn,address tokenOut,uint256 amount,uint24 fee,uint160 "
      "sqrtPriceLimitX96))",
      "(uint256 amountIn,uint160 sqrtPriceX96After,uint32 initializedTicksCrossed,uint256 gasEstimate)"};
};
const Quoter& quoter();

/// A pool (IUniswapV3PoolEvents.sol).
struct Pool {
  chain::Event swapped{
      "Swap(address indexed sender,address indexed recipient,int256 amount0,int256 amount1,uint160 sqrtPriceX96,"
      "uint128 liquidity,int24 tick)"};
};
const Pool& pool();

}  // namespace basis::uniswap
