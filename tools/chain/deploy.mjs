// Deploys everything on a fresh chain and funds the accounts. The addresses come out the same each time: they follow
// from the deployer and the order.
import {join} from 'node:path';
import {deploy_aave} from './deploy_aave.mjs';
import {deploy_instadapp} from './deploy_instadapp.mjs';
import {deploy_tokens} from './deploy_tokens.mjs';
import {deploy_uniswap} from './deploy_uniswap.mjs';
import {checkout, ethers, modules, packaged, read_json} from './packages.mjs';
import {Contract, deploy} from './rpc.mjs';

// The words of anvil's and hardhat's test accounts, known to everyone. Nothing of worth may ever be sent there.
const kWords = 'test test test test test test test test test test test junk';
// The wallet is the node's; the rest acts in the background.
const kRoles = {
  wallet: 0,
  second_wallet: 1,
  stranger: 2,
  exchange: 3,
  treasury: 6,
  borrower: 7,
  lender: 8,
  deployer: 9,
};
const kMulticall3 = '0xcA11bde05977b3631167028862bE2a173976CA11';
const kWalletUsdt = 5_000_000;
// The one contract of ours, as it is committed.
const executor_artifact = join(checkout, 'venues', 'instadapp', 'BasisExecutor.json');

const ether = amount => ethers.parseEther(`${amount}`);
const dollars = amount => ethers.parseUnits(`${amount}`, 6);

export function test_accounts() {
  const accounts = {};
  for (const [role, index] of Object.entries(kRoles)) {
    const {address, privateKey} = ethers.HDNodeWallet.fromPhrase(kWords, undefined, `m/44'/60'/0'/0/${index}`);
    accounts[role] = {address, private_key: privateKey};
  }
  return accounts;
}

// What the parts of a deployment share.
function make_rig(node, units, accounts) {
  const artifacts = Object.assign({}, ...units);
  const deployer = accounts.deployer.address;
  return {
    node,
    deployer,
    Contract,
    accounts: Object.fromEntries(Object.entries(accounts).map(([role, {address}]) => [role, address])),
    deploy: (name, parameters, options) => deploy(node, deployer, artifacts[name], parameters, options),
    deploy_artifact: (artifact, parameters) => deploy(node, deployer, artifact, parameters),
    contract: (name, address) => new Contract(node, address, artifacts[name].abi, deployer),
  };
}

// Tokens in the deployer's hands for the pools and the accounts in the background.
async function stock_up(rig, {weth, lido, etherfi}) {
  await weth.pay(ether(900_000), 'deposit');
  await rig.node.send({from: rig.deployer, to: lido.wsteth.address, value: ethers.toQuantity(ether(600_000))});
  await etherfi.liquidity_pool.pay(ether(150_000), 'deposit()');
  await etherfi.liquidity_pool.send('move_out', ether(150_000));
  await etherfi.eeth.send('approve', etherfi.weeth.address, ethers.MaxUint256);
  await etherfi.weeth.send('wrap', (await etherfi.eeth.call('balanceOf', rig.deployer)) - ether(2_000_000 * 1.07));
}

async function lend_on_morpho(rig, {tokens, morpho}) {
  const irm = await rig.deploy('IrmMock');
  const oracle = await rig.deploy('OracleMock');
  await oracle.send('setPrice', 12n * 10n ** 35n);
  await morpho.send('enableIrm', irm.address);
  await morpho.send('enableLltv', ether('0.945'));
  const markets = {};
  for (const [symbol, amount] of [
    ['WETH', ether(200_000)],
    ['USDT', dollars(200_000_000)],
  ]) {
    const market = {loan_token: tokens[symbol], collateral_token: tokens.wstETH, oracle, irm, lltv_basis_points: 9450};
    const {lltv_basis_points, ...parts} = addresses_of(market);
    const parameters = [...Object.values(parts), ether(lltv_basis_points) / 10_000n];
    await tokens[symbol].send('approve', morpho.address, amount);
    await morpho.send('createMarket', parameters);
    await morpho.send('supply', parameters, amount, 0, rig.accounts.lender, '0x');
    markets[symbol] = market;
  }
  return markets;
}

// Others have supplied and borrowed, so that there is liquidity, and interest to pay.
async function use_aave(rig, {tokens, aave}) {
  const {pool} = aave;
  const supply = async (symbol, amount, account) => {
    await tokens[symbol].send('approve', pool.address, amount);
    await pool.send('supply', tokens[symbol].address, amount, account, 0);
  };
  await supply('WETH', ether(400_000), rig.accounts.lender);
  await supply('USDT', dollars(400_000_000), rig.accounts.lender);
  await supply('wstETH', ether(400_000), rig.accounts.borrower);
  const borrower = pool.as(rig.accounts.borrower);
  await borrower.send('borrow', tokens.WETH.address, ether(200_000), 2, 0, rig.accounts.borrower);
  await borrower.send('borrow', tokens.USDT.address, dollars(250_000_000), 2, 0, rig.accounts.borrower);
}

async function fund_wallets(rig, {usdt}) {
  for (const role of ['wallet', 'second_wallet', 'exchange'])
    await usdt.send('transfer', rig.accounts[role], dollars(kWalletUsdt));
}

const addresses_of = value =>
  value instanceof Contract
    ? value.address
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, addresses_of(each)]))
      : value;

// deploy_all(NODE, [CONTRACTS BY NAME...]): what addresses.json holds.
export async function deploy_all(node, units) {
  const accounts = test_accounts();
  const rig = make_rig(node, units, accounts);
  await node.rpc('anvil_setBalance', rig.deployer, ethers.toQuantity(ether(20_000_000)));
  const {multicall3Bytecode} = packaged(join(modules, 'viem', '_cjs', 'constants', 'contracts.js'));
  const multicall = await deploy(node, rig.deployer, {abi: [], bytecode: multicall3Bytecode});
  await node.rpc('anvil_setCode', kMulticall3, await node.rpc('eth_getCode', multicall.address, 'latest'));

  const {weth, usdt, lido, etherfi, rewards, feeds} = await deploy_tokens(rig);
  const tokens = {
    WETH: weth,
    USDT: usdt,
    wstETH: lido.wsteth,
    weETH: etherfi.weeth,
    EIGEN: rewards.eigen,
    ETHFI: rewards.ethfi,
  };
  await stock_up(rig, {weth, lido, etherfi});
  const aave = await deploy_aave(rig, tokens, feeds);
  const rates = {wstETH: await lido.wsteth.call('stEthPerToken'), weETH: await etherfi.weeth.call('getRate')};
  const uniswap = await deploy_uniswap(rig, tokens, rates);
  const morpho = await rig.deploy('Morpho', [rig.deployer]);
  const markets = await lend_on_morpho(rig, {tokens, morpho});
  await use_aave(rig, {tokens, aave});
  const instadapp = await deploy_instadapp(rig, {tokens, lido, etherfi, aave, uniswap, morpho});
  const executor = await rig.deploy_artifact(read_json(executor_artifact), [rig.accounts.wallet, morpho.address]);
  await fund_wallets(rig, {usdt});
  return addresses_of({
    accounts,
    tokens: {...tokens, stETH: lido.steth, eETH: etherfi.eeth, KING: rewards.king},
    price_feeds: feeds,
    aave_v3: aave,
    uniswap,
    lido,
    etherfi,
    instadapp: {...instadapp, executor},
    morpho: {morpho, markets},
    multicall3: kMulticall3,
  });
}
