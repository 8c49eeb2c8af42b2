// `basis chain` as a process. Everything that it prints is kept in a file, which is searched for keys in the end.
import {spawn} from 'node:child_process';
import {writeFileSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {checkout} from '../../../tools/chain/packages.mjs';
import {addresses, ethers, wallet} from '../chain/rig.mjs';

export const work = process.env.CHAIN_WORK;
export const kPassword = 'Correct-Horse-7-Battery';
export const private_key = addresses.accounts.wallet.private_key;
const outputs = join(work, 'outputs');
const state = join(work, 'state');
const configs = join(checkout, 'configs');
const key_file = join(process.env.CHAIN_KEYS, 'wallet.json');
let number = 0;

// Keys and what is only for this test stand outside of the folder that is searched.
export function prepare_program() {
  mkdirSync(outputs);
  mkdirSync(state);
  // A weak key file is quickly read; a strong one is tested elsewhere.
  const account = {address: wallet, privateKey: private_key};
  writeFileSync(key_file, ethers.encryptKeystoreJsonSync(account, kPassword, {scrypt: {N: 1024}}));
}

// By the key itself, or by a key file, one after the other.
function environment() {
  const by_file = number % 2 === 1;
  return {
    PATH: process.env.PATH,
    XDG_STATE_HOME: state,
    XDG_RUNTIME_DIR: work,
    BASIS_DEV__ALCHEMY__RPC_URL: process.env.CHAIN_PROXY,
    BASIS_DEV__ALCHEMY__WALLET_ADDRESS: wallet,
    BASIS_DEV__ALCHEMY__NETWORK: 'local',
    BASIS_DEV__ALCHEMY__CHAIN_ID: `${addresses.chain_id}`,
    BASIS_DEV__ALCHEMY__CONTRACTS: process.env.CHAIN_ADDRESSES,
    ...(by_file
      ? {BASIS_DEV__ALCHEMY__KEYSTORE: key_file, BASIS_DEV__ALCHEMY__KEYSTORE_PASSWORD: kPassword}
      : {BASIS_DEV__ALCHEMY__PRIVATE_KEY: private_key}),
  };
}

// A run that has begun. `ended` is {status, signal, stdout, stderr, milliseconds}; `said` tells whether it has written
// the words to stderr by now.
export class Run {
  stdout = '';
  stderr = '';

  // With `in_front` another program becomes ours.
  constructor(words, settings = {}, in_front = []) {
    const [program, ...all] = [...in_front, process.env.CHAIN_BASIS, 'chain', ...words, '--config', configs];
    const began = performance.now();
    this.words = words;
    this.child = spawn(program, all, {
      cwd: work,
      env: {...environment(), ...settings},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.on('data', text => {
      this.stdout += text;
    });
    this.child.stderr.on('data', text => {
      this.stderr += text;
    });
    const file = join(outputs, `${++number}`);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (status, signal) => {
        const {stdout, stderr} = this;
        writeFileSync(file, `${words.join(' ')}\n${status ?? signal}\n${stdout}${stderr}`);
        resolve({status, signal, stdout, stderr, milliseconds: performance.now() - began});
      });
    });
  }

  said(words) {
    return this.stderr.includes(words);
  }

  kill(signal = 'SIGKILL') {
    this.child.kill(signal);
  }
}

export const run = (words, settings) => new Run(words, settings).ended;

// The document of a command that only reads.
export async function read(name) {
  const {status, stdout, stderr} = await run([name, '--json']);
  if (status !== 0) throw new Error(`${name}: exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
