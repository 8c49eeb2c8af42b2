// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {StEth, WstEth} from "Lido.sol";
import {RequestToken} from "Shares.sol";
import {Owned} from "Tokens.sol";

/// Lido's queue (WithdrawalQueueERC721.sol and its bases): requests are tokens, the owner finalizes them in order with
/// the ether that pays them, at most at a share rate (27 decimals); the holder claims with the checkpoint's index.
contract WithdrawalQueueERC721 is RequestToken, Owned {
    struct WithdrawalRequestStatus {
        uint256 amountOfStETH;
        uint256 amountOfShares;
        address owner;
        uint256 timestamp;
        bool isFinalized;
        bool isClaimed;
    }

    struct Request {
        uint128 amount;
        uint128 shares;
        uint40 timestamp;
        bool claimed;
    }

    struct Checkpoint {
        uint256 first;
        uint256 max_share_rate;
    }

    string public constant name = "stETH Withdrawal NFT";
    string public constant symbol = "unstETH";
    uint256 public constant MIN_STETH_WITHDRAWAL_AMOUNT = 100;
    uint256 public constant MAX_STETH_WITHDRAWAL_AMOUNT = 1000 * 1e18;
    uint256 private constant kRateOne = 1e27;

    StEth public immutable STETH;
    WstEth public immutable WSTETH;
    bool public isPaused;
    uint256 public getLastRequestId;
    uint256 public getLastFinalizedRequestId;
    uint256 public getLastCheckpointIndex;
    uint256 public getLockedEtherAmount;
    uint256 public unfinalizedStETH;
    mapping(uint256 => Request) private requests;
    mapping(uint256 => Checkpoint) private checkpoints;
    mapping(address => uint256[]) private requests_of;

    event WithdrawalRequested(
        uint256 indexed requestId,
        address indexed requestor,
        address indexed owner,
        uint256 amountOfStETH,
        uint256 amountOfShares
    );
    event WithdrawalsFinalized(
        uint256 indexed from, uint256 indexed to, uint256 amountOfETHLocked, uint256 sharesToBurn, uint256 timestamp
    );
    event WithdrawalClaimed(
        uint256 indexed requestId, address indexed owner, address indexed receiver, uint256 amountOfETH
    );

    error ResumedExpected();
    error RequestAmountTooSmall(uint256 _amountOfStETH);
    error RequestAmountTooLarge(uint256 _amountOfStETH);
    error RequestIdsNotSorted();
    error ArraysLengthMismatch(uint256 _firstArrayLength, uint256 _secondArrayLength);
    error ZeroRecipient();
    error TooMuchEtherToFinalize(uint256 sent, uint256 maxExpected);
    error NotOwner(address _sender, address _owner);
    error NotOwnerOrApproved(address sender);
    error InvalidRequestId(uint256 _requestId);
    error InvalidRequestIdRange(uint256 startId, uint256 endId);
    error RequestNotFoundOrNotFinalized(uint256 _requestId);
    error NotEnoughEther();
    error RequestAlreadyClaimed(uint256 _requestId);
    error InvalidHint(uint256 _hint);
    error CantSendValueRecipientMayHaveReverted();

    constructor(WstEth wsteth) {
        WSTETH = wsteth;
        STETH = wsteth.stETH();
    }

    function pause(bool paused) external onlyOwner {
        isPaused = paused;
    }

    function requestWithdrawals(uint256[] calldata amounts, address to) external returns (uint256[] memory ids) {
        require_resumed();
        ids = new uint256[](amounts.length);
        for (uint256 i = 0; i < amounts.length; i++) {
            check_amount(amounts[i]);
            STETH.transferFrom(msg.sender, address(this), amounts[i]);
            ids[i] = enqueue(amounts[i], to);
        }
    }

    function requestWithdrawalsWstETH(uint256[] calldata amounts, address to) external returns (uint256[] memory ids) {
        require_resumed();
        ids = new uint256[](amounts.length);
        for (uint256 i = 0; i < amounts.length; i++) {
            WSTETH.transferFrom(msg.sender, address(this), amounts[i]);
            uint256 amount = WSTETH.unwrap(amounts[i]);
            check_amount(amount);
            ids[i] = enqueue(amount, to);
        }
    }

    /// Pays all requests up to `last`. A slashing is told by a share rate below the requests' own.
    function finalize(uint256 last, uint256 maxShareRate) external payable onlyOwner {
        if (last > getLastRequestId || last <= getLastFinalizedRequestId) revert InvalidRequestId(last);
        uint256 first = getLastFinalizedRequestId + 1;
        uint256 shares = 0;
        uint256 amount = 0;
        uint256 owed = 0;
        for (uint256 id = first; id <= last; id++) {
            shares += requests[id].shares;
            amount += requests[id].amount;
            owed += payable_amount(id, maxShareRate);
        }
        if (msg.value > amount) revert TooMuchEtherToFinalize(msg.value, amount);
        if (msg.value < owed) revert NotEnoughEther();
        checkpoints[++getLastCheckpointIndex] = Checkpoint(first, maxShareRate);
        getLockedEtherAmount += msg.value;
        getLastFinalizedRequestId = last;
        unfinalizedStETH -= amount;
        STETH.burn_for_queue(shares, msg.value);
        emit WithdrawalsFinalized(first, last, msg.value, shares, block.timestamp);
    }

    function getWithdrawalRequests(address account) external view returns (uint256[] memory) {
        return requests_of[account];
    }

    function getWithdrawalStatus(uint256[] calldata ids) external view returns (WithdrawalRequestStatus[] memory all) {
        all = new WithdrawalRequestStatus[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            require_known(ids[i]);
            Request memory it = requests[ids[i]];
            all[i] = WithdrawalRequestStatus(
                it.amount, it.shares, holder_of[ids[i]], it.timestamp, ids[i] <= getLastFinalizedRequestId, it.claimed
            );
        }
    }

    function ownerOf(uint256 id) external view returns (address) {
        require_known(id);
        if (requests[id].claimed) revert RequestAlreadyClaimed(id);
        return holder_of[id];
    }

    function unfinalizedRequestNumber() external view returns (uint256) {
        return getLastRequestId - getLastFinalizedRequestId;
    }

    function findCheckpointHints(uint256[] calldata ids, uint256 firstIndex, uint256 lastIndex)
        external
        view
        returns (uint256[] memory hints)
    {
        hints = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            if (i > 0 && ids[i] < ids[i - 1]) revert RequestIdsNotSorted();
            hints[i] = find_hint(ids[i], firstIndex, lastIndex);
        }
    }

    function getClaimableEther(uint256[] calldata ids, uint256[] calldata hints)
        external
        view
        returns (uint256[] memory amounts)
    {
        amounts = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            require_known(ids[i]);
            bool open = ids[i] <= getLastFinalizedRequestId && !requests[ids[i]].claimed;
            amounts[i] = open ? claimable(ids[i], hints[i]) : 0;
        }
    }

    function claimWithdrawals(uint256[] calldata ids, uint256[] calldata hints) external {
        claim_all(ids, hints, msg.sender);
    }

    function claimWithdrawalsTo(uint256[] calldata ids, uint256[] calldata hints, address recipient) external {
        if (recipient == address(0)) revert ZeroRecipient();
        claim_all(ids, hints, recipient);
    }

    function claimWithdrawal(uint256 id) external {
        claim(id, find_hint(id, 1, getLastCheckpointIndex), msg.sender);
    }

    function claim_all(uint256[] calldata ids, uint256[] calldata hints, address recipient) private {
        if (ids.length != hints.length) revert ArraysLengthMismatch(ids.length, hints.length);
        for (uint256 i = 0; i < ids.length; i++) claim(ids[i], hints[i], recipient);
    }

    function claim(uint256 id, uint256 hint, address recipient) private {
        if (id == 0) revert InvalidRequestId(id);
        if (id > getLastFinalizedRequestId) revert RequestNotFoundOrNotFinalized(id);
        if (requests[id].claimed) revert RequestAlreadyClaimed(id);
        address holder = holder_of[id];
        if (holder != msg.sender) revert NotOwner(msg.sender, holder);
        uint256 amount = claimable(id, hint);
        requests[id].claimed = true;
        getLockedEtherAmount -= amount;
        balanceOf[holder]--;
        moved(holder, address(0), id);
        (bool sent,) = recipient.call{value: amount}("");
        if (!sent) revert CantSendValueRecipientMayHaveReverted();
        emit WithdrawalClaimed(id, holder, recipient, amount);
        emit Transfer(holder, address(0), id);
    }

    function enqueue(uint256 amount, address to) private returns (uint256 id) {
        if (to == address(0)) to = msg.sender;
        uint256 shares = STETH.getSharesByPooledEth(amount);
        id = ++getLastRequestId;
        requests[id] = Request(uint128(amount), uint128(shares), uint40(block.timestamp), false);
        unfinalizedStETH += amount;
        emit WithdrawalRequested(id, msg.sender, to, amount, shares);
        set_holder(id, to);
    }

    function claimable(uint256 id, uint256 hint) private view returns (uint256) {
        bool known = hint != 0 && hint <= getLastCheckpointIndex && id >= checkpoints[hint].first;
        if (!known || (hint < getLastCheckpointIndex && id >= checkpoints[hint + 1].first)) revert InvalidHint(hint);
        return payable_amount(id, checkpoints[hint].max_share_rate);
    }

    function payable_amount(uint256 id, uint256 rate) private view returns (uint256) {
        Request memory it = requests[id];
        return it.amount * kRateOne / it.shares > rate ? it.shares * rate / kRateOne : it.amount;
    }

    /// The last checkpoint that begins at or before the request; 0 where there is none in the range.
    function find_hint(uint256 id, uint256 from, uint256 to) private view returns (uint256 hint) {
        require_known(id);
        if (from == 0 || to > getLastCheckpointIndex) revert InvalidRequestIdRange(from, to);
        if (id > getLastFinalizedRequestId) return 0;
        for (uint256 i = from; i <= to && checkpoints[i].first <= id; i++) hint = i;
        if (hint == to && to < getLastCheckpointIndex && checkpoints[to + 1].first <= id) return 0;
    }

    function moved(address from, address to, uint256 id) internal override {
        uint256[] storage held = requests_of[from];
        for (uint256 i = 0; i < held.length; i++) {
            if (held[i] == id) {
                held[i] = held[held.length - 1];
                held.pop();
                break;
            }
        }
        if (to != address(0)) requests_of[to].push(id);
    }

    function refuse_caller() internal view override {
        revert NotOwnerOrApproved(msg.sender);
    }

    function require_known(uint256 id) private view {
        if (id == 0 || id > getLastRequestId) revert InvalidRequestId(id);
    }

    function require_resumed() private view {
        if (isPaused) revert ResumedExpected();
    }

    function check_amount(uint256 amount) private pure {
        if (amount < MIN_STETH_WITHDRAWAL_AMOUNT) revert RequestAmountTooSmall(amount);
        if (amount > MAX_STETH_WITHDRAWAL_AMOUNT) revert RequestAmountTooLarge(amount);
    }
}
