// kill -9 at a random instant, and the same command again, until it is done.
import {check, equal} from '../chain/rig.mjs';
import {until} from './blocks.mjs';
import {allowance, entry, exit, wrap} from './plans.mjs';
import {read} from './program.mjs';
import {Round} from './round.mjs';

const kSend = 'eth_sendRawTransaction';
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// What widens the time between signing and receipt.
const hindrances = [
  () => null,
  random => ({kind: 'delay', method: kSend, milliseconds: random.between(20, 250), times: 2}),
  () => ({kind: 'drop_transaction', times: 1}),
  () => ({kind: 'malformed', method: kSend, times: 1}),
  random => ({kind: 'null_receipt', times: random.between(1, 3)}),
];

class Kills {
  killed = 0;
  with_open = 0;
  durations = new Map();

  constructor(world) {
    this.world = world;
  }

  async plan() {
    const {random} = this.world;
    const chosen = random.pick(['entry', 'entry', 'exit', 'wrap', 'allowance']);
    return chosen === 'allowance' ? allowance(random) : {entry, exit, wrap}[chosen];
  }

  // How long each command takes when nothing happens to it.
  async measure() {
    // An allowance is taken back where there is one.
    const either = () => allowance(this.world.random);
    for (const make of [() => entry, () => exit, () => wrap, either, either]) {
      const plan = await make();
      const round = await Round.create(this.world, 'not killed', plan);
      this.durations.set(plan.name, (await round.settle()).milliseconds);
    }
  }

  // Somewhere in a command, or soon after it has sent something.
  async #kill(running, plan, sent) {
    const {random, proxy} = this.world;
    if (random.chance(0.5)) {
      await pause(random.next() * this.durations.get(plan.name));
    } else {
      const ended = () => running.child.exitCode !== null;
      await until('it is sent', async () => ended() || (await proxy.count(kSend)) > sent);
      await pause(random.between(0, 150));
    }
    running.kill();
  }

  async round() {
    const {world} = this;
    const {random, proxy, miner} = world;
    const plan = await this.plan();
    const round = await Round.create(world, 'killed', plan);
    miner.start();
    for (let left = random.between(1, 3); left > 0; left--) {
      const fault = random.pick(hindrances)(random);
      if (fault) await proxy.fault(fault);
      const sent = await proxy.count(kSend);
      const running = round.start();
      await this.#kill(running, plan, sent);
      const {signal, status, stderr} = await running.ended;
      check(`${round.what}: exit ${status ?? signal}`, signal === 'SIGKILL' || [0, 4].includes(status), stderr);
      if (signal !== 'SIGKILL') break;
      this.killed++;
      const {open} = await read('nonce');
      this.with_open += open.length > 0 ? 1 : 0;
      check(`${round.what}: one transaction at a time`, open.length <= 1, JSON.stringify(open));
    }
    await round.settle();
  }
}

export async function kills(world, rounds) {
  const kills = new Kills(world);
  await kills.measure();
  for (let i = 0; i < rounds; i++) await kills.round();
  console.log(`kill -9: ${rounds} commands, ${kills.killed} kills, ${kills.with_open} between signing and receipt`);
  check('most commands were killed', kills.killed >= rounds / 2, kills.killed);
  // So many at random are between signing and receipt even in a short test.
  if (rounds >= 20) check('some kills were between signing and receipt', kills.with_open >= rounds / 10, kills.with_open);
  equal('nothing is left', (await read('nonce')).open.length, 0);
}
