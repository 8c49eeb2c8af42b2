// Groups of spells as Instadapp's own client encodes them:
//   spell_vectors.mjs FILE          compares with the committed vectors
//   spell_vectors.mjs write FILE    writes them
// CHAIN_PUBLISHED has the unpacked package dsa-connect. The C++ tests plan the same groups
// (tests/venues/chain_spells_test.cpp).
import {readFileSync, writeFileSync} from 'node:fs';
import {artifacts_of_contracts, ethers} from './abis.mjs';
import {load_client} from './dsa_connect.mjs';

const address = name => ethers.getAddress(ethers.id(name).slice(0, 42));
const kTokens = {WETH: 18, USDT: 6, wstETH: 18, weETH: 18};
const tokens = Object.fromEntries(Object.entries(kTokens).map(([name, decimals]) => [name, {address: address(name), decimals}]));
const at = name => tokens[name].address;
const contracts = {'instadapp.index': address('instadapp.index'), 'instadapp.list': address('instadapp.list')};
const wallet = address('wallet');
const account = address('account');

const kAll = ethers.MaxUint256;
const kEther = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE';
const kMorphoRoute = 11;
const kVariable = 2;
const ether = amount => ethers.parseEther(`${amount}`);

const seen = [];
const client = load_client(seen);
const spells = all => all.reduce((made, [connector, method, ...args]) => {
  made.add({connector, method, args});
  return made;
}, client.Spell());
const on_loan = (token, amount, all) =>
  ['INSTAPOOL-C', 'flashBorrowAndCast', token, amount, kMorphoRoute, client.instapool_v2.encodeFlashCastData(spells(all), 2, 1), '0x'];

// [SPELLS, ETHER THAT COMES ALONG]
const kGroups = {
  // Seven spells on a loan.
  entry: [[
    ['BASIC-A', 'deposit', kEther, ether(1), 0, 0],
    on_loan(at('WETH'), ether(9), [
      ['WETH-A', 'withdraw', ether(9), 0, 0],
      ['EETH-A', 'deposit', ether(10), 0, 0],
      ['WEETH-A', 'deposit', kAll, 0, 1],
      ['AAVE-V3-A', 'setUserEMode', 1],
      ['AAVE-V3-A', 'deposit', at('weETH'), 0, 1, 0],
      ['AAVE-V3-A', 'borrow', at('WETH'), ether(9), kVariable, 0, 0],
      ['INSTAPOOL-C', 'flashPayback', at('WETH'), ether(9), 0, 0],
    ]),
  ], ether(1)],
  exit: [[
    on_loan(at('WETH'), ether('9.1'), [
      ['AAVE-V3-A', 'payback', at('WETH'), kAll, kVariable, 0, 0],
      ['AAVE-V3-A', 'withdraw', at('weETH'), kAll, 0, 1],
      ['UNISWAP-V3-SWAP-A', 'sell', at('WETH'), at('weETH'), 500, ether('0.9'), 0, 1, 0],
      ['INSTAPOOL-C', 'flashPayback', at('WETH'), ether('9.1'), 0, 0],
    ]),
    ['WETH-A', 'withdraw', kAll, 0, 0],
    ['BASIC-A', 'withdraw', kEther, kAll, wallet, 0, 0],
  ], 0n],
  'without a loan': [[
    ['BASIC-A', 'deposit', kEther, ether(2), 0, 0],
    ['BASIC-A', 'deposit', at('USDT'), 3_000_000_000n, 0, 0],
    ['LIDO-STETH-A', 'deposit', ether(2), 0, 0],
    ['WSTETH-A', 'deposit', kAll, 0, 1],
    ['AAVE-V3-A', 'deposit', at('wstETH'), 0, 1, 0],
    ['UNISWAP-V3-SWAP-A', 'sell', at('WETH'), at('USDT'), 500, ether('0.0003'), 3_000_000_000n, 0, 2],
    ['AAVE-V3-A', 'deposit', at('WETH'), 0, 2, 0],
    ['AAVE-V3-A', 'withdraw', at('weETH'), ether('0.5'), 0, 0],
    ['BASIC-A', 'withdraw', at('weETH'), kAll, wallet, 0, 0],
  ], ether(2)],
};
const abi = name => new ethers.Interface(artifacts_of_contracts[name].abi);
const groups = Object.fromEntries(Object.entries(kGroups).map(([name, [all, value]]) => {
  const {targets, spells: datas} = client.internal.encodeSpells(spells(all), 2, 1);
  const data = abi('InstaAccount').encodeFunctionData('cast', [targets, datas, client.origin ?? ethers.ZeroAddress]);
  return [name, {to: account, value: `${value}`, data}];
}));

// Every spell that is known: the selector by connector and name, of the ABI that dsa-connect has.
const kSpells = {
  'BASIC-A': ['deposit', 'withdraw'],
  'WETH-A': ['deposit', 'withdraw'],
  'AAVE-V3-A': ['deposit', 'withdraw', 'borrow', 'payback', 'setUserEMode'],
  'LIDO-STETH-A': ['deposit'],
  'WSTETH-A': ['deposit', 'withdraw'],
  'EETH-A': ['deposit'],
  'WEETH-A': ['deposit', 'withdraw'],
  'UNISWAP-V3-SWAP-A': ['buy', 'sell'],
  'INSTAPOOL-C': ['flashBorrowAndCast', 'flashPayback'],
};
const kPlain = {address: ethers.ZeroAddress, uint256: 0n, uint24: 0, uint8: 0, bytes: '0x'};
const kStandIns = {
  'BASIC-A': 'ConnectorBasic', 'WETH-A': 'ConnectorWeth', 'AAVE-V3-A': 'ConnectorAave', 'LIDO-STETH-A': 'ConnectorLido',
  'WSTETH-A': 'ConnectorWstEth', 'EETH-A': 'ConnectorEEth', 'WEETH-A': 'ConnectorWeEth',
  'UNISWAP-V3-SWAP-A': 'ConnectorUniswap', 'INSTAPOOL-C': 'ConnectorInstapool',
};
const selectors = {};
for (const [connector, methods] of Object.entries(kSpells)) {
  for (const method of methods) {
    const {inputs} = abi(kStandIns[connector]).getFunction(method);
    const one = spells([[connector, method, ...inputs.map(({type}) => kPlain[type])]]);
    selectors[`${connector} ${method}`] = client.internal.encodeSpells(one, 2, 1).spells[0].slice(0, 10);
  }
}
const build = {
  to: contracts['instadapp.index'], value: '0',
  data: abi('InstaIndex').encodeFunctionData('build', [wallet, 2, ethers.ZeroAddress]),
};

const text = JSON.stringify({accounts: {wallet, account}, contracts, tokens, build, selectors, groups}, null, 1) + '\n';
const words = process.argv.slice(2);
if (words[0] === 'write') {
  writeFileSync(words[1], text);
} else {
  if (readFileSync(words[0], 'utf8') !== text) throw new Error(`${words[0]} is not what dsa-connect encodes: spell_vectors.mjs write ${words[0]}`);
  console.log(`${Object.keys(groups).length} groups and ${Object.keys(selectors).length} spells as dsa-connect encodes them`);
}
