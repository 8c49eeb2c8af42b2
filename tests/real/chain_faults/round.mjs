// A command, whatever happens to it, until it is done; then the chain, the wallet's lane and its positions say the same.
import {a_token, check, debt_token, equal, ethers, node, usdt, wallet, weeth, weth} from '../chain/rig.mjs';
import {Run, read} from './program.mjs';

// More than any fault takes, and few enough that one that never ends is seen.
const kAttempts = 12;
let number = 0;

const plain = (amount, decimals) => ethers.formatUnits(amount, decimals).replace(/\.0$/, '');

// What the wallet has by the chain itself, as `positions` shows it.
async function chain_positions() {
  const balance = async (token, decimals = 18) => plain(await token.call('balanceOf', wallet), decimals);
  const all = {
    'wallet ETH': plain(BigInt(await node.rpc('eth_getBalance', wallet, 'latest')), 18),
    'wallet USDT': await balance(usdt, 6),
    'wallet WETH': await balance(weth),
    'wallet weETH': await balance(weeth),
    'supplied weETH': await balance(a_token('weETH')),
    'owed WETH': await balance(debt_token('WETH')),
  };
  return JSON.stringify(Object.entries(all).filter(([, amount]) => amount !== '0').sort());
}

async function told_positions() {
  const {positions} = await read('positions');
  return JSON.stringify(positions.map(({place, token, amount}) => [`${place} ${token}`, amount]).sort());
}

// Nothing is open, and what is told is what the chain has.
export async function reconciled(world, what) {
  const {nonce, open} = await read('nonce');
  equal(`${what}: nothing is open`, JSON.stringify(open), '[]');
  equal(`${what}: nonce`, JSON.stringify(nonce), JSON.stringify([{in_the_chain: `${world.ledger.nonce}`, waiting_at_the_node: '0'}]));
  equal(`${what}: positions`, await told_positions(), await chain_positions());
}

// A command that is not done says so in one line, and nothing worse than that.
export function told_in_one_line(what, {status, signal, stderr}, allowed) {
  check(`${what}: exit ${status ?? signal}`, allowed.includes(status), stderr);
  equal(`${what}: one line`, stderr.split('\n').filter(line => line.startsWith('basis: ')).length, 1);
}

export class Round {
  // Transactions of someone else with the wallet's key.
  foreign = [];

  static async create(world, name, plan) {
    const round = new Round();
    Object.assign(round, {world, plan, id: `round-${++number}`});
    round.what = `${number}, ${name}, ${plan.name}`;
    round.before = await plan.measure();
    return round;
  }

  start(settings, more = []) {
    return new Run([...this.plan.words(this.id), ...more], settings);
  }

  // Lets blocks come, asks again until it is done, and compares. `running` is a run that has begun.
  async settle(running = null) {
    const {world, what} = this;
    world.miner.start();
    let last = await (running ?? this.start()).ended;
    for (let attempt = 1; last.status !== 0; attempt++) {
      if (last.signal === null) told_in_one_line(what, last, [3, 4]);
      check(`${what}: done after ${attempt} attempts`, attempt < kAttempts, last.stderr);
      last = await this.start().ended;
    }
    await this.compare(last);
    return last;
  }

  async compare(last) {
    const {world, what} = this;
    await world.miner.stop();
    await world.proxy.clear();
    const seen = await world.ledger.read(what);
    const ours = seen.filter(({hash}) => !this.foreign.includes(hash));
    const told = JSON.parse(last.stdout).sent;
    equal(`${what}: outcomes`, told.filter(({outcome}) => outcome !== 'done').length, 0);
    equal(`${what}: book and chain`, told.map(({hash}) => hash).join(' '), ours.map(({hash}) => hash).join(' '));
    await this.plan.judge(what, ours, this.before);
    await reconciled(world, what);
  }

  // Nothing of it is in the chain, and nothing is open.
  async nothing_sent() {
    const {world, what} = this;
    const seen = await world.ledger.read(what);
    equal(`${what}: nothing of ours`, seen.filter(({hash}) => !this.foreign.includes(hash)).length, 0);
    await reconciled(world, what);
  }
}

