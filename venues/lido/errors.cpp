#include "venues/lido/errors.hpp"

namespace basis::lido {
namespace {

constexpr std::string_view kErrors[] = {
    // WithdrawalQueue.sol, WithdrawalQueueBase.sol and WithdrawalQueueERC721.sol of lidofinance/core. Lido and wstETH
    // revert
    // with texts.
    "ResumedExpected()",
    "RequestAmountTooSmall(uint256 amountOfStETH)",
    "RequestAmountTooLarge(uint256 amountOfStETH)",
    "RequestIdsNotSorted()",
    "ArraysLengthMismatch(uint256 firstArrayLength,uint256 secondArrayLength)",
    "ZeroRecipient()",
    "NotOwner(address sender,address owner)",
    "NotOwnerOrApproved(address sender)",
    "InvalidRequestId(uint256 requestId)",
    "InvalidRequestIdRange(uint256 startId,uint256 endId)",
    "RequestNotFoundOrNotFinalized(uint256 requestId)",
    "NotEnoughEther()",
    "RequestAlreadyClaimed(uint256 requestId)",
    "InvalidHint(uint256 hint)",
    "CantSendValueRecipientMayHaveReverted()",
    "TooMuchEtherToFinalize(uint256 sent,uint256 maxExpected)",
};

}  // namespace

std::span<const std::string_view> errors() { return kErrors; }

}  // namespace basis::lido
