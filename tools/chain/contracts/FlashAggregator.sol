// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {IMorpho, IToken} from "Interfaces.sol";
import {InstaList} from "Instadapp.sol";

/// Instadapp's flash-loan aggregator (flashloan-aggregator, aggregator/mainnet/flashloan/main.sol): its route 11,
/// Morpho, one token, for its own accounts, without a fee. The tokens must be back when the account's cast ends.
contract FlashAggregator {
    uint256 public constant kMorphoRoute = 11;
    IMorpho public immutable morpho;
    InstaList public immutable list;
    bytes32 private under_way;

    event LogFlashloan(address indexed account, uint256 indexed route, address[] tokens, uint256[] amounts);

    constructor(IMorpho morpho_, InstaList list_) {
        morpho = morpho_;
        list = list_;
    }

    function getRoutes() external pure returns (uint16[] memory routes) {
        routes = new uint16[](1);
        routes[0] = uint16(kMorphoRoute);
    }

    function flashLoan(
        address[] calldata tokens,
        uint256[] calldata amounts,
        uint256 route,
        bytes calldata data,
        bytes calldata
    ) external {
        require(under_way == 0, "reentrancy");
        require(tokens.length == amounts.length, "array-lengths-not-same");
        require(route == kMorphoRoute, "route-does-not-exist");
        require(tokens.length == 1, "morpho-length-should-be-1");
        require(list.accountID(msg.sender) != 0, "not-dsa");
        bytes memory call = abi.encode(tokens[0], msg.sender, data);
        under_way = keccak256(call);
        morpho.flashLoan(tokens[0], amounts[0], call);
        under_way = 0;
        emit LogFlashloan(msg.sender, route, tokens, amounts);
    }

    function onMorphoFlashLoan(uint256 amount, bytes calldata call) external {
        require(msg.sender == address(morpho), "not-morpho-sender");
        require(keccak256(call) == under_way, "invalid-data-hash");
        (address token, address account, bytes memory data) = abi.decode(call, (address, address, bytes));
        uint256 before = IToken(token).balanceOf(address(this));
        move(token, abi.encodeCall(IToken.transfer, (account, amount)));
        (bool done, bytes memory answer) = account.call(data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
        require(IToken(token).balanceOf(address(this)) >= before, "amount-paid-less");
        move(token, abi.encodeCall(IToken.approve, (address(morpho), amount)));
    }

    function move(address token, bytes memory call) private {
        (bool done, bytes memory answer) = token.call(call);
        require(done && (answer.length == 0 || abi.decode(answer, (bool))), "SafeERC20: low-level call failed");
    }
}
