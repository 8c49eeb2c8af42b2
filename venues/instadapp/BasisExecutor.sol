// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

/// A lender of flash loans as Morpho Blue is one: it sends the tokens, calls back, and takes the same amount again by
/// transferFrom (morpho-blue 1.0.0, Morpho.sol, flashLoan).
interface IFlashLender {
    function flashLoan(address token, uint256 assets, bytes calldata data) external;
}

interface IBalance {
    function balanceOf(address account) external view returns (uint256);
}

/// Runs its owner's calls in one transaction, on a flash loan where there is one: all of them or none. It holds nothing
/// between two transactions. Positions are the owner's own: the calls supply and borrow on the owner's behalf, and pull
/// tokens that the owner has approved. docs/executor.md has the review.
contract BasisExecutor {
    /// A flash loan in smallest units of the token; no loan where the amount is 0.
    struct Loan {
        address token;
        uint256 amount;
    }

    /// One call. `value` is ether in wei, kAll for all that is here. `spender` may take `amount` of `token` during this
    /// call (kAll: all that is here), nobody where it is zero. The 32 bytes of `data` from `patchAt` on become the
    /// executor's balance of `token`, of ether where `token` is zero; kNoPatch leaves them.
    struct Step {
        address target;
        uint256 value;
        bytes data;
        address token;
        address spender;
        uint256 amount;
        uint256 patchAt;
    }

    /// What must hold after all: word number `word` of the answer of a read lies from `minimum` to `maximum`, both
    /// included, as an unsigned number.
    struct Assertion {
        address target;
        bytes data;
        uint256 word;
        uint256 minimum;
        uint256 maximum;
    }

    uint256 public constant kAll = type(uint256).max;
    uint256 public constant kNoPatch = type(uint256).max;
    /// What a transfer of all may leave behind, in smallest units: a rebasing token moves whole shares (stETH and eETH
    /// leave one or two wei, Aave's tokens one).
    uint256 public constant kDust = 2;

    address public immutable owner;
    IFlashLender public immutable lender;

    // Where a transaction stands. Transient storage: it is empty again when the transaction ends, and reading it fits
    // into the 2,300 gas that WETH9 leaves for a receipt of ether.
    uint256 private constant kStageSlot = 0;
    uint256 private constant kLoanSlot = 1;
    uint256 private constant kBeforeSlot = 2;
    uint256 private constant kIdle = 0;
    uint256 private constant kBorrowing = 1;
    uint256 private constant kRunning = 2;
    uint256 private constant kRepaying = 3;

    error BadOwner();
    error BadLender();
    error NotOwner(address caller);
    error NotLender(address caller);
    error UnderWay();
    error NotUnderWay();
    error Expired(uint256 deadline, uint256 time);
    error UnexpectedCallback();
    error NoCallback();
    error LoanMissing(uint256 received, uint256 asked);
    error LoanShort(uint256 balance, uint256 owed);
    error NotToken(address token);
    error NoCode(uint256 step);
    error TargetForbidden(uint256 step);
    error ApprovalForbidden(uint256 step);
    error BadPatch(uint256 step);
    error StepFailed(uint256 step, bytes reason);
    error ApprovalFailed(address token, address spender);
    error ReturnFailed(address token);
    error Leftover(address token, uint256 balance);
    error AssertionUnreadable(uint256 assertion);
    error AssertionFailed(uint256 assertion, uint256 value, uint256 minimum, uint256 maximum);

    constructor(address owner_, IFlashLender lender_) {
        if (owner_ == address(0)) revert BadOwner();
        if (address(lender_).code.length == 0) revert BadLender();
        owner = owner_;
        lender = lender_;
    }

    /// Ether comes from WETH9 and from protocols, within a transaction of the owner's.
    receive() external payable {
        if (load(kStageSlot) == kIdle) revert NotUnderWay();
    }

    /// Borrows, runs the steps, repays, returns what is left to the owner, checks the assertions. `tokens` are those
    /// that may be left; the steps' and the loan's are among them by themselves. `deadline` is a block's time in Unix
    /// seconds.
    function execute(
        Loan calldata loan,
        Step[] calldata steps,
        address[] calldata tokens,
        Assertion[] calldata assertions,
        uint256 deadline
    ) external payable {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        if (load(kStageSlot) != kIdle) revert UnderWay();
        if (block.timestamp > deadline) revert Expired(deadline, block.timestamp);
        if (loan.amount == 0) {
            store(kStageSlot, kRunning);
            run(steps);
        } else {
            borrow_and_run(loan, steps);
        }
        for (uint256 i = 0; i < tokens.length; i++) return_all(tokens[i]);
        for (uint256 i = 0; i < steps.length; i++) return_all(steps[i].token);
        return_all(loan.token);
        return_ether();
        check(assertions);
        store(kStageSlot, kIdle);
    }

    /// The lender's call in the middle of its loan. Nobody else's, not twice, and only with what execute() has sent.
    function onMorphoFlashLoan(uint256 assets, bytes calldata data) external {
        if (msg.sender != address(lender)) revert NotLender(msg.sender);
        if (load(kStageSlot) != kBorrowing || keccak256(data) != bytes32(load(kLoanSlot))) revert UnexpectedCallback();
        (Loan memory loan, Step[] memory steps) = abi.decode(data, (Loan, Step[]));
        if (assets != loan.amount) revert UnexpectedCallback();
        uint256 received = balance_of(loan.token) - load(kBeforeSlot);
        if (received < assets) revert LoanMissing(received, assets);
        store(kStageSlot, kRunning);
        run(steps);
        uint256 balance = balance_of(loan.token);
        if (balance < assets) revert LoanShort(balance, assets);
        approve(loan.token, address(lender), assets);
        store(kStageSlot, kRepaying);
    }

    function borrow_and_run(Loan calldata loan, Step[] calldata steps) private {
        bytes memory data = abi.encode(loan, steps);
        store(kStageSlot, kBorrowing);
        store(kLoanSlot, uint256(keccak256(data)));
        store(kBeforeSlot, balance_of(loan.token));
        lender.flashLoan(loan.token, loan.amount, data);
        if (load(kStageSlot) != kRepaying) revert NoCallback();
        store(kStageSlot, kRunning);
        approve(loan.token, address(lender), 0);
    }

    function run(Step[] memory steps) private {
        for (uint256 i = 0; i < steps.length; i++) {
            Step memory step = steps[i];
            require_allowed(step, i);
            if (step.patchAt != kNoPatch) patch(step, i);
            bool allows = step.spender != address(0);
            if (allows) approve(step.token, step.spender, step.amount == kAll ? balance_of(step.token) : step.amount);
            uint256 value = step.value == kAll ? address(this).balance : step.value;
            (bool done, bytes memory answer) = step.target.call{value: value}(step.data);
            if (!done || says_no(step.data, answer)) revert StepFailed(i, answer);
            if (allows) approve(step.token, step.spender, 0);
        }
    }

    /// A call to an address without code would succeed and do nothing. The lender and this contract are no targets, and
    /// allowances are given by a step's spender alone, or one could outlive its step.
    function require_allowed(Step memory step, uint256 index) private view {
        if (step.target.code.length == 0) revert NoCode(index);
        if (step.target == address(this) || step.target == address(lender)) revert TargetForbidden(index);
        bytes4 selector = bytes4(step.data);
        bool gives = selector == 0x095ea7b3 // approve(address,uint256)
            || selector == 0x39509351 // increaseAllowance(address,uint256)
            || selector == 0xa22cb465; // setApprovalForAll(address,bool)
        if (gives) revert ApprovalForbidden(index);
    }

    /// Never the selector, never beyond the end.
    function patch(Step memory step, uint256 index) private view {
        bytes memory data = step.data;
        uint256 at = step.patchAt;
        if (at < 4 || data.length < 32 || at > data.length - 32) revert BadPatch(index);
        uint256 amount = balance_of(step.token);
        assembly ("memory-safe") {
            mstore(add(add(data, 32), at), amount)
        }
    }

    /// transfer and transferFrom of some tokens answer false where others revert.
    function says_no(bytes memory data, bytes memory answer) private pure returns (bool) {
        bytes4 selector = bytes4(data);
        bool moves = selector == 0xa9059cbb // transfer(address,uint256)
            || selector == 0x23b872dd; // transferFrom(address,address,uint256)
        return moves && answer.length >= 32 && uint256(bytes32(answer)) == 0;
    }

    function balance_of(address token) private view returns (uint256) {
        if (token == address(0)) return address(this).balance;
        if (token.code.length == 0) revert NotToken(token);
        return IBalance(token).balanceOf(address(this));
    }

    function return_all(address token) private {
        if (token == address(0)) return;
        uint256 balance = balance_of(token);
        if (balance == 0) return;
        // Dust may be less than what the token can move.
        bool moved = calls(token, abi.encodeWithSignature("transfer(address,uint256)", owner, balance));
        if (!moved && balance > kDust) revert ReturnFailed(token);
        uint256 left = balance_of(token);
        if (left > kDust) revert Leftover(token, left);
    }

    function return_ether() private {
        uint256 balance = address(this).balance;
        if (balance == 0) return;
        (bool sent,) = owner.call{value: balance}("");
        if (!sent) revert ReturnFailed(address(0));
    }

    function check(Assertion[] calldata assertions) private view {
        for (uint256 i = 0; i < assertions.length; i++) {
            Assertion calldata it = assertions[i];
            (bool read, bytes memory answer) = it.target.staticcall(it.data);
            if (!read || it.word >= answer.length / 32) revert AssertionUnreadable(i);
            uint256 value;
            uint256 at = 32 * (it.word + 1);
            assembly ("memory-safe") {
                value := mload(add(answer, at))
            }
            if (value < it.minimum || value > it.maximum) revert AssertionFailed(i, value, it.minimum, it.maximum);
        }
    }

    function approve(address token, address spender, uint256 amount) private {
        if (!calls(token, abi.encodeWithSignature("approve(address,uint256)", spender, amount))) {
            revert ApprovalFailed(token, spender);
        }
    }

    /// A token's call that succeeds and says nothing (USDT) or true.
    function calls(address token, bytes memory data) private returns (bool) {
        if (token.code.length == 0) revert NotToken(token);
        (bool done, bytes memory answer) = token.call(data);
        return done && (answer.length == 0 || (answer.length >= 32 && uint256(bytes32(answer)) == 1));
    }

    function load(uint256 slot) private view returns (uint256 value) {
        assembly ("memory-safe") {
            value := tload(slot)
        }
    }

    function store(uint256 slot, uint256 value) private {
        assembly ("memory-safe") {
            tstore(slot, value)
        }
    }
}
