// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Owned} from "Tokens.sol";

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
