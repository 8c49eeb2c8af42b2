// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {EEth, LiquidityPool, WeEth} from "EtherFi.sol";
import {Guarded} from "EtherFiGuard.sol";
import {StEth} from "Lido.sol";

/// EtherFi's instant redemption (EtherFiRedemptionManager.sol) into ether: a fee, a watermark of the pool's value that
/// stays, and a bucket that limits the rate. Its figures are those of script/stETH-withdrawals/config.s.sol.
contract EtherFiRedemptionManager is Guarded {
    struct Limit {
        uint64 capacity;
        uint64 remaining;
        uint64 lastRefill;
        uint64 refillRate;
    }

    struct RedemptionInfo {
        Limit limit;
        uint16 exitFeeSplitToTreasuryInBps;
        uint16 exitFeeInBps;
        uint16 lowWatermarkInBpsOfTvl;
    }

    address public constant ETH_ADDRESS = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 private constant kBucketUnit = 1e12;
    uint256 private constant kBasisPoints = 10_000;

    LiquidityPool public immutable liquidityPool;
    EEth public immutable eEth;
    WeEth public immutable weEth;
    StEth public immutable lido;
    address public immutable treasury;
    mapping(address => RedemptionInfo) public tokenToRedemptionInfo;

    event Redeemed(
        address indexed receiver,
        uint256 redemptionAmount,
        uint256 feeAmountToTreasury,
        uint256 feeAmountToStakers,
        address token
    );

    error InvalidAmount();
    error InvalidOutputToken();
    error ExceedsMaxExitFee();
    error ExceedsMaxLowWatermark();
    error InsufficientBalance();
    error ExceededRedeemable();
    error RateLimitExceeded();
    error TransferFailed();

    constructor(WeEth weeth, StEth steth, address treasury_) {
        weEth = weeth;
        eEth = weeth.eETH();
        liquidityPool = weeth.liquidityPool();
        lido = steth;
        treasury = treasury_;
        uint64 capacity = uint64(2000 ether / kBucketUnit);
        uint64 refill_rate = uint64(2000 ether / uint256(1 days) / kBucketUnit);
        Limit memory limit = Limit(capacity, capacity, uint64(block.timestamp), refill_rate);
        tokenToRedemptionInfo[ETH_ADDRESS] = RedemptionInfo(limit, 1000, 30, 100);
    }

    receive() external payable {}

    function redeemEEth(uint256 amount, address receiver, address outputToken)
        external
        whenNotPaused
        nonBlacklisted(msg.sender)
        nonBlacklisted(receiver)
    {
        if (amount > eEth.balanceOf(msg.sender)) revert InsufficientBalance();
        if (!canRedeem(amount, outputToken)) revert ExceededRedeemable();
        eEth.transferFrom(msg.sender, address(this), amount);
        redeem(amount, receiver, outputToken);
    }

    function redeemWeEth(uint256 amount, address receiver, address outputToken)
        external
        whenNotPaused
        nonBlacklisted(msg.sender)
        nonBlacklisted(receiver)
    {
        uint256 eeth = weEth.getEETHByWeETH(amount);
        if (amount > weEth.balanceOf(msg.sender)) revert InsufficientBalance();
        if (!canRedeem(eeth, outputToken)) revert ExceededRedeemable();
        weEth.transferFrom(msg.sender, address(this), amount);
        weEth.unwrap(amount);
        redeem(eeth, receiver, outputToken);
    }

    function setCapacity(uint256 capacity, address token) external onlyOwner {
        Limit storage limit = tokenToRedemptionInfo[token].limit;
        refill(limit);
        limit.capacity = uint64(capacity / kBucketUnit);
        if (limit.remaining > limit.capacity) limit.remaining = limit.capacity;
    }

    function setRefillRatePerSecond(uint256 rate, address token) external onlyOwner {
        Limit storage limit = tokenToRedemptionInfo[token].limit;
        refill(limit);
        limit.refillRate = uint64(rate / kBucketUnit);
    }

    function setExitFeeBasisPoints(uint16 fee, address token) external onlyOwner {
        if (fee > 500) revert ExceedsMaxExitFee();
        tokenToRedemptionInfo[token].exitFeeInBps = fee;
    }

    function setLowWatermarkInBpsOfTvl(uint16 watermark, address token) external onlyOwner {
        if (watermark > 500) revert ExceedsMaxLowWatermark();
        tokenToRedemptionInfo[token].lowWatermarkInBpsOfTvl = watermark;
    }

    function lowWatermarkInETH(address token) public view returns (uint256) {
        return liquidityPool.getTotalPooledEther() * tokenToRedemptionInfo[token].lowWatermarkInBpsOfTvl / kBasisPoints;
    }

    function getInstantLiquidityAmount(address token) public view returns (uint256) {
        return token == ETH_ADDRESS ? liquidityPool.totalValueInLp() : 0;
    }

    function totalRedeemableAmount(address token) external view returns (uint256) {
        uint256 liquid = getInstantLiquidityAmount(token);
        uint256 kept = lowWatermarkInETH(token);
        if (liquid < kept) return 0;
        uint256 in_bucket = consumable(tokenToRedemptionInfo[token].limit) * kBucketUnit;
        return in_bucket < liquid - kept ? in_bucket : liquid - kept;
    }

    function canRedeem(uint256 amount, address token) public view returns (bool) {
        uint256 liquid = getInstantLiquidityAmount(token);
        uint256 kept = lowWatermarkInETH(token);
        return liquid >= kept && amount <= liquid - kept
            && bucket_units(amount) <= consumable(tokenToRedemptionInfo[token].limit);
    }

    function previewRedeem(uint256 shares, address token) external view returns (uint256) {
        uint256 amount = liquidityPool.amountForShare(shares);
        uint256 fee = amount * tokenToRedemptionInfo[token].exitFeeInBps;
        return amount - (fee + kBasisPoints - 1) / kBasisPoints;
    }

    function redeem(uint256 amount, address receiver, address token) private {
        if (token != ETH_ADDRESS) revert InvalidOutputToken();
        RedemptionInfo storage info = tokenToRedemptionInfo[token];
        refill(info.limit);
        uint64 units = bucket_units(amount);
        if (units > info.limit.remaining) revert RateLimitExceeded();
        info.limit.remaining -= units;

        uint256 shares = liquidityPool.sharesForAmount(amount);
        uint256 paid = liquidityPool.amountForShare(shares * (kBasisPoints - info.exitFeeInBps) / kBasisPoints);
        uint256 fee = shares - liquidityPool.sharesForWithdrawalAmount(paid);
        uint256 to_treasury = fee * info.exitFeeSplitToTreasuryInBps / kBasisPoints;
        uint256 treasury_amount = liquidityPool.amountForShare(to_treasury);
        uint256 stakers_amount = liquidityPool.amountForShare(fee - to_treasury);
        eEth.transfer(treasury, treasury_amount);
        liquidityPool.withdraw(address(this), paid);
        liquidityPool.burnEEthShares(fee - to_treasury);
        // The real one gives the receiver this much gas.
        (bool sent,) = receiver.call{value: paid, gas: 100_000}("");
        if (!sent) revert TransferFailed();
        emit Redeemed(receiver, amount, treasury_amount, stakers_amount, token);
    }

    function consumable(Limit memory limit) private view returns (uint256) {
        uint256 filled = uint256(limit.remaining) + uint256(limit.refillRate) * (block.timestamp - limit.lastRefill);
        return filled < limit.capacity ? filled : limit.capacity;
    }

    function refill(Limit storage limit) private {
        limit.remaining = uint64(consumable(limit));
        limit.lastRefill = uint64(block.timestamp);
    }

    function bucket_units(uint256 amount) private pure returns (uint64) {
        return uint64((amount + kBucketUnit - 1) / kBucketUnit);
    }
}
