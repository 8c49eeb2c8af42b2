// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Connector} from "Connector.sol";
import {InstaMemory} from "Instadapp.sol";
import {IAaveData, IAavePool, IDelegation, IToken, IWeth} from "Interfaces.sol";

/// AAVE-V3-A (aave/v3/main.sol). The spells of stable rates, which Aave no longer has, are left out.
contract ConnectorAave is Connector {
    string public constant name = "AaveV3-v1.3";
    IAavePool private immutable pool;
    IAaveData private immutable data;

    event LogDeposit(address indexed token, uint256 tokenAmt, uint256 getId, uint256 setId);
    event LogWithdraw(address indexed token, uint256 tokenAmt, uint256 getId, uint256 setId);
    event LogBorrow(address indexed token, uint256 tokenAmt, uint256 indexed rateMode, uint256 getId, uint256 setId);
    event LogPayback(address indexed token, uint256 tokenAmt, uint256 indexed rateMode, uint256 getId, uint256 setId);
    event LogEnableCollateral(address[] tokens);
    event LogDisableCollateral(address[] tokens);
    event LogSetUserEMode(uint8 categoryId);
    event LogDelegateBorrow(
        address token, uint256 amount, uint256 rateMode, address delegateTo, uint256 getId, uint256 setId
    );

    constructor(InstaMemory m, IWeth w, IAavePool pool_, IAaveData data_) Connector(m, w) {
        pool = pool_;
        data = data_;
    }

    function deposit(address token, uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = supply(token, recalled(getId, amt));
        (,,,,,,,, bool collateral) = data.getUserReserveData(address(erc20(token)), address(this));
        if (!collateral) pool.setUserUseReserveAsCollateral(address(erc20(token)), true);
        remember(setId, amount);
        return ("LogDeposit(address,uint256,uint256,uint256)", abi.encode(token, amount, getId, setId));
    }

    function depositWithoutCollateral(address token, uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = supply(token, recalled(getId, amt));
        (,,,,,,,, bool collateral) = data.getUserReserveData(address(erc20(token)), address(this));
        if (collateral) pool.setUserUseReserveAsCollateral(address(erc20(token)), false);
        remember(setId, amount);
        return (
            "LogDepositWithoutCollateral(address,uint256,uint256,uint256)", abi.encode(token, amount, getId, setId)
        );
    }

    function withdraw(address token, uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        IToken asset = erc20(token);
        uint256 before = asset.balanceOf(address(this));
        pool.withdraw(address(asset), recalled(getId, amt), address(this));
        uint256 amount = asset.balanceOf(address(this)) - before;
        unwrap_ether(token, amount);
        remember(setId, amount);
        return ("LogWithdraw(address,uint256,uint256,uint256)", abi.encode(token, amount, getId, setId));
    }

    function borrow(address token, uint256 amt, uint256 rateMode, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = recalled(getId, amt);
        pool.borrow(address(erc20(token)), amount, rateMode, 3228, address(this));
        unwrap_ether(token, amount);
        remember(setId, amount);
        return (
            "LogBorrow(address,uint256,uint256,uint256,uint256)", abi.encode(token, amount, rateMode, getId, setId)
        );
    }

    /// All there is to pay back is the lesser of what the account has and what it owes.
    function payback(address token, uint256 amt, uint256 rateMode, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = recalled(getId, amt);
        IToken asset = erc20(token);
        if (amount == kAll) {
            uint256 held = amount_of(token, kAll);
            uint256 owed = debt(asset);
            amount = held > owed ? owed : held;
        }
        wrap_ether(token, amount);
        allow(asset, address(pool), amount);
        pool.repay(address(asset), amount, rateMode, address(this));
        remember(setId, amount);
        return (
            "LogPayback(address,uint256,uint256,uint256,uint256)", abi.encode(token, amount, rateMode, getId, setId)
        );
    }

    function paybackWithATokens(address token, uint256 amt, uint256 rateMode, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = recalled(getId, amt);
        IToken asset = erc20(token);
        if (amount == kAll) amount = debt(asset);
        pool.repayWithATokens(address(asset), amount, rateMode);
        remember(setId, amount);
        return (
            "LogPayback(address,uint256,uint256,uint256,uint256)", abi.encode(token, amount, rateMode, getId, setId)
        );
    }

    function enableCollateral(address[] calldata tokens) external payable returns (string memory, bytes memory) {
        for (uint256 i = 0; i < tokens.length; i++) pool.setUserUseReserveAsCollateral(address(erc20(tokens[i])), true);
        return ("LogEnableCollateral(address[])", abi.encode(tokens));
    }

    function disableCollateral(address[] calldata tokens) external payable returns (string memory, bytes memory) {
        for (uint256 i = 0; i < tokens.length; i++) {
            pool.setUserUseReserveAsCollateral(address(erc20(tokens[i])), false);
        }
        return ("LogDisableCollateral(address[])", abi.encode(tokens));
    }

    function setUserEMode(uint8 categoryId) external payable returns (string memory, bytes memory) {
        pool.setUserEMode(categoryId);
        return ("LogSetUserEMode(uint8)", abi.encode(categoryId));
    }

    function delegateBorrow(
        address token,
        uint256 amt,
        uint256 rateMode,
        address delegateTo,
        uint256 getId,
        uint256 setId
    ) external payable returns (string memory, bytes memory) {
        require(rateMode == 1 || rateMode == 2, "Invalid debt type");
        uint256 amount = recalled(getId, amt);
        (,, address debt_token) = data.getReserveTokensAddresses(address(erc20(token)));
        IDelegation(debt_token).approveDelegation(delegateTo, amount);
        remember(setId, amount);
        return (
            "LogDelegateBorrow(address,uint256,uint256,address,uint256,uint256)",
            abi.encode(token, amount, rateMode, delegateTo, getId, setId)
        );
    }

    function supply(address token, uint256 asked) private returns (uint256 amount) {
        amount = amount_of(token, asked);
        wrap_ether(token, amount);
        allow(erc20(token), address(pool), amount);
        pool.supply(address(erc20(token)), amount, address(this), 3228);
    }

    function debt(IToken asset) private view returns (uint256 owed) {
        (,, owed,,,,,,) = data.getUserReserveData(address(asset), address(this));
    }
}
