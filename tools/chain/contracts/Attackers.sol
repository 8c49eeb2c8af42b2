// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {IToken} from "Interfaces.sol";

// What hostile contracts may try against the executor, for its tests.

abstract contract Forwarder {
    /// Calls as this contract. A revert comes through as it is.
    function forward(address target, bytes memory call) public payable {
        (bool done, bytes memory answer) = target.call{value: msg.value}(call);
        if (done) return;
        assembly {
            revert(add(answer, 32), mload(answer))
        }
    }
}

/// A target that turns on its caller.
contract HostileTarget is Forwarder {}

/// A token that says that it has moved what it has not, takes no allowance, and answers false where it should revert.
contract LyingToken {
    function balanceOf(address) external pure returns (uint256) {
        return 1000;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return false;
    }

    function approve(address, uint256) external pure returns (bool) {
        return false;
    }
}

/// A token that cannot be given back.
contract StuckToken {
    function balanceOf(address) external pure returns (uint256) {
        return 1000;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return false;
    }
}

/// An owner with code (a contract, or an account that has delegated, EIP-7702) that calls again when ether arrives.
contract ReenteringOwner is Forwarder {
    address private again_target;
    bytes private again_call;

    function set_again(address target, bytes calldata call) external {
        again_target = target;
        again_call = call;
    }

    function forward_twice(address target, bytes memory call) external payable {
        forward(target, call);
        forward(target, call);
    }

    /// Once, and without the ether: nothing but the callee can refuse it.
    receive() external payable {
        address target = again_target;
        if (target == address(0)) return;
        again_target = address(0);
        (bool done,) = target.call(again_call);
        require(done);
    }
}

/// A lender that does not keep to the rules of a loan.
contract CrookedLender {
    enum Way {
        honest,
        no_callback,
        callback_twice,
        other_data,
        other_amount,
        takes_nothing_back,
        sends_nothing
    }

    Way public way;

    function set_way(Way way_) external {
        way = way_;
    }

    function flashLoan(address token, uint256 assets, bytes calldata data) external {
        if (way != Way.sends_nothing) IToken(token).transfer(msg.sender, assets);
        if (way == Way.no_callback) return;
        IMorphoCallback borrower = IMorphoCallback(msg.sender);
        borrower.onMorphoFlashLoan(
            way == Way.other_amount ? assets - 1 : assets, way == Way.other_data ? bytes.concat(data, hex"00") : data
        );
        if (way == Way.callback_twice) borrower.onMorphoFlashLoan(assets, data);
        if (way != Way.takes_nothing_back) IToken(token).transferFrom(msg.sender, address(this), assets);
    }
}

interface IMorphoCallback {
    function onMorphoFlashLoan(uint256 assets, bytes calldata data) external;
}
