// `basis sim` as a process, for tests.
import {spawn} from 'node:child_process';

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Asks until the answer is true, a number or an object, and gives that.
export async function until(what, ask, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(20)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

export class Simulator {
  // Waits until it listens; `this.failure` is what it said when it ended before.
  static async start(words) {
    const made = new Simulator();
    made.process = spawn(process.env.BASIS, ['sim', '--listen', '127.0.0.1:0', '--for', '120', ...words]);
    let said = '';
    made.process.stdout.on('data', data => (said += data));
    made.words = '';
    made.process.stderr.on('data', data => (made.words += data));
    made.ended = new Promise(resolve => made.process.once('close', code => resolve(code)));
    made.ended.then(code => (made.code = code));
    await until('the simulator listens', () => said.includes('\n') || made.code !== undefined, 30);
    const port = /:(\d+)\n/.exec(said)?.[1];
    made.url = port && `http://127.0.0.1:${port}`;
    return made;
  }

  async control(path) {
    return (await fetch(`${this.url}/__sim/${path}`, {signal: AbortSignal.timeout(20_000)})).json();
  }

  async fund(venue, asset, amount) {
    const body = JSON.stringify({venue, pool: 'funding', asset, amount});
    const response = await fetch(`${this.url}/__sim/transfer`, {method: 'POST', body});
    if (!response.ok) throw new Error(await response.text());
  }

  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.ended;
  }

  // What a venue's client has of a coin in all of its places.
  async held(exchange, coin) {
    const {venues} = await this.control('state');
    const {pools, funding} = venues.find(({name}) => name === exchange.name).accounts[0];
    const parts = pools
      .filter(({name}) => exchange.pools.includes(name))
      .flatMap(({balances}) => balances)
      .filter(({asset}) => asset === coin)
      .map(({held}) => held);
    return [...parts, funding?.[coin] ?? '0'];
  }
}
