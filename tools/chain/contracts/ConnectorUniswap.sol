// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Connector} from "Connector.sol";
import {InstaMemory} from "Instadapp.sol";
import {ISwapRouter, IToken, IWeth} from "Interfaces.sol";

/// UNISWAP-V3-SWAP-A (uniswap/v3_swap/main.sol). unitAmt is the limit in units of the other token for one whole unit,
/// with 18 decimals. The real one calls SwapRouter02, whose swaps have no deadline.
contract ConnectorUniswap is Connector {
    string public constant name = "UniswapV3-Swap-v1";
    ISwapRouter private immutable router;

    event LogBuy(
        address indexed buyToken,
        address indexed sellToken,
        uint256 buyAmt,
        uint256 sellAmt,
        uint256 getId,
        uint256 setId
    );
    event LogSell(
        address indexed buyToken,
        address indexed sellToken,
        uint256 buyAmt,
        uint256 sellAmt,
        uint256 getId,
        uint256 setId
    );

    constructor(InstaMemory m, IWeth w, ISwapRouter router_) Connector(m, w) {
        router = router_;
    }

    struct Swap {
        address buyAddr;
        address sellAddr;
        uint24 fee;
        uint256 unitAmt;
        uint256 amount;
    }

    function buy(
        address buyAddr,
        address sellAddr,
        uint24 fee,
        uint256 unitAmt,
        uint256 buyAmt,
        uint256 getId,
        uint256 setId
    ) external payable returns (string memory, bytes memory parameters) {
        Swap memory swap = Swap(buyAddr, sellAddr, fee, unitAmt, recalled(getId, buyAmt));
        uint256 sold = bought_for(swap);
        remember(setId, sold);
        parameters = abi.encode(swap.buyAddr, swap.sellAddr, swap.amount, sold, getId, setId);
        return ("LogBuy(address,address,uint256,uint256,uint256,uint256)", parameters);
    }

    function sell(
        address buyAddr,
        address sellAddr,
        uint24 fee,
        uint256 unitAmt,
        uint256 sellAmt,
        uint256 getId,
        uint256 setId
    ) external payable returns (string memory, bytes memory parameters) {
        Swap memory swap = Swap(buyAddr, sellAddr, fee, unitAmt, amount_of(sellAddr, recalled(getId, sellAmt)));
        uint256 bought = sold_for(swap);
        remember(setId, bought);
        parameters = abi.encode(swap.buyAddr, swap.sellAddr, bought, swap.amount, getId, setId);
        return ("LogSell(address,address,uint256,uint256,uint256,uint256)", parameters);
    }

    /// Buys exactly the amount. Ether that was wrapped and not needed comes back.
    function bought_for(Swap memory swap) private returns (uint256 sold) {
        IToken seller = erc20(swap.sellAddr);
        IToken buyer = erc20(swap.buyAddr);
        uint256 most = converted(swap.unitAmt, swap.amount, buyer, seller);
        wrap_ether(swap.sellAddr, most);
        allow(seller, address(router), most);
        ISwapRouter.ExactOutputSingleParams memory order;
        (order.tokenIn, order.tokenOut, order.fee) = (address(seller), address(buyer), swap.fee);
        (order.recipient, order.deadline) = (address(this), block.timestamp);
        (order.amountOut, order.amountInMaximum) = (swap.amount, most);
        sold = router.exactOutputSingle(order);
        if (most > sold) {
            unwrap_ether(swap.sellAddr, most - sold);
            allow(seller, address(router), 0);
        }
        unwrap_ether(swap.buyAddr, swap.amount);
    }

    /// Sells exactly the amount.
    function sold_for(Swap memory swap) private returns (uint256 bought) {
        IToken seller = erc20(swap.sellAddr);
        IToken buyer = erc20(swap.buyAddr);
        uint256 least = converted(swap.unitAmt, swap.amount, seller, buyer);
        wrap_ether(swap.sellAddr, swap.amount);
        allow(seller, address(router), swap.amount);
        ISwapRouter.ExactInputSingleParams memory order;
        (order.tokenIn, order.tokenOut, order.fee) = (address(seller), address(buyer), swap.fee);
        (order.recipient, order.deadline) = (address(this), block.timestamp);
        (order.amountIn, order.amountOutMinimum) = (swap.amount, least);
        bought = router.exactInputSingle(order);
        unwrap_ether(swap.buyAddr, bought);
    }

    /// unit * amount with 18 decimals rounded half up, in the decimals of `to`.
    function converted(uint256 unit, uint256 amount, IToken from, IToken to) private view returns (uint256) {
        uint256 whole = amount * 10 ** (18 - from.decimals());
        return (unit * whole + 0.5 ether) / 1 ether / 10 ** (18 - to.decimals());
    }
}
