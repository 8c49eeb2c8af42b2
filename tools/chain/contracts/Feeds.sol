// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Owned} from "Tokens.sol";

/// A Chainlink aggregator (AggregatorV3Interface and the older latestAnswer) whose answer the owner sets.
contract PriceFeed is Owned {
    uint8 public constant decimals = 8;
    uint256 public constant version = 4;
    string public description;
    int256 public latestAnswer;
    uint256 public latestTimestamp;
    uint80 public latestRound;

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    constructor(string memory description_, int256 answer) {
        description = description_;
        set_price(answer);
    }

    /// A price of zero or less is taken, too: that is how an oracle fails.
    function set_price(int256 answer) public onlyOwner {
        latestAnswer = answer;
        latestTimestamp = block.timestamp;
        emit AnswerUpdated(answer, ++latestRound, block.timestamp);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (latestRound, latestAnswer, latestTimestamp, latestTimestamp, latestRound);
    }
}

/// The price of a liquid staking token in USD: its protocol's rate times ETH / USD, as Aave's price adapters for wstETH
/// and weETH calculate it. Their cap on the rate's growth is left out. The owner may set the answer by hand.
contract RateFeed is Owned {
    uint8 public constant decimals = 8;
    string public description;
    PriceFeed public immutable ethToUsd;
    address public immutable rateSource;
    bytes4 public immutable rateSelector;
    int256 public fixedAnswer;

    constructor(string memory description_, PriceFeed feed, address source, bytes4 selector) {
        description = description_;
        ethToUsd = feed;
        rateSource = source;
        rateSelector = selector;
    }

    /// Zero gives the answer back to the rate.
    function set_price(int256 answer) external onlyOwner {
        fixedAnswer = answer;
    }

    function latestAnswer() public view returns (int256) {
        if (fixedAnswer != 0) return fixedAnswer;
        (bool read, bytes memory rate) = rateSource.staticcall(abi.encodePacked(rateSelector));
        require(read && rate.length == 32);
        return ethToUsd.latestAnswer() * int256(abi.decode(rate, (uint256))) / 1 ether;
    }

    function latestTimestamp() external view returns (uint256) {
        return ethToUsd.latestTimestamp();
    }

    function latestRoundData() external view returns (uint80 round, int256 answer, uint256 began, uint256 at, uint80) {
        (round,, began, at,) = ethToUsd.latestRoundData();
        return (round, latestAnswer(), began, at, round);
    }
}
