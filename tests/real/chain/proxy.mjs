// The proxy serves an RPC provider's paths and injects each fault, over HTTP and WebSocket.
import {account, check, equal, ether, ethers, node, packaged, story, wallet} from './rig.mjs';

const {WebSocket} = packaged('ws');
const url = process.env.CHAIN_PROXY;
const control = url.replace(/\/v2\/.*/, '/__proxy');

const post = (to, body) => fetch(to, {method: 'POST', headers: {'content-type': 'application/json'}, body});
const call = (method, ...params) => JSON.stringify({jsonrpc: '2.0', id: 7, method, params});
const ask = async (method, ...params) => {
  const response = await post(url, call(method, ...params));
  return {status: response.status, ...(await response.json())};
};
const fault = async value =>
  equal(`${value.kind} is taken`, (await post(`${control}/fault`, JSON.stringify(value))).status, 200);
const clear = () => post(`${control}/clear`, '');
const result = async (method, ...params) => (await ask(method, ...params)).result;
const failing = promise =>
  promise.then(
    () => 'an answer',
    error => (error.name === 'TimeoutError' ? 'nothing' : 'an end'),
  );

async function plain() {
  await clear();
  equal('the block', await result('eth_blockNumber'), await node.rpc('eth_blockNumber'));
  const batch = await (
    await post(url, `[${call('eth_chainId')},${call('eth_blockNumber')},${call('eth_chainId')}]`)
  ).json();
  equal('a batch', batch.length, 3);
  const counts = await (await fetch(`${control}/counts`)).json();
  equal('counted by method', JSON.stringify(counts), '{"eth_blockNumber":2,"eth_chainId":2}');
  const wrong = await post(url + 'x', call('eth_chainId'));
  equal('a wrong key', wrong.status, 401);
  equal('as Alchemy says it', (await wrong.json()).error.message, 'Must be authenticated!');
  equal('no JSON', (await post(url, '{')).status, 400);
  equal('an error of the node comes through', (await ask('eth_noSuchThing')).error.code, -32601);
}

async function whole_answers() {
  for (const [kind, status] of [
    ['unauthorized', 401],
    ['too_many', 429],
    ['server_error', 503],
  ]) {
    await fault({kind, times: 2});
    for (let i = 0; i < 2; i++) {
      const answer = await ask('eth_chainId');
      equal(kind, answer.status, status);
      check(`${kind}: an error`, answer.error.message.length > 0);
    }
    equal(`${kind}: over`, (await ask('eth_chainId')).status, 200);
  }
  await fault({kind: 'server_error', method: 'eth_gasPrice'});
  equal('another method', (await ask('eth_chainId')).status, 200);
  equal('its method', (await ask('eth_gasPrice')).status, 503);
  await fault({kind: 'server_error', after: 1});
  for (const status of [200, 503, 200]) equal('after one', (await ask('eth_chainId')).status, status);
  await fault({kind: 'reset'});
  equal('reset', await failing(post(url, call('eth_chainId'))), 'an end');
  await fault({kind: 'hang'});
  equal(
    'hang',
    await failing(fetch(url, {method: 'POST', body: call('eth_chainId'), signal: AbortSignal.timeout(200)})),
    'nothing',
  );
  await fault({kind: 'malformed'});
  equal(
    'malformed',
    await (await post(url, call('eth_chainId'))).json().then(
      () => 'read',
      () => 'not read',
    ),
    'not read',
  );
  await fault({kind: 'delay', milliseconds: 150});
  const began = performance.now();
  check('delay', (await ask('eth_chainId')).result !== undefined && performance.now() - began >= 149);
}

async function single_calls() {
  await fault({kind: 'wrong_chain', chain_id: 5, times: 1});
  equal('wrong chain', await result('eth_chainId'), '0x5');
  check('right chain again', (await result('eth_chainId')) !== '0x5');
  const hash = await node.rpc('eth_sendTransaction', {from: wallet, to: account('stranger'), value: '0x1'});
  await node.receipt(hash);
  await fault({kind: 'null_receipt', times: 2});
  for (let i = 0; i < 2; i++) equal('null receipt', await result('eth_getTransactionReceipt', hash), null);
  equal('then the receipt', (await result('eth_getTransactionReceipt', hash)).transactionHash, hash);
}

async function dropped() {
  const signer = new ethers.Wallet(ethers.id('a key of nobody'));
  await node.rpc('anvil_setBalance', signer.address, ethers.toQuantity(ether(1)));
  const raw = await signer.signTransaction({
    type: 2,
    chainId: await node.rpc('eth_chainId'),
    nonce: 0,
    to: wallet,
    value: 1n,
    gasLimit: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  });
  await fault({kind: 'drop_transaction'});
  equal('the hash is told', await result('eth_sendRawTransaction', raw), ethers.keccak256(raw));
  equal('and nothing is known of it', await node.rpc('eth_getTransactionByHash', ethers.keccak256(raw)), null);
  equal('sent again, it is there', await result('eth_sendRawTransaction', raw), ethers.keccak256(raw));
  check('mined', (await node.receipt(ethers.keccak256(raw))).status === '0x1');
}

async function lagging() {
  const before = await node.rpc('eth_getBalance', account('stranger'), 'latest');
  const receipt = await node.receipt(
    await node.rpc('eth_sendTransaction', {from: wallet, to: account('stranger'), value: '0x5'}),
  );
  const head = Number(await node.rpc('eth_blockNumber'));
  await fault({kind: 'lag', blocks: 1});
  equal('an older head', Number(await result('eth_blockNumber')), head - 1);
  equal('an older balance', await result('eth_getBalance', account('stranger'), 'latest'), before);
  equal('no receipt yet', await result('eth_getTransactionReceipt', receipt.transactionHash), null);
  equal('pending', (await result('eth_getTransactionByHash', receipt.transactionHash)).blockNumber, null);
  equal('an older block', Number((await result('eth_getBlockByNumber', 'latest', false)).number), head - 1);
  await node.rpc('evm_mine');
  equal(
    'seen a block later',
    (await result('eth_getTransactionReceipt', receipt.transactionHash)).transactionHash,
    receipt.transactionHash,
  );
  await clear();
}

const opened = socket =>
  new Promise((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
const next = socket =>
  new Promise((resolve, reject) => {
    socket.once('message', data => resolve(data.toString())).once('close', () => reject(new Error('closed')));
  });

async function sockets() {
  const refused = new WebSocket(url.replace('http', 'ws') + 'x');
  equal(
    'a wrong key',
    await opened(refused).then(
      () => 'open',
      error => error.message,
    ),
    'Unexpected server response: 401',
  );
  const socket = new WebSocket(url.replace('http', 'ws'));
  await opened(socket);
  const say = text => {
    const answer = next(socket);
    socket.send(text);
    return answer.then(JSON.parse);
  };
  equal('a call', (await say(call('eth_blockNumber'))).result, await node.rpc('eth_blockNumber'));
  const subscription = (await say(call('eth_subscribe', 'newHeads'))).result;
  let event = next(socket);
  await node.rpc('evm_mine');
  equal('a head', JSON.parse(await event).params.subscription, subscription);
  await fault({kind: 'lag', blocks: 1});
  await node.rpc('evm_mine');
  const head = Number(await node.rpc('eth_blockNumber'));
  event = next(socket);
  await node.rpc('evm_mine');
  equal('a head that lags', Number(JSON.parse(await event).params.result.number), head);
  await clear();
  await fault({kind: 'too_many'});
  equal('too many', (await say(call('eth_chainId'))).error.code, 429);
  await fault({kind: 'malformed'});
  equal(
    'malformed',
    await say(call('eth_chainId')).then(
      () => 'read',
      () => 'not read',
    ),
    'not read',
  );
  const other = new WebSocket(url.replace('http', 'ws'));
  await opened(other);
  const cut = new Promise(resolve => {
    other.once('close', resolve);
  });
  await post(`${control}/cut`, '');
  await cut;
}

async function reset_socket() {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await opened(socket);
  await fault({kind: 'reset'});
  const ended = new Promise(resolve => {
    socket.once('close', resolve);
  });
  socket.send(call('eth_chainId'));
  await ended;
}

async function bad_faults() {
  for (const [body, words] of [
    ['{', 'JSON object'],
    ['{"kind":"fire"}', 'not one of'],
    ['{"kind":"lag"}', 'needs blocks'],
    ['{"kind":"delay"}', 'needs milliseconds'],
    ['{"kind":"reset","times":0}', 'above 0'],
    ['{"kind":"reset","after":-1}', 'above 0'],
    ['null', 'not one of'],
  ]) {
    const response = await post(`${control}/fault`, body);
    equal(body, response.status, 400);
    check(body, (await response.json()).error.includes(words));
  }
  equal('an unknown control', (await fetch(`${control}/nothing`)).status, 404);
}

await story('proxy: plain', plain);
await story('proxy: faults of whole answers', whole_answers);
await story('proxy: faults of single calls', single_calls);
await story('proxy: a dropped transaction', dropped);
await story('proxy: a node that lags', lagging);
await story('proxy: WebSocket', sockets);
await story('proxy: a WebSocket that is reset', reset_socket);
await story('proxy: bad faults', bad_faults);
