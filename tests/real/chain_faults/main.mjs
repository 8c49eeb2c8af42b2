// Faults, kills and keys on one local chain, in the order of a seed; run_chain_faults starts it.
import {Ledger, Miner, Proxy} from './blocks.mjs';
import {chain_faults, two_at_once} from './chain_faults.mjs';
import {keys} from './keys.mjs';
import {kills} from './kills.mjs';
import {first_entry, write_groups} from './plans.mjs';
import {prepare_program} from './program.mjs';
import {Random} from './random.mjs';
import {Round} from './round.mjs';
import {transport_faults} from './transport_faults.mjs';

const [seed, kill_rounds, fault_rounds] = process.argv.slice(2).map(Number);
const random = new Random(seed);

const began = performance.now();
const lap = what => console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);

prepare_program();
write_groups();
const world = {random, miner: await Miner.create(new Random(seed + 1)), proxy: new Proxy(), ledger: await Ledger.create()};
try {
  await (await Round.create(world, 'at first', first_entry)).settle();
  for (let i = 0; i < fault_rounds; i++) {
    for (const fault of random.shuffled([...transport_faults, ...chain_faults])) {
      await fault.tell(world);
      await world.proxy.clear();
      if (process.env.CHAIN_VERBOSE) lap(fault.name);
    }
  }
  lap(`${fault_rounds} of ${transport_faults.length + chain_faults.length} faults`);
  await two_at_once(world);
  await kills(world, kill_rounds);
  lap('kills');
  await keys(world);
} finally {
  await world.miner.stop();
}
