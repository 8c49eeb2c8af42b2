// Blocks when the test wants them, the faults of the proxy, and what the wallet has in the chain.
import {check, equal, ethers, node, wallet} from '../chain/rig.mjs';

const kPatience = 60_000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Waits until it holds, and no longer.
export async function until(what, holds) {
  for (const end = Date.now() + kPatience; !(await holds());) {
    if (Date.now() > end) throw new Error(`${what}: not within ${kPatience / 1000} s`);
    await pause(5);
  }
}

const kGwei = 10 ** 9;

export class Miner {
  #loop = null;

  constructor(random) {
    this.random = random;
  }

  static async create(random) {
    await node.rpc('evm_setAutomine', false);
    return new Miner(random);
  }

  // A block now and then.
  start() {
    if (this.#loop) return;
    const loop = {on: true};
    loop.ended = (async () => {
      while (loop.on) {
        await this.mine();
        await pause(this.random.between(40, 200));
      }
    })();
    // Awaited where it is stopped.
    loop.ended.catch(() => {});
    this.#loop = loop;
  }

  async stop() {
    if (!this.#loop) return;
    this.#loop.on = false;
    const {ended} = this.#loop;
    this.#loop = null;
    await ended;
  }

  async mine(count = 1) {
    for (let i = 0; i < count; i++) await node.rpc('evm_mine');
  }

  // The base fee of the next block.
  async base_fee(gwei) {
    await node.rpc('anvil_setNextBlockBaseFeePerGas', ethers.toQuantity(gwei * kGwei));
  }
}

export class Proxy {
  #control = process.env.CHAIN_PROXY.replace(/\/v2\/.*/, '/__proxy');

  async #ask(path, body) {
    const response = await fetch(`${this.#control}/${path}`, body === undefined ? {} : {method: 'POST', body});
    return {status: response.status, value: await response.json()};
  }

  async fault(fault) {
    equal(`${fault.kind} is taken`, (await this.#ask('fault', JSON.stringify(fault))).status, 200);
  }

  clear() {
    return this.#ask('clear', '');
  }

  // How many requests with the method it has seen since it was cleared.
  async count(method) {
    return (await this.#ask('counts')).value[method] ?? 0;
  }

  // Whether all faults have happened.
  async spent() {
    return (await this.#ask('faults')).value.length === 0;
  }
}

// The wallet's transactions in the chain, each seen once, in their order.
export class Ledger {
  static async create() {
    const ledger = new Ledger();
    ledger.block = Number(await node.rpc('eth_blockNumber'));
    ledger.nonce = Number(await node.rpc('eth_getTransactionCount', wallet, 'latest'));
    return ledger;
  }

  // Those of the blocks since the last call: no nonce is left out or used twice, all did what they should, and none is
  // at the node besides.
  async read(what) {
    const head = Number(await node.rpc('eth_blockNumber'));
    const seen = [];
    while (this.block < head) {
      const {transactions} = await node.rpc('eth_getBlockByNumber', ethers.toQuantity(++this.block), true);
      for (const transaction of transactions) {
        if (ethers.getAddress(transaction.from) !== wallet) continue;
        equal(`${what}: nonces in order`, Number(transaction.nonce), this.nonce++);
        equal(`${what}: it succeeded`, (await node.receipt(transaction.hash)).status, '0x1');
        seen.push(transaction);
      }
    }
    for (const block of ['latest', 'pending'])
      equal(`${what}: ${block} count`, Number(await node.rpc('eth_getTransactionCount', wallet, block)), this.nonce);
    const calls = new Set(seen.map(({to, input, value}) => `${to} ${input} ${value}`));
    check(`${what}: no call twice`, calls.size === seen.length, seen.map(({hash}) => hash).join(' '));
    return seen;
  }
}
