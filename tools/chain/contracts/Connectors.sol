// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {StEth, WstEth} from "Lido.sol";
import {EEth, LiquidityPool, WeEth} from "EtherFi.sol";
import {InstaMemory} from "Instadapp.sol";
import {FlashAggregator} from "FlashAggregator.sol";
import {IAaveData, IAavePool, IDelegation, ISwapRouter, IToken, IWeth} from "Interfaces.sol";

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

    function withdraw(uint256 amt, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
        uint256 amount = amount_of(address(weth), recalled(getId, amt));
        weth.withdraw(amount);
        remember(setId, amount);
        return ("LogWithdraw(uint256,uint256,uint256)", abi.encode(amount, getId, setId));
    }
}

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
        return ("LogDepositWithoutCollateral(address,uint256,uint256,uint256)", abi.encode(token, amount, getId, setId));
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
        for (uint256 i = 0; i < tokens.length; i++) pool.setUserUseReserveAsCollateral(address(erc20(tokens[i])), false);
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

/// EETH-A, whose ABI is published (dsa-connect, abi/connectors/v2/EETH-A.ts) and whose source is not: ether or WETH to eETH.
contract ConnectorEEth is Connector {
    string public constant name = "EETH-v1.0";
    LiquidityPool private immutable pool;

    event LogDeposit(uint256 amount, uint256 getId, uint256 setId);
    event LogDepositWeth(uint256 amount, uint256 getId, uint256 setId);

    constructor(InstaMemory m, IWeth w, LiquidityPool pool_) Connector(m, w) {
        pool = pool_;
    }

    function deposit(uint256 amount, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
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

    function deposit(uint256 eETHAmount, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
        uint256 amount = amount_of(address(eeth), recalled(getId, eETHAmount));
        allow(IToken(address(eeth)), address(weeth), amount);
        uint256 wrapped = weeth.wrap(amount);
        remember(setId, wrapped);
        return ("LogDeposit(uint256,uint256,uint256,uint256)", abi.encode(amount, wrapped, getId, setId));
    }

    function withdraw(uint256 weETHAmount, uint256 getId, uint256 setId) external payable returns (string memory, bytes memory) {
        uint256 amount = amount_of(address(weeth), recalled(getId, weETHAmount));
        uint256 unwrapped = weeth.unwrap(amount);
        remember(setId, unwrapped);
        return ("LogWithdraw(uint256,uint256,uint256,uint256)", abi.encode(amount, unwrapped, getId, setId));
    }
}

/// UNISWAP-V3-SWAP-A (uniswap/v3_swap/main.sol). unitAmt is the limit in units of the other token for one whole unit, with
/// 18 decimals. The real one calls SwapRouter02, whose swaps have no deadline.
contract ConnectorUniswap is Connector {
    string public constant name = "UniswapV3-Swap-v1";
    ISwapRouter private immutable router;

    event LogBuy(
        address indexed buyToken, address indexed sellToken, uint256 buyAmt, uint256 sellAmt, uint256 getId, uint256 setId
    );
    event LogSell(
        address indexed buyToken, address indexed sellToken, uint256 buyAmt, uint256 sellAmt, uint256 getId, uint256 setId
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
    function flashBorrowAndCast(address token, uint256 amt, uint256 route, bytes calldata data, bytes calldata extraData)
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
        bytes memory call = abi.encodeWithSignature("cast(string[],bytes[],address)", names, spells, address(instaPool));
        instaPool.flashLoan(tokens, amounts, route, call, extraData);
        IUsers(address(this)).disable(address(instaPool));
    }
}

interface IUsers {
    function enable(address user) external;
    function disable(address user) external;
}
