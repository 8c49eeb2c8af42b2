// The local chain as a process: anvil with the prepared state, and the proxy where one is asked for. Ends at SIGTERM or
// SIGINT and takes both along.
import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {start_anvil, stop_anvil} from './anvil.mjs';
import {ethers, folder, here, read_json} from './packages.mjs';
import {state_of} from './prepare.mjs';
import {Contract} from './rpc.mjs';
import {start_proxy} from './rpc_proxy.mjs';

// What an RPC provider would call the key in its URL.
export const kProxyKey = 'local-key';

const kOptions = {
  '--port': {name: 'port', from: 0, to: 65535, otherwise: 8545},
  '--proxy-port': {name: 'proxy_port', from: 0, to: 65535},
  '--chain-id': {name: 'chain_id', from: 1, to: Number.MAX_SAFE_INTEGER, otherwise: 1},
  '--block-time': {name: 'block_time', from: 1, to: 3600},
  '--mining': {name: 'mining', allowed: ['automatic', 'manual'], otherwise: 'automatic'},
  '--addresses': {name: 'addresses'},
  '--state': {name: 'state'},
  '--fund': {name: 'fund'},
  '--print-environment': {name: 'print_environment', flag: true},
};

class Usage extends Error {}

function read_options(words) {
  const options = {addresses: join(folder, 'addresses.json')};
  for (const {name, otherwise} of Object.values(kOptions)) if (otherwise !== undefined) options[name] = otherwise;
  for (let i = 0; i < words.length; i++) {
    const option = kOptions[words[i]];
    if (!option) throw new Usage(`${words[i]}: no such option (allowed: ${Object.keys(kOptions).join(' ')})`);
    if (option.flag) {
      options[option.name] = true;
      continue;
    }
    const value = words[++i];
    if (value === undefined) throw new Usage(`${words[i - 1]} needs a value`);
    if (option.from === undefined) {
      if (option.allowed && !option.allowed.includes(value))
        throw new Usage(`${words[i - 1]} ${value}: not a choice (allowed: ${option.allowed.join(' ')})`);
      options[option.name] = value;
      continue;
    }
    if (!/^\d+$/.test(value) || Number(value) < option.from || Number(value) > option.to) {
      throw new Usage(`${words[i - 1]} ${value}: not a whole number from ${option.from} to ${option.to}`);
    }
    options[option.name] = Number(value);
  }
  if (options.mining === 'manual' && options.block_time !== undefined)
    throw new Usage('--mining manual: not with --block-time');
  return options;
}

// Preparing is a process of its own, one at a time for a folder: two starts at once compile once.
function prepared(chain_id) {
  const kept = state_of(chain_id);
  if (existsSync(kept.state)) return kept;
  const {status} = spawnSync(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'flock',
      '--no-fork',
      join(folder, 'prepare.lock'),
      process.execPath,
      join(here, 'prepare.mjs'),
      `${chain_id}`,
    ],
    {stdio: ['ignore', 'ignore', 'inherit']},
  );
  if (status !== 0) throw new Error('the contracts could not be compiled and deployed, see above');
  return kept;
}

// A feed whose answer is old is one that clients must refuse: answers are told again, at today's time.
async function refresh_feeds(node, {price_feeds, accounts}) {
  const abi = ['function set_price(int256)', 'function latestAnswer() view returns (int256)'];
  for (const symbol of ['WETH', 'USDT']) {
    const feed = new Contract(node, price_feeds[symbol], abi, accounts.deployer.address);
    await feed.send('set_price', await feed.call('latestAnswer'));
  }
}

// Leaves the wallet with what is asked of tokens, having sent nothing.
async function fund(node, {accounts, tokens}, text) {
  const wanted = new Map(text.split(',').map(part => part.split('=')));
  for (const [symbol, amount] of wanted)
    if (!['ETH', 'USDT'].includes(symbol) || !/^\d+(\.\d+)?$/.test(amount ?? ''))
      throw new Usage(`--fund ${text}: not TOKEN=AMOUNT,... (allowed tokens: ETH USDT)`);
  if (wanted.has('USDT')) {
    const usdt = new Contract(
      node,
      tokens.USDT,
      ['function transfer(address,uint256)', 'function balanceOf(address) view returns (uint256)'],
      accounts.wallet.address,
    );
    const units = ethers.parseUnits(wanted.get('USDT'), 6);
    const held = await usdt.call('balanceOf', accounts.wallet.address);
    if (units > held) throw new Usage(`--fund ${text}: more USDT than ${ethers.formatUnits(held, 6)}`);
    await usdt.send('transfer', accounts.treasury.address, held - units);
    await node.rpc('anvil_setNonce', accounts.wallet.address, '0x0');
  }
  if (wanted.has('ETH'))
    await node.rpc('anvil_setBalance', accounts.wallet.address, ethers.toQuantity(ethers.parseEther(wanted.get('ETH'))));
}

function print_environment({accounts}, url, chain_id, addresses) {
  const variables = {
    PRIVATE_KEY: accounts.wallet.private_key,
    RPC_URL: url,
    WALLET_ADDRESS: accounts.wallet.address,
    NETWORK: 'local',
    CHAIN_ID: chain_id,
    CONTRACTS: resolve(addresses),
  };
  for (const [name, value] of Object.entries(variables)) console.log(`export BASIS_DEV__ALCHEMY__${name}=${value}`);
}

async function run(options) {
  const kept = prepared(options.chain_id);
  const addresses = read_json(kept.addresses);
  let stop = null;
  const asked = new Promise(resolve => {
    stop = resolve;
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stop(null));
  const goes_on = options.state !== undefined && existsSync(options.state);
  const anvil = await start_anvil({
    port: options.port,
    chain_id: options.chain_id,
    state: goes_on ? options.state : kept.state,
    kept_in: options.state,
  });
  anvil.ended.then(stop);
  let proxy = null;
  try {
    if (!goes_on) {
      await refresh_feeds(anvil.node, addresses);
      if (options.fund) await fund(anvil.node, addresses, options.fund);
    }
    // Whoever mines sets the time of each block, too.
    if (options.mining === 'manual') await anvil.node.rpc('evm_setAutomine', false);
    if (options.block_time) {
      await anvil.node.rpc('evm_setAutomine', false);
      await anvil.node.rpc('evm_setIntervalMining', options.block_time);
    }
    if (options.proxy_port !== undefined)
      proxy = await start_proxy({port: options.proxy_port, key: kProxyKey, upstream_port: anvil.port});
    copyFileSync(kept.addresses, options.addresses);
    if (proxy) console.log(`proxy on ${proxy.url}`);
    console.log(`listening on ${anvil.node.url}`);
    if (options.print_environment) print_environment(addresses, proxy?.url ?? anvil.node.url, options.chain_id, options.addresses);
    const why = await asked;
    if (why) throw new Error(why);
  } finally {
    await proxy?.stop();
    await stop_anvil(anvil);
  }
}

try {
  await run(read_options(process.argv.slice(2)));
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof Usage ? 2 : 3;
}
