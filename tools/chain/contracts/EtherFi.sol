// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Erc20, Owned} from "Tokens.sol";
import {RequestToken, SharesToken} from "Shares.sol";
import {StEth} from "Lido.sol";

/// What etherfi-protocol/smart-contracts keeps in Pausable.sol and Blacklister.sol. The owner pauses and blacklists.
abstract contract Guarded is Owned {
    bool public paused;
    mapping(address => bool) public blacklisted;

    event Paused(address account);
    event Unpaused(address account);

    error AlreadyPaused();
    error NotPaused();
    error ContractPaused();
    error BlacklistedUser(address user);

    modifier whenNotPaused() {
        if (paused) revert ContractPaused();
        _;
    }

    modifier nonBlacklisted(address user) {
        if (blacklisted[user]) revert BlacklistedUser(user);
        _;
    }

    function pause() external onlyOwner {
        if (paused) revert AlreadyPaused();
        paused = true;
        emit Paused(msg.sender);
    }

    function unpause() external onlyOwner {
        if (!paused) revert NotPaused();
        paused = false;
        emit Unpaused(msg.sender);
    }

    function set_blacklisted(address user, bool is_so) external onlyOwner {
        blacklisted[user] = is_so;
    }
}

/// EtherFi's eETH (EETH.sol): shares of the liquidity pool's ether.
contract EEth is SharesToken {
    string public constant name = "ether.fi ETH";
    string public constant symbol = "eETH";
    LiquidityPool public immutable liquidityPool;

    error IncorrectCaller();
    error TransferAmountExceedsBalance();
    error TransferAmountExceedsAllowance();

    constructor(LiquidityPool pool) {
        liquidityPool = pool;
    }

    function mintShares(address to, uint256 shares) external {
        if (msg.sender != address(liquidityPool)) revert IncorrectCaller();
        mint_shares(to, shares);
        tell_transfer(address(0), to, shares, ether_for(shares));
    }

    function burnShares(address from, uint256 shares) external {
        if (msg.sender != address(liquidityPool)) revert IncorrectCaller();
        tell_transfer(from, address(0), shares, ether_for(shares));
        burn_shares(from, shares);
    }

    function shares(address account) external view returns (uint256) {
        return shares_of[account];
    }

    function totalShares() external view returns (uint256) {
        return all_shares;
    }

    function pooled_ether() internal view override returns (uint256) {
        return liquidityPool.getTotalPooledEther();
    }

    function refuse_balance() internal pure override {
        revert TransferAmountExceedsBalance();
    }

    function refuse_allowance() internal pure override {
        revert TransferAmountExceedsAllowance();
    }

    function require_moving() internal view override {}
}

/// EtherFi's weETH (WeETH.sol): one token is one share of eETH.
contract WeEth is Erc20 {
    EEth public immutable eETH;
    LiquidityPool public immutable liquidityPool;

    error ZeroAmount();

    constructor(LiquidityPool pool) Erc20("Wrapped eETH", "weETH") {
        liquidityPool = pool;
        eETH = pool.eETH();
    }

    function wrap(uint256 amount) external returns (uint256 wrapped) {
        if (amount == 0) revert ZeroAmount();
        wrapped = liquidityPool.sharesForAmount(amount);
        mint(msg.sender, wrapped);
        eETH.transferFrom(msg.sender, address(this), amount);
    }

    function unwrap(uint256 amount) external returns (uint256 unwrapped) {
        if (amount == 0) revert ZeroAmount();
        unwrapped = liquidityPool.amountForShare(amount);
        burn(msg.sender, amount);
        eETH.transfer(msg.sender, unwrapped);
    }

    function getWeETHByeETH(uint256 amount) external view returns (uint256) {
        return liquidityPool.sharesForAmount(amount);
    }

    function getEETHByWeETH(uint256 amount) public view returns (uint256) {
        return liquidityPool.amountForShare(amount);
    }

    function getRate() external view returns (uint256) {
        return getEETHByWeETH(1 ether);
    }
}

/// EtherFi's pool (LiquidityPool.sol): deposits mint eETH, withdrawals are requested here and claimed at the request
/// token. Ether out of the pool stands for what validators hold.
contract LiquidityPool is Guarded {
    enum SourceOfFunds {
        UNDEFINED,
        EETH,
        ETHER_FAN,
        DELEGATED_STAKING
    }

    EEth public immutable eETH = new EEth(this);
    WithdrawRequestNFT public withdrawRequestNFT;
    EtherFiRedemptionManager public etherFiRedemptionManager;
    uint128 public totalValueInLp;
    uint128 public totalValueOutOfLp;
    // Constants.s.sol, LP_MIN_WITHDRAW_AMOUNT and LP_MAX_WITHDRAW_AMOUNT.
    uint256 public minWithdrawAmount = 0.001 ether;
    uint256 public maxWithdrawAmount = 1000 ether;

    event Deposit(address indexed sender, uint256 amount, SourceOfFunds source, address referral);
    event Withdraw(address indexed sender, address recipient, uint256 amount, SourceOfFunds source);
    event Rebase(uint256 totalEthLocked, uint256 totalEEthShares);

    error IncorrectCaller();
    error InvalidAmount();
    error InvalidWithdrawalAmount();
    error InvalidShareAmount();
    error InsufficientLiquidity();
    error SendFail();

    receive() external payable {
        totalValueInLp += uint128(msg.value);
        totalValueOutOfLp -= uint128(msg.value);
    }

    function set_parts(WithdrawRequestNFT requests, EtherFiRedemptionManager manager) external onlyOwner {
        withdrawRequestNFT = requests;
        etherFiRedemptionManager = manager;
    }

    /// Ether goes to validators: it leaves the contract and still counts.
    function move_out(uint128 amount) external onlyOwner {
        totalValueInLp -= amount;
        totalValueOutOfLp += amount;
        send(owner, amount);
    }

    /// Rewards or, below zero, a slashing, in wei. The real one takes it from the oracle's report alone.
    function rebase(int128 accruedRewards, uint128) external onlyOwner {
        totalValueOutOfLp = uint128(int128(totalValueOutOfLp) + accruedRewards);
        emit Rebase(getTotalPooledEther(), eETH.totalShares());
    }

    function deposit() external payable returns (uint256) {
        return stake(address(0));
    }

    function deposit(address referral) external payable returns (uint256) {
        return stake(referral);
    }

    function requestWithdraw(address recipient, uint256 amount)
        external
        whenNotPaused
        nonBlacklisted(msg.sender)
        nonBlacklisted(recipient)
        returns (uint256)
    {
        if (amount < minWithdrawAmount || amount > maxWithdrawAmount) revert InvalidWithdrawalAmount();
        uint256 share = sharesForAmount(amount);
        if (share == 0) revert InvalidShareAmount();
        eETH.transferFrom(msg.sender, address(withdrawRequestNFT), amount);
        emit Withdraw(msg.sender, recipient, amount, SourceOfFunds.EETH);
        return withdrawRequestNFT.requestWithdraw(uint96(amount), uint96(share), recipient);
    }

    /// Instant redemption: pays ether for the redemption manager's eETH.
    function withdraw(address recipient, uint256 amount) external whenNotPaused returns (uint256 share) {
        if (msg.sender != address(etherFiRedemptionManager)) revert IncorrectCaller();
        share = sharesForWithdrawalAmount(amount);
        if (amount == 0 || share == 0) revert InvalidAmount();
        if (totalValueInLp < amount) revert InsufficientLiquidity();
        totalValueInLp -= uint128(amount);
        eETH.burnShares(msg.sender, share);
        send(recipient, amount);
    }

    /// A claimed request: its ether left the pool when it was finalized, its shares go now.
    function withdraw(uint256 amount, uint256 share) external {
        if (msg.sender != address(withdrawRequestNFT)) revert IncorrectCaller();
        totalValueOutOfLp -= uint128(amount);
        eETH.burnShares(msg.sender, share);
    }

    /// Finalizing moves the requests' ether to the request token.
    function lock_for_requests(uint128 amount) external {
        if (msg.sender != address(withdrawRequestNFT)) revert IncorrectCaller();
        if (totalValueInLp < amount) revert InsufficientLiquidity();
        totalValueInLp -= amount;
        totalValueOutOfLp += amount;
        send(msg.sender, amount);
    }

    function burnEEthShares(uint256 share) external {
        if (msg.sender != address(etherFiRedemptionManager)) revert IncorrectCaller();
        eETH.burnShares(msg.sender, share);
    }

    function getTotalPooledEther() public view returns (uint256) {
        return uint256(totalValueInLp) + totalValueOutOfLp;
    }

    function getTotalEtherClaimOf(address user) external view returns (uint256) {
        return eETH.balanceOf(user);
    }

    function sharesForAmount(uint256 amount) public view returns (uint256) {
        uint256 total = getTotalPooledEther();
        return total == 0 ? 0 : amount * eETH.totalShares() / total;
    }

    function sharesForWithdrawalAmount(uint256 amount) public view returns (uint256) {
        uint256 total = getTotalPooledEther();
        return total == 0 ? 0 : (amount * eETH.totalShares() + total - 1) / total;
    }

    function amountForShare(uint256 share) external view returns (uint256) {
        uint256 all = eETH.totalShares();
        return all == 0 ? 0 : share * getTotalPooledEther() / all;
    }

    function amountPerShareCeil() external view returns (uint256) {
        uint256 all = eETH.totalShares();
        return all == 0 ? 0 : (1 ether * getTotalPooledEther() + all - 1) / all;
    }

    function stake(address referral) private whenNotPaused nonBlacklisted(msg.sender) returns (uint256 share) {
        share = getTotalPooledEther() == 0 ? msg.value : sharesForAmount(msg.value);
        if (msg.value == 0 || share == 0) revert InvalidAmount();
        totalValueInLp += uint128(msg.value);
        emit Deposit(msg.sender, msg.value, SourceOfFunds.EETH, referral);
        eETH.mintShares(msg.sender, share);
    }

    function send(address to, uint256 amount) private {
        (bool sent,) = to.call{value: amount}("");
        if (!sent) revert SendFail();
    }
}

/// EtherFi's queue (WithdrawRequestNFT.sol): a request is paid the lesser of the eETH asked for and its shares' worth when
/// the owner finalized it.
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
        Limit memory limit = Limit(capacity, capacity, uint64(block.timestamp), uint64(2000 ether / uint256(86400) / kBucketUnit));
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
