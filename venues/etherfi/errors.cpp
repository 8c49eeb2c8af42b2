#include "venues/etherfi/errors.hpp"

namespace basis::etherfi {
namespace {

constexpr std::string_view kErrors[] = {
    // etherfi-protocol/smart-contracts: Pausable.sol, Blacklister.sol.
    "AlreadyPaused()",
    "NotPaused()",
    "ContractPaused()",
    "BlacklistedUser(address user)",
    // EETH.sol, WeETH.sol.
    "IncorrectCaller()",
    "TransferAmountExceedsBalance()",
    "TransferAmountExceedsAllowance()",
    "ZeroAmount()",
    // LiquidityPool.sol.
    "InvalidAmount()",
    "InvalidWithdrawalAmount()",
    "InvalidShareAmount()",
    "InsufficientLiquidity()",
    "SendFail()",
    // WithdrawRequestNFT.sol.
    "RequestNotValid()",
    "RequestNotFound()",
    "RequestNotFinalized()",
    "CannotUndoFinalization()",
    "CannotFinalizeFutureRequests()",
    "EthTransferFailed()",
    // EtherFiRedemptionManager.sol.
    "InvalidOutputToken()",
    "InsufficientBalance()",
    "ExceededRedeemable()",
    "RateLimitExceeded()",
    "TransferFailed()",
    "ExceedsMaxExitFee()",
    "ExceedsMaxLowWatermark()",
};

}  // namespace

std::span<const std::string_view> errors() { return kErrors; }

}  // namespace basis::etherfi
