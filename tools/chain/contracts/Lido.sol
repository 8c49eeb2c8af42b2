// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {SharesToken} from "Shares.sol";
import {Erc20, Owned} from "Tokens.sol";

/// Lido's stETH (lidofinance/core, Lido.sol and StETH.sol): submit, shares, the rate. The owner reports rewards.
contract StEth is SharesToken, Owned {
    string public constant name = "Liquid staked Ether 2.0";
    string public constant symbol = "stETH";
    uint256 private pooled;
    uint256 private stake_limit = type(uint256).max;
    address public queue;
    bool private stopped;

    event Submitted(address indexed sender, uint256 amount, address referral);
    event SharesBurnt(
        address indexed account, uint256 preRebaseTokenAmount, uint256 postRebaseTokenAmount, uint256 sharesAmount
    );
    event TokenRebased(
        uint256 indexed reportTimestamp,
        uint256 timeElapsed,
        uint256 preTotalShares,
        uint256 preTotalEther,
        uint256 postTotalShares,
        uint256 postTotalEther,
        uint256 sharesMintedAsFees
    );
    event StakingPaused();
    event StakingResumed();

    receive() external payable {
        stake(msg.sender, address(0));
    }

    function submit(address referral) external payable returns (uint256) {
        return stake(msg.sender, referral);
    }

    function pauseStaking() external onlyOwner {
        stake_limit = 0;
        emit StakingPaused();
    }

    function resumeStaking() external onlyOwner {
        stake_limit = type(uint256).max;
        emit StakingResumed();
    }

    function isStakingPaused() external view returns (bool) {
        return stake_limit == 0;
    }

    function getCurrentStakeLimit() external view returns (uint256) {
        return stake_limit;
    }

    /// Stops and resumes transfers, as stop() of the real one does.
    function stop() external onlyOwner {
        stopped = true;
    }

    function resume() external onlyOwner {
        stopped = false;
    }

    /// Rewards or, below zero, a slashing: the ether of all shares changes, in wei.
    function rebase(int256 change) external onlyOwner {
        uint256 before = pooled;
        pooled = uint256(int256(pooled) + change);
        emit TokenRebased(block.timestamp, 1 days, all_shares, before, all_shares, pooled, 0);
    }

    function set_queue(address queue_) external onlyOwner {
        queue = queue_;
    }

    /// Takes what the queue pays out of the pool: its shares, and the ether that stood behind them.
    function burn_for_queue(uint256 shares, uint256 amount) external {
        require(msg.sender == queue, "APP_AUTH_FAILED");
        uint256 before = ether_for(shares);
        burn_shares(msg.sender, shares);
        pooled -= amount;
        emit SharesBurnt(msg.sender, before, ether_for(shares), shares);
    }

    function getTotalPooledEther() external view returns (uint256) {
        return pooled;
    }

    function getTotalShares() external view returns (uint256) {
        return all_shares;
    }

    function sharesOf(address account) external view returns (uint256) {
        return shares_of[account];
    }

    function getSharesByPooledEth(uint256 amount) external view returns (uint256) {
        return shares_for(amount);
    }

    function getPooledEthByShares(uint256 shares) external view returns (uint256) {
        return ether_for(shares);
    }

    function getPooledEthBySharesRoundUp(uint256 shares) external view returns (uint256) {
        return (shares * pooled + all_shares - 1) / all_shares;
    }

    function transferShares(address to, uint256 shares) external returns (uint256 amount) {
        amount = ether_for(shares);
        move_shares(msg.sender, to, shares, amount);
    }

    function stake(address sender, address referral) private returns (uint256 shares) {
        require(msg.value != 0, "ZERO_DEPOSIT");
        require(stake_limit != 0, "STAKING_PAUSED");
        shares = shares_for(msg.value);
        mint_shares(sender, shares);
        pooled += msg.value;
        emit Submitted(sender, msg.value, referral);
        tell_transfer(address(0), sender, shares, ether_for(shares));
    }

    function pooled_ether() internal view override returns (uint256) {
        return pooled;
    }

    function refuse_balance() internal pure override {
        revert("BALANCE_EXCEEDED");
    }

    function refuse_allowance() internal pure override {
        revert("ALLOWANCE_EXCEEDED");
    }

    function require_moving() internal view override {
        require(!stopped, "CONTRACT_IS_STOPPED");
    }
}

/// Lido's wstETH (WstETH.sol): one token is one share of stETH.
contract WstEth is Erc20 {
    StEth public immutable stETH;

    constructor(StEth steth) Erc20("Wrapped liquid staked Ether 2.0", "wstETH") {
        stETH = steth;
    }

    /// Ether sent here is staked and wrapped.
    receive() external payable {
        mint(msg.sender, stETH.submit{value: msg.value}(address(0)));
    }

    function wrap(uint256 amount) external returns (uint256 wrapped) {
        require(amount > 0, "wstETH: can't wrap zero stETH");
        wrapped = stETH.getSharesByPooledEth(amount);
        mint(msg.sender, wrapped);
        stETH.transferFrom(msg.sender, address(this), amount);
    }

    function unwrap(uint256 amount) external returns (uint256 unwrapped) {
        require(amount > 0, "wstETH: zero amount unwrap not allowed");
        unwrapped = stETH.getPooledEthByShares(amount);
        burn(msg.sender, amount);
        stETH.transfer(msg.sender, unwrapped);
    }

    function getWstETHByStETH(uint256 amount) external view returns (uint256) {
        return stETH.getSharesByPooledEth(amount);
    }

    function getStETHByWstETH(uint256 amount) external view returns (uint256) {
        return stETH.getPooledEthByShares(amount);
    }

    function stEthPerToken() external view returns (uint256) {
        return stETH.getPooledEthByShares(1 ether);
    }

    function tokensPerStEth() external view returns (uint256) {
        return stETH.getSharesByPooledEth(1 ether);
    }
}
