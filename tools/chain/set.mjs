// Changes what a running local chain's contracts say: reads the words, leaves the rest to set_actions.mjs.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {folder, read_json} from './packages.mjs';
import {Node} from './rpc.mjs';
import {Actions, Usage, one_of} from './set_actions.mjs';

const kActions = {
  price: "SYMBOL USD  what Aave's oracle says; 0 gives wstETH and weETH back to their rate",
  rewards: 'lido|etherfi FRACTION  rewards (below 0: a slashing) as a share of all that is staked',
  reserve: 'SYMBOL SETTING VALUE  frozen, paused, borrowing: on|off; supply_cap, borrow_cap: tokens; ltv: basis points',
  emode_ltv: 'CATEGORY BASIS_POINTS  its LTV',
  pause: 'lido|lido_queue|etherfi|etherfi_redemption|USDT on|off  refuses what it does',
  finalize: 'lido|etherfi  pays all requests in the queue',
  flash_liquidity: 'WETH|USDT AMOUNT  what Morpho can lend',
  pool_price: "PAIR PRICE  trades in Uniswap's pool until its price is this",
  base_fee: 'GWEI  mines a block with this base fee',
  time: 'SECONDS  lets time pass',
};

function addresses_at(file) {
  if (!existsSync(file)) throw new Usage(`${file}: no such file; a started chain writes it, see --addresses`);
  return read_json(file);
}

async function main(words) {
  const options = {'--rpc': 'http://127.0.0.1:8545', '--addresses': join(folder, 'addresses.json')};
  while (words[0] in options && words.length > 1) {
    options[words[0]] = words[1];
    words = words.slice(2);
  }
  const [action, ...parameters] = words;
  if (action === undefined) {
    for (const [name, rest] of Object.entries(kActions)) console.log(`${name} ${rest}`);
    return;
  }
  one_of(action, Object.keys(kActions));
  const chain = new Actions(new Node(options['--rpc']), addresses_at(options['--addresses']));
  if (parameters.length !== chain[action].length)
    throw new Usage(`usage: ${action} ${kActions[action].replace(/ {2,}/, ': ')}`);
  await chain[action](...parameters);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message === 'fetch failed' ? 'no chain answers there: give its URL with --rpc' : error.message);
  process.exitCode = error instanceof Usage ? 2 : 3;
}
