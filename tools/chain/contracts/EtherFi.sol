// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Guarded} from "EtherFiGuard.sol";
import {WithdrawRequestNFT} from "EtherFiQueue.sol";
import {EtherFiRedemptionManager} from "EtherFiRedemption.sol";
import {SharesToken} from "Shares.sol";
import {Erc20} from "Tokens.sol";

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
