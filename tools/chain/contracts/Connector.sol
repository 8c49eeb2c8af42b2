// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {InstaMemory} from "Instadapp.sol";
import {IToken, IWeth} from "Interfaces.sol";

// Connectors run in an account's place by delegatecall: they have no storage. Names, signatures, events and the meaning
// of amounts are those of Instadapp/dsa-connectors, contracts/mainnet. An amount of 2^256 - 1 is all there is; getId
// takes the amount from the memory, setId leaves the result there, 0 is neither.

/// What all connectors share (common/basic.sol, common/stores.sol).
abstract contract Connector {
    address internal constant kEther = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 internal constant kAll = type(uint256).max;

    InstaMemory internal immutable memory_;
    IWeth internal immutable weth;

    constructor(InstaMemory memory_of_spells, IWeth weth_) {
        memory_ = memory_of_spells;
        weth = weth_;
    }

    function recalled(uint256 getId, uint256 amount) internal returns (uint256) {
        return getId == 0 ? amount : memory_.getUint(getId);
    }

    function remember(uint256 setId, uint256 amount) internal {
        if (setId != 0) memory_.setUint(setId, amount);
    }

    /// A token that demands a zero allowance first gets it.
    function allow(IToken token, address spender, uint256 amount) internal {
        try token.approve(spender, amount) {}
        catch {
            token.approve(spender, 0);
            token.approve(spender, amount);
        }
    }

    function erc20(address token) internal view returns (IToken) {
        return token == kEther ? weth : IToken(token);
    }

    /// All of the account's ether or tokens where the amount says so.
    function amount_of(address token, uint256 amount) internal view returns (uint256) {
        if (amount != kAll) return amount;
        return token == kEther ? address(this).balance : IToken(token).balanceOf(address(this));
    }

    function wrap_ether(address token, uint256 amount) internal {
        if (token == kEther) weth.deposit{value: amount}();
    }

    function unwrap_ether(address token, uint256 amount) internal {
        if (token == kEther) weth.withdraw(amount);
    }

    /// Fails where the token says no. USDT says nothing.
    function move(address token, bytes memory call) internal {
        (bool done, bytes memory answer) = token.call(call);
        require(done && (answer.length == 0 || abi.decode(answer, (bool))), "SafeERC20: low-level call failed");
    }
}

/// BASIC-A (basic/main.sol).
contract ConnectorBasic is Connector {
    string public constant name = "Basic-v1.1";

    event LogDeposit(address indexed erc20, uint256 tokenAmt, uint256 getId, uint256 setId);
    event LogWithdraw(address indexed erc20, uint256 tokenAmt, address indexed to, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w) Connector(m, w) {}

    function deposit(address token, uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = recalled(getId, amt);
        if (token == kEther) {
            require(msg.value == amount || amount == kAll, "invalid-ether-amount");
            amount = msg.value;
        } else {
            amount = amount == kAll ? IToken(token).balanceOf(msg.sender) : amount;
            move(token, abi.encodeCall(IToken.transferFrom, (msg.sender, address(this), amount)));
        }
        remember(setId, amount);
        return ("LogDeposit(address,uint256,uint256,uint256)", abi.encode(token, amount, getId, setId));
    }

    function withdraw(address token, uint256 amt, address payable to, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = amount_of(token, recalled(getId, amt));
        if (token == kEther) {
            (bool sent,) = to.call{value: amount}("");
            require(sent);
        } else {
            move(token, abi.encodeCall(IToken.transfer, (to, amount)));
        }
        remember(setId, amount);
        return ("LogWithdraw(address,uint256,address,uint256,uint256)", abi.encode(token, amount, to, getId, setId));
    }
}

/// WETH-A (weth/main.sol).
contract ConnectorWeth is Connector {
    string public constant name = "WETH-v1.0";

    event LogDeposit(uint256 tokenAmt, uint256 getId, uint256 setId);
    event LogWithdraw(uint256 tokenAmt, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w) Connector(m, w) {}

    function deposit(uint256 amt, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
        uint256 amount = amount_of(kEther, recalled(getId, amt));
        weth.deposit{value: amount}();
        remember(setId, amount);
        return ("LogDeposit(uint256,uint256,uint256)", abi.encode(amount, getId, setId));
    }

    function withdraw(uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = amount_of(address(weth), recalled(getId, amt));
        weth.withdraw(amount);
        remember(setId, amount);
        return ("LogWithdraw(uint256,uint256,uint256)", abi.encode(amount, getId, setId));
    }
}
