// The stand-ins have the ABIs that their projects publish, and Instadapp's own client encodes a group of spells that
// works here. CHAIN_PUBLISHED has the unpacked packages dsa-connect and @lidofinance/lido-ethereum-sdk.
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {load_client} from './dsa_connect.mjs';
import {
  WETH, account_data, addresses, artifacts, check, contract, equal, ether, ethers, kAll, kEther, near, story, wallet,
  weETH,
} from './rig.mjs';

const folder = process.env.CHAIN_PUBLISHED;
const require = createRequire(join(folder, 'lido', 'package.json'));

// The parts of a function, event or error that are seen from outside.
const shape = ({type, name, inputs = [], outputs = [], anonymous}) => {
  const kind = each =>
    (each.type.startsWith('tuple') ? `(${each.components.map(kind)})${each.type.slice(5)}` : each.type) +
    (each.indexed ? ' indexed' : '');
  const answer = type === 'function' ? `(${outputs.map(kind)})` : '';
  return `${type} ${name}(${inputs.map(kind)})${answer}${anonymous ? ' anonymous' : ''}`;
};

// What a stand-in has in common with the published ABI is the same, and `needed` is among it.
function compare(what, stand_in, published, needed) {
  const known = new Map();
  for (const each of published) known.set(each.name, [...(known.get(each.name) ?? []), shape(each)]);
  let same = 0;
  for (const each of artifacts[stand_in].abi.filter(({name}) => name && known.has(name))) {
    check(
      `${what}: ${shape(each)} is published`,
      known.get(each.name).includes(shape(each)),
      known.get(each.name).join('; '),
    );
    same++;
  }
  const has = new Set(artifacts[stand_in].abi.map(({name}) => name));
  for (const name of needed) check(`${what}: ${name} is there and published`, has.has(name) && known.has(name));
  return same;
}

function tell(what, stand_in, published, needed) {
  console.log(`${what}: ${compare(what, stand_in, published, needed)} the same`);
}

function lido() {
  const abi = (path, name = 'abi') => require(`./dist/cjs/${path}.js`)[name];
  const steth = [
    ...abi('stake/abi/steth', 'StethAbi'),
    ...abi('wrap/abi/steth-partial', 'stethPartialAbi'),
    ...abi('events/abi/stethEvents', 'StethEventsAbi'),
  ];
  tell('stETH', 'StEth', steth, [
    'submit', 'sharesOf', 'getPooledEthByShares', 'getSharesByPooledEth', 'Submitted', 'TransferShares',
  ]);
  tell('wstETH', 'WstEth', abi('wrap/abi/wsteth'), [
    'wrap', 'unwrap', 'stEthPerToken', 'getStETHByWstETH', 'getWstETHByStETH',
  ]);
  const queue = [...abi('withdraw/abi/withdrawalQueue'), ...abi('unsteth/abi/unsteth-abi')];
  tell('Lido\'s queue', 'WithdrawalQueueERC721', queue, [
    'requestWithdrawals', 'requestWithdrawalsWstETH', 'getWithdrawalRequests', 'getWithdrawalStatus',
    'findCheckpointHints', 'getClaimableEther', 'claimWithdrawals', 'claimWithdrawalsTo', 'getLastCheckpointIndex',
    'finalize', 'WithdrawalRequested', 'WithdrawalClaimed',
  ]);
}

const kConnectors = {
  'BASIC-A': ['ConnectorBasic', 'deposit', 'withdraw'],
  'WETH-A': ['ConnectorWeth', 'deposit', 'withdraw'],
  'AAVE-V3-A': [
    'ConnectorAave',
    'deposit',
    'withdraw',
    'borrow',
    'payback',
    'paybackWithATokens',
    'setUserEMode',
    'enableCollateral',
    'disableCollateral',
    'delegateBorrow',
    'depositWithoutCollateral',
  ],
  'LIDO-STETH-A': ['ConnectorLido', 'deposit'],
  'WSTETH-A': ['ConnectorWstEth', 'deposit', 'withdraw'],
  'EETH-A': ['ConnectorEEth', 'deposit', 'depositWeth'],
  'WEETH-A': ['ConnectorWeEth', 'deposit', 'withdraw'],
  'UNISWAP-V3-SWAP-A': ['ConnectorUniswap', 'buy', 'sell'],
  'INSTAPOOL-C': [
    'ConnectorInstapool',
    'flashBorrowAndCast',
    'flashPayback',
    'flashMultiBorrowAndCast',
    'flashMultiPayback',
  ],
};
const kPlain = {
  address: ethers.ZeroAddress,
  uint256: 0n,
  uint24: 0,
  uint8: 0,
  bytes: '0x',
  'address[]': [],
  'uint256[]': [],
};

function connectors() {
  const seen = [];
  const client = load_client(seen);
  for (const [connector, [stand_in, ...methods]] of Object.entries(kConnectors)) {
    const spells = client.Spell();
    for (const method of methods) {
      const {inputs} = artifacts[stand_in].abi.find(({type, name}) => type === 'function' && name === method);
      spells.add({connector, method, args: inputs.map(({type}) => kPlain[type])});
    }
    seen.length = 0;
    const encoded = client.internal.encodeSpells(spells, 2, 1);
    equal(connector, encoded.targets.join(), methods.map(() => connector).join());
    tell(connector, stand_in, seen, methods);
  }
}

async function cast() {
  const client = load_client([]);
  const spells = all =>
    all.reduce((made, [connector, method, ...args]) => {
      made.add({connector, method, args});
      return made;
    }, client.Spell());
  const flash = ether(900);
  const inner = spells([
    ['WETH-A', 'withdraw', flash, 0, 0],
    ['EETH-A', 'deposit', ether(1000), 0, 0],
    ['WEETH-A', 'deposit', kAll, 0, 1],
    ['AAVE-V3-A', 'deposit', weETH, 0, 1, 0],
    ['AAVE-V3-A', 'borrow', WETH, flash, 2, 0, 0],
    ['INSTAPOOL-C', 'flashPayback', WETH, flash, 0, 0],
  ]);
  const data = client.instapool_v2.encodeFlashCastData(inner, 2, 1);
  const outer = spells([
    ['AAVE-V3-A', 'setUserEMode', 1],
    ['BASIC-A', 'deposit', kEther, ether(100), 0, 0],
    ['INSTAPOOL-C', 'flashBorrowAndCast', WETH, flash, 11, data, '0x'],
  ]);
  const encoded = client.internal.encodeSpells(outer, 2, 1);
  const index = contract('InstaIndex', addresses.instadapp.index);
  const built = (await index.send('build', wallet, 2, wallet)).logs
    .map(log => index.abi.parseLog(log))
    .find(event => event?.name === 'LogAccountCreated');
  const dsa = contract('InstaAccount', built.args.account);
  await dsa.pay(ether(100), 'cast', encoded.targets, encoded.spells, wallet);
  near(
    "levered ten times by Instadapp's own client",
    (await account_data(dsa.address)).health,
    ether('9.5') / 9n,
    ether('0.0000001'),
  );
}

await story('published: Lido', lido);
await story('published: connectors', connectors);
await story('published: a cast', cast);
