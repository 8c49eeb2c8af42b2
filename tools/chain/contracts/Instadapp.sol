// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

import {Owned} from "Tokens.sol";

/// Instadapp's index (dsa-contracts, registry/index.sol): builds accounts. Version 2 alone exists here, and anyone with
/// an account of it may cast.
contract InstaIndex is Owned {
    InstaList public immutable list = new InstaList(this);
    address public account_implementation;
    address public connectors_registry;

    event LogAccountCreated(address sender, address indexed owner, address indexed account, address indexed origin);

    function set_basics(address implementation, address registry) external onlyOwner {
        account_implementation = implementation;
        connectors_registry = registry;
    }

    function master() external view returns (address) {
        return owner;
    }

    function versionCount() external pure returns (uint256) {
        return 2;
    }

    function account(uint256 version) external view returns (address) {
        return version == 2 ? account_implementation : address(0);
    }

    function connectors(uint256 version) external view returns (address) {
        return version == 2 ? connectors_registry : address(0);
    }

    function build(address owner_, uint256 accountVersion, address origin) public returns (address built) {
        require(accountVersion == 2, "not-valid-account");
        built = clone_of(account_implementation);
        list.init(built);
        InstaAccount(payable(built)).enable(owner_);
        emit LogAccountCreated(msg.sender, owner_, built, origin);
    }

    function isClone(uint256 version, address query) external view returns (bool) {
        return version == 2 && query.codehash == keccak256(proxy_code(account_implementation));
    }

    /// A minimal proxy (EIP-1167): its runtime code behind ten bytes that return it.
    function clone_of(address implementation) private returns (address made) {
        bytes memory code = abi.encodePacked(hex"3d602d80600a3d3981f3", proxy_code(implementation));
        assembly {
            made := create(0, add(code, 32), mload(code))
        }
        require(made != address(0));
    }

    function proxy_code(address implementation) private pure returns (bytes memory) {
        return abi.encodePacked(hex"363d3d373d3d3d363d73", implementation, hex"5af43d82803e903d91602b57fd5bf3");
    }
}

/// Instadapp's list (registry/list.sol): which accounts a user has and which users an account, as linked lists both
/// ways.
contract InstaList {
    struct UserLink {
        uint64 first;
        uint64 last;
        uint64 count;
    }

    struct UserList {
        uint64 prev;
        uint64 next;
    }

    struct AccountLink {
        address first;
        address last;
        uint64 count;
    }

    struct AccountList {
        address prev;
        address next;
    }

    InstaIndex public immutable instaIndex;
    uint64 public accounts;
    mapping(address => uint64) public accountID;
    mapping(uint64 => address) public accountAddr;
    mapping(address => UserLink) public userLink;
    mapping(address => mapping(uint64 => UserList)) public userList;
    mapping(uint64 => AccountLink) public accountLink;
    mapping(uint64 => mapping(address => AccountList)) public accountList;

    constructor(InstaIndex index) {
        instaIndex = index;
    }

    function init(address account) external {
        require(msg.sender == address(instaIndex), "not-index");
        accountID[account] = ++accounts;
        accountAddr[accounts] = account;
    }

    function addAuth(address user) external {
        uint64 id = accountID[msg.sender];
        require(id != 0, "not-account");
        UserLink storage link = userLink[user];
        if (link.last != 0) {
            userList[user][id].prev = link.last;
            userList[user][link.last].next = id;
        }
        if (link.first == 0) link.first = id;
        link.last = id;
        link.count++;
        add_user(id, user);
    }

    function removeAuth(address user) external {
        uint64 id = accountID[msg.sender];
        require(id != 0, "not-account");
        UserLink storage link = userLink[user];
        UserList memory at = userList[user][id];
        if (at.prev != 0) userList[user][at.prev].next = at.next;
        if (at.next != 0) userList[user][at.next].prev = at.prev;
        if (at.prev == 0) link.first = at.next;
        if (at.next == 0) link.last = at.prev;
        link.count--;
        delete userList[user][id];
        remove_user(id, user);
    }

    function add_user(uint64 id, address user) private {
        AccountLink storage link = accountLink[id];
        if (link.last != address(0)) {
            accountList[id][user].prev = link.last;
            accountList[id][link.last].next = user;
        }
        if (link.first == address(0)) link.first = user;
        link.last = user;
        link.count++;
    }

    function remove_user(uint64 id, address user) private {
        AccountLink storage link = accountLink[id];
        AccountList memory at = accountList[id][user];
        if (at.prev != address(0)) accountList[id][at.prev].next = at.next;
        if (at.next != address(0)) accountList[id][at.next].prev = at.prev;
        if (at.prev == address(0)) link.first = at.next;
        if (at.next == address(0)) link.last = at.prev;
        link.count--;
        delete accountList[id][user];
    }
}

/// Instadapp's registry (v2/registry/connectors.sol): connectors by name.
contract InstaConnectorsV2 is Owned {
    mapping(string => address) public connectors;

    event LogConnectorAdded(
        bytes32 indexed connectorNameHash, string connectorName, address indexed connector
    );

    function addConnectors(string[] calldata names, address[] calldata addresses) external onlyOwner {
        require(names.length == addresses.length, "addConnectors: not same length");
        for (uint256 i = 0; i < names.length; i++) {
            require(connectors[names[i]] == address(0), "addConnectors: _connectorName added already");
            connectors[names[i]] = addresses[i];
            emit LogConnectorAdded(keccak256(bytes(names[i])), names[i], addresses[i]);
        }
    }

    function isConnectors(string[] calldata names) external view returns (bool known, address[] memory addresses) {
        known = true;
        addresses = new address[](names.length);
        for (uint256 i = 0; i < names.length; i++) {
            addresses[i] = connectors[names[i]];
            if (addresses[i] == address(0)) return (false, addresses);
        }
    }
}

/// Instadapp's memory (v1/memory.sol): a figure that one spell leaves for a later one, read once.
contract InstaMemory {
    mapping(address => mapping(uint256 => uint256)) private numbers;

    function setUint(uint256 id, uint256 value) external {
        numbers[msg.sender][id] = value;
    }

    function getUint(uint256 id) external returns (uint256 value) {
        value = numbers[msg.sender][id];
        delete numbers[msg.sender][id];
    }
}

/// An account, version 2 (v2/accounts/default and module1): its users cast spells, which run in the account's place.
/// The real one finds its functions through a proxy of implementations.
contract InstaAccount {
    uint256 public constant version = 2;
    InstaIndex public immutable instaIndex;
    InstaConnectorsV2 public immutable connectorsM1;
    mapping(address => bool) private users;

    event LogEnableUser(address indexed user);
    event LogDisableUser(address indexed user);
    event LogCast(
        address indexed origin,
        address indexed sender,
        uint256 value,
        string[] targetsNames,
        address[] targets,
        string[] eventNames,
        bytes[] eventParams
    );

    constructor(InstaIndex index, InstaConnectorsV2 registry) {
        instaIndex = index;
        connectorsM1 = registry;
    }

    receive() external payable {}

    function isAuth(address user) external view returns (bool) {
        return users[user];
    }

    function enable(address user) external {
        require(msg.sender == address(this) || msg.sender == address(instaIndex), "not-self-index");
        require(user != address(0), "not-valid");
        require(!users[user], "already-enabled");
        users[user] = true;
        instaIndex.list().addAuth(user);
        emit LogEnableUser(user);
    }

    function disable(address user) external {
        require(msg.sender == address(this), "not-self");
        require(users[user], "already-disabled");
        delete users[user];
        instaIndex.list().removeAuth(user);
        emit LogDisableUser(user);
    }

    function cast(string[] calldata names, bytes[] calldata spells, address origin) external payable returns (bytes32) {
        require(users[msg.sender] || msg.sender == address(instaIndex), "1: permission-denied");
        require(names.length != 0, "1: length-invalid");
        require(names.length == spells.length, "1: array-length-invalid");
        (bool known, address[] memory targets) = connectorsM1.isConnectors(names);
        require(known, "1: not-connector");
        string[] memory events = new string[](names.length);
        bytes[] memory parameters = new bytes[](names.length);
        for (uint256 i = 0; i < names.length; i++) {
            bytes memory answer = run(targets[i], spells[i]);
            if (answer.length > 0) (events[i], parameters[i]) = abi.decode(answer, (string, bytes));
        }
        emit LogCast(origin, msg.sender, msg.value, names, targets, events, parameters);
        return 0;
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }

    /// A spell's revert is the cast's.
    function run(address target, bytes calldata spell) private returns (bytes memory answer) {
        bool done;
        (done, answer) = target.delegatecall(spell);
        if (done) return answer;
        assembly {
            revert(add(answer, 32), mload(answer))
        }
    }
}
