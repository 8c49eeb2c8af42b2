// Each action of tools/chain/set, and what contracts then say.
import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {checkout, folder} from '../../../tools/chain/packages.mjs';
import {Actions, Usage} from '../../../tools/chain/set_actions.mjs';
import {
  USDT, WETH, a_token, aave_data, account, addresses, check, contract, equal, ether, ethers, liquidity_pool, morpho,
  near, node, pool, quoter, reverts, steth, story, usdt, wallet, weETH, weeth, weth, wstETH, wsteth,
} from './rig.mjs';

const oracle = contract('AaveOracle', addresses.aave_v3.oracle);
const queue = contract('WithdrawalQueueERC721', addresses.lido.withdrawal_queue);
const redemption = contract('EtherFiRedemptionManager', addresses.etherfi.redemption_manager);
const actions = new Actions(node, addresses);
// The words of tools/chain/set, without a process for each.
const set = line => {
  const [action, ...parameters] = line.split(' ');
  return actions[action](...parameters);
};
const program = (...words) => promisify(execFile)(join(checkout, 'tools', 'chain', 'set'), [folder, ...words]);
const here = ['--rpc', process.env.CHAIN_RPC, '--addresses', process.env.CHAIN_ADDRESSES];
const failure = promise =>
  promise.then(
    () => null,
    error => error,
  );

async function oracle_and_rates() {
  await set('price WETH 2500.5');
  equal('ETH', await oracle.call('getAssetPrice', WETH), 250_050_000_000n);
  await set('price weETH 1');
  equal('weETH by hand', await oracle.call('getAssetPrice', weETH), 10n ** 8n);
  await set('price weETH 0');
  const rate = await weeth.call('getRate');
  equal('weETH by its rate', await oracle.call('getAssetPrice', weETH), (250_050_000_000n * rate) / ether(1));
  await set('rewards etherfi -0.01');
  near('a slashing of weETH', await weeth.call('getRate'), (rate * 99n) / 100n, 10n);
  const steth_rate = await wsteth.call('stEthPerToken');
  await set('rewards lido 0.0001');
  near('rewards of wstETH', await wsteth.call('stEthPerToken'), (steth_rate * 10_001n) / 10_000n, 10n);
}

async function reserves() {
  const state = async () => (await aave_data.call('getReserveConfigurationData', WETH)).map(String);
  await set('reserve WETH frozen on');
  equal('frozen', (await state())[9], 'true');
  equal('and without LTV', (await state())[1], '0');
  await set('reserve WETH frozen off');
  await set('reserve WETH ltv 1234');
  equal('LTV', (await state())[1], '1234');
  await set('reserve WETH borrowing off');
  equal('borrowing', (await state())[6], 'false');
  await set('reserve WETH paused on');
  equal('paused', await aave_data.call('getPaused', WETH), true);
  await set('reserve weETH supply_cap 7');
  await set('reserve WETH borrow_cap 8');
  equal(
    'caps',
    `${(await aave_data.call('getReserveCaps', weETH))[1]} ${(await aave_data.call('getReserveCaps', WETH))[0]}`,
    '7 8',
  );
  await set('emode_ltv 1 9200');
  equal('eMode', (await pool.call('getEModeCategoryCollateralConfig', 1))[0], 9200n);
}

async function pauses() {
  for (const [what, words, action] of [
    ['lido', 'STAKING_PAUSED', () => steth.pay(1n, 'submit', ethers.ZeroAddress)],
    ['lido_queue', 'ResumedExpected', () => queue.send('requestWithdrawals', [], wallet)],
    ['etherfi', 'ContractPaused', () => liquidity_pool.pay(1000n, 'deposit()')],
    ['USDT', 'reverted', () => usdt.send('transfer', account('stranger'), 1n)],
  ]) {
    await set(`pause ${what} on`);
    await reverts(what, words, action);
    await set(`pause ${what} off`);
    await action();
  }
  await set('pause etherfi_redemption on');
  equal('redemption', await redemption.call('paused'), true);
}

async function queues() {
  await set('finalize lido');
  await steth.pay(ether(5), 'submit', ethers.ZeroAddress);
  await steth.send('approve', queue.address, ether(4));
  await queue.send('requestWithdrawals', [ether(1), ether(3)], wallet);
  await liquidity_pool.pay(ether(5), 'deposit()');
  await contract('EEth', addresses.etherfi.eeth).send('approve', liquidity_pool.address, ether(4));
  await liquidity_pool.send('requestWithdraw', wallet, ether(4));
  await set('finalize lido');
  await set('finalize etherfi');
  equal('Lido', await queue.call('getLastFinalizedRequestId'), 2n);
  equal('in full', (await queue.call('getClaimableEther', [2n], [1n])).join(), `${ether(3)}`);
  await contract('WithdrawRequestNFT', addresses.etherfi.withdraw_request_nft).send('claimWithdraw', 1n);
}

async function markets() {
  for (const amount of ['12.5', '300000', '0']) {
    await set(`flash_liquidity WETH ${amount}`);
    equal('what Morpho lends', await weth.call('balanceOf', morpho.address), ether(amount));
  }
  await set('flash_liquidity USDT 7');
  equal('what Morpho lends', await usdt.call('balanceOf', morpho.address), 7_000_000n);
  for (const [pair, prices, base, quote, decimals] of [
    ['WETH_USDT', ['2500', '3500', '3000.25'], WETH, USDT, 6],
    ['weETH_WETH', ['1.05', '1.09'], weETH, WETH, 18],
    ['wstETH_WETH', ['1.15', '1.25'], wstETH, WETH, 18],
  ]) {
    for (const price of prices) {
      await set(`pool_price ${pair} ${price}`);
      const {fee} = addresses.uniswap.pools[pair];
      const {0: out} = await quoter.call('quoteExactInputSingle', [base, quote, ether('0.001'), fee, 0]);
      const worth = (ethers.parseUnits(price, decimals) * BigInt(1_000_000 - fee)) / 1_000_000n / 1000n;
      near(`${pair} at ${price}`, out, worth, worth / 100_000n + 2n);
    }
  }
}

async function time_passes() {
  const before = Number((await node.rpc('eth_getBlockByNumber', 'latest', false)).timestamp);
  const index = await pool.call('getReserveNormalizedVariableDebt', WETH);
  await set('time 86400');
  const after = Number((await node.rpc('eth_getBlockByNumber', 'latest', false)).timestamp);
  check('a day', after - before >= 86_400 && after - before < 86_500, after - before);
  check('debt grows', (await pool.call('getReserveNormalizedVariableDebt', WETH)) > index);
}

async function base_fee() {
  await set('base_fee 25.5');
  equal("the block's", Number((await node.rpc('eth_getBlockByNumber', 'latest', false)).baseFeePerGas), 25_500_000_000);
}

async function refusals() {
  for (const [line, words] of [
    ['price DOGE 1', 'DOGE: not one of WETH | USDT | wstETH | weETH'],
    ['price WETH x', 'x: not a decimal number with at most 8 decimals'],
    ['reserve WETH ltv 10001', '10001: not a whole number from 0 to 10000'],
    ['pool_price WETH_USDT 0', '0: not above 0'],
    ['pause lido maybe', 'maybe: not one of on | off'],
  ]) {
    const seen = await failure(set(line));
    check(line, seen instanceof Usage && seen.message.startsWith(words), seen?.message);
  }
}

async function as_a_program() {
  await program(...here, 'price', 'USDT', '0.99');
  equal('it does what it says', await oracle.call('getAssetPrice', USDT), 99_000_000n);
  check('the actions', (await program()).stdout.includes('pool_price PAIR PRICE'));
  for (const [code, words, says] of [
    [2, [...here, 'price', 'WETH'], 'usage: price SYMBOL USD'],
    [2, [...here, 'nothing'], 'nothing: not one of'],
    [2, ['--addresses', '/nowhere/addresses.json', 'time', '5'], '/nowhere/addresses.json: no such file'],
    [3, [...here, '--rpc', 'http://127.0.0.1:1', 'time', '5'], 'no chain answers there'],
  ]) {
    const seen = await failure(program(...words));
    const one_line = seen?.stderr.trim().split('\n').length === 1;
    check(says, seen?.code === code && seen.stderr.startsWith(says) && one_line, seen?.stderr);
  }
}

await story('set: oracle and rates', oracle_and_rates);
await story('set: reserves', reserves);
await story('set: pauses', pauses);
await story('set: queues', queues);
await story('set: markets', markets);
await story('set: time', time_passes);
await story('set: base fee', base_fee);
await story('set: refusals', refusals);
await story('set: as a program', as_a_program);
