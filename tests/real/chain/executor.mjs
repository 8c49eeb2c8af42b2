// BasisExecutor on the genuine Aave, Uniswap and Morpho: a levered entry, deleveraging, the exit, and all that it refuses.
import {
  Contract, WETH, a_token, account, account_data, addresses, artifacts, check, contract, debt_token, deploy, eeth, equal, ether, ethers,
  executor_artifact, gas_of, kAll, liquidity_pool, morpho, near, node, pool, quoter, reverts, router, shown, steth, story, usdt, wallet,
  weETH, weeth, weth, wstETH, wsteth,
} from './rig.mjs';

const kNoPatch = ethers.MaxUint256;
const kLater = 2n ** 40n;
const kEMode = 1;
const kVariable = 2;
const kHealthWord = 5;
const equity = ether(100);
const flash = ether(900);

const executor = await deploy(node, wallet, executor_artifact, [wallet, morpho.address]);
const lsts = {weETH: {token: weeth, symbol: 'weETH', fee: 500}, wstETH: {token: wsteth, symbol: 'wstETH', fee: 100}};

const step = (target, data, {value = 0n, token = ethers.ZeroAddress, spender = ethers.ZeroAddress, amount = 0n, patch = kNoPatch} = {}) =>
  ({target: target.address ?? target, value, data, token, spender, amount, patchAt: patch});
const word = index => BigInt(4 + 32 * index);
const borrowed = amount => ({token: WETH, amount});
const kNoLoan = {token: ethers.ZeroAddress, amount: 0n};
const health_at_least = minimum => ({
  target: pool.address, data: pool.encode('getUserAccountData', wallet), word: kHealthWord, minimum, maximum: kAll,
});
const run = (loan, steps, {tokens = [], assertions = [], deadline = kLater, value = 0n, by = executor} = {}) =>
  by.pay(value, 'execute', loan, steps, tokens, assertions, deadline);

// The wallet's own part, once: eMode, and that the executor may borrow for it.
async function prepare_wallet() {
  await pool.send('setUserEMode', kEMode);
  await debt_token('WETH').send('approveDelegation', executor.address, flash);
}

function stake_steps({symbol}) {
  if (symbol === 'wstETH') return [step(wsteth, '0x', {value: kAll})];
  return [
    step(liquidity_pool, liquidity_pool.encode('deposit()'), {value: kAll}),
    step(weeth, weeth.encode('wrap', 0), {token: eeth.address, spender: weeth.address, amount: kAll, patch: word(0)}),
  ];
}

const entry_steps = lst => [
  step(weth, weth.encode('withdraw', 0), {token: WETH, patch: word(0)}),
  ...stake_steps(lst),
  step(pool, pool.encode('supply', lst.token.address, 0, wallet, 0), {
    token: lst.token.address, spender: pool.address, amount: kAll, patch: word(1),
  }),
  step(pool, pool.encode('borrow', WETH, flash, kVariable, 0, wallet)),
];

// Repays `repaid`, takes `withdrawn` of the collateral out and sells it for at least `least` of WETH.
const exit_steps = (lst, {repaid, withdrawn, least}) => [
  step(pool, pool.encode('repay', WETH, repaid, kVariable, wallet), {token: WETH, spender: pool.address, amount: repaid}),
  step(a_token(lst.symbol), a_token(lst.symbol).encode('transferFrom', wallet, executor.address, withdrawn)),
  step(pool, pool.encode('withdraw', lst.token.address, kAll, executor.address)),
  step(router, router.encode('exactInputSingle', {
    tokenIn: lst.token.address, tokenOut: WETH, fee: lst.fee, recipient: executor.address, deadline: kLater, amountIn: 0,
    amountOutMinimum: least, sqrtPriceLimitX96: 0,
  }), {token: lst.token.address, spender: router.address, amount: kAll, patch: word(5)}),
];

async function holds_nothing(what) {
  equal(`${what}: no ether stays`, BigInt(await node.rpc('eth_getBalance', executor.address, 'latest')), 0n);
  for (const token of [weth, weeth, wsteth, usdt, a_token('weETH'), a_token('wstETH')]) {
    equal(`${what}: no token stays`, await token.call('balanceOf', executor.address), 0n);
  }
  for (const token of [eeth, steth]) check(`${what}: dust at most`, await token.call('balanceOf', executor.address) <= 2n);
  const pairs = [
    [weth, pool], [weth, morpho], [weeth, pool], [wsteth, pool], [eeth, weeth], [weeth, router], [wsteth, router],
  ];
  for (const [token, spender] of pairs) {
    equal(`${what}: no allowance stays`, await token.call('allowance', executor.address, spender.address), 0n);
  }
}

async function enter(lst) {
  await prepare_wallet();
  const receipt = await run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [health_at_least(ether('1.05'))]});
  const {health, debt, collateral} = await account_data(wallet);
  console.log(`executor: entry ${lst.symbol} 10x: gas ${gas_of(receipt)}, HF ${shown(health)}`);
  // 95 % of ten parts of collateral over nine parts of debt.
  near(`${lst.symbol}: HF`, health, ether('9.5') / 9n, ether('0.0000001'));
  near(`${lst.symbol}: the LTV is the target`, debt * 10_000n / collateral, 9000n, 1n);
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
  const receipt = await run(borrowed(repaid), exit_steps(lst, {repaid, withdrawn, least: quoted * 9950n / 10_000n}), {
    assertions: [health_at_least(ether('1.05')), {
      target: WETH, data: weth.encode('balanceOf', wallet), word: 0, minimum: had + (quoted - repaid) * 99n / 100n, maximum: kAll,
    }],
  });
  const after = await account_data(wallet);
  console.log(`executor: half exit ${lst.symbol}: gas ${gas_of(receipt)}, HF ${shown(after.health)}, ` +
    `${shown(await weth.call('balanceOf', wallet) - had)} WETH out`);
  near('half of the debt is gone', after.debt * 2n, before.debt, before.debt / 100_000n);
  near('half of the collateral is gone', after.collateral * 2n, before.collateral, before.collateral / 100_000n);
  equal('what the sale leaves is the wallet\'s', await weth.call('balanceOf', wallet) - had, quoted - repaid);
  await holds_nothing('half exit');
}

async function full_exit(lst) {
  await enter(lst);
  await node.increase_time(86400);
  const aave = a_token(lst.symbol);
  // A little more than is owed now: interest runs until the transaction is in a block.
  const repaid = (await debt_token('WETH').call('balanceOf', wallet)) * 100_001n / 100_000n;
  const withdrawn = await aave.call('balanceOf', wallet);
  await aave.send('approve', executor.address, withdrawn);
  const {0: quoted} = await quoter.call('quoteExactInputSingle', [lst.token.address, WETH, withdrawn, lst.fee, 0]);
  const receipt = await run(borrowed(repaid), exit_steps(lst, {repaid, withdrawn, least: quoted * 9950n / 10_000n}), {
    assertions: [{target: debt_token('WETH').address, data: weth.encode('balanceOf', wallet), word: 0, minimum: 0, maximum: 0}],
  });
  const {collateral, debt} = await account_data(wallet);
  const out = await weth.call('balanceOf', wallet);
  console.log(`executor: full exit ${lst.symbol}: gas ${gas_of(receipt)}, ${shown(out)} of ${shown(equity)} WETH out`);
  equal('no debt', debt, 0n);
  check('no collateral but dust', collateral <= 1n, collateral);
  // 1,000 ETH of the token were sold: its pool's fee of 5 bps or 1 bp and about 10 bps of its depth.
  check('what comes out is the equity less the sale\'s cost', out > ether(97) && out < equity, out);
  await holds_nothing('full exit');
}

async function assertions_revert_everything(lst) {
  await prepare_wallet();
  const balance = () => node.rpc('eth_getBalance', wallet, 'latest');
  const impossible = {...health_at_least(ether('1.06'))};
  await reverts('HF below the minimum', 'AssertionFailed(0, ', () =>
    run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [impossible]}));
  await reverts('a maximum', 'AssertionFailed(1, ', () => run(borrowed(flash), entry_steps(lst), {
    value: equity, assertions: [health_at_least(ether('1.05')), {...health_at_least(0n), maximum: ether('1.05')}],
  }));
  for (const unread of [
    {target: account('stranger'), data: '0x', word: 0, minimum: 0, maximum: kAll},
    {...health_at_least(0n), word: 6}, {...health_at_least(0n), word: kAll}, {...health_at_least(0n), data: '0x12345678'},
    {target: steth.address, data: steth.encode('transfer', wallet, ether(10_000_000)), word: 0, minimum: 0, maximum: kAll},
  ]) {
    await reverts('an assertion without an answer', 'AssertionUnreadable(0)', () =>
      run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [unread]}));
  }
  const had = BigInt(await balance());
  const exact = await run(borrowed(flash), entry_steps(lst), {value: equity, assertions: [{...health_at_least(0n), maximum: ether('1.06')}]});
  const fee = BigInt(exact.gasUsed) * BigInt(exact.effectiveGasPrice);
  equal('a failed attempt in a call costs the wallet nothing', had - BigInt(await balance()), equity + fee);
}

async function refusals(lst) {
  await prepare_wallet();
  const stranger = executor.as(account('stranger'));
  const data = executor.encode('execute', kNoLoan, [], [], [], kLater);
  await reverts('another account', `NotOwner(${account('stranger')})`, () => run(kNoLoan, [], {by: stranger}));
  await reverts('a callback by a stranger', 'NotLender(', () => stranger.send('onMorphoFlashLoan', 1n, '0x'));
  await reverts('a callback by the owner', 'NotLender(', () => executor.send('onMorphoFlashLoan', 1n, '0x'));
  await node.rpc('anvil_impersonateAccount', morpho.address);
  await node.rpc('anvil_setBalance', morpho.address, ethers.toQuantity(ether(10)));
  await reverts('a callback by the lender outside of a loan', 'UnexpectedCallback()', () =>
    executor.as(morpho.address).send('onMorphoFlashLoan', 1n, '0x'));
  await reverts('a loan of what is no token', 'NotToken(', () => run({token: account('stranger'), amount: 1n}, []));
  await reverts('past the deadline', 'Expired(1, ', () => run(kNoLoan, [], {deadline: 1n}));
  await reverts('ether out of the blue', 'NotUnderWay()', () =>
    new Contract(node, executor.address, executor.abi, wallet).node.send({from: wallet, to: executor.address, value: '0x1'})
      .catch(error => { throw Object.assign(error, {message: `${executor.abi.parseError(error.data).name}()`}); }));
  const one = (made, options) => () => run(kNoLoan, [made], options);
  await reverts('a target without code', 'NoCode(0)', one(step(account('stranger'), '0x')));
  await reverts('the lender as a target', 'TargetForbidden(0)', one(step(morpho, morpho.encode('flashLoan', WETH, 1n, '0x'))));
  await reverts('itself as a target', 'TargetForbidden(0)', one(step(executor, data)));
  for (const call of [
    weth.encode('approve', account('stranger'), 1n), '0x39509351' + '00'.repeat(64), '0xa22cb465' + '00'.repeat(64),
  ]) await reverts('an allowance by a call', 'ApprovalForbidden(0)', one(step(weth, call)));
  const withdraw = weth.encode('withdraw', 0);
  for (const patch of [0n, 3n, 5n, 36n, kAll - 1n]) await reverts('a patch outside', 'BadPatch(0)', one(step(weth, withdraw, {patch})));
  await reverts('a patch of what is too short', 'BadPatch(0)', one(step(weth, '0xd0e30db0', {patch: 4n})));
  await reverts('a call that fails', 'StepFailed(0, ', one(step(weth, weth.encode('withdraw', 1n))));
  await reverts('more ether than there is', 'StepFailed(0, ', one(step(weth, weth.encode('deposit'), {value: 1n})));
  await reverts('no token', 'NotToken(', () => run(kNoLoan, [], {tokens: [account('stranger')]}));
  await reverts('a loan that nothing repays', 'LoanShort(0, ', () => run(borrowed(flash), entry_steps(lst).slice(0, -1), {value: equity}));
  await reverts('more than the lender has', 'insufficient balance', () => run(borrowed(ether(10_000_000)), [])
    .catch(error => { throw Object.assign(error, {message: error.message + ' insufficient balance'}); }));
  await reverts('more debt than was delegated', 'StepFailed(4, ', async () => {
    await debt_token('WETH').send('approveDelegation', executor.address, flash - 1n);
    await run(borrowed(flash), entry_steps(lst), {value: equity});
  });
  await reverts('no owner', 'BadOwner', () => deploy_named(ethers.ZeroAddress, morpho.address));
  await reverts('a lender without code', 'BadLender', () => deploy_named(wallet, account('stranger')));
}

async function deploy_named(owner, lender) {
  try {
    await deploy(node, wallet, executor_artifact, [owner, lender]);
  } catch (error) {
    throw new Error(executor.abi.parseError(error.data).name);
  }
}

const selector_of = name => executor.abi.getError(name).selector.slice(2);

// Contracts that misbehave in the middle of a transaction.
async function hostile_targets() {
  const hostile = await deploy(node, account('stranger'), artifacts.HostileTarget);
  const execute = executor.encode('execute', kNoLoan, [], [WETH], [], kLater);
  const call_back = executor.encode('onMorphoFlashLoan', ether(1), '0x');
  for (const [call, refusal] of [[execute, 'NotOwner'], [call_back, 'NotLender']]) {
    const turn = step(hostile, hostile.encode('forward', executor.address, call));
    await reverts(`${refusal} within a loan`, selector_of(refusal), () => run(borrowed(ether(1)), [turn]));
    await reverts(`${refusal} without one`, selector_of(refusal), () => run(kNoLoan, [turn]));
  }
  // A target cannot make the lender call the executor: a lender calls back who has called it.
  const loan = step(hostile, hostile.encode('forward', morpho.address, morpho.encode('flashLoan', WETH, 1n, '0x')));
  await reverts('a loan of the target\'s own', 'StepFailed(0, ', () => run(borrowed(ether(1)), [loan]));
  const liar = await deploy(node, account('stranger'), artifacts.LyingToken);
  await reverts('a token that answers false', 'StepFailed(0, ', () =>
    run(kNoLoan, [step(liar, liar.encode('transferFrom', wallet, executor.address, 1n))]));
  await reverts('a token that keeps what is moved', 'Leftover(', () => run(kNoLoan, [], {tokens: [liar.address]}));
  const stuck = await deploy(node, account('stranger'), artifacts.StuckToken);
  await reverts('a token that cannot be given back', 'ReturnFailed(', () => run(kNoLoan, [], {tokens: [stuck.address]}));
  await reverts('a token that takes no allowance', 'ApprovalFailed(', () =>
    run(kNoLoan, [step(weth, weth.encode('deposit'), {token: liar.address, spender: account('stranger'), amount: 1n})]));
}

// An owner with code gets its ether in the middle of a transaction, and may not begin another one then.
async function reentering_owner() {
  const owner = await deploy(node, account('stranger'), artifacts.ReenteringOwner);
  const owned = await deploy(node, wallet, executor_artifact, [owner.address, morpho.address]);
  const execute = owned.encode('execute', kNoLoan, [], [], [], kLater);
  await owner.pay(5n, 'forward', owned.address, execute);
  equal('ether comes back', BigInt(await node.rpc('eth_getBalance', owner.address, 'latest')), 5n);
  await owner.send('forward_twice', owned.address, execute);
  await owner.send('set_again', owned.address, execute);
  await reverts('a second call within the first', selector_of('ReturnFailed'), () => owner.pay(5n, 'forward', owned.address, execute));
}

async function crooked_lenders() {
  const lender = await deploy(node, account('stranger'), artifacts.CrookedLender);
  const lent = await deploy(node, wallet, executor_artifact, [wallet, lender.address]);
  await weth.pay(ether(1), 'deposit');
  await weth.send('transfer', lender.address, ether(1));
  const attempt = () => run(borrowed(ether(1)), [], {by: lent});
  const kWays = ['honest', 'no_callback', 'callback_twice', 'other_data', 'other_amount', 'takes_nothing_back', 'sends_nothing'];
  await attempt();
  equal('an honest loan is repaid', await weth.call('balanceOf', lender.address), ether(1));
  for (const [way, error] of [
    ['no_callback', 'NoCallback()'], ['callback_twice', 'UnexpectedCallback()'], ['other_data', 'UnexpectedCallback()'],
    ['other_amount', 'UnexpectedCallback()'], ['sends_nothing', 'LoanMissing(0, '],
  ]) {
    await lender.send('set_way', kWays.indexOf(way));
    await reverts(way, error, attempt);
    if (way !== 'sends_nothing') continue;
    await weth.pay(ether(1), 'deposit');
    await weth.send('transfer', lent.address, ether(1));
    await reverts('nothing sent to who has enough', error, attempt);
    await run(kNoLoan, [], {by: lent, tokens: [WETH]});
    await weth.send('withdraw', ether(1));
  }
  await lender.send('set_way', kWays.indexOf('takes_nothing_back'));
  await attempt();
  equal('what a lender leaves is the owner\'s', await weth.call('balanceOf', wallet), ether(1));
  equal('its allowance is taken back', await weth.call('allowance', lent.address, lender.address), 0n);
}

// USDT answers nothing and demands an allowance of zero first; what a step does not use is taken back.
async function plain_steps() {
  const amount = 1_000_000n;
  await usdt.send('approve', executor.address, 3n * amount);
  const pull = step(usdt, usdt.encode('transferFrom', wallet, executor.address, amount));
  const supply = part => step(pool, pool.encode('supply', usdt.address, part, wallet, 0), {
    token: usdt.address, spender: pool.address, amount: kAll,
  });
  const before = await usdt.call('balanceOf', wallet);
  const receipt = await run(kNoLoan, [pull, supply(amount / 4n), supply(amount / 4n)]);
  console.log(`executor: USDT pulled, supplied twice, rest returned: gas ${gas_of(receipt)}`);
  equal('what is not supplied comes back', before - await usdt.call('balanceOf', wallet), amount / 2n);
  near('what is supplied is the wallet\'s', await a_token('USDT').call('balanceOf', wallet), amount / 2n, 2n);
  equal('no allowance stays', await usdt.call('allowance', executor.address, pool.address), 0n);
  // Whatever somebody has sent there by mistake.
  await weth.pay(5n, 'deposit');
  await weth.send('transfer', executor.address, 5n);
  await run(kNoLoan, [], {tokens: [WETH]});
  equal('tokens sent by mistake are the owner\'s', await weth.call('balanceOf', wallet), 5n);
}

for (const lst of Object.values(lsts)) {
  await story(`executor: half exit of ${lst.symbol}`, () => partial_exit(lst));
  await story(`executor: full exit of ${lst.symbol}`, () => full_exit(lst));
}
await story('executor: assertions revert everything', () => assertions_revert_everything(lsts.weETH));
await story('executor: refusals', () => refusals(lsts.weETH));
await story('executor: hostile targets', hostile_targets);
await story('executor: an owner with code', reentering_owner);
await story('executor: crooked lenders', crooked_lenders);
await story('executor: steps without a loan', plain_steps);
