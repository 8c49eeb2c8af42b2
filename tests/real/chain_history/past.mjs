// Gives the local chain hours of history: blocks at odd times, rates and prices that move:  past.mjs HOURS SEED
import {addresses, ether, node, pool, usdt, wallet, weth} from '../chain/rig.mjs';
import {Random} from '../chain_faults/random.mjs';
import {Actions} from '../../../tools/chain/set_actions.mjs';

const [hours, seed] = process.argv.slice(2).map(Number);
const random = new Random(seed);
const actions = new Actions(node, addresses);

const latest = await node.rpc('eth_getBlockByNumber', 'latest', false);
let now = Number(latest.timestamp);
const end = now + hours * 3600;

// The next block is of this time.
async function at(time) {
  await node.rpc('evm_setNextBlockTimestamp', time);
}

async function block_of(time) {
  await at(time);
  await node.rpc('evm_mine');
}

await weth.pay(ether(100), 'deposit');
await weth.send('approve', addresses.aave_v3.pool, ether(1000));
await usdt.send('approve', addresses.aave_v3.pool, 10n ** 12n);
const happenings = [
  () => pool.send('supply', addresses.tokens.WETH, ether(1), wallet, 0),
  () => pool.send('supply', addresses.tokens.USDT, 10n ** 9n, wallet, 0),
  () => actions.rewards('lido', '0.00001'),
  () => actions.rewards('etherfi', '0.00002'),
  () => actions.price('WETH', `${random.between(2000, 3000)}`),
];
now = Number((await node.rpc('eth_getBlockByNumber', 'latest', false)).timestamp);
let made = 0;
while (now < end) {
  const left = 3600 - (now % 3600);
  // Some blocks are of the very hour, some hours have next to none.
  const step = random.chance(0.12) ? left : random.between(1, random.chance(0.2) ? 4000 : 700);
  now += step;
  if (random.chance(0.25)) {
    await at(now);
    await random.pick(happenings)();
  } else {
    await block_of(now);
  }
  made++;
}
console.log(`${made} blocks until ${new Date(now * 1000).toISOString()}`);
