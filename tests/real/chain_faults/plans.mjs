// Commands that send, small enough to be repeated, and what each must leave in the chain.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {addresses, check, debt_token, equal, ether, ethers, usdt, wallet, weth} from '../chain/rig.mjs';
import {work} from './program.mjs';

const kGroups = {
  wrap: `- {action: wrap, amount: 0.01}
`,
  first_entry: `- {action: flash_loan, token: WETH, amount: 0.9}
- {action: unwrap, amount: 0.9}
- {action: stake, venue: etherfi, amount: 1}
- {action: set_emode, category: 1}
- {action: supply, token: weETH, amount: all}
- {action: borrow, token: WETH, amount: 0.9}
- {action: flash_repay, token: WETH}
`,
  entry: `- {action: flash_loan, token: WETH, amount: 0.09}
- {action: unwrap, amount: 0.09}
- {action: stake, venue: etherfi, amount: 0.1}
- {action: supply, token: weETH, amount: all}
- {action: borrow, token: WETH, amount: 0.09}
- {action: flash_repay, token: WETH}
`,
  exit: `- {action: flash_loan, token: WETH, amount: 0.045}
- {action: repay, token: WETH, amount: 0.045}
- {action: withdraw, token: weETH, amount: 0.045}
- {action: swap, token: weETH, into: WETH, amount: all, fee_bps: 5, slippage_bps: 50}
- {action: flash_repay, token: WETH}
- {action: unwrap, amount: all}
`,
};

const executor = ethers.getAddress(addresses.instadapp.executor);
const to_executor = ({to}) => ethers.getAddress(to) === executor;
const group_file = name => join(work, `${name}.yaml`);

export function write_groups() {
  for (const [name, text] of Object.entries(kGroups)) writeFileSync(group_file(name), text);
}

const group = (name, counts, moves) => ({
  name,
  file: group_file(name),
  words: id => ['send', group_file(name), '--id', id, '--through', 'executor', '--json'],
  // How many transactions of the executor there are, and at most how many in all; `read` changes by `by`, or, where
  // interest runs, by not less.
  async measure() {
    return moves.read();
  },
  async judge(what, seen, before) {
    equal(`${what}: transactions of the executor`, seen.filter(to_executor).length, 1);
    check(`${what}: not more than it takes`, seen.length <= counts.most, seen.length);
    const change = (await moves.read()) - before;
    const apart = change > moves.by ? change - moves.by : moves.by - change;
    check(`${what}: it was done once`, apart <= moves.within, `${change} instead of ${moves.by}`);
  },
});

const kNothing = 0n;
const held = () => weth.call('balanceOf', wallet);
const owed = () => debt_token('WETH').call('balanceOf', wallet);
// Interest of a test that lasts minutes, on an ether.
const kInterest = ether('0.001');

export const wrap = group('wrap', {most: 1}, {read: held, by: ether('0.01'), within: kNothing});
export const first_entry = group('first_entry', {most: 3}, {read: owed, by: ether('0.9'), within: kInterest});
export const entry = group('entry', {most: 2}, {read: owed, by: ether('0.09'), within: kInterest});
export const exit = group('exit', {most: 3}, {read: owed, by: -ether('0.045'), within: kInterest});

const pool = addresses.aave_v3.pool;
const allowed = () => usdt.call('allowance', wallet, pool);
const kOf = ['--token', 'USDT', '--spender', 'aave_v3.pool'];

// An allowance of an amount that no other round has; USDT takes one only where there is none.
export async function allowance(random) {
  const taken_back = (await allowed()) > 0n;
  const amount = taken_back ? 0n : BigInt(random.between(1, 10 ** 9));
  const words = taken_back ? ['revoke', ...kOf] : ['approve', ...kOf, '--amount', ethers.formatUnits(amount, 6)];
  return {
    name: words[0],
    words: id => [...words, '--id', id, '--json'],
    measure: allowed,
    async judge(what, seen) {
      equal(`${what}: one transaction`, seen.length, 1);
      equal(`${what}: the allowance`, await allowed(), amount);
    },
  };
}
