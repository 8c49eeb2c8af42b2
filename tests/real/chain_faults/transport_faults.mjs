// What stands between the wallet and its node fails: at a random place of a command, more than once.
import {check, equal} from '../chain/rig.mjs';
import {entry, wrap} from './plans.mjs';
import {run} from './program.mjs';
import {Round, reconciled, told_in_one_line} from './round.mjs';

const kReads = ['eth_chainId', 'eth_getBlockByNumber', 'eth_call', 'eth_simulateV1'];
const kAll = [
  ...kReads,
  'eth_estimateGas',
  'eth_getTransactionCount',
  'eth_feeHistory',
  'eth_sendRawTransaction',
  'eth_getTransactionReceipt',
];

// Which of a method's requests fails: no command has fewer of them.
const at = (random, method) =>
  ['eth_chainId', 'eth_getBlockByNumber', 'eth_call'].includes(method) && random.chance(0.5) ? {after: 1} : {};

const whole = (kind, methods, most_times) => ({
  name: kind,
  async tell(world) {
    const {random, proxy} = world;
    const method = random.pick(methods);
    const fault = {kind, method, ...at(random, method), times: random.between(1, most_times)};
    const round = await Round.create(world, `${JSON.stringify(fault)}`, random.pick([wrap, entry]));
    await proxy.fault(fault);
    const running = round.start();
    world.miner.start();
    await running.ended;
    check(`${round.what}: the fault has happened`, (await proxy.count(method)) > (fault.after ?? 0));
    await round.settle(running);
  },
});

// A trial sends nothing, whatever happens to it.
const trial = kind => ({
  name: `trial, ${kind}`,
  async tell(world) {
    const {random, proxy, ledger} = world;
    const method = random.pick(kReads);
    const fault = {kind, method, times: random.between(1, 4)};
    const what = `trial, ${JSON.stringify(fault)}`;
    await proxy.fault(fault);
    const last = await run(['dry-run', entry.file, '--through', 'executor']);
    check(`${what}: the fault has happened`, (await proxy.count(method)) > 0);
    await proxy.clear();
    if (last.status !== 0) told_in_one_line(what, last, [3]);
    equal(`${what}: nothing is sent`, (await ledger.read(what)).length, 0);
    await reconciled(world, what);
  },
});

// The node has taken the transaction, and its answer is lost.
const answer_lost = {
  name: 'a lost answer',
  async tell(world) {
    const round = await Round.create(world, this.name, world.random.pick([wrap, entry]));
    await world.proxy.fault({kind: 'malformed', method: 'eth_sendRawTransaction'});
    await round.settle();
  },
};

export const transport_faults = [
  ...['unauthorized', 'too_many', 'server_error', 'reset', 'malformed'].map(kind => whole(kind, kAll, 4)),
  // Each costs the time that an answer has.
  whole('hang', ['eth_estimateGas', 'eth_sendRawTransaction', 'eth_getTransactionReceipt'], 1),
  ...['unauthorized', 'too_many', 'server_error', 'reset', 'malformed'].map(trial),
  answer_lost,
];
