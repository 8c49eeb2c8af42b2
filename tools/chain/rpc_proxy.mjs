// Stands between a client and anvil as an RPC provider does: /v2/KEY over HTTP and WebSocket, with faults on request.
//   POST /__proxy/fault   {"kind", "method"?, "after"?, "times"?, ...}; see proxy_faults.mjs
//   POST /__proxy/clear   no more faults, and counts from zero
//   POST /__proxy/cut     ends all WebSocket connections at once
//   GET  /__proxy/counts  {"METHOD": requests seen}; GET /__proxy/faults  what is still to come
import {createServer} from 'node:http';
import {ethers, packaged} from './packages.mjs';
import {Faults, kErrors} from './proxy_faults.mjs';
import {Node} from './rpc.mjs';

const {WebSocket, WebSocketServer} = packaged('ws');
const kDefaultChain = 1337;

const failed = (id, error) => ({jsonrpc: '2.0', id: id ?? null, error});
const done = (id, result) => ({jsonrpc: '2.0', id, result});

async function body_of(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

class Proxy {
  counts = {};
  faults = new Faults();
  sockets = new WebSocketServer({noServer: true});

  constructor(key, upstream) {
    this.path = `/v2/${key}`;
    this.upstream = upstream;
  }

  count(calls) {
    for (const {method} of calls) this.counts[method] = (this.counts[method] ?? 0) + 1;
  }

  // One call: answered here, or by the node.
  async answer(call) {
    const {id, method, params = []} = call;
    if (method === 'eth_chainId' || method === 'net_version') {
      const fault = this.faults.take_kind('wrong_chain', method);
      const chain = fault?.chain_id ?? kDefaultChain;
      if (fault) return done(id, method === 'net_version' ? `${chain}` : ethers.toQuantity(chain));
    }
    if (method === 'eth_getTransactionReceipt' && this.faults.take_kind('null_receipt', method)) return done(id, null);
    // The node says it has taken the transaction and forgets it.
    if (method === 'eth_sendRawTransaction' && this.faults.take_kind('drop_transaction', method))
      return done(id, ethers.keccak256(params[0]));
    const lag = this.faults.take_kind('lag', method);
    return lag ? this.#behind(call, lag.blocks) : this.#forward(call);
  }

  // The answer of a node that has not seen the last blocks.
  async #behind(call, blocks) {
    const head = Math.max(0, Number(await this.upstream.rpc('eth_blockNumber')) - blocks);
    if (call.method === 'eth_blockNumber') return done(call.id, ethers.toQuantity(head));
    const at = value => (['latest', 'pending', 'safe', 'finalized'].includes(value) ? ethers.toQuantity(head) : value);
    const dated = value =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? {
            ...value,
            ...(value.toBlock !== undefined && {toBlock: at(value.toBlock)}),
            ...(value.fromBlock !== undefined && {fromBlock: at(value.fromBlock)}),
          }
        : at(value);
    const answer = await this.#forward({...call, params: (call.params ?? []).map(dated)});
    const unseen = Number(answer.result?.blockNumber ?? 0) > head;
    if (!unseen) return answer;
    if (call.method === 'eth_getTransactionByHash')
      return done(call.id, {...answer.result, blockNumber: null, blockHash: null, transactionIndex: null});
    return done(call.id, null);
  }

  async #forward(call) {
    const response = await fetch(this.upstream.url, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(call),
    });
    return response.json();
  }
}

function send_json(response, status, value) {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(value));
}

async function control(proxy, request, response) {
  const {pathname} = new URL(request.url, 'http://proxy');
  if (request.method === 'GET' && pathname === '/__proxy/counts') return send_json(response, 200, proxy.counts);
  if (request.method === 'GET' && pathname === '/__proxy/faults') return send_json(response, 200, proxy.faults.list());
  if (request.method === 'POST' && pathname === '/__proxy/clear') {
    proxy.faults.clear();
    proxy.counts = {};
    return send_json(response, 200, {});
  }
  if (request.method === 'POST' && pathname === '/__proxy/cut') {
    for (const socket of proxy.sockets.clients) socket.terminate();
    return send_json(response, 200, {});
  }
  if (request.method !== 'POST' || pathname !== '/__proxy/fault')
    return send_json(response, 404, {error: `${request.method} ${pathname}: no such control`});
  let fault = null;
  try {
    fault = JSON.parse(await body_of(request));
  } catch {
    return send_json(response, 400, {error: 'a fault is a JSON object'});
  }
  const wrong = proxy.faults.add(fault);
  return wrong ? send_json(response, 400, {error: wrong}) : send_json(response, 200, {});
}

// A fault of the whole answer over HTTP. True when the answer is given (or never will be).
async function broken_http(fault, calls, answers, request, response) {
  if (fault.kind === 'hang') return true;
  if (fault.kind === 'delay') {
    await new Promise(resolve => setTimeout(resolve, fault.milliseconds));
    return false;
  }
  if (fault.kind === 'reset') {
    request.socket.resetAndDestroy();
    return true;
  }
  if (fault.kind === 'malformed') {
    const text = JSON.stringify(await answers());
    response.writeHead(200, {'content-type': 'application/json'}).end(text.slice(0, Math.ceil(text.length / 2)));
    return true;
  }
  const {status, error} = kErrors[fault.kind];
  send_json(response, status, failed(calls[0]?.id, error));
  return true;
}

const kUnreadable = failed(null, {code: -32700, message: 'Parse error'});

// A request's calls, how they are answered, and the fault that waits for one of them; null where it is no JSON.
function read_request(proxy, text) {
  let asked = null;
  try {
    asked = JSON.parse(text);
  } catch {
    return null;
  }
  const calls = Array.isArray(asked) ? asked : [asked];
  proxy.count(calls);
  const answers = async () => {
    const all = await Promise.all(calls.map(call => proxy.answer(call)));
    return Array.isArray(asked) ? all : all[0];
  };
  const methods = calls.map(({method}) => method);
  return {calls, answers, fault: proxy.faults.take(true, methods)};
}

async function serve_http(proxy, request, response) {
  if (request.url.startsWith('/__proxy/')) return control(proxy, request, response);
  const text = await body_of(request);
  if (request.url !== proxy.path) return send_json(response, 401, failed(null, kErrors.unauthorized.error));
  const request_read = read_request(proxy, text);
  if (!request_read) return send_json(response, 400, kUnreadable);
  const {calls, answers, fault} = request_read;
  if (fault && (await broken_http(fault, calls, answers, request, response))) return undefined;
  return send_json(response, 200, await answers());
}

// Heads that a lagging node would not have seen wait for later ones.
class HeldHeads {
  #held = [];

  constructor(proxy, send) {
    this.proxy = proxy;
    this.send = send;
  }

  pass(text) {
    const {params} = JSON.parse(text);
    const number = params?.result?.parentHash ? Number(params.result.number) : NaN;
    if (Number.isNaN(number)) return this.send(text);
    this.#held.push([number, text]);
    const seen = number - this.proxy.faults.lag();
    while (this.#held.length > 0 && this.#held[0][0] <= seen) this.send(this.#held.shift()[1]);
    return undefined;
  }
}

// A fault of the whole answer over a WebSocket. True when nothing more is to be sent.
async function broken_socket(fault, calls, answers, socket) {
  if (fault.kind === 'hang') return true;
  if (fault.kind === 'delay') {
    await new Promise(resolve => setTimeout(resolve, fault.milliseconds));
    return false;
  }
  if (fault.kind === 'reset') socket.terminate();
  else if (fault.kind === 'malformed') {
    const text = JSON.stringify(await answers());
    socket.send(text.slice(0, Math.ceil(text.length / 2)));
  } else for (const {id} of calls) socket.send(JSON.stringify(failed(id, kErrors[fault.kind].error)));
  return true;
}

// Subscriptions belong to a connection: they and their events go to a connection of their own at the node.
function serve_socket(proxy, socket) {
  const upstream = new WebSocket(proxy.upstream.url.replace('http', 'ws'));
  const opened = new Promise(resolve => {
    upstream.once('open', resolve);
  });
  const heads = new HeldHeads(proxy, text => socket.send(text));
  upstream.on('message', data => heads.pass(data.toString()));
  upstream.on('close', () => socket.close());
  upstream.on('error', () => socket.terminate());
  socket.on('close', () => upstream.close());
  socket.on('error', () => upstream.close());
  socket.on('message', async data => {
    const request_read = read_request(proxy, data.toString());
    if (!request_read) return socket.send(JSON.stringify(kUnreadable));
    const {calls, answers, fault} = request_read;
    if (fault && (await broken_socket(fault, calls, answers, socket))) return undefined;
    if (calls.some(({method}) => method === 'eth_subscribe' || method === 'eth_unsubscribe')) {
      await opened;
      return upstream.send(data.toString());
    }
    return socket.send(JSON.stringify(await answers()));
  });
}

// start_proxy({port, key, upstream_port}): {url, control, stop()}. Port 0 takes a free one.
export async function start_proxy({port, key, upstream_port}) {
  const proxy = new Proxy(key, new Node(`http://127.0.0.1:${upstream_port}`));
  const server = createServer((request, response) =>
    serve_http(proxy, request, response).catch(() => {
      if (!response.headersSent)
        send_json(response, 502, failed(null, {code: -32603, message: 'the node does not answer'}));
    }),
  );
  const {sockets} = proxy;
  sockets.on('connection', socket => serve_socket(proxy, socket));
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== proxy.path)
      return socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened, request));
  });
  await new Promise((resolve, reject) => {
    server.once('error', error => reject(new Error(`the proxy cannot listen on port ${port}: ${error.code}`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    url: base + proxy.path,
    control: `${base}/__proxy`,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}
