// An Instadapp account on the genuine Aave, Uniswap and Morpho: built, levered in one cast, and unwound in one.
import {
  USDT, WETH, a_token, account, account_data, addresses, artifacts, check, contract, debt_token, equal, ether, ethers,
  gas_of, kAll, kEther, near, node, quoter, reverts, shown, story, usdt, wallet, weETH, weth, wstETH,
} from './rig.mjs';

const {instadapp} = addresses;
const index = contract('InstaIndex', instadapp.index);
const list = contract('InstaList', instadapp.list);
const kMorphoRoute = 11;
const kVariable = 2;
const equity = ether(100);
const flash = ether(900);

const spells = {
  'BASIC-A': 'ConnectorBasic',
  'WETH-A': 'ConnectorWeth',
  'AAVE-V3-A': 'ConnectorAave',
  'LIDO-STETH-A': 'ConnectorLido',
  'WSTETH-A': 'ConnectorWstEth',
  'EETH-A': 'ConnectorEEth',
  'WEETH-A': 'ConnectorWeEth',
  'UNISWAP-V3-SWAP-A': 'ConnectorUniswap',
  'INSTAPOOL-C': 'ConnectorInstapool',
};
const interfaces = Object.fromEntries(
  Object.entries(spells).map(([name, each]) => [name, new ethers.Interface(artifacts[each].abi)]),
);
const spell = (name, method, ...parameters) => [name, interfaces[name].encodeFunctionData(method, parameters)];
const columns = all => [all.map(([name]) => name), all.map(([, data]) => data)];
const nested = all => ethers.AbiCoder.defaultAbiCoder().encode(['string[]', 'bytes[]'], columns(all));
const on_loan = (amount, all) =>
  spell('INSTAPOOL-C', 'flashBorrowAndCast', WETH, amount, kMorphoRoute, nested(all), '0x');
const cast = (dsa, all, value = 0n) => dsa.pay(value, 'cast', ...columns(all), wallet);

async function build() {
  const receipt = await index.send('build', wallet, 2, wallet);
  const made = receipt.logs.map(log => index.abi.parseLog(log)).find(event => event?.name === 'LogAccountCreated');
  const dsa = contract('InstaAccount', made.args.account);
  check('the account is a clone', await index.call('isClone', 2, dsa.address));
  check('the owner may cast', await dsa.call('isAuth', wallet));
  equal('the list knows it', await list.call('accountAddr', (await list.call('userLink', wallet))[0]), dsa.address);
  return dsa;
}

// As published, LIDO-STETH-A takes its amount as it is written: the sum of equity and loan.
const stake = {
  weETH: [spell('EETH-A', 'deposit', equity + flash, 0, 0), spell('WEETH-A', 'deposit', kAll, 0, 1)],
  wstETH: [spell('LIDO-STETH-A', 'deposit', equity + flash, 0, 0), spell('WSTETH-A', 'deposit', kAll, 0, 1)],
};
const tokens = {weETH: [weETH, 500], wstETH: [wstETH, 100]};

async function enter(dsa, symbol) {
  const receipt = await cast(
    dsa,
    [
      spell('AAVE-V3-A', 'setUserEMode', 1),
      spell('BASIC-A', 'deposit', kEther, equity, 0, 0),
      on_loan(flash, [
        spell('WETH-A', 'withdraw', flash, 0, 0),
        ...stake[symbol],
        spell('AAVE-V3-A', 'deposit', tokens[symbol][0], 0, 1, 0),
        spell('AAVE-V3-A', 'borrow', WETH, flash, kVariable, 0, 0),
        spell('INSTAPOOL-C', 'flashPayback', WETH, flash, 0, 0),
      ]),
    ],
    equity,
  );
  const {health} = await account_data(dsa.address);
  console.log(`DSA: entry ${symbol} 10x: gas ${gas_of(receipt)}, HF ${shown(health)}`);
  near('HF', health, ether('9.5') / 9n, ether('0.0000001'));
  equal('no WETH stays', await weth.call('balanceOf', dsa.address), 0n);
}

async function leave(dsa, symbol) {
  const [token, fee] = tokens[symbol];
  const owed = ((await debt_token('WETH').call('balanceOf', dsa.address)) * 100_001n) / 100_000n;
  const held = await a_token(symbol).call('balanceOf', dsa.address);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [token, WETH, held, fee, 0]);
  // The limit is for one whole token.
  const unit = (((quoted * ether(1)) / held) * 9950n) / 10_000n;
  const receipt = await cast(dsa, [
    on_loan(owed, [
      spell('AAVE-V3-A', 'payback', WETH, kAll, kVariable, 0, 0),
      spell('AAVE-V3-A', 'withdraw', token, kAll, 0, 2),
      spell('UNISWAP-V3-SWAP-A', 'sell', WETH, token, fee, unit, 0, 2, 0),
      spell('INSTAPOOL-C', 'flashPayback', WETH, owed, 0, 0),
    ]),
    spell('BASIC-A', 'withdraw', WETH, kAll, wallet, 0, 0),
  ]);
  const out = await weth.call('balanceOf', wallet);
  console.log(`DSA: full exit ${symbol}: gas ${gas_of(receipt)}, ${shown(out)} of ${shown(equity)} WETH out`);
  const {collateral, debt} = await account_data(dsa.address);
  equal('no debt', debt, 0n);
  check('no collateral but dust', collateral <= 1n, collateral);
  check("the equity less the sale's cost", out > ether(97) && out < equity, out);
}

async function refusals() {
  const dsa = await build();
  await reverts('a stranger', '1: permission-denied', () =>
    cast(dsa.as(account('stranger')), [spell('WETH-A', 'deposit', 0, 0, 0)]),
  );
  await reverts('an unknown connector', '1: not-connector', () => cast(dsa, [['NOBODY-A', '0x']]));
  await reverts('too high an LTV', '0x911ceb81', () =>
    cast(
      dsa,
      [
        spell('AAVE-V3-A', 'setUserEMode', 1),
        spell('WETH-A', 'deposit', kAll, 0, 0),
        spell('AAVE-V3-A', 'deposit', WETH, kAll, 0, 0),
        spell('AAVE-V3-A', 'borrow', WETH, (equity * 94n) / 100n, kVariable, 0, 0),
      ],
      equity,
    ),
  );
  await reverts('a loan that is not paid back', 'amount-paid-less', () =>
    cast(dsa, [on_loan(flash, [spell('WETH-A', 'withdraw', kAll, 0, 0)])]),
  );
  check('the aggregator may not cast afterwards', !(await dsa.call('isAuth', instadapp.flash_aggregator)));
  await reverts('the published fault of LIDO-STETH-A', '', () =>
    cast(dsa, [spell('LIDO-STETH-A', 'deposit', kAll, 0, 0)], 1n),
  );
}

// Buying exactly, selling exactly, and a token that answers nothing.
async function swaps() {
  const dsa = await build();
  const dollars = 3_000_000_000n;
  await cast(dsa, [spell('UNISWAP-V3-SWAP-A', 'buy', USDT, kEther, 500, ether('0.00034'), dollars, 0, 0)], ether(2));
  equal('exactly bought', await usdt.call('balanceOf', dsa.address), dollars);
  await cast(dsa, [
    spell('UNISWAP-V3-SWAP-A', 'sell', kEther, USDT, 500, ether('0.00033'), dollars / 3n, 0, 0),
    spell('AAVE-V3-A', 'deposit', USDT, dollars / 3n, 0, 0),
    spell('BASIC-A', 'withdraw', USDT, kAll, wallet, 0, 0),
    spell('BASIC-A', 'withdraw', kEther, kAll, wallet, 0, 0),
  ]);
  equal('all gone', await usdt.call('balanceOf', dsa.address), 0n);
  near('supplied', await a_token('USDT').call('balanceOf', dsa.address), dollars / 3n, 2n);
}

for (const symbol of ['weETH', 'wstETH']) {
  await story(`DSA: entry and exit with ${symbol}`, async () => {
    const dsa = await build();
    await enter(dsa, symbol);
    await node.increase_time(86400);
    await leave(dsa, symbol);
  });
}
await story('DSA: refusals', refusals);
await story('DSA: swaps', swaps);
