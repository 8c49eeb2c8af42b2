// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

/// Balances of a rebasing token: shares are held, a balance is shares * pooled ether / total shares, rounded down.
/// Mainnet's stETH and eETH share this arithmetic; a transfer therefore moves up to two wei less than asked.
abstract contract SharesToken {
    uint8 public constant decimals = 18;
    uint256 internal all_shares;
    mapping(address => uint256) internal shares_of;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event TransferShares(address indexed from, address indexed to, uint256 sharesValue);

    function pooled_ether() internal view virtual returns (uint256);
    /// What a transfer of too much reverts with.
    function refuse_balance() internal pure virtual;
    function refuse_allowance() internal pure virtual;
    function require_moving() internal view virtual;

    function totalSupply() external view returns (uint256) {
        return pooled_ether();
    }

    function balanceOf(address account) external view returns (uint256) {
        return ether_for(shares_of[account]);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        set_allowance(msg.sender, spender, amount);
        return true;
    }

    function increaseAllowance(address spender, uint256 amount) external returns (bool) {
        set_allowance(msg.sender, spender, allowance[msg.sender][spender] + amount);
        return true;
    }

    function decreaseAllowance(address spender, uint256 amount) external returns (bool) {
        if (allowance[msg.sender][spender] < amount) refuse_allowance();
        set_allowance(msg.sender, spender, allowance[msg.sender][spender] - amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move_shares(msg.sender, to, shares_for(amount), amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) refuse_allowance();
        if (allowed != type(uint256).max) set_allowance(from, msg.sender, allowed - amount);
        move_shares(from, to, shares_for(amount), amount);
        return true;
    }

    function shares_for(uint256 amount) internal view returns (uint256) {
        return all_shares == 0 ? amount : amount * all_shares / pooled_ether();
    }

    function ether_for(uint256 shares) internal view returns (uint256) {
        return all_shares == 0 ? shares : shares * pooled_ether() / all_shares;
    }

    function mint_shares(address to, uint256 shares) internal {
        all_shares += shares;
        shares_of[to] += shares;
    }

    function burn_shares(address from, uint256 shares) internal {
        if (shares_of[from] < shares) refuse_balance();
        all_shares -= shares;
        shares_of[from] -= shares;
    }

    function move_shares(address from, address to, uint256 shares, uint256 amount) internal {
        require_moving();
        if (shares_of[from] < shares) refuse_balance();
        shares_of[from] -= shares;
        shares_of[to] += shares;
        tell_transfer(from, to, shares, amount);
    }

    function tell_transfer(address from, address to, uint256 shares, uint256 amount) internal {
        emit Transfer(from, to, amount);
        emit TransferShares(from, to, shares);
    }

    function set_allowance(address account, address spender, uint256 amount) private {
        allowance[account][spender] = amount;
        emit Approval(account, spender, amount);
    }
}

/// The part of ERC-721 that a withdrawal request is held and moved by. Receivers are not asked.
abstract contract RequestToken {
    mapping(uint256 => address) internal holder_of;
    mapping(address => uint256) public balanceOf;
    mapping(uint256 => address) public getApproved;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    /// What a caller without the right to a request gets.
    function refuse_caller() internal view virtual;
    /// Keeps what else is held by owner in step.
    function moved(address from, address to, uint256 id) internal virtual;

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    function approve(address to, uint256 id) external {
        address holder = holder_of[id];
        if (msg.sender != holder && !isApprovedForAll[holder][msg.sender]) refuse_caller();
        getApproved[id] = to;
        emit Approval(holder, to, id);
    }

    function transferFrom(address from, address to, uint256 id) public {
        address holder = holder_of[id];
        bool allowed = msg.sender == holder || isApprovedForAll[holder][msg.sender] || getApproved[id] == msg.sender;
        if (!allowed || holder != from || to == address(0)) refuse_caller();
        set_holder(id, to);
    }

    function safeTransferFrom(address from, address to, uint256 id) external {
        transferFrom(from, to, id);
    }

    function set_holder(uint256 id, address to) internal {
        address from = holder_of[id];
        if (from != address(0)) balanceOf[from]--;
        if (to != address(0)) balanceOf[to]++;
        delete getApproved[id];
        holder_of[id] = to;
        moved(from, to, id);
        emit Transfer(from, to, id);
    }
}
