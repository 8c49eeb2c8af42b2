#pragma once

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::lido {

/// The contract `steth` (lidofinance/core, Lido.sol; docs.lido.fi, "Lido").
struct StEth {
  chain::Function submit{"submit(address referral)", "(uint256)"};
  chain::Function is_staking_paused{"isStakingPaused()", "(bool)"};
  chain::Function stake_limit{"getCurrentStakeLimit()", "(uint256)"};  ///< wei that may be staked now
  chain::Function shares_of{"sharesOf(address account)", "(uint256)"};
  chain::Function total_ether{"getTotalPooledEther()", "(uint256)"};
  chain::Function total_shares{"getTotalShares()", "(uint256)"};
};
const StEth& steth();

/// The token wstETH (WstETH.sol). Ether that is sent to it comes back as wstETH.
struct WstEth {
  chain::Function wrap{"wrap(uint256 stETHAmount)", "(uint256)"};
  chain::Function unwrap{"unwrap(uint256 wstETHAmount)", "(uint256)"};
  chain::Function rate{"stEthPerToken()", "(uint256)"};  ///< at 1e-18
};
const WstEth& wsteth();

/// The contract `withdrawal_queue` (WithdrawalQueueERC721.sol).
struct WithdrawalQueue {
  chain::Function request{"requestWithdrawalsWstETH(uint256[] amounts,address owner)", "(uint256[])"};
  chain::Function claim{"claimWithdrawals(uint256[] requestIds,uint256[] hints)"};
  chain::Function requests_of{"getWithdrawalRequests(address owner)", "(uint256[])"};
  chain::Function status{
      "getWithdrawalStatus(uint256[] requestIds)",
      "((uint256 amountOfStETH,uint256 amountOfShares,address owner,uint256 timestamp,bool isFinalized,bool "
      "isClaimed)[])"};
  chain::Function last_checkpoint{"getLastCheckpointIndex()", "(uint256)"};
  chain::Function last_finalized{"getLastFinalizedRequestId()", "(uint256)"};
  chain::Function find_hints{"findCheckpointHints(uint256[] requestIds,uint256 firstIndex,uint256 lastIndex)",
                             "(uint256[])"};
  chain::Function claimable{"getClaimableEther(uint256[] requestIds,uint256[] hints)", "(uint256[])"};
  chain::Function is_paused{"isPaused()", "(bool)"};
  chain::Event requested{
      "WithdrawalRequested(uint256 indexed requestId,address indexed requestor,address indexed owner,"
      "uint256 amountOfStETH,uint256 amountOfShares)"};
  chain::Event claimed{
      "WithdrawalClaimed(uint256 indexed requestId,address indexed owner,address indexed receiver,uint256 "
      "amountOfETH)"};
};
const WithdrawalQueue& withdrawal_queue();

}  // namespace basis::lido
