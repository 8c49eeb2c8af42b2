// Simulated exchanges and a local chain joined: run_exchange_chain starts the chain and sets CHAIN_RPC, CHAIN_ADDRESSES,
// BASIS and SCRATCH.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ethers, read_json} from '../../../tools/chain/packages.mjs';
import {Contract, Node} from '../../../tools/chain/rpc.mjs';
import {exchanges_at} from './exchanges.mjs';
import {Simulator, until} from './simulator.mjs';

const node = new Node(process.env.CHAIN_RPC);
const addresses = read_json(process.env.CHAIN_ADDRESSES);
const {wallet, deployer} = addresses.accounts;
const contract = (address, ...abi) => new Contract(node, address, abi, wallet.address);
const usdt = contract(
  addresses.tokens.USDT,
  'function balanceOf(address) view returns (uint256)',
  'function transfer(address,uint256)',
  'function pause()',
  'function unpause()',
);
const weth_feed = contract(addresses.price_feeds.WETH, 'function latestAnswer() view returns (int256)');
const usdt_feed = contract(addresses.price_feeds.USDT, 'function latestAnswer() view returns (int256)');
const wsteth = contract(addresses.lido.wsteth, 'function stEthPerToken() view returns (uint256)');
const weeth = contract(addresses.etherfi.weeth, 'function getRate() view returns (uint256)');
const aave = contract(addresses.aave_v3.pool, 'function getReserveNormalizedVariableDebt(address) view returns (uint256)');
const slot0 = ['function slot0() view returns (uint160,int24,uint16,uint16,uint16,uint8,bool)'];
const pool_of = pair => contract(addresses.uniswap.pools[pair].address, ...slot0);
const account = () => ethers.Wallet.createRandom().address;
const state = join(process.env.SCRATCH, 'state.json');
const here = ['--chain', process.env.CHAIN_RPC, '--contracts', process.env.CHAIN_ADDRESSES];
const started = (...words) => Simulator.start([...here, '--seed', '7', '--no-limits', '--transfer-seconds', '0', ...words]);

const kRun = ['--speed', '100x', '--block-seconds', '10', '--confirmations', '4', '--state', state];

let checks = 0;
function check(what, holds, seen = '') {
  if (!holds) throw new Error(`${what}${seen === '' ? '' : `: ${seen}`}`);
  checks++;
}
const equal = (what, left, right) => check(what, left === right, `${left} and ${right}`);
const block = async (place = 'latest') => node.rpc('eth_getBlockByNumber', place, false);
const number = hex => Number(BigInt(hex));
// Sums of decimal texts, exact.
const sum = texts => texts.reduce((total, text) => total + ethers.parseUnits(text, 18), 0n);

async function refused(words, text) {
  const sim = await Simulator.start(words);
  const code = sim.url ? null : await sim.ended;
  if (sim.url) await sim.stop();
  check(`${words.join(' ')}: one line, exit 2`, code === 2 && sim.words.trim().split('\n').length === 1, sim.words);
  check(`${words.join(' ')}: it says ${text}`, sim.words.includes(text), sim.words);
}

async function refusals() {
  const [, url, , file] = here;
  await refused(['--chain', 'http://10.0.0.1:8545', '--contracts', file], 'is not on loopback');
  await refused(['--chain', 'http://127.0.0.1:1', '--contracts', file], '--chain: the chain does not answer eth_chainId');
  await refused(['--chain', url], '--chain: needs --contracts');
  await refused(['--contracts', file], '--contracts: needs --chain');
  await refused(['--chain', url, '--contracts', '/nowhere.json'], '/nowhere.json: cannot be read');
  const other = join(process.env.SCRATCH, 'other.json');
  writeFileSync(other, JSON.stringify({...addresses, chain_id: 5}));
  await refused(['--chain', url, '--contracts', other], 'it is chain 1, and --contracts is of chain 5');
  writeFileSync(other, JSON.stringify({chain_id: 1}));
  await refused(['--chain', url, '--contracts', other], 'is missing');
  const clients = join(process.env.SCRATCH, 'clients.yaml');
  writeFileSync(clients, 'accounts:\n  demo: {venue: binance, key: a, secret: b, balances: {spot: {USDT: 5}}}\nwallet: {USDT: 5}\n');
  await refused([...here, '--accounts', clients], 'with --chain the wallet is on the chain');
  await refused(['--venues', 'none'], "'none' is for --chain alone");
  await node.rpc('evm_setAutomine', true);
  await refused(here, 'it mines by itself');
  await node.rpc('evm_setAutomine', false);
}

// Oracle and pools in one block are at the simulated price and at the protocols' rates.
async function prices_follow(sim) {
  const tagged = async (of, name, at) => BigInt((await of.abi.decodeFunctionResult(name, await node.rpc('eth_call', {to: of.address, data: of.encode(name)}, at)))[0]);
  const off = (left, right) => Math.abs(Number(left) / Number(right) - 1) * 10_000;
  const at = (await block()).number;
  const answer = await tagged(weth_feed, 'latestAnswer', at);
  const quoted = await (await fetch(`${sim.url}/api/v3/ticker/bookTicker?symbol=ETHUSDT`)).json();
  const middle = (Number(quoted.bidPrice) + Number(quoted.askPrice)) / 2;
  check('the oracle has the price of ether', off(Number(answer) / 1e8, middle) < 30, `${answer} and ${middle}`);
  equal('the oracle has one dollar for USDT', await tagged(usdt_feed, 'latestAnswer', at), 100_000_000n);
  const price_of = async (pair, decimals) => {
    const [base, quote] = pair.split('_').map(symbol => addresses.tokens[symbol]);
    const root = Number(await tagged(pool_of(pair), 'slot0', at)) / 2 ** 96;
    return (BigInt(base) < BigInt(quote) ? root ** 2 : 1 / root ** 2) * 10 ** decimals;
  };
  const pool = await price_of('WETH_USDT', 12);
  check('the pool has the price of ether', off(pool, Number(answer) / 1e8) < 7, `${pool} and ${answer}`);
  const [wrapped, rate] = [await price_of('wstETH_WETH', 0), Number(await tagged(wsteth, 'stEthPerToken', at)) / 1e18];
  check('the pool of wstETH has its rate', off(wrapped, rate) < 2, `${wrapped} and ${rate}`);
  const [restaked, eeth_rate] = [await price_of('weETH_WETH', 0), Number(await tagged(weeth, 'getRate', at)) / 1e18];
  check('the pool of weETH has its rate', off(restaked, eeth_rate) < 6, `${restaked} and ${eeth_rate}`);
  return answer;
}

async function time_follows(sim) {
  // The first block bridges from the chain's start.
  const start = number((await block()).number);
  const first = await until('a block', async () => number((await block()).number) > start + 1 && (await block()).number);
  await until('more blocks', async () => number((await block()).number) > number(first) + 5);
  const [before, last, {time}] = [await block(first), await block(), await sim.control('time')];
  const behind = Date.parse(time) / 1000 - number(last.timestamp);
  check('blocks have the time of the simulator', behind >= 0 && behind < 300, behind);
  const each = (number(last.timestamp) - number(before.timestamp)) / (number(last.number) - number(before.number));
  check('blocks come as they are asked for', each >= 10 && each < 60, each);
}

async function withdrawals(sim, exchanges) {
  // Withdrawals of OKX leave from its funding account, which is empty at first.
  await sim.fund('okx', 'USDT', '1000');
  await sim.fund('okx', 'ETH', '1');
  for (const exchange of exchanges) {
    const {name} = exchange;
    for (const [coin, amount, read] of [
      ['USDT', '100', async at => ethers.formatUnits(await usdt.call('balanceOf', at), 6)],
      ['ETH', '0.25', async at => ethers.formatEther(await node.rpc('eth_getBalance', at, 'latest'))],
    ]) {
      const to = account();
      const id = `${coin}out`;
      await exchange.withdraw(coin, amount, to, id);
      const {hash} = await until(`${name} has sent ${coin}`, async () => {
        const told = await exchange.withdrawal(id);
        return told.done && told;
      });
      const receipt = await node.receipt(hash);
      equal(`${name}: the transaction is the exchange's`, receipt.from, addresses.accounts.exchange.address.toLowerCase());
      const arrived = Number(await read(to));
      check(`${name}: ${coin} has arrived, less the fee`, arrived > Number(amount) * 0.9 && arrived <= Number(amount), arrived);
    }
  }
  // Money comes back from what is no address, and from what reverts.
  const [binance] = exchanges;
  const before = sum(await sim.held(binance, 'USDT'));
  const fails = async (id, to) => {
    await binance.withdraw('USDT', '100', to, id);
    const told = await until(`${id} has failed`, async () => {
      const now = await binance.withdrawal(id);
      return now.failed && now;
    });
    equal(`${id}: its money is back`, sum(await sim.held(binance, 'USDT')), before);
    return told;
  };
  equal('what is no address has no transaction', (await fails('nowhere', '0xabc')).hash, '');
  await usdt.as(deployer.address).send('pause');
  const {hash} = await fails('paused', account());
  equal('what reverted stands on the chain', (await node.receipt(hash)).status, '0x0');
  await usdt.as(deployer.address).send('unpause');
}

const payments = [
  ['USDT', '50', to => usdt.send('transfer', to, 50_000_000n)],
  ['ETH', '0.5', to => node.send({from: wallet.address, to, value: ethers.toQuantity(ethers.parseEther('0.5'))})],
];

async function deposits(sim, exchanges) {
  const addresses_told = new Set();
  for (const exchange of exchanges)
    for (const [coin, amount, pay] of payments) {
      const {name} = exchange;
      const to = await exchange.address(coin);
      addresses_told.add(to);
      const before = sum(await sim.held(exchange, coin));
      const {transactionHash: hash, blockNumber} = await pay(to);
      const rows = await until(`${name} credits ${coin}`, async () => {
        const told = await exchange.deposit(coin, hash);
        return told.length > 0 && told[0].done && told;
      });
      check(`${name}: ${coin} is credited after 4 blocks`, number((await block()).number) >= number(blockNumber) + 3);
      equal(`${name}: ${coin} is listed once`, rows.length, 1);
      check(`${name}: ${coin} is listed as paid`, Number(rows[0].amount) === Number(amount) && rows[0].address === to && rows[0].network === 'ETH', JSON.stringify(rows));
      equal(`${name}: ${coin} is there`, sum(await sim.held(exchange, coin)) - before, ethers.parseUnits(amount, 18));
    }
  equal('each exchange has its own address', addresses_told.size, exchanges.length);
}

// A payment that a reorganisation takes away is neither listed nor credited.
async function reorganised(sim, [binance]) {
  const to = await binance.address('USDT');
  const before = sum(await sim.held(binance, 'USDT'));
  const {transactionHash: hash, blockNumber} = await usdt.send('transfer', to, 7_000_000n);
  await until('the payment is listed', async () => (await binance.deposit('USDT', hash)).length === 1);
  const depth = number((await block()).number) - number(blockNumber) + 1;
  await node.rpc('anvil_reorg', depth, []);
  await until('the payment is gone', async () => (await binance.deposit('USDT', hash)).length === 0);
  const tip = number((await block()).number);
  await until('blocks go on', async () => number((await block()).number) > tip + 6);
  const again = await node.rpc('eth_getTransactionReceipt', hash);
  const paid = again ? 7_000_000_000_000_000_000n : 0n;
  await until('only what is on the chain is credited', async () => sum(await sim.held(binance, 'USDT')) === before + paid);
}

// As a run leaves it that is killed between sending a withdrawal and keeping that: it is paid once.
async function killed(sim, [binance]) {
  const to = account();
  await binance.withdraw('USDT', '33', to, 'killed');
  const hash = await until('it is sent', async () => (await binance.withdrawal('killed')).hash);
  const find = kept => kept.venues.binance[0].movements.find(({client_id}) => client_id === 'killed');
  await until('it is kept', () => find(read_json(state)));
  await sim.stop('SIGKILL');
  const kept = read_json(state);
  Object.assign(find(kept), {transaction: '', waiting: true, done: false});
  // What it says of the chain is as old.
  const {blockNumber} = await node.receipt(hash);
  const before = await block(ethers.toQuantity(number(blockNumber) - 1));
  kept.chain = {block: number(before.number), hash: before.hash};
  writeFileSync(state, JSON.stringify(kept));
  const next = await started(...kRun);
  check('it starts after a kill', next.url, next.words);
  const tip = number((await block()).number);
  await until('blocks go on after a kill', async () => number((await block()).number) > tip + 8);
  equal('what was sent before a kill is paid once', await usdt.call('balanceOf', to), 29_000_000n);
  const told = await exchanges_at(next.url)[0].withdrawal('killed');
  check('it is the same payment', told.hash === hash && told.done, JSON.stringify(told));
  return next;
}

async function restart(sim, [binance]) {
  const to = await binance.address('USDT');
  const before = sum(await sim.held(binance, 'USDT'));
  equal('it ends well', await sim.stop(), 0);
  // It is in the first block of the next run.
  const hash = await node.rpc('eth_sendTransaction', {from: wallet.address, to: usdt.address, data: usdt.encode('transfer', to, 3_000_000n)});
  const later = await started(...kRun);
  check('it starts again', later.url, later.words);
  await until('the payment from between is credited', async () => sum(await later.held(binance, 'USDT')) !== before);
  equal('and nothing else, once', sum(await later.held(binance, 'USDT')) - before, 3_000_000_000_000_000_000n);
  check('it is the one', (await node.receipt(hash)).status === '0x1');
  return later;
}

// Rewards are paid once an hour: between two payments rates grow by 3 % a year.
async function rates_grow() {
  const growth = async of => {
    const rate = () => of.call(of === weeth ? 'getRate' : 'stEthPerToken');
    const turn = async from => {
      const now = await until('rewards are paid', async () => {
        const seen = await rate();
        return seen > from && seen;
      });
      return {rate: now, time: number((await block()).timestamp)};
    };
    const first = await turn(await rate());
    const second = await turn(first.rate);
    const share = Number(second.rate - first.rate) / Number(first.rate);
    return (share / (second.time - first.time)) * 365 * 24 * 3600;
  };
  for (const year of await Promise.all([wsteth, weeth].map(growth)))
    check('rates grow by 3 % a year', year > 0.026 && year < 0.034, year);
}

async function interest_runs() {
  const read = async () => ({debt: await aave.call('getReserveNormalizedVariableDebt', addresses.tokens.WETH), time: number((await block()).timestamp)});
  const first = await read();
  await until('an hour', async () => number((await block()).timestamp) > first.time + 3600);
  const last = await read();
  const year = ((Number(last.debt) / Number(first.debt) - 1) / (last.time - first.time)) * 365 * 24 * 3600;
  check("Aave's debt grows with the simulator's time", year > 0.001 && year < 1, year);
}

// Keeper and prices alone.
async function chain_alone() {
  const sim = await started('--venues', 'none', '--speed', '500x', '--block-seconds', '30');
  check('it starts without exchanges', sim.url, sim.words);
  const first = await weth_feed.call('latestAnswer');
  await until('the price moves', async () => (await weth_feed.call('latestAnswer')) !== first);
  await story('interest', interest_runs);
  await story('rates', rates_grow);
  await sim.stop();
  equal('nothing is said', sim.words, '');
}

async function story(name, act) {
  const began = Date.now();
  const result = await act();
  console.log(`${name}: ${Date.now() - began} ms`);
  return result;
}

let sim = null;
try {
  await story('refusals', refusals);
  sim = await started(...kRun);
  if (!sim.url) throw new Error(sim.words);
  const exchanges = exchanges_at(sim.url);
  await story('time', () => time_follows(sim));
  const price = await story('prices', () => prices_follow(sim));
  await story('withdrawals', () => withdrawals(sim, exchanges));
  await story('deposits', () => deposits(sim, exchanges));
  await story('reorganisation', () => reorganised(sim, exchanges));
  check('the price has moved', (await prices_follow(sim)) !== price);
  // While USDT is paused its pool cannot be moved either.
  const said = sim.words.trim().split('\n').filter(line => !line.startsWith("'the pool of WETH and USDT' has failed"));
  check('only the withdrawal to nowhere is said', said.length === 1 && said[0].includes('to 0xabc'), sim.words);
  sim = await story('restart', () => restart(sim, exchanges));
  sim = await story('kill', () => killed(sim, exchanges_at(sim.url)));
  await sim.stop();
  equal('nothing is said', sim.words, '');
  await story('chain alone', chain_alone);
  console.log(`${checks} checks`);
} catch (error) {
  console.error(error.message, sim?.words ?? '');
  process.exitCode = 1;
} finally {
  if (sim && sim.code === undefined) await sim.stop('SIGKILL');
}
