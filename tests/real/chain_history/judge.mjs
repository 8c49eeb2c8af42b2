// Each row of a fetched folder is what the contracts say in the last block at or before its hour, found by looking at
// all blocks:  judge.mjs FOLDER
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {a_token, addresses, check, contract, debt_token, equal, ethers, node, pool, weeth, wsteth} from '../chain/rig.mjs';

const folder = process.argv[2];
const kSymbols = ['WETH', 'USDT', 'weETH', 'wstETH'];
const oracle = contract('AaveOracle', addresses.aave_v3.oracle);
const data = contract('AaveProtocolDataProvider', addresses.aave_v3.pool_data_provider);

const last = Number(await node.rpc('eth_blockNumber'));
const blocks = [];
for (let number = 0; number <= last; number++) {
  blocks.push(await node.rpc('eth_getBlockByNumber', ethers.toQuantity(number), false));
}

// Values of a contract in a block.
async function said(of, block, name, ...parameters) {
  const call = {to: of.address, data: of.encode(name, ...parameters)};
  return of.abi.decodeFunctionResult(name, await node.rpc('eth_call', call, block.number));
}

// Decimals without zeros that say nothing.
function decimal(value, digits) {
  return ethers.formatUnits(value, digits).replace(/\.0$/, '');
}

function rows(path) {
  const [header, ...lines] = readFileSync(join(folder, path), 'utf8').trimEnd().split('\n');
  return lines.map(line => Object.fromEntries(line.split(',').map((value, i) => [header.split(',')[i], value])));
}

function block_at(time) {
  const seconds = Date.parse(time) / 1000;
  let found = null;
  for (const block of blocks) if (Number(block.timestamp) <= seconds) found = block;
  return found;
}

async function reserve_row(symbol, row) {
  const block = block_at(row.timestamp);
  const token = addresses.tokens[symbol];
  const [reserve] = await said(pool, block, 'getReserveData', token);
  const digits = symbol === 'USDT' ? 6 : 18;
  const what = `${symbol} at ${row.timestamp}`;
  const number = async (of, name, ...parameters) => (await said(of, block, name, ...parameters))[0];
  equal(`${what}: index`, row.liquidity_index, decimal(await number(pool, 'getReserveNormalizedIncome', token), 27));
  equal(
    `${what}: borrow index`,
    row.variable_borrow_index,
    decimal(await number(pool, 'getReserveNormalizedVariableDebt', token), 27),
  );
  equal(`${what}: rate`, row.liquidity_rate, decimal(reserve.currentLiquidityRate, 27));
  equal(`${what}: borrow rate`, row.variable_borrow_rate, decimal(reserve.currentVariableBorrowRate, 27));
  equal(`${what}: supplied`, row.total_supplied, decimal(await number(a_token(symbol), 'totalSupply'), digits));
  equal(`${what}: debt`, row.total_variable_debt, decimal(await number(debt_token(symbol), 'totalSupply'), digits));
  equal(`${what}: price`, row.price_usd, decimal(await number(oracle, 'getAssetPrice', token), 8));
}

async function terms_row(symbol, row) {
  const block = block_at(row.timestamp);
  const terms = await said(data, block, 'getReserveConfigurationData', addresses.tokens[symbol]);
  const caps = await said(data, block, 'getReserveCaps', addresses.tokens[symbol]);
  const what = `terms of ${symbol} at ${row.timestamp}`;
  equal(`${what}: LTV`, row.ltv, decimal(terms.ltv, 4));
  equal(`${what}: threshold`, row.liquidation_threshold, decimal(terms.liquidationThreshold, 4));
  equal(`${what}: supply cap`, row.supply_cap, `${caps.supplyCap}`);
  equal(`${what}: borrow cap`, row.borrow_cap, `${caps.borrowCap}`);
  equal(`${what}: borrowing`, row.borrowing, terms.borrowingEnabled ? '1' : '0');
}

let judged = 0;
for (const symbol of kSymbols) {
  const figures = rows(`aave_v3/${symbol}_1d.csv`);
  for (const row of figures) await reserve_row(symbol, row);
  const terms = rows(`reserve/aave_v3_${symbol}_1h.csv`);
  equal(`${symbol}: hours`, terms.length, figures.length);
  for (const row of terms) await terms_row(symbol, row);
  judged += figures.length;
}
for (const [symbol, of, name] of [['weETH', weeth, 'getRate'], ['wstETH', wsteth, 'stEthPerToken']]) {
  for (const row of rows(`lst/${symbol}_oracle_1h.csv`)) {
    const [rate] = await said(of, block_at(row.timestamp), name);
    equal(`${symbol} at ${row.timestamp}`, row.eth_per_token, decimal(rate, 18));
  }
}
const moved = new Set(rows('lst/wstETH_oracle_1h.csv').map(row => row.eth_per_token)).size;
check('the rate has moved', moved > 3, moved);
for (const row of rows('gas/ethereum_1h.csv')) {
  equal(`base fee at ${row.timestamp}`, row.base_fee_gwei, decimal(block_at(row.timestamp).baseFeePerGas, 9));
}
console.log(`${judged} rows of reserves are what the contracts say`);
