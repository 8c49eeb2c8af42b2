// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Connector} from "Connector.sol";
import {FlashAggregator} from "FlashAggregator.sol";
import {InstaMemory} from "Instadapp.sol";
import {IToken, IWeth} from "Interfaces.sol";

/// INSTAPOOL-C (instapool_v4/main.sol): borrows from the flash-loan aggregator, which calls the account back with the
/// spells and takes the tokens again.
contract ConnectorInstapool is Connector {
    string public constant name = "Instapool-v4";
    FlashAggregator public immutable instaPool;

    event LogFlashBorrow(address token, uint256 tokenAmt);
    event LogFlashPayback(address token, uint256 tokenAmt);
    event LogFlashMultiBorrow(address[] token, uint256[] tokenAmts);
    event LogFlashMultiPayback(address[] token, uint256[] tokenAmts);

    constructor(InstaMemory m, IWeth w, FlashAggregator aggregator) Connector(m, w) {
        instaPool = aggregator;
    }

    /// `data` is (string[] connectors, bytes[] spells).
    function flashBorrowAndCast(
        address token,
        uint256 amt,
        uint256 route,
        bytes calldata data,
        bytes calldata extraData
    )
        external
        payable
        returns (string memory, bytes memory)
    {
        address[] memory tokens = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (tokens[0], amounts[0]) = (token, amt);
        borrow_and_cast(tokens, amounts, route, data, extraData);
        return ("LogFlashBorrow(address,uint256)", abi.encode(token, amt));
    }

    function flashMultiBorrowAndCast(
        address[] calldata tokens,
        uint256[] calldata amounts,
        uint256 route,
        bytes calldata data,
        bytes calldata extraData
    ) external payable returns (string memory, bytes memory) {
        borrow_and_cast(tokens, amounts, route, data, extraData);
        return ("LogFlashMultiBorrow(address[],uint256[])", abi.encode(tokens, amounts));
    }

    function flashPayback(address token, uint256 amt, uint256 getId, uint256 setId)
        external
        payable
        returns (string memory, bytes memory)
    {
        uint256 amount = recalled(getId, amt);
        move(token, abi.encodeCall(IToken.transfer, (address(instaPool), amount)));
        remember(setId, amount);
        return ("LogFlashPayback(address,uint256)", abi.encode(token, amt));
    }

    function flashMultiPayback(
        address[] calldata tokens,
        uint256[] calldata amounts,
        uint256[] calldata getIds,
        uint256[] calldata setIds
    ) external payable returns (string memory, bytes memory) {
        for (uint256 i = 0; i < tokens.length; i++) {
            uint256 amount = recalled(getIds[i], amounts[i]);
            move(tokens[i], abi.encodeCall(IToken.transfer, (address(instaPool), amount)));
            remember(setIds[i], amount);
        }
        return ("LogFlashMultiPayback(address[],uint256[])", abi.encode(tokens, amounts));
    }

    function borrow_and_cast(
        address[] memory tokens,
        uint256[] memory amounts,
        uint256 route,
        bytes calldata data,
        bytes calldata extraData
    ) private {
        IUsers(address(this)).enable(address(instaPool));
        (string[] memory names, bytes[] memory spells) = abi.decode(data, (string[], bytes[]));
        address origin = address(instaPool);
        bytes memory call = abi.encodeWithSignature("cast(string[],bytes[],address)", names, spells, origin);
        instaPool.flashLoan(tokens, amounts, route, call, extraData);
        IUsers(address(this)).disable(address(instaPool));
    }
}

interface IUsers {
    function enable(address user) external;
    function disable(address user) external;
}
