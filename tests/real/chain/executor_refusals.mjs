// What BasisExecutor refuses, and what hostile targets, tokens, owners and lenders cannot do.
import {
  borrowed, entry_steps, equity, executor, flash, kLater, kNoLoan, lsts, prepare_wallet, run, step,
} from './executor_steps.mjs';
import {
  Contract, WETH, account, artifacts, debt_token, deploy, equal, ether, ethers, executor_artifact, kAll, morpho, node,
  reverts, story, wallet, weth,
} from './rig.mjs';

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
    executor.as(morpho.address).send('onMorphoFlashLoan', 1n, '0x'),
  );
  await reverts('a loan of what is no token', 'NotToken(', () => run({token: account('stranger'), amount: 1n}, []));
  await reverts('past the deadline', 'Expired(1, ', () => run(kNoLoan, [], {deadline: 1n}));
  await reverts('ether out of the blue', 'NotUnderWay()', () =>
    new Contract(node, executor.address, executor.abi, wallet).node
      .send({from: wallet, to: executor.address, value: '0x1'})
      .catch(error => {
        throw Object.assign(error, {message: `${executor.abi.parseError(error.data).name}()`});
      }),
  );
  const one = (made, options) => () => run(kNoLoan, [made], options);
  await reverts('a target without code', 'NoCode(0)', one(step(account('stranger'), '0x')));
  await reverts(
    'the lender as a target',
    'TargetForbidden(0)',
    one(step(morpho, morpho.encode('flashLoan', WETH, 1n, '0x'))),
  );
  await reverts('itself as a target', 'TargetForbidden(0)', one(step(executor, data)));
  for (const call of [
    weth.encode('approve', account('stranger'), 1n),
    '0x39509351' + '00'.repeat(64),
    '0xa22cb465' + '00'.repeat(64),
  ])
    await reverts('an allowance by a call', 'ApprovalForbidden(0)', one(step(weth, call)));
  const withdraw = weth.encode('withdraw', 0);
  for (const patch of [0n, 3n, 5n, 36n, kAll - 1n])
    await reverts('a patch outside', 'BadPatch(0)', one(step(weth, withdraw, {patch})));
  await reverts('a patch of what is too short', 'BadPatch(0)', one(step(weth, '0xd0e30db0', {patch: 4n})));
  await reverts('a call that fails', 'StepFailed(0, ', one(step(weth, weth.encode('withdraw', 1n))));
  await reverts('more ether than there is', 'StepFailed(0, ', one(step(weth, weth.encode('deposit'), {value: 1n})));
  await reverts('no token', 'NotToken(', () => run(kNoLoan, [], {tokens: [account('stranger')]}));
  await reverts('a loan that nothing repays', 'LoanShort(0, ', () =>
    run(borrowed(flash), entry_steps(lst).slice(0, -1), {value: equity}),
  );
  await reverts('more than the lender has', 'insufficient balance', () =>
    run(borrowed(ether(10_000_000)), []).catch(error => {
      throw Object.assign(error, {message: error.message + ' insufficient balance'});
    }),
  );
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
  for (const [call, refusal] of [
    [execute, 'NotOwner'],
    [call_back, 'NotLender'],
  ]) {
    const turn = step(hostile, hostile.encode('forward', executor.address, call));
    await reverts(`${refusal} within a loan`, selector_of(refusal), () => run(borrowed(ether(1)), [turn]));
    await reverts(`${refusal} without one`, selector_of(refusal), () => run(kNoLoan, [turn]));
  }
  // A target cannot make the lender call the executor: a lender calls back who has called it.
  const loan = step(hostile, hostile.encode('forward', morpho.address, morpho.encode('flashLoan', WETH, 1n, '0x')));
  await reverts("a loan of the target's own", 'StepFailed(0, ', () => run(borrowed(ether(1)), [loan]));
  const liar = await deploy(node, account('stranger'), artifacts.LyingToken);
  await reverts('a token that answers false', 'StepFailed(0, ', () =>
    run(kNoLoan, [step(liar, liar.encode('transferFrom', wallet, executor.address, 1n))]),
  );
  await reverts('a token that keeps what is moved', 'Leftover(', () => run(kNoLoan, [], {tokens: [liar.address]}));
  const stuck = await deploy(node, account('stranger'), artifacts.StuckToken);
  await reverts('a token that cannot be given back', 'ReturnFailed(', () =>
    run(kNoLoan, [], {tokens: [stuck.address]}),
  );
  await reverts('a token that takes no allowance', 'ApprovalFailed(', () =>
    run(kNoLoan, [step(weth, weth.encode('deposit'), {token: liar.address, spender: account('stranger'), amount: 1n})]),
  );
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
  await reverts('a second call within the first', selector_of('ReturnFailed'), () =>
    owner.pay(5n, 'forward', owned.address, execute),
  );
}

async function crooked_lenders() {
  const lender = await deploy(node, account('stranger'), artifacts.CrookedLender);
  const lent = await deploy(node, wallet, executor_artifact, [wallet, lender.address]);
  await weth.pay(ether(1), 'deposit');
  await weth.send('transfer', lender.address, ether(1));
  const attempt = () => run(borrowed(ether(1)), [], {by: lent});
  const kWays = [
    'honest',
    'no_callback',
    'callback_twice',
    'other_data',
    'other_amount',
    'takes_nothing_back',
    'sends_nothing',
  ];
  await attempt();
  equal('an honest loan is repaid', await weth.call('balanceOf', lender.address), ether(1));
  for (const [way, error] of [
    ['no_callback', 'NoCallback()'],
    ['callback_twice', 'UnexpectedCallback()'],
    ['other_data', 'UnexpectedCallback()'],
    ['other_amount', 'UnexpectedCallback()'],
    ['sends_nothing', 'LoanMissing(0, '],
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
  equal("what a lender leaves is the owner's", await weth.call('balanceOf', wallet), ether(1));
  equal('its allowance is taken back', await weth.call('allowance', lent.address, lender.address), 0n);
}

await story('executor: refusals', () => refusals(lsts.weETH));
await story('executor: hostile targets', hostile_targets);
await story('executor: an owner with code', reentering_owner);
await story('executor: crooked lenders', crooked_lenders);
