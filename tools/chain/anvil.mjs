// anvil as a process of its own.
import {spawn} from 'node:child_process';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {modules} from './packages.mjs';
import {Node} from './rpc.mjs';

const kBinary = join(modules, '@foundry-rs', 'anvil-linux-amd64', 'bin', 'anvil');
const kPatience = 10_000;

// A port that nobody listens on: the given one, or any for 0.
function free_port(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', error =>
      reject(new Error(`port ${port} cannot be listened on: ${error.code}`)),
    );
    server.listen(port, '127.0.0.1', () => {
      const {port: free} = server.address();
      server.close(() => resolve(free));
    });
  });
}

// Starts anvil and waits until it answers.
export async function start_anvil({port, chain_id, state, kept_in}) {
  const chosen = await free_port(port);
  // Linux ends it with its parent, even when that is killed. What a terminal sends to the parent's group is the
  // parent's to pass on.
  const process_ = spawn(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      kBinary,
      '--host',
      '127.0.0.1',
      '--port',
      `${chosen}`,
      '--chain-id',
      `${chain_id}`,
      '--silent',
      '--enable-tx-gas-limit',
      ...(state ? ['--load-state', state] : []),
      ...(kept_in ? ['--dump-state', kept_in] : []),
    ],
    {stdio: ['ignore', 'ignore', 'pipe'], detached: true},
  );
  let words = '';
  process_.stderr.on('data', data => {
    words = (words + data).slice(-2000);
  });
  const ended = new Promise(resolve => {
    process_.once('error', error => resolve(error.message));
    process_.once('exit', (code, signal) => resolve(`anvil ended with ${signal ?? code}`));
  });
  const node = new Node(`http://127.0.0.1:${chosen}`);
  let failure = null;
  ended.then(why => {
    failure = why;
  });
  for (const until = Date.now() + kPatience; Date.now() < until;) {
    if (failure)
      throw new Error(
        `anvil did not start on port ${chosen}: ${
          words
            .trim()
            .split('\n')
            .find(line => line) ?? failure
        }`,
      );
    try {
      await node.rpc('eth_chainId');
      if (!failure) return {process: process_, node, port: chosen, ended};
    } catch {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
  process_.kill('SIGKILL');
  throw new Error(`anvil did not answer on port ${chosen} within ${kPatience / 1000} s`);
}

// Ends it and waits for the end.
export async function stop_anvil({process: process_, ended}) {
  process_.kill('SIGTERM');
  const last = setTimeout(() => process_.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(last);
}
