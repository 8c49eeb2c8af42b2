// What the tests against the local chain share. run_chain starts it and sets CHAIN_RPC, CHAIN_ADDRESSES, CHAIN_PROXY.
import {join} from 'node:path';
import {compiled, unit_names} from '../../../tools/chain/compile.mjs';
import {checkout, ethers, packaged, read_json} from '../../../tools/chain/packages.mjs';
import {Contract, Node, deploy} from '../../../tools/chain/rpc.mjs';

export {Contract, deploy, ethers, packaged};
export const node = new Node(process.env.CHAIN_RPC);
export const addresses = read_json(process.env.CHAIN_ADDRESSES);
export const artifacts = Object.assign({}, ...unit_names.map(compiled));
export const executor_artifact = read_json(join(checkout, 'venues', 'instadapp', 'BasisExecutor.json'));
export const account = role => addresses.accounts[role].address;
export const wallet = account('wallet');
export const kEther = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE';
export const kAll = ethers.MaxUint256;
export const ether = amount => ethers.parseEther(`${amount}`);
export const shown = amount => Number(ethers.formatEther(amount)).toFixed(6);

// Reading an ABI takes longer than most calls.
const abis = {};
const abi_of = name => (abis[name] ??= new ethers.Interface(artifacts[name].abi));
export const contract = (name, address, from = wallet) => new Contract(node, address, abi_of(name), from);
const uniswap = (path, address) =>
  new Contract(node, address, packaged(`@uniswap/v3-periphery/artifacts/contracts/${path}`).abi, wallet);

export const {WETH, USDT, wstETH, weETH, stETH, eETH} = addresses.tokens;
export const weth = contract('WETH9', WETH);
export const usdt = contract('TetherToken', USDT);
export const steth = contract('StEth', stETH);
export const wsteth = contract('WstEth', wstETH);
export const eeth = contract('EEth', eETH);
export const weeth = contract('WeEth', weETH);
export const liquidity_pool = contract('LiquidityPool', addresses.etherfi.liquidity_pool);
export const pool = contract('PoolInstance', addresses.aave_v3.pool);
export const aave_data = contract('AaveProtocolDataProvider', addresses.aave_v3.pool_data_provider);
export const morpho = contract('Morpho', addresses.morpho.morpho);
export const router = uniswap('SwapRouter.sol/SwapRouter.json', addresses.uniswap.swap_router);
export const quoter = uniswap('lens/QuoterV2.sol/QuoterV2.json', addresses.uniswap.quoter);
export const a_token = symbol => contract('ATokenInstance', addresses.aave_v3.reserves[symbol].a_token);
export const debt_token = symbol =>
  contract('VariableDebtTokenInstance', addresses.aave_v3.reserves[symbol].debt_token);

// Collateral and debt in USD with 8 decimals, health factor with 18.
export async function account_data(address) {
  const [collateral, debt, , , ltv, health] = await pool.call('getUserAccountData', address);
  return {collateral, debt, ltv, health};
}

let checks = 0;
export function check(what, holds, seen = '') {
  if (!holds) throw new Error(`${what}${seen === '' ? '' : `: ${seen}`}`);
  checks++;
}

export const equal = (what, left, right) => check(what, left === right, `${left} and ${right}`);
export const near = (what, left, right, within) => {
  const difference = left > right ? left - right : right - left;
  check(what, difference <= within, `${left} and ${right}`);
};

// The action reverts, and its error says `words`.
export async function reverts(what, words, action) {
  let message = null;
  try {
    await action();
  } catch (error) {
    message = error.message;
  }
  check(`${what}: did not revert`, message !== null);
  check(`${what}: reverts with ${words}`, message.includes(words), message);
}

// Each story begins on the same chain.
export async function story(name, tell) {
  const before = await node.rpc('evm_snapshot');
  const seen = checks;
  await tell();
  await node.rpc('evm_revert', before);
  console.log(`${name}: ${checks - seen} checks`);
}

export const gas_of = receipt => Number(receipt.gasUsed).toLocaleString('en');
