// The steps of a levered entry and exit as BasisExecutor takes them, and how it is called.
import {
  WETH, a_token, debt_token, deploy, eeth, ether, ethers, executor_artifact, kAll, liquidity_pool, morpho, node, pool,
  router, wallet, weeth, weETH, weth, wstETH, wsteth,
} from './rig.mjs';

export const kNoPatch = ethers.MaxUint256;
export const kLater = 2n ** 40n;
const kEMode = 1;
export const kVariable = 2;
export const kHealthWord = 5;
export const equity = ether(100);
export const flash = ether(900);
export const executor = await deploy(node, wallet, executor_artifact, [wallet, morpho.address]);
export const lsts = {
  weETH: {token: weeth, symbol: 'weETH', fee: 500},
  wstETH: {token: wsteth, symbol: 'wstETH', fee: 100},
};

export const step = (
  target,
  data,
  {value = 0n, token = ethers.ZeroAddress, spender = ethers.ZeroAddress, amount = 0n, patch = kNoPatch} = {},
) => ({target: target.address ?? target, value, data, token, spender, amount, patchAt: patch});

export const word = index => BigInt(4 + 32 * index);
export const borrowed = amount => ({token: WETH, amount});
export const kNoLoan = {token: ethers.ZeroAddress, amount: 0n};

export const health_at_least = minimum => ({
  target: pool.address,
  data: pool.encode('getUserAccountData', wallet),
  word: kHealthWord,
  minimum,
  maximum: kAll,
});

export const run = (loan, steps, {tokens = [], assertions = [], deadline = kLater, value = 0n, by = executor} = {}) =>
  by.pay(value, 'execute', loan, steps, tokens, assertions, deadline);

// The wallet's own part, once: eMode, and that the executor may borrow for it.
export async function prepare_wallet() {
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

export const entry_steps = (lst, loan = flash) => [
  step(weth, weth.encode('withdraw', 0), {token: WETH, patch: word(0)}),
  ...stake_steps(lst),
  step(pool, pool.encode('supply', lst.token.address, 0, wallet, 0), {
    token: lst.token.address,
    spender: pool.address,
    amount: kAll,
    patch: word(1),
  }),
  step(pool, pool.encode('borrow', WETH, loan, kVariable, 0, wallet)),
];

// Repays `repaid`, takes `withdrawn` of the collateral out and sells it for at least `least` of WETH.
export const exit_steps = (lst, {repaid, withdrawn, least}) => [
  step(pool, pool.encode('repay', WETH, repaid, kVariable, wallet), {
    token: WETH,
    spender: pool.address,
    amount: repaid,
  }),
  step(a_token(lst.symbol), a_token(lst.symbol).encode('transferFrom', wallet, executor.address, withdrawn)),
  step(pool, pool.encode('withdraw', lst.token.address, kAll, executor.address)),
  step(
    router,
    router.encode('exactInputSingle', {
      tokenIn: lst.token.address,
      tokenOut: WETH,
      fee: lst.fee,
      recipient: executor.address,
      deadline: kLater,
      amountIn: 0,
      amountOutMinimum: least,
      sqrtPriceLimitX96: 0,
    }),
    {token: lst.token.address, spender: router.address, amount: kAll, patch: word(5)},
  ),
];
