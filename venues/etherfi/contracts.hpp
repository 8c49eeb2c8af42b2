#pragma once

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain/address.hpp"

namespace basis::etherfi {

/// The contract `liquidity_pool` (etherfi-protocol/smart-contracts, LiquidityPool.sol).
struct LiquidityPool {
  chain::Function deposit{"deposit()", "(uint256)"};
  chain::Function request_withdraw{"requestWithdraw(address recipient,uint256 amount)", "(uint256)"};
  chain::Function is_paused{"paused()", "(bool)"};
  chain::Function total_ether{"getTotalPooledEther()", "(uint256)"};
};
const LiquidityPool& liquidity_pool();

/// The token weETH (WeETH.sol).
struct WeEth {
  chain::Function wrap{"wrap(uint256 eETHAmount)", "(uint256)"};
  chain::Function unwrap{"unwrap(uint256 weETHAmount)", "(uint256)"};
  chain::Function rate{"getRate()", "(uint256)"};  ///< eETH for one weETH at 1e-18
};
const WeEth& weeth();

/// The contract `withdraw_request_nft` (WithdrawRequestNFT.sol).
struct WithdrawRequests {
  chain::Function claim{"claimWithdraw(uint256 requestId)"};
  chain::Function request{"getRequest(uint256 requestId)",
                          "((uint96 amountOfEEth,uint96 shareOfEEth,bool isValid,uint32 feeGwei))"};
  chain::Function is_finalized{"isFinalized(uint256 requestId)", "(bool)"};
  chain::Function owner_of{"ownerOf(uint256 requestId)", "(address)"};
  chain::Function claimable{"getClaimableAmount(uint256 requestId)", "(uint256)"};
  chain::Event created{
      "WithdrawRequestCreated(uint32 indexed requestId,uint256 amountOfEEth,uint256 shareOfEEth,address owner)"};
};
const WithdrawRequests& withdraw_requests();

/// The contract `redemption_manager` (EtherFiRedemptionManager.sol).
struct RedemptionManager {
  chain::Function redeem{"redeemWeEth(uint256 weEthAmount,address receiver,address outputToken)"};
  chain::Function can_redeem{"canRedeem(uint256 amount,address token)", "(bool)"};
  chain::Function redeemable{"totalRedeemableAmount(address token)", "(uint256)"};  ///< eETH, now
  chain::Function preview{"previewRedeem(uint256 shares,address token)", "(uint256)"};
  /// The bucket in units of 1e12 wei, and basis points.
  chain::Function info{"tokenToRedemptionInfo(address token)",
                       "((uint64 capacity,uint64 remaining,uint64 lastRefill,uint64 refillRate) limit,"
                       "uint16 exitFeeSplitToTreasuryInBps,uint16 exitFeeInBps,uint16 lowWatermarkInBpsOfTvl)"};
  chain::Function is_paused{"paused()", "(bool)"};
};
const RedemptionManager& redemption_manager();

}  // namespace basis::etherfi
