// Every contract of the local chain answers as its real one does: parameters, prices, rewards, pools.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {checkout} from '../../../tools/chain/packages.mjs';
import {
  USDT, WETH, a_token, aave_data, account, addresses, check, contract, equal, ether, ethers, near, node, packaged,
  pool, quoter, reverts, router, story, usdt, wallet, weeth, weETH, weth, wstETH, wsteth,
} from './rig.mjs';

const {etherfi, price_feeds} = addresses;
const deployer = account('deployer');
const oracle = contract('AaveOracle', addresses.aave_v3.oracle);
const basis_points = fraction => BigInt(Math.round(fraction * 10_000));

async function code_everywhere() {
  const {accounts, chain_id, ...deployed} = addresses;
  const walk = value =>
    typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value).flatMap(walk) : [];
  const all = [...new Set(walk(deployed))];
  // Readers take every text outside of the accounts for an address.
  for (const address of all) check(`${address} is an address`, ethers.isAddress(address));
  for (const address of all)
    check(`${address} has code`, (await node.rpc('eth_getCode', address, 'latest')).length > 4);
  equal('the chain id', Number(await node.rpc('eth_chainId')), chain_id);
  for (const role of ['wallet', 'second_wallet', 'exchange'])
    equal(`${role} has USDT`, await usdt.call('balanceOf', account(role)), 5_000_000_000_000n);
  const sent = node.rpc('eth_sendTransaction', {from: wallet, to: wallet, gas: ethers.toQuantity(16_777_217)});
  check(
    'no transaction above the cap of gas',
    await sent.then(
      () => false,
      error => error.message.includes('cap'),
    ),
    await sent.catch(error => error.message),
  );
  equal('the wallet is unused', Number(await node.rpc('eth_getTransactionCount', wallet, 'latest')), 0);
  console.log(`${all.length} contracts`);
}

async function time_is_sane() {
  await node.rpc('evm_mine');
  const {timestamp} = await node.rpc('eth_getBlockByNumber', 'latest', false);
  near("the block's time is the clock's", BigInt(timestamp), BigInt(Math.floor(Date.now() / 1000)), 60n);
  const feed = contract('PriceFeed', price_feeds.WETH);
  check('prices are of today', Number((await feed.call('latestRoundData'))[3]) > Date.now() / 1000 - 60);
}

// The parameters are those that the simulated Aave has.
async function aave_parameters() {
  const {reserves, emodes} = packaged('yaml').parse(
    readFileSync(join(checkout, 'configs', 'venues', 'aave_v3.yaml'), 'utf8'),
  );
  for (const [symbol, it] of Object.entries(reserves)) {
    const asset = addresses.tokens[symbol];
    const [decimals, ltv, threshold, bonus, , , borrowable, , active, frozen] = await aave_data.call(
      'getReserveConfigurationData',
      asset,
    );
    const seen = [decimals, ltv, threshold, bonus, borrowable, active, frozen].join();
    equal(
      symbol,
      seen,
      [
        it.decimals,
        basis_points(it.ltv),
        basis_points(it.liquidation_threshold),
        basis_points(1 + it.liquidation_bonus),
        it.borrowable,
        true,
        false,
      ].join(),
    );
    const [borrow_cap, supply_cap] = await aave_data.call('getReserveCaps', asset);
    equal(`${symbol}: caps`, `${supply_cap} ${borrow_cap}`, `${it.supply_cap} ${it.borrow_cap ?? 0}`);
  }
  for (const it of Object.values(emodes)) {
    const [ltv, threshold, bonus] = await pool.call('getEModeCategoryCollateralConfig', it.category);
    equal(
      'eMode',
      [ltv, threshold, bonus].join(),
      [basis_points(it.ltv), basis_points(it.liquidation_threshold), basis_points(1 + it.liquidation_bonus)].join(),
    );
  }
  equal('revision of 3.6', await pool.call('POOL_REVISION'), 10n);
  const {3: borrowed} = await pool.call('getReserveData', WETH);
  check(
    'liquidity of lenders',
    (await weth.call('balanceOf', addresses.aave_v3.reserves.WETH.a_token)) > ether(100_000),
    borrowed,
  );
}

// Half of the debt may be repaid down to a health factor of 0.95, all of it below, and 5 % more is seized.
async function liquidation() {
  await weth.pay(ether(100), 'deposit');
  await weth.send('approve', pool.address, ether(100));
  await pool.send('supply', WETH, ether(100), wallet, 0);
  const debt = 200_000_000_000n;
  await pool.send('borrow', USDT, debt, 2, 0, wallet);
  const liquidator = account('exchange');
  await usdt.as(liquidator).send('approve', pool.address, 2n * debt);
  const liquidate = () => pool.as(liquidator).send('liquidationCall', WETH, USDT, wallet, 2n * debt, false);
  await reverts('a healthy account', ethers.id('HealthFactorNotBelowThreshold()').slice(0, 10), liquidate);
  for (const [price, share] of [
    [2350n, 2n],
    [2250n, 1n],
  ]) {
    const before = await node.rpc('evm_snapshot');
    await contract('PriceFeed', price_feeds.WETH, deployer).send('set_price', price * 10n ** 8n);
    const had = await usdt.call('balanceOf', liquidator);
    await liquidate();
    const repaid = had - (await usdt.call('balanceOf', liquidator));
    near(`repaid at ${price}`, repaid, debt / share, debt / 100_000n);
    // A tenth of the bonus is the protocol's.
    const seized = (repaid * 10n ** 12n * 10_450n) / price / 10_000n;
    near(`seized at ${price}`, await weth.call('balanceOf', liquidator), seized, seized / 100_000n);
    await node.rpc('evm_revert', before);
  }
}

async function prices() {
  const feed = contract('PriceFeed', price_feeds.WETH, deployer);
  const weeth_feed = contract('RateFeed', price_feeds.weETH, deployer);
  const rate = await weeth.call('getRate');
  equal('weETH follows its rate', await oracle.call('getAssetPrice', weETH), (3000n * 10n ** 8n * rate) / ether(1));
  await feed.send('set_price', 2000n * 10n ** 8n);
  equal('and the price of ETH', await oracle.call('getAssetPrice', weETH), (2000n * 10n ** 8n * rate) / ether(1));
  await contract('LiquidityPool', etherfi.liquidity_pool, deployer).send('rebase', ether(10_000), 0);
  check('and rewards', (await weeth.call('getRate')) > rate);
  await weeth_feed.send('set_price', 42n);
  equal('or a hand', await oracle.call('getAssetPrice', weETH), 42n);
  await reverts("a stranger's hand", 'OnlyDeployer()', () => feed.as(wallet).send('set_price', 1n));
}

async function accrual() {
  await weth.pay(ether(100), 'deposit');
  await weth.send('approve', pool.address, ether(100));
  await pool.send('supply', WETH, ether(100), wallet, 0);
  const scaled = await a_token('WETH').call('scaledBalanceOf', wallet);
  await node.increase_time(365 * 86400);
  const earned = (await a_token('WETH').call('balanceOf', wallet)) - ether(100);
  check('a year of interest at under 10 %', earned > ether('0.1') && earned < ether(10), earned);
  equal('the scaled balance is constant', await a_token('WETH').call('scaledBalanceOf', wallet), scaled);
}

async function rewards() {
  const {KING, EIGEN, ETHFI} = addresses.tokens;
  const king = contract('King', KING, deployer);
  const token = address => contract('RewardToken', address);
  await king.send('transfer', wallet, ether(1000));
  const [tokens, amounts] = await king.call('previewRedeem', ether(1000));
  equal('two tokens', tokens.join(), [EIGEN, ETHFI].join());
  await king.as(wallet).send('redeem', ether(1000));
  for (const [i, address] of tokens.entries())
    equal('unwrapped', await token(address).call('balanceOf', wallet), amounts[i]);
  await token(EIGEN).send('approve', router.address, amounts[0]);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [EIGEN, USDT, amounts[0], 3000, 0]);
  const had = await usdt.call('balanceOf', wallet);
  await router.send('exactInputSingle', [EIGEN, USDT, 3000, wallet, 2n ** 40n, amounts[0], 0, 0]);
  equal('sold as quoted', (await usdt.call('balanceOf', wallet)) - had, quoted);
  near('for its price less the fee', quoted, (amounts[0] * 12n) / 10n ** 13n, amounts[0] / 10n ** 14n);
}

// What a trade of a thousand costs: the fee and the price's move.
async function depth() {
  const worth = {weETH: await weeth.call('getRate'), wstETH: await wsteth.call('stEthPerToken')};
  for (const [symbol, token, fee] of [
    ['weETH', weETH, 500],
    ['wstETH', wstETH, 100],
  ]) {
    const {0: out} = await quoter.call('quoteExactInputSingle', [token, WETH, ether(1000), fee, 0]);
    const cost = 10_000 - Number((out * 10_000n) / worth[symbol] / 1000n);
    console.log(`1,000 ${symbol} sold for WETH: ${cost} basis points`);
    check('under the 50 basis points that a plan allows', cost > 0 && cost < 50, cost);
  }
  const {0: dollars} = await quoter.call('quoteExactInputSingle', [WETH, USDT, ether(500), 500, 0]);
  near('500 WETH sold for USDT', dollars, 1_500_000_000_000n, 7_500_000_000n);
}

async function usdt_is_tether() {
  await usdt.send('approve', pool.address, 5n);
  await reverts('a second allowance', 'execution reverted', () => usdt.send('approve', pool.address, 6n));
  await usdt.send('approve', pool.address, 0n);
  await usdt.send('approve', pool.address, 6n);
  equal(
    'no answer',
    await node.rpc('eth_call', {from: wallet, to: USDT, data: usdt.encode('transfer', wallet, 1n)}, 'latest'),
    '0x',
  );
}

async function multicall() {
  const abi = [
    'function aggregate3((address,bool,bytes)[]) view returns ((bool,bytes)[])',
    'function getBlockNumber() view returns (uint256)',
  ];
  const made = contract('WETH9', addresses.multicall3);
  const calls = new made.constructor(node, made.address, abi, wallet);
  const [[read, balance]] = await calls.call('aggregate3', [[USDT, true, usdt.encode('balanceOf', wallet)]]);
  check('a balance by Multicall3', read && BigInt(balance) === 5_000_000_000_000n);
}

await story('code everywhere', code_everywhere);
await story('time', time_is_sane);
await story("Aave's parameters", aave_parameters);
await story('interest', accrual);
await story('liquidation', liquidation);
await story('prices', prices);
await story('rewards', rewards);
await story('depth', depth);
await story('USDT', usdt_is_tether);
await story('Multicall3', multicall);
