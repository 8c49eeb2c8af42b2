// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Connector} from "Connector.sol";
import {EEth, LiquidityPool, WeEth} from "EtherFi.sol";
import {InstaMemory} from "Instadapp.sol";
import {IToken, IWeth} from "Interfaces.sol";
import {StEth, WstEth} from "Lido.sol";

/// LIDO-STETH-A (lido_stETH/main.sol).
contract ConnectorLido is Connector {
    string public constant name = "LidoStEth-v1";
    StEth private immutable steth;

    event LogDeposit(uint256 amt, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w, StEth steth_) Connector(m, w) {
        steth = steth_;
    }

    /// As published, the ether sent is `amt` itself: neither getId nor "all" works.
    function deposit(uint256 amt, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
        uint256 amount = amount_of(kEther, recalled(getId, amt));
        steth.submit{value: amt}(address(0));
        remember(setId, amount);
        return ("LogDeposit(uint256,uint256,uint256)", abi.encode(amount, getId, setId));
    }
}

/// WSTETH-A (wsteth/main.sol).
contract ConnectorWstEth is Connector {
    string public constant name = "WSTETH-v1.0";
    WstEth private immutable wsteth;
    StEth private immutable steth;

    event LogDeposit(uint256 stethAmt, uint256 wstethAmt, uint256 getId, uint256 setId);
    event LogWithdraw(uint256 wstethAmt, uint256 stethAmt, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w, WstEth wsteth_) Connector(m, w) {
        wsteth = wsteth_;
        steth = wsteth_.stETH();
    }

    function deposit(uint256 stethAmt, uint256 getId, uint256 setId) external returns (string memory, bytes memory) {
        uint256 amount = amount_of(address(steth), recalled(getId, stethAmt));
        allow(IToken(address(steth)), address(wsteth), amount);
        uint256 wrapped = wsteth.wrap(amount);
        remember(setId, wrapped);
        return ("LogDeposit(uint256,uint256,uint256,uint256)", abi.encode(amount, wrapped, getId, setId));
    }

    function withdraw(uint256 wstethAmt, uint256 getId, uint256 setId) external returns (string memory, bytes memory) {
        uint256 amount = amount_of(address(wsteth), recalled(getId, wstethAmt));
        uint256 unwrapped = wsteth.unwrap(amount);
        remember(setId, unwrapped);
        return ("LogWithdraw(uint256,uint256,uint256,uint256)", abi.encode(amount, unwrapped, getId, setId));
    }
}

/// EETH-A, whose ABI is published (dsa-connect, abi/connectors/v2/EETH-A.ts) and whose source is not: ether or WETH to
/// eETH.
contract ConnectorEEth is Connector {
    string public constant name = "EETH-v1.0";
    LiquidityPool private immutable pool;

    event LogDeposit(uint256 amount, uint256 getId, uint256 setId);
    event LogDepositWeth(uint256 amount, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w, LiquidityPool pool_) Connector(m, w) {
        pool = pool_;
    }

    function deposit(uint256 amount, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 staked = amount_of(kEther, recalled(getId, amount));
        pool.deposit{value: staked}();
        remember(setId, staked);
        return ("LogDeposit(uint256,uint256,uint256)", abi.encode(staked, getId, setId));
    }

    function depositWeth(uint256 wethAmount, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 staked = amount_of(address(weth), recalled(getId, wethAmount));
        weth.withdraw(staked);
        pool.deposit{value: staked}();
        remember(setId, staked);
        return ("LogDepositWeth(uint256,uint256,uint256)", abi.encode(staked, getId, setId));
    }
}

/// WEETH-A (dsa-connect, abi/connectors/v2/WEETH-A.ts; the source is not published).
contract ConnectorWeEth is Connector {
    string public constant name = "WEETH-v1.0";
    WeEth private immutable weeth;
    EEth private immutable eeth;

    event LogDeposit(uint256 eETHAmount, uint256 weETHAmount, uint256 getId, uint256 setId);
    event LogWithdraw(uint256 weETHAmount, uint256 eETHAmount, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w, WeEth weeth_) Connector(m, w) {
        weeth = weeth_;
        eeth = weeth_.eETH();
    }

    function deposit(uint256 eETHAmount, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = amount_of(address(eeth), recalled(getId, eETHAmount));
        allow(IToken(address(eeth)), address(weeth), amount);
        uint256 wrapped = weeth.wrap(amount);
        remember(setId, wrapped);
        return ("LogDeposit(uint256,uint256,uint256,uint256)", abi.encode(amount, wrapped, getId, setId));
    }

    function withdraw(uint256 weETHAmount, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = amount_of(address(weeth), recalled(getId, weETHAmount));
        uint256 unwrapped = weeth.unwrap(amount);
        remember(setId, unwrapped);
        return ("LogWithdraw(uint256,uint256,uint256,uint256)", abi.encode(amount, unwrapped, getId, setId));
    }
}
