// BasisExecutor on the genuine Aave, Uniswap and Morpho: a levered entry, deleveraging and the exit.
import {
  borrowed, entry_steps, equity, executor, exit_steps, flash, health_at_least, kNoLoan, lsts, prepare_wallet, run,
  step,
} from './executor_steps.mjs';
import {
  USDT, WETH, a_token, account, account_data, check, debt_token, eeth, equal, ether, gas_of, kAll, morpho, near, node,
  pool, quoter, reverts, router, shown, steth, story, usdt, wallet, weeth, weETH, weth, wstETH, wsteth,
} from './rig.mjs';

async function holds_nothing(what) {
  equal(`${what}: no ether stays`, BigInt(await node.rpc('eth_getBalance', executor.address, 'latest')), 0n);
  for (const token of [weth, weeth, wsteth, usdt, a_token('weETH'), a_token('wstETH')]) {
    equal(`${what}: no token stays`, await token.call('balanceOf', executor.address), 0n);
  }
  for (const token of [eeth, steth])
    check(`${what}: dust at most`, (await token.call('balanceOf', executor.address)) <= 2n);
  const pairs = [
    [weth, pool],
    [weth, morpho],
    [weeth, pool],
    [wsteth, pool],
    [eeth, weeth],
    [weeth, router],
    [wsteth, router],
  ];
  for (const [token, spender] of pairs) {
    equal(`${what}: no allowance stays`, await token.call('allowance', executor.address, spender.address), 0n);
  }
}

async function enter(lst) {
  await prepare_wallet();
  const receipt = await run(borrowed(flash), entry_steps(lst), {
    value: equity,
    assertions: [health_at_least(ether('1.05'))],
  });
  const {health, debt, collateral} = await account_data(wallet);
  console.log(`executor: entry ${lst.symbol} 10x: gas ${gas_of(receipt)}, HF ${shown(health)}`);
  // 95 % of ten parts of collateral over nine parts of debt.
  near(`${lst.symbol}: HF`, health, ether('9.5') / 9n, ether('0.0000001'));
  near(`${lst.symbol}: the LTV is the target`, (debt * 10_000n) / collateral, 9000n, 1n);
  await holds_nothing('entry');
}

async function partial_exit(lst) {
  await enter(lst);
  const aave = a_token(lst.symbol);
  const before = await account_data(wallet);
  const repaid = ether(450);
  const withdrawn = (await aave.call('balanceOf', wallet)) / 2n;
  await aave.send('approve', executor.address, withdrawn);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [lst.token.address, WETH, withdrawn, lst.fee, 0]);
  const had = await weth.call('balanceOf', wallet);
  const receipt = await run(borrowed(repaid), exit_steps(lst, {repaid, withdrawn, least: (quoted * 9950n) / 10_000n}), {
    assertions: [
      health_at_least(ether('1.05')),
      {
        target: WETH,
        data: weth.encode('balanceOf', wallet),
        word: 0,
        minimum: had + ((quoted - repaid) * 99n) / 100n,
        maximum: kAll,
      },
    ],
  });
  const after = await account_data(wallet);
  console.log(
    `executor: half exit ${lst.symbol}: gas ${gas_of(receipt)}, HF ${shown(after.health)}, ` +
      `${shown((await weth.call('balanceOf', wallet)) - had)} WETH out`,
  );
  near('half of the debt is gone', after.debt * 2n, before.debt, before.debt / 100_000n);
  near('half of the collateral is gone', after.collateral * 2n, before.collateral, before.collateral / 100_000n);
  equal("what the sale leaves is the wallet's", (await weth.call('balanceOf', wallet)) - had, quoted - repaid);
  await holds_nothing('half exit');
}

async function full_exit(lst) {
  await enter(lst);
  await node.increase_time(86400);
  const aave = a_token(lst.symbol);
  // A little more than is owed now: interest runs until the transaction is in a block.
  const repaid = ((await debt_token('WETH').call('balanceOf', wallet)) * 100_001n) / 100_000n;
  const withdrawn = await aave.call('balanceOf', wallet);
  await aave.send('approve', executor.address, withdrawn);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [lst.token.address, WETH, withdrawn, lst.fee, 0]);
  const receipt = await run(borrowed(repaid), exit_steps(lst, {repaid, withdrawn, least: (quoted * 9950n) / 10_000n}), {
    assertions: [
      {target: debt_token('WETH').address, data: weth.encode('balanceOf', wallet), word: 0, minimum: 0, maximum: 0},
    ],
  });
  const {collateral, debt} = await account_data(wallet);
  const out = await weth.call('balanceOf', wallet);
  console.log(`executor: full exit ${lst.symbol}: gas ${gas_of(receipt)}, ${shown(out)} of ${shown(equity)} WETH out`);
  equal('no debt', debt, 0n);
  check('no collateral but dust', collateral <= 1n, collateral);
  // 1,000 ETH of the token were sold: its pool's fee of 5 bps or 1 bp and about 10 bps of its depth.
  check("what comes out is the equity less the sale's cost", out > ether(97) && out < equity, out);
  await holds_nothing('full exit');
}

async function assertions_revert_everything(lst) {
  await prepare_wallet();
  const balance = () => node.rpc('eth_getBalance', wallet, 'latest');
  const impossible = {...health_at_least(ether('1.06'))};
  await reverts('HF below the minimum', 'AssertionFailed(0, ', () =>
    run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [impossible]}),
  );
  await reverts('a maximum', 'AssertionFailed(1, ', () =>
    run(borrowed(flash), entry_steps(lst), {
      value: equity,
      assertions: [health_at_least(ether('1.05')), {...health_at_least(0n), maximum: ether('1.05')}],
    }),
  );
  for (const unread of [
    {target: account('stranger'), data: '0x', word: 0, minimum: 0, maximum: kAll},
    {...health_at_least(0n), word: 6},
    {...health_at_least(0n), word: kAll},
    {...health_at_least(0n), data: '0x12345678'},
    {
      target: steth.address,
      data: steth.encode('transfer', wallet, ether(10_000_000)),
      word: 0,
      minimum: 0,
      maximum: kAll,
    },
  ]) {
    await reverts('an assertion without an answer', 'AssertionUnreadable(0)', () =>
      run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [unread]}),
    );
  }
  const had = BigInt(await balance());
  const exact = await run(borrowed(flash), entry_steps(lst), {
    value: equity,
    assertions: [{...health_at_least(0n), maximum: ether('1.06')}],
  });
  const fee = BigInt(exact.gasUsed) * BigInt(exact.effectiveGasPrice);
  equal('a failed attempt in a call costs the wallet nothing', had - BigInt(await balance()), equity + fee);
}

// Entries of any size: an assertion of a little more than there is reverts, one of a little less passes; the equity is
// what it was, and nothing stays in the executor.
async function random_entries() {
  await pool.send('setUserEMode', 1);
  await debt_token('WETH').send('approveDelegation', executor.address, ether(100_000));
  let seed = 7n;
  const random = (from, to) => {
    seed = (seed * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return from + ((seed >> 20n) % (to - from + 1n));
  };
  const kRounds = 25;
  for (let round = 0; round < kRounds; round++) {
    const before = await node.rpc('evm_snapshot');
    const lst = Object.values(lsts)[round % 2];
    const brought = random(ether('0.01'), ether(500));
    const loan = (brought * random(10n, 1280n)) / 100n;
    const health = await entered_health(lst, brought, loan);
    const steps = entry_steps(lst, loan);
    const what = `${lst.symbol}, ${brought} and ${loan}`;
    // More than what a second of interest rounds away.
    const little = health / 10n ** 9n;
    await reverts(`${what}: HF of a little more`, 'AssertionFailed(0, ', () =>
      run(borrowed(loan), steps, {value: brought, assertions: [health_at_least(health + little)]}),
    );
    await run(borrowed(loan), steps, {value: brought, assertions: [health_at_least(health - little)]});
    const {collateral, debt} = await account_data(wallet);
    const equity_usd = (brought * 3000n) / 10n ** 10n;
    near(`${what}: the equity is what it was`, collateral - debt, equity_usd, equity_usd / 1_000_000n + 10n);
    await holds_nothing(what);
    await node.rpc('evm_revert', before);
  }
}

// The health factor that an entry in the next block would leave, from the failing assertion's own words.
async function entered_health(lst, brought, loan) {
  const impossible = {...health_at_least(kAll)};
  const message = await run(borrowed(loan), entry_steps(lst, loan), {value: brought, assertions: [impossible]}).then(
    () => '',
    error => error.message,
  );
  return BigInt(/AssertionFailed\(0, (\d+),/.exec(message)[1]);
}

// USDT answers nothing and demands an allowance of zero first; what a step does not use is taken back.
async function plain_steps() {
  const amount = 1_000_000n;
  await usdt.send('approve', executor.address, 3n * amount);
  const pull = step(usdt, usdt.encode('transferFrom', wallet, executor.address, amount));
  const supply = part =>
    step(pool, pool.encode('supply', usdt.address, part, wallet, 0), {
      token: usdt.address,
      spender: pool.address,
      amount: kAll,
    });
  const before = await usdt.call('balanceOf', wallet);
  const receipt = await run(kNoLoan, [pull, supply(amount / 4n), supply(amount / 4n)]);
  console.log(`executor: USDT pulled, supplied twice, rest returned: gas ${gas_of(receipt)}`);
  equal('what is not supplied comes back', before - (await usdt.call('balanceOf', wallet)), amount / 2n);
  near("what is supplied is the wallet's", await a_token('USDT').call('balanceOf', wallet), amount / 2n, 2n);
  equal('no allowance stays', await usdt.call('allowance', executor.address, pool.address), 0n);
  // Whatever somebody has sent there by mistake.
  await weth.pay(5n, 'deposit');
  await weth.send('transfer', executor.address, 5n);
  await run(kNoLoan, [], {tokens: [WETH]});
  equal("tokens sent by mistake are the owner's", await weth.call('balanceOf', wallet), 5n);
}

for (const lst of Object.values(lsts)) {
  await story(`executor: half exit of ${lst.symbol}`, () => partial_exit(lst));
  await story(`executor: full exit of ${lst.symbol}`, () => full_exit(lst));
}
await story('executor: assertions revert everything', () => assertions_revert_everything(lsts.weETH));
await story('executor: entries of any size', random_entries);
await story('executor: steps without a loan', plain_steps);
