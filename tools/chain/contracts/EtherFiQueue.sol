// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {LiquidityPool} from "EtherFi.sol";
import {Guarded} from "EtherFiGuard.sol";
import {RequestToken} from "Shares.sol";

/// EtherFi's queue (WithdrawRequestNFT.sol): a request is paid the lesser of the eETH asked for and its shares' worth
/// when the owner finalized it.
contract WithdrawRequestNFT is RequestToken, Guarded {
    struct WithdrawRequest {
        uint96 amountOfEEth;
        uint96 shareOfEEth;
        bool isValid;
        uint32 feeGwei;
    }

    string public constant name = "Withdraw Request NFT";
    string public constant symbol = "WithdrawRequestNFT";
    LiquidityPool public immutable liquidityPool;
    uint32 public nextRequestId = 1;
    uint32 public lastFinalizedRequestId;
    uint128 public ethAmountLockedForWithdrawal;
    mapping(uint256 => WithdrawRequest) private requests;
    mapping(uint256 => uint256) public frozenRateFor;

    event WithdrawRequestCreated(uint32 indexed requestId, uint256 amountOfEEth, uint256 shareOfEEth, address owner);
    event WithdrawRequestClaimed(uint32 indexed requestId, uint256 amountOfEEth, uint256 shareOfEEth, address owner);
    event WithdrawRequestInvalidated(uint32 indexed requestId);

    error IncorrectCaller();
    error RequestNotValid();
    error RequestNotFound();
    error CannotUndoFinalization();
    error CannotFinalizeFutureRequests();
    error EthTransferFailed();
    error RequestNotFinalized();

    constructor(LiquidityPool pool) {
        liquidityPool = pool;
    }

    receive() external payable {}

    function requestWithdraw(uint96 amountOfEEth, uint96 shareOfEEth, address recipient)
        external
        whenNotPaused
        returns (uint256 id)
    {
        if (msg.sender != address(liquidityPool)) revert IncorrectCaller();
        id = nextRequestId++;
        requests[id] = WithdrawRequest(amountOfEEth, shareOfEEth, true, 0);
        set_holder(id, recipient);
        emit WithdrawRequestCreated(uint32(id), amountOfEEth, shareOfEEth, recipient);
    }

    function finalizeRequests(uint256 last) external onlyOwner {
        if (last < lastFinalizedRequestId) revert CannotUndoFinalization();
        if (last >= nextRequestId) revert CannotFinalizeFutureRequests();
        uint256 rate = liquidityPool.amountPerShareCeil();
        uint128 amount = 0;
        for (uint256 id = lastFinalizedRequestId + 1; id <= last; id++) {
            if (!requests[id].isValid) continue;
            frozenRateFor[id] = rate;
            amount += requests[id].amountOfEEth;
        }
        lastFinalizedRequestId = uint32(last);
        ethAmountLockedForWithdrawal += amount;
        if (amount > 0) liquidityPool.lock_for_requests(amount);
    }

    function invalidateRequest(uint256 id) external onlyOwner {
        requests[id].isValid = false;
        emit WithdrawRequestInvalidated(uint32(id));
    }

    function claimWithdraw(uint256 id) external {
        claim(id);
    }

    function batchClaimWithdraw(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; i++) claim(ids[i]);
    }

    function getRequest(uint256 id) external view returns (WithdrawRequest memory) {
        return requests[id];
    }

    function getClaimableAmount(uint256 id) public view returns (uint256) {
        if (id > lastFinalizedRequestId) revert RequestNotFinalized();
        uint256 worth = uint256(requests[id].shareOfEEth) * frozenRateFor[id] / 1 ether;
        return worth < requests[id].amountOfEEth ? worth : requests[id].amountOfEEth;
    }

    function isFinalized(uint256 id) external view returns (bool) {
        return id <= lastFinalizedRequestId;
    }

    function isValid(uint256 id) external view returns (bool) {
        if (holder_of[id] == address(0)) revert RequestNotFound();
        return requests[id].isValid;
    }

    function ownerOf(uint256 id) external view returns (address) {
        require(holder_of[id] != address(0), "ERC721: invalid token ID");
        return holder_of[id];
    }

    /// Pays the holder, whoever calls.
    function claim(uint256 id) private {
        address holder = holder_of[id];
        require(holder != address(0), "ERC721: invalid token ID");
        WithdrawRequest memory it = requests[id];
        if (!it.isValid) revert RequestNotValid();
        uint256 amount = getClaimableAmount(id);
        set_holder(id, address(0));
        delete requests[id];
        ethAmountLockedForWithdrawal -= it.amountOfEEth;
        liquidityPool.withdraw(amount, it.shareOfEEth);
        (bool sent,) = holder.call{value: amount}("");
        if (!sent) revert EthTransferFailed();
        uint256 stranded = address(this).balance - ethAmountLockedForWithdrawal;
        if (stranded > 0) {
            (sent,) = address(liquidityPool).call{value: stranded}("");
            if (!sent) revert EthTransferFailed();
        }
        emit WithdrawRequestClaimed(uint32(id), amount, it.shareOfEEth, holder);
    }

    function moved(address, address, uint256) internal override {}

    function refuse_caller() internal pure override {
        revert("ERC721: caller is not token owner or approved");
    }
}
