// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.27;

/// Who may do what only the local chain needs: the deployer.
abstract contract Owned {
    address public owner = msg.sender;

    error OnlyDeployer();

    modifier onlyOwner() {
        if (msg.sender != owner) revert OnlyDeployer();
        _;
    }
}

/// Balances, allowances and events of an ERC-20 token (EIP-20). An allowance of 2^256 - 1 is never used up.
abstract contract Erc20 {
    string public name;
    string public symbol;
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(string memory name_, string memory symbol_) {
        name = name_;
        symbol = symbol_;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) {
            require(allowed >= value, "ERC20: insufficient allowance");
            allowance[from][msg.sender] = allowed - value;
        }
        move(from, to, value);
        return true;
    }

    function move(address from, address to, uint256 value) internal virtual {
        require(balanceOf[from] >= value, "ERC20: transfer amount exceeds balance");
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function mint(address to, uint256 value) internal {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function burn(address from, uint256 value) internal {
        require(balanceOf[from] >= value, "ERC20: burn amount exceeds balance");
        totalSupply -= value;
        balanceOf[from] -= value;
        emit Transfer(from, address(0), value);
    }
}

/// Tether's token on Ethereum, as a caller meets it: six decimals, no return values, a nonzero allowance must be set to
/// zero before it is set again, the owner issues and may take a fee (none here) or pause.
contract TetherToken is Owned {
    string public constant name = "Tether USD";
    string public constant symbol = "USDT";
    uint256 public constant decimals = 6;
    uint256 public totalSupply;
    bool public paused;
    uint256 public constant basisPointsRate = 0;
    uint256 public constant maximumFee = 0;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public isBlackListed;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Issue(uint256 amount);
    event Redeem(uint256 amount);
    event Pause();
    event Unpause();
    event AddedBlackList(address user);
    event RemovedBlackList(address user);

    function issue(uint256 amount) external onlyOwner {
        totalSupply += amount;
        balanceOf[owner] += amount;
        emit Issue(amount);
    }

    function redeem(uint256 amount) external onlyOwner {
        totalSupply -= amount;
        balanceOf[owner] -= amount;
        emit Redeem(amount);
    }

    function pause() external onlyOwner {
        paused = true;
        emit Pause();
    }

    function unpause() external onlyOwner {
        paused = false;
        emit Unpause();
    }

    function addBlackList(address user) external onlyOwner {
        isBlackListed[user] = true;
        emit AddedBlackList(user);
    }

    function removeBlackList(address user) external onlyOwner {
        isBlackListed[user] = false;
        emit RemovedBlackList(user);
    }

    function approve(address spender, uint256 value) external {
        require(value == 0 || allowance[msg.sender][spender] == 0);
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transfer(address to, uint256 value) external {
        move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        move(from, to, value);
    }

    function move(address from, address to, uint256 value) private {
        require(!paused && !isBlackListed[from]);
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// EIGEN and ETHFI: plain tokens that the owner issues.
contract RewardToken is Erc20, Owned {
    constructor(string memory name_, string memory symbol_) Erc20(name_, symbol_) {}

    function issue(address to, uint256 value) external onlyOwner {
        mint(to, value);
    }
}

/// KING: a share of a vault of EIGEN and ETHFI. redeem and previewRedeem are those of the King protocol's vault;
/// deposits into the vault are the owner's, prices and the fee are left out.
contract King is Erc20, Owned {
    RewardToken[2] public assets;

    event Redeem(address indexed account, uint256 vaultShares, address[] tokens, uint256[] amounts);

    error InsufficientShares();

    constructor(RewardToken eigen, RewardToken ethfi) Erc20("King Protocol", "KING") {
        assets = [eigen, ethfi];
    }

    /// Mints shares to an account. What backs them is taken from the owner.
    function issue(address to, uint256 shares, uint256 eigen, uint256 ethfi) external onlyOwner {
        assets[0].transferFrom(msg.sender, address(this), eigen);
        assets[1].transferFrom(msg.sender, address(this), ethfi);
        mint(to, shares);
    }

    function totalAssets() external view returns (address[] memory tokens, uint256[] memory amounts) {
        return portion(totalSupply);
    }

    function previewRedeem(uint256 vaultShares)
        external
        view
        returns (address[] memory tokens, uint256[] memory amounts, uint256 feeForRedemption)
    {
        (tokens, amounts) = portion(vaultShares);
        feeForRedemption = 0;
    }

    function redeem(uint256 vaultShares) external {
        if (balanceOf[msg.sender] < vaultShares) revert InsufficientShares();
        (address[] memory tokens, uint256[] memory amounts) = portion(vaultShares);
        burn(msg.sender, vaultShares);
        for (uint256 i = 0; i < tokens.length; i++) RewardToken(tokens[i]).transfer(msg.sender, amounts[i]);
        emit Redeem(msg.sender, vaultShares, tokens, amounts);
    }

    function portion(uint256 shares) private view returns (address[] memory tokens, uint256[] memory amounts) {
        tokens = new address[](2);
        amounts = new uint256[](2);
        for (uint256 i = 0; i < 2; i++) {
            tokens[i] = address(assets[i]);
            amounts[i] = totalSupply == 0 ? 0 : assets[i].balanceOf(address(this)) * shares / totalSupply;
        }
    }
}
