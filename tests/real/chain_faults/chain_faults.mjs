// What the chain itself does to a transaction, and what other senders with the wallet's key do.
import {account, check, equal, ethers, node, wallet} from '../chain/rig.mjs';
import {until} from './blocks.mjs';
import {entry, wrap} from './plans.mjs';
import {run} from './program.mjs';
import {Round, told_in_one_line} from './round.mjs';

const kSend = 'eth_sendRawTransaction';
const kLook = 'eth_getTransactionReceipt';
const kGwei = 10n ** 9n;

// Someone else sends with the wallet's key and the nonce that ours is about to have.
async function other_sender(round, fees = {}) {
  const hash = await node.rpc('eth_sendTransaction', {
    from: wallet,
    to: account('stranger'),
    value: '0x1',
    gas: ethers.toQuantity(21_000),
    nonce: ethers.toQuantity(round.world.ledger.nonce),
    ...fees,
  });
  round.foreign.push(hash);
  return hash;
}

async function dropped(world) {
  const round = await Round.create(world, 'a dropped transaction', world.random.pick([wrap, entry]));
  const times = world.random.between(1, 2);
  await world.proxy.fault({kind: 'drop_transaction', times});
  world.miner.start();
  const running = round.start();
  await running.ended;
  check(`${round.what}: it was sent again`, (await world.proxy.count(kSend)) > times);
  await round.settle(running);
}

async function null_receipt(world) {
  const round = await Round.create(world, 'no receipt', world.random.pick([wrap, entry]));
  const times = world.random.between(2, 6);
  await world.proxy.fault({kind: 'null_receipt', times});
  world.miner.start();
  const running = round.start();
  await running.ended;
  check(`${round.what}: it was asked for again`, (await world.proxy.count(kLook)) > times);
  await round.settle(running);
}

// The node has not seen what the wallet has just sent.
async function lag(world) {
  const sent = await Round.create(world, 'before a lag', wrap);
  const told = JSON.parse((await sent.settle()).stdout).sent;
  const head = Number(await node.rpc('eth_blockNumber'));
  const round = await Round.create(world, 'a node that lags', entry);
  await world.proxy.fault({kind: 'lag', blocks: head - Number(told.at(-1).block) + world.random.between(1, 4)});
  const running = round.start();
  await until(`${round.what}: it waits`, () => running.said('the node lags: it knows'));
  await round.settle(running);
}

async function wrong_chain(world) {
  const round = await Round.create(world, 'a wrong chain', wrap);
  await world.proxy.fault({kind: 'wrong_chain'});
  const refused = await round.start().ended;
  told_in_one_line(round.what, refused, [2]);
  check(`${round.what}: says both`, refused.stderr.includes('is 31337, and the RPC is on chain 1337'), refused.stderr);
  await world.proxy.clear();
  await round.nothing_sent();
  // The first answer is right, and the one before signing is not.
  await world.proxy.fault({kind: 'wrong_chain', after: 1, times: 1});
  const later = await round.start().ended;
  told_in_one_line(round.what, later, [3]);
  check(`${round.what}: before it signs`, later.stderr.includes('the node is on chain 1337, and not on 31337'), later.stderr);
  await world.proxy.clear();
  await round.nothing_sent();
  await round.settle();
}

// The block of a transaction and the one before it are replaced, by blocks without it or with it.
async function reorg(world) {
  const round = await Round.create(world, 'a reorg', wrap);
  const {miner, proxy, random, ledger} = world;
  await miner.mine(2);
  // A chain that is not local has a second confirmation.
  const running = round.start({BASIS_DEV__ALCHEMY__NETWORK: 'mainnet'}, ['--yes-real-money']);
  const waiting = async () => Number((await node.rpc('txpool_status')).pending);
  await until(`${round.what}: it is sent`, async () => (await waiting()) === 1);
  await miner.mine();
  const block = await node.rpc('eth_getBlockByNumber', 'latest', true);
  equal(`${round.what}: it is in a block`, block.transactions.length, 1);
  const looks = await proxy.count(kLook);
  await until(`${round.what}: its receipt is read`, async () => (await proxy.count(kLook)) > looks);
  const back = random.chance(0.5);
  const raw = await node.rpc('eth_getRawTransactionByHash', block.transactions[0].hash);
  const number = Number(block.number);
  const hashes = () =>
    Promise.all([number - 1, number].map(async at => (await node.rpc('eth_getBlockByNumber', ethers.toQuantity(at), false)).hash));
  const before = await hashes();
  await node.rpc('anvil_reorg', 2, back ? [[raw, 0]] : []);
  // A block of the same second with the same content is the same block.
  const after = await hashes();
  const replaced = before[0] !== after[0] ? 2 : before[1] !== after[1] ? 1 : 0;
  check(`${round.what}: blocks are replaced`, back || replaced > 0);
  const count = Number(await node.rpc('eth_getTransactionCount', wallet, 'latest'));
  equal(`${round.what}: ${back ? 'in another block' : 'gone'}`, count, ledger.nonce + (back ? 1 : 0));
  await round.settle(running);
  if (replaced > 0)
    check(`${round.what}: is told`, running.said(`${replaced} blocks from ${number + 1 - replaced} on`), running.stderr);
}

// Ours is lost, and someone else's has its nonce.
async function nonce_taken(world) {
  const round = await Round.create(world, 'a nonce that is taken', wrap);
  const {proxy, miner} = world;
  await proxy.fault({kind: 'drop_transaction', times: 1});
  const running = round.start();
  await until(`${round.what}: it is sent`, proxy.spent.bind(proxy));
  const other = await other_sender(round);
  miner.start();
  const words = `was taken by ${other}, which is not of this node`;
  for (const ended of [await running.ended, await round.start().ended]) {
    told_in_one_line(round.what, ended, [3]);
    check(`${round.what}: says by what`, ended.stderr.includes(words), ended.stderr);
  }
  await miner.stop();
  await round.nothing_sent();
  await (await Round.create(world, 'and then anew', wrap)).settle();
}

// A fee that rises above what ours and someone else's of the same nonce pay: ours is refused, and replaced.
async function underpriced(world) {
  const round = await Round.create(world, 'an underpriced replacement', wrap);
  const {proxy, miner, random} = world;
  await miner.base_fee(1);
  await miner.mine();
  await proxy.fault({kind: 'delay', method: kSend, milliseconds: 300});
  const running = round.start();
  await until(`${round.what}: it is sent`, async () => (await proxy.count(kSend)) === 1);
  const other = await other_sender(round, {
    maxFeePerGas: ethers.toQuantity(20n * kGwei),
    maxPriorityFeePerGas: ethers.toQuantity(10n * kGwei),
  });
  const high = random.between(30, 60);
  await until(`${round.what}: it is replaced`, async () => {
    await miner.base_fee(high);
    await miner.mine();
    return (await proxy.count(kSend)) > 1;
  });
  await round.settle(running);
  equal(`${round.what}: the other is gone`, await node.rpc('eth_getTransactionReceipt', other), null);
  await miner.base_fee(1);
  await miner.mine();
}

// The base fee is above what was offered: up to what may be paid, or beyond it.
async function base_fee_spike(world) {
  const {miner, proxy, random} = world;
  const round = await Round.create(world, 'a base fee that rises', random.pick([wrap, entry]));
  const beyond = random.chance(0.5);
  const high = beyond ? random.between(310, 900) : random.between(20, 60);
  const running = round.start();
  await until(`${round.what}: it is sent`, async () => (await proxy.count(kSend)) === 1);
  await until(`${round.what}: ${beyond ? 'it waits' : 'it is replaced'} at ${high} gwei`, async () => {
    await miner.base_fee(high);
    await miner.mine();
    return beyond ? running.said('is stuck: a replacement would pay more') : (await proxy.count(kSend)) > 1;
  });
  await miner.base_fee(1);
  await round.settle(running);
}

export const chain_faults = [
  ...Object.entries({dropped, null_receipt, lag, wrong_chain, reorg, nonce_taken, underpriced, base_fee_spike}),
].map(([name, tell]) => ({name, tell}));

// A second process is refused while the first one has the wallet's lane, in one line each.
export async function two_at_once(world) {
  const round = await Round.create(world, 'two at once', wrap);
  const running = round.start();
  await until(`${round.what}: it is sent`, async () => (await world.proxy.count(kSend)) === 1);
  for (const words of [
    wrap.words('second'),
    wrap.words(round.id),
    ['approve', '--token', 'USDT', '--spender', 'aave_v3.pool', '--amount', '3'],
    ['unstick', '--cancel'],
  ]) {
    const refused = await run(words);
    told_in_one_line(`${round.what}, ${words[0]}`, refused, [2]);
    check(`${round.what}: says why`, refused.stderr.includes('another node of this machine'), refused.stderr);
  }
  await round.settle(running);
}
