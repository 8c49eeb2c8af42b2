// Lido and EtherFi: staking, wrapping, both queues, instant redemption.
import {
  account, addresses, check, contract, eETH, eeth, equal, ether, ethers, gas_of, kAll, kEther, liquidity_pool, near,
  node, pool, reverts, stETH, steth, story, wallet, weeth, weETH, wstETH, wsteth,
} from './rig.mjs';

const {lido, etherfi} = addresses;
const deployer = account('deployer');
const queue = contract('WithdrawalQueueERC721', lido.withdrawal_queue);
const requests = contract('WithdrawRequestNFT', etherfi.withdraw_request_nft);
const redemption = contract('EtherFiRedemptionManager', etherfi.redemption_manager);
const ether_of = async address => BigInt(await node.rpc('eth_getBalance', address, 'latest'));

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
  check('rewards raise the balance', (await steth.call('balanceOf', wallet)) > ether(10));
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
  await reverts('too much', 'RequestAmountTooLarge(', () =>
    queue.send('requestWithdrawals', [ether(1000) + 1n], wallet),
  );
  await steth.send('approve', wstETH, ether(100));
  await wsteth.send('wrap', ether(100));
  await wsteth.send('approve', queue.address, ether(80));
  await queue.send('requestWithdrawalsWstETH', [ether(80)], wallet);
  const ids = [1n, 2n, 3n];
  equal('held by the wallet', (await queue.call('getWithdrawalRequests', wallet)).join(), ids.join());
  let status = await queue.call('getWithdrawalStatus', ids);
  equal('not finalized', status.map(each => each.isFinalized).join(), 'false,false,false');
  await reverts('claimed too early', 'RequestNotFoundOrNotFinalized(1)', () =>
    queue.send('claimWithdrawals', [1n], [1n]),
  );
  const owner = queue.as(deployer);
  const owed = status.map(each => each.amountOfStETH);
  await owner.pay(owed[0] + owed[1], 'finalize', 2n, 2n * 10n ** 27n);
  // A slashing: half of the shares' worth is paid.
  const rate = (await steth.call('getPooledEthByShares', 10n ** 27n)) / 2n;
  const halved = (status[2].amountOfShares * rate) / 10n ** 27n;
  await reverts('too little ether', 'NotEnoughEther()', () => owner.pay(halved - 1n, 'finalize', 3n, rate));
  await owner.pay(halved, 'finalize', 3n, rate);
  const last = await queue.call('getLastCheckpointIndex');
  const hints = await queue.call('findCheckpointHints', ids, 1n, last);
  equal('checkpoints', hints.join(), '1,1,2');
  equal(
    'claimable',
    (await queue.call('getClaimableEther', ids, [...hints])).join(),
    [owed[0], owed[1], halved].join(),
  );
  await reverts('a wrong hint', 'InvalidHint(2)', () => queue.send('claimWithdrawals', [1n], [2n]));
  await reverts('a stranger', 'NotOwner(', () => queue.as(account('stranger')).send('claimWithdrawals', [1n], [1n]));
  const before = await ether_of(account('stranger'));
  await queue.send('claimWithdrawalsTo', ids, [...hints], account('stranger'));
  equal('paid', (await ether_of(account('stranger'))) - before, owed[0] + owed[1] + halved);
  await reverts('claimed twice', 'RequestAlreadyClaimed(1)', () => queue.send('claimWithdrawals', [1n], [1n]));
  status = await queue.call('getWithdrawalStatus', ids);
  equal('claimed', status.map(each => each.isClaimed).join(), 'true,true,true');
  equal('none open', (await queue.call('getWithdrawalRequests', wallet)).length, 0);
}

async function etherfi_queue() {
  await liquidity_pool.pay(ether(50), 'deposit()');
  await eeth.send('approve', liquidity_pool.address, kAll);
  await liquidity_pool.send('requestWithdraw', wallet, ether(20));
  await reverts('too little', 'InvalidWithdrawalAmount()', () =>
    liquidity_pool.send('requestWithdraw', wallet, ether('0.0009')),
  );
  await reverts('too much', 'InvalidWithdrawalAmount()', () =>
    liquidity_pool.send('requestWithdraw', wallet, ether(1001)),
  );
  equal('held by the wallet', await requests.call('ownerOf', 1n), wallet);
  await reverts('claimed too early', 'RequestNotFinalized()', () => requests.send('claimWithdraw', 1n));
  await requests.as(deployer).send('finalizeRequests', 1n);
  equal('finalized', await requests.call('isFinalized', 1n), true);
  const claimable = await requests.call('getClaimableAmount', 1n);
  near('paid what was asked', claimable, ether(20), 20n);
  const total = await liquidity_pool.call('getTotalPooledEther');
  const before = await ether_of(wallet);
  const receipt = await requests.send('claimWithdraw', 1n);
  equal(
    'paid',
    (await ether_of(wallet)) - before + BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice),
    claimable,
  );
  near('the pool is smaller by as much', total - (await liquidity_pool.call('getTotalPooledEther')), claimable, 2n);
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
  near('30 basis points of fee', (await ether_of(account('stranger'))) - before, ether(997), 1_000_000n);
  near(
    "a tenth of the fee is the treasury's",
    await eeth.call('balanceOf', account('treasury')),
    ether('0.3'),
    ether('0.00001'),
  );
  near('the bucket holds 2,000 ETH', await redemption.call('totalRedeemableAmount', kEther), ether(1000), ether(1));
  check('it can no more', !(await redemption.call('canRedeem', ether(1001), kEther)));
  await reverts('more than the bucket', 'ExceededRedeemable()', () =>
    redemption.send('redeemWeEth', (amount * 11n) / 10n, wallet, kEther),
  );
  await node.increase_time(43_200);
  near('and fills in a day', await redemption.call('totalRedeemableAmount', kEther), ether(2000), ether(1));
  await redemption.as(deployer).send('setLowWatermarkInBpsOfTvl', 500, kEther);
  equal('nothing below the watermark', await redemption.call('totalRedeemableAmount', kEther), 0n);
  await redemption.as(deployer).send('pause');
  await reverts('paused', 'ContractPaused()', () => redemption.send('redeemWeEth', amount, wallet, kEther));
}

await story('staking', staking);
await story("Lido's queue", lido_queue);
await story("EtherFi's queue", etherfi_queue);
await story('instant redemption', instant_redemption);
