// Calls of the protocols as ethers encodes them from the ABIs of the compiled and the published contracts:
//   call_vectors.mjs FILE          compares with the committed vectors
//   call_vectors.mjs write FILE    writes them
// The C++ tests make the same calls by name (tests/venues/chain_calls_test.cpp).
import {readFileSync, writeFileSync} from 'node:fs';
import {artifacts_of_contracts, ethers, packaged} from './abis.mjs';

const address = name => ethers.getAddress(ethers.id(name).slice(0, 42));
const kTokens = {WETH: 18, USDT: 6, wstETH: 18, weETH: 18, stETH: 18, eETH: 18, KING: 18};
const kContracts = [
  'aave_v3.pool', 'aave_v3.reserves.WETH.debt_token', 'lido.steth', 'lido.withdrawal_queue', 'etherfi.liquidity_pool',
  'etherfi.withdraw_request_nft', 'etherfi.redemption_manager', 'uniswap.swap_router', 'uniswap.quoter', 'morpho.morpho',
];
const contracts = Object.fromEntries(kContracts.map(name => [name, address(name)]));
const tokens = Object.fromEntries(Object.entries(kTokens).map(([name, decimals]) => [name, {address: address(name), decimals}]));
const at = name => contracts[name] ?? tokens[name].address;

const wallet = address('wallet');
const other = address('other');
const kAll = ethers.MaxUint256;
const kEther = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE';
const kDeadline = 1_900_000_000;
const ether = amount => ethers.parseEther(`${amount}`);
const abi_of = name => artifacts_of_contracts[name]?.abi ?? packaged(`@uniswap/v3-periphery/artifacts/contracts/${name}`).abi;

// [NAME, CONTRACT, ABI, FUNCTION, ARGUMENTS, VALUE]; without an ABI it is a payment.
const kCalls = [
  ['aave_v3 supply', 'aave_v3.pool', 'PoolInstance', 'supply', [at('weETH'), ether('1.5'), wallet, 0]],
  ['aave_v3 withdraw', 'aave_v3.pool', 'PoolInstance', 'withdraw', [at('weETH'), ether('0.25'), other]],
  ['aave_v3 withdraw all', 'aave_v3.pool', 'PoolInstance', 'withdraw', [at('USDT'), kAll, wallet]],
  ['aave_v3 borrow', 'aave_v3.pool', 'PoolInstance', 'borrow', [at('WETH'), 1, 2, 0, wallet]],
  ['aave_v3 repay', 'aave_v3.pool', 'PoolInstance', 'repay', [at('USDT'), 2_500_001n, 2, other]],
  ['aave_v3 repay all', 'aave_v3.pool', 'PoolInstance', 'repay', [at('WETH'), kAll, 2, wallet]],
  ['aave_v3 set emode', 'aave_v3.pool', 'PoolInstance', 'setUserEMode', [255]],
  ['aave_v3 set collateral', 'aave_v3.pool', 'PoolInstance', 'setUserUseReserveAsCollateral', [at('USDT'), true]],
  ['aave_v3 approve delegation', 'aave_v3.reserves.WETH.debt_token', 'VariableDebtTokenInstance', 'approveDelegation', [other, ether(900)]],
  ['lido stake', 'lido.steth', 'StEth', 'submit', [ethers.ZeroAddress], ether(32)],
  ['lido stake wrapped', 'wstETH', null, null, null, ether(3)],
  ['lido wrap', 'wstETH', 'WstEth', 'wrap', [ether(2)]],
  ['lido unwrap', 'wstETH', 'WstEth', 'unwrap', [ether('1.25')]],
  ['lido request withdrawals', 'lido.withdrawal_queue', 'WithdrawalQueueERC721', 'requestWithdrawalsWstETH', [[ether(800), ether(7)], wallet]],
  ['lido claim', 'lido.withdrawal_queue', 'WithdrawalQueueERC721', 'claimWithdrawals', [[17, 19], [3, 4]]],
  ['etherfi stake', 'etherfi.liquidity_pool', 'LiquidityPool', 'deposit()', [], ether(5)],
  ['etherfi wrap', 'weETH', 'WeEth', 'wrap', [ether(5) - 1n]],
  ['etherfi unwrap', 'weETH', 'WeEth', 'unwrap', [ether(4)]],
  ['etherfi request withdrawal', 'etherfi.liquidity_pool', 'LiquidityPool', 'requestWithdraw', [wallet, ether(9)]],
  ['etherfi claim', 'etherfi.withdraw_request_nft', 'WithdrawRequestNFT', 'claimWithdraw', [123456]],
  ['etherfi redeem', 'etherfi.redemption_manager', 'EtherFiRedemptionManager', 'redeemWeEth', [ether(11), wallet, kEther]],
  ['uniswap sell', 'uniswap.swap_router', 'SwapRouter.sol/SwapRouter.json', 'exactInputSingle',
    [[at('weETH'), at('WETH'), 500, wallet, kDeadline, ether(10), ether('10.6'), 0]]],
  ['uniswap buy', 'uniswap.swap_router', 'SwapRouter.sol/SwapRouter.json', 'exactOutputSingle',
    [[at('WETH'), at('USDT'), 500, other, kDeadline, 3_000_000_000n, ether('1.1'), 0]]],
  ['uniswap sale quote', 'uniswap.quoter', 'lens/QuoterV2.sol/QuoterV2.json', 'quoteExactInputSingle', [[at('wstETH'), at('WETH'), ether(10), 100, 0]]],
  ['uniswap purchase quote', 'uniswap.quoter', 'lens/QuoterV2.sol/QuoterV2.json', 'quoteExactOutputSingle', [[at('wstETH'), at('WETH'), ether(12), 100, 0]]],
  ['morpho flash liquidity', 'WETH', 'WETH9', 'balanceOf', [at('morpho.morpho')]],
  ['alchemy transfer ether', 'other', null, null, null, ether('0.5')],
  ['alchemy transfer', 'USDT', 'TetherToken', 'transfer', [other, 2_000_000n]],
  ['alchemy approve', 'WETH', 'WETH9', 'approve', [at('aave_v3.pool'), ether(100)]],
  ['alchemy wrap ether', 'WETH', 'WETH9', 'deposit', [], ether(8)],
  ['alchemy unwrap ether', 'WETH', 'WETH9', 'withdraw', [ether(8)]],
  ['alchemy unwrap king', 'KING', 'King', 'redeem', [ether(70)]],
];

const encoded = (abi, name, values) => new ethers.Interface(abi_of(abi)).encodeFunctionData(name, values);
const calls = Object.fromEntries(kCalls.map(([name, to, abi, call, values, value]) => [name, {
  to: to === 'other' ? other : at(to), value: `${value ?? 0}`, data: abi === null ? '0x' : encoded(abi, call, values),
}]));
const text = JSON.stringify({accounts: {wallet, other}, contracts, tokens, calls}, null, 1) + '\n';

const words = process.argv.slice(2);
if (words[0] === 'write') {
  writeFileSync(words[1], text);
} else {
  if (readFileSync(words[0], 'utf8') !== text) throw new Error(`${words[0]} is not what ethers encodes: call_vectors.mjs write ${words[0]}`);
  console.log(`${kCalls.length} calls as ethers encodes them`);
}
