// Every contract of the local chain answers as its real one does: parameters, rates, queues, redemption, prices, pools.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {checkout} from '../../../tools/chain/packages.mjs';
import {
  USDT, WETH, a_token, aave_data, account, addresses, check, contract, eeth, equal, ether, ethers, gas_of, kAll, kEther, liquidity_pool,
  near, node, packaged, pool, quoter, reverts, router, steth, story, usdt, wallet, weETH, weeth, weth, wstETH, wsteth,
} from './rig.mjs';

const deployer = account('deployer');
const {lido, etherfi, price_feeds} = addresses;
const queue = contract('WithdrawalQueueERC721', lido.withdrawal_queue);
const requests = contract('WithdrawRequestNFT', etherfi.withdraw_request_nft);
const redemption = contract('EtherFiRedemptionManager', etherfi.redemption_manager);
const oracle = contract('AaveOracle', addresses.aave_v3.oracle);
const ether_of = async address => BigInt(await node.rpc('eth_getBalance', address, 'latest'));
const basis_points = fraction => BigInt(Math.round(fraction * 10_000));

async function code_everywhere() {
  const {accounts, chain_id, ...deployed} = addresses;
  const walk = value => typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value).flatMap(walk) : [];
  const all = [...new Set(walk(deployed))];
  // Readers take every text outside of the accounts for an address.
  for (const address of all) check(`${address} is an address`, ethers.isAddress(address));
  for (const address of all) check(`${address} has code`, (await node.rpc('eth_getCode', address, 'latest')).length > 4);
  equal('the chain id', Number(await node.rpc('eth_chainId')), chain_id);
  for (const role of ['wallet', 'second_wallet', 'exchange']) equal(`${role} has USDT`, await usdt.call('balanceOf', account(role)), 5_000_000_000_000n);
  const sent = node.rpc('eth_sendTransaction', {from: wallet, to: wallet, gas: ethers.toQuantity(16_777_217)});
  check('no transaction above the cap of gas', await sent.then(() => false, error => error.message.includes('cap')), await sent.catch(error => error.message));
  equal('the wallet is unused', Number(await node.rpc('eth_getTransactionCount', wallet, 'latest')), 0);
  console.log(`${all.length} contracts`);
}

async function time_is_sane() {
  await node.rpc('evm_mine');
  const {timestamp} = await node.rpc('eth_getBlockByNumber', 'latest', false);
  near('the block\'s time is the clock\'s', BigInt(timestamp), BigInt(Math.floor(Date.now() / 1000)), 60n);
  const feed = contract('PriceFeed', price_feeds.WETH);
  check('prices are of today', Number((await feed.call('latestRoundData'))[3]) > Date.now() / 1000 - 60);
}

// The parameters are those that the simulated Aave has.
async function aave_parameters() {
  const {reserves, emodes} = packaged('yaml').parse(readFileSync(join(checkout, 'configs', 'venues', 'aave_v3.yaml'), 'utf8'));
  for (const [symbol, it] of Object.entries(reserves)) {
    const asset = addresses.tokens[symbol];
    const [decimals, ltv, threshold, bonus, , , borrowable, , active, frozen] = await aave_data.call('getReserveConfigurationData', asset);
    const seen = [decimals, ltv, threshold, bonus, borrowable, active, frozen].join();
    equal(symbol, seen, [it.decimals, basis_points(it.ltv), basis_points(it.liquidation_threshold), basis_points(1 + it.liquidation_bonus),
      it.borrowable, true, false].join());
    const [borrow_cap, supply_cap] = await aave_data.call('getReserveCaps', asset);
    equal(`${symbol}: caps`, `${supply_cap} ${borrow_cap}`, `${it.supply_cap} ${it.borrow_cap ?? 0}`);
  }
  for (const it of Object.values(emodes)) {
    const [ltv, threshold, bonus] = await pool.call('getEModeCategoryCollateralConfig', it.category);
    equal('eMode', [ltv, threshold, bonus].join(),
      [basis_points(it.ltv), basis_points(it.liquidation_threshold), basis_points(1 + it.liquidation_bonus)].join());
  }
  equal('revision of 3.6', await pool.call('POOL_REVISION'), 10n);
  const {3: borrowed} = await pool.call('getReserveData', WETH);
  check('liquidity of lenders', await weth.call('balanceOf', addresses.aave_v3.reserves.WETH.a_token) > ether(100_000), borrowed);
}

async function prices() {
  const feed = contract('PriceFeed', price_feeds.WETH, deployer);
  const weeth_feed = contract('RateFeed', price_feeds.weETH, deployer);
  const rate = await weeth.call('getRate');
  equal('weETH follows its rate', await oracle.call('getAssetPrice', weETH), 3000n * 10n ** 8n * rate / ether(1));
  await feed.send('set_price', 2000n * 10n ** 8n);
  equal('and the price of ETH', await oracle.call('getAssetPrice', weETH), 2000n * 10n ** 8n * rate / ether(1));
  await contract('LiquidityPool', etherfi.liquidity_pool, deployer).send('rebase', ether(10_000), 0);
  check('and rewards', await weeth.call('getRate') > rate);
  await weeth_feed.send('set_price', 42n);
  equal('or a hand', await oracle.call('getAssetPrice', weETH), 42n);
  await reverts('a stranger\'s hand', 'OnlyDeployer()', () => feed.as(wallet).send('set_price', 1n));
}

async function accrual() {
  await weth.pay(ether(100), 'deposit');
  await weth.send('approve', pool.address, ether(100));
  await pool.send('supply', WETH, ether(100), wallet, 0);
  const scaled = await a_token('WETH').call('scaledBalanceOf', wallet);
  await node.increase_time(365 * 86400);
  const earned = await a_token('WETH').call('balanceOf', wallet) - ether(100);
  check('a year of interest at under 10 %', earned > ether('0.1') && earned < ether(10), earned);
  equal('the scaled balance is constant', await a_token('WETH').call('scaledBalanceOf', wallet), scaled);
}

async function staking() {
  await steth.pay(ether(10), 'submit', ethers.ZeroAddress);
  near('stETH is one to one', await steth.call('balanceOf', wallet), ether(10), 1n);
  await steth.send('approve', wstETH, ether(5));
  await wsteth.send('wrap', ether(5));
  const wrapped = await wsteth.call('balanceOf', wallet);
  equal('wrapped by the rate', wrapped, await steth.call('getSharesByPooledEth', ether(5)));
  await wsteth.send('unwrap', wrapped);
  near('and back', await steth.call('balanceOf', wallet), ether(10), 3n);
  await contract('StEth', steth.address, deployer).send('rebase', ether(96_000));
  check('rewards raise the balance', await steth.call('balanceOf', wallet) > ether(10));
  await liquidity_pool.pay(ether(10), 'deposit()');
  near('eETH is one to one', await eeth.call('balanceOf', wallet), ether(10), 2n);
  await reverts('nothing staked', 'ZERO_DEPOSIT', () => steth.pay(0n, 'submit', ethers.ZeroAddress));
  await reverts('nothing deposited', 'InvalidAmount()', () => liquidity_pool.pay(0n, 'deposit()'));
  await contract('LiquidityPool', liquidity_pool.address, deployer).send('pause');
  await reverts('a paused pool', 'ContractPaused()', () => liquidity_pool.pay(1n, 'deposit()'));
}

async function lido_queue() {
  await steth.pay(ether(3000), 'submit', ethers.ZeroAddress);
  await steth.send('approve', queue.address, kAll);
  await queue.send('requestWithdrawals', [100n, ether(1000)], wallet);
  await reverts('too little', 'RequestAmountTooSmall(99)', () => queue.send('requestWithdrawals', [99n], wallet));
  await reverts('too much', 'RequestAmountTooLarge(', () => queue.send('requestWithdrawals', [ether(1000) + 1n], wallet));
  await steth.send('approve', wstETH, ether(100));
  await wsteth.send('wrap', ether(100));
  await wsteth.send('approve', queue.address, ether(80));
  await queue.send('requestWithdrawalsWstETH', [ether(80)], wallet);
  const ids = [1n, 2n, 3n];
  equal('held by the wallet', (await queue.call('getWithdrawalRequests', wallet)).join(), ids.join());
  let status = await queue.call('getWithdrawalStatus', ids);
  equal('not finalized', status.map(each => each.isFinalized).join(), 'false,false,false');
  await reverts('claimed too early', 'RequestNotFoundOrNotFinalized(1)', () => queue.send('claimWithdrawals', [1n], [1n]));
  const owner = queue.as(deployer);
  const owed = status.map(each => each.amountOfStETH);
  await owner.pay(owed[0] + owed[1], 'finalize', 2n, 2n * 10n ** 27n);
  // A slashing: half of the shares' worth is paid.
  const rate = await steth.call('getPooledEthByShares', 10n ** 27n) / 2n;
  const halved = status[2].amountOfShares * rate / 10n ** 27n;
  await reverts('too little ether', 'NotEnoughEther()', () => owner.pay(halved - 1n, 'finalize', 3n, rate));
  await owner.pay(halved, 'finalize', 3n, rate);
  const last = await queue.call('getLastCheckpointIndex');
  const hints = await queue.call('findCheckpointHints', ids, 1n, last);
  equal('checkpoints', hints.join(), '1,1,2');
  equal('claimable', (await queue.call('getClaimableEther', ids, [...hints])).join(), [owed[0], owed[1], halved].join());
  await reverts('a wrong hint', 'InvalidHint(2)', () => queue.send('claimWithdrawals', [1n], [2n]));
  await reverts('a stranger', 'NotOwner(', () => queue.as(account('stranger')).send('claimWithdrawals', [1n], [1n]));
  const before = await ether_of(account('stranger'));
  await queue.send('claimWithdrawalsTo', ids, [...hints], account('stranger'));
  equal('paid', await ether_of(account('stranger')) - before, owed[0] + owed[1] + halved);
  await reverts('claimed twice', 'RequestAlreadyClaimed(1)', () => queue.send('claimWithdrawals', [1n], [1n]));
  status = await queue.call('getWithdrawalStatus', ids);
  equal('claimed', status.map(each => each.isClaimed).join(), 'true,true,true');
  equal('none open', (await queue.call('getWithdrawalRequests', wallet)).length, 0);
}

async function etherfi_queue() {
  await liquidity_pool.pay(ether(50), 'deposit()');
  await eeth.send('approve', liquidity_pool.address, kAll);
  await liquidity_pool.send('requestWithdraw', wallet, ether(20));
  await reverts('too little', 'InvalidWithdrawalAmount()', () => liquidity_pool.send('requestWithdraw', wallet, ether('0.0009')));
  await reverts('too much', 'InvalidWithdrawalAmount()', () => liquidity_pool.send('requestWithdraw', wallet, ether(1001)));
  equal('held by the wallet', await requests.call('ownerOf', 1n), wallet);
  await reverts('claimed too early', 'RequestNotFinalized()', () => requests.send('claimWithdraw', 1n));
  await requests.as(deployer).send('finalizeRequests', 1n);
  equal('finalized', await requests.call('isFinalized', 1n), true);
  const claimable = await requests.call('getClaimableAmount', 1n);
  near('paid what was asked', claimable, ether(20), 20n);
  const total = await liquidity_pool.call('getTotalPooledEther');
  const before = await ether_of(wallet);
  const receipt = await requests.send('claimWithdraw', 1n);
  equal('paid', await ether_of(wallet) - before + BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice), claimable);
  near('the pool is smaller by as much', total - await liquidity_pool.call('getTotalPooledEther'), claimable, 2n);
}

async function instant_redemption() {
  await liquidity_pool.pay(ether(5000), 'deposit()');
  await eeth.send('approve', weETH, kAll);
  await weeth.send('wrap', ether(4000));
  await weeth.send('approve', redemption.address, kAll);
  const amount = await weeth.call('getWeETHByeETH', ether(1000));
  const before = await ether_of(account('stranger'));
  const receipt = await redemption.send('redeemWeEth', amount, account('stranger'), kEther);
  console.log(`instant redemption of weETH: gas ${gas_of(receipt)}`);
  near('30 basis points of fee', await ether_of(account('stranger')) - before, ether(997), 1_000_000n);
  near('a tenth of the fee is the treasury\'s', await eeth.call('balanceOf', account('treasury')), ether('0.3'), ether('0.00001'));
  near('the bucket holds 2,000 ETH', await redemption.call('totalRedeemableAmount', kEther), ether(1000), ether(1));
  check('it can no more', !await redemption.call('canRedeem', ether(1001), kEther));
  await reverts('more than the bucket', 'ExceededRedeemable()', () => redemption.send('redeemWeEth', amount * 11n / 10n, wallet, kEther));
  await node.increase_time(43_200);
  near('and fills in a day', await redemption.call('totalRedeemableAmount', kEther), ether(2000), ether(1));
  await redemption.as(deployer).send('setLowWatermarkInBpsOfTvl', 500, kEther);
  equal('nothing below the watermark', await redemption.call('totalRedeemableAmount', kEther), 0n);
  await redemption.as(deployer).send('pause');
  await reverts('paused', 'ContractPaused()', () => redemption.send('redeemWeEth', amount, wallet, kEther));
}

async function rewards() {
  const {KING, EIGEN, ETHFI} = addresses.tokens;
  const king = contract('King', KING, deployer);
  const token = address => contract('RewardToken', address);
  await king.send('transfer', wallet, ether(1000));
  const [tokens, amounts] = await king.call('previewRedeem', ether(1000));
  equal('two tokens', tokens.join(), [EIGEN, ETHFI].join());
  await king.as(wallet).send('redeem', ether(1000));
  for (const [i, address] of tokens.entries()) equal('unwrapped', await token(address).call('balanceOf', wallet), amounts[i]);
  await token(EIGEN).send('approve', router.address, amounts[0]);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [EIGEN, USDT, amounts[0], 3000, 0]);
  const had = await usdt.call('balanceOf', wallet);
  await router.send('exactInputSingle', [EIGEN, USDT, 3000, wallet, 2n ** 40n, amounts[0], 0, 0]);
  equal('sold as quoted', await usdt.call('balanceOf', wallet) - had, quoted);
  near('for its price less the fee', quoted, amounts[0] * 12n / 10n ** 13n, amounts[0] / 10n ** 14n);
}

// What a trade of a thousand costs: the fee and the price's move.
async function depth() {
  const worth = {weETH: await weeth.call('getRate'), wstETH: await wsteth.call('stEthPerToken')};
  for (const [symbol, token, fee] of [['weETH', weETH, 500], ['wstETH', wstETH, 100]]) {
    const {0: out} = await quoter.call('quoteExactInputSingle', [token, WETH, ether(1000), fee, 0]);
    const cost = 10_000 - Number(out * 10_000n / worth[symbol] / 1000n);
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
  equal('no answer', await node.rpc('eth_call', {from: wallet, to: USDT, data: usdt.encode('transfer', wallet, 1n)}, 'latest'), '0x');
}

async function multicall() {
  const abi = ['function aggregate3((address,bool,bytes)[]) view returns ((bool,bytes)[])', 'function getBlockNumber() view returns (uint256)'];
  const made = contract('WETH9', addresses.multicall3);
  const calls = new (made.constructor)(node, made.address, abi, wallet);
  const [[read, balance]] = await calls.call('aggregate3', [[USDT, true, usdt.encode('balanceOf', wallet)]]);
  check('a balance by Multicall3', read && BigInt(balance) === 5_000_000_000_000n);
}

await story('code everywhere', code_everywhere);
await story('time', time_is_sane);
await story('Aave\'s parameters', aave_parameters);
await story('interest', accrual);
await story('prices', prices);
await story('staking', staking);
await story('Lido\'s queue', lido_queue);
await story('EtherFi\'s queue', etherfi_queue);
await story('instant redemption', instant_redemption);
await story('rewards', rewards);
await story('depth', depth);
await story('USDT', usdt_is_tether);
await story('Multicall3', multicall);
