// The simulated exchanges' own requests for money, signed as each venue's documentation says, with the demo account.
import {createHmac} from 'node:crypto';

const kKey = 'demo-key';
const kSecret = 'demo-secret';
const hmac = (text, form) => createHmac('sha256', kSecret).update(text).digest(form);
const query_of = parameters => new URLSearchParams(parameters).toString();

async function json_of(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${response.url}: ${response.status} ${text}`);
  }
}

// Each answers `address(coin)`, `deposit(coin, hash)`, `withdraw(coin, amount, address, id)`, `withdrawal(id)`.
class Binance {
  name = 'binance';
  pools = ['spot'];
  constructor(url) {
    this.url = url;
  }
  async call(method, path, parameters) {
    const {serverTime} = await json_of(await fetch(`${this.url}/api/v3/time`));
    const query = query_of({...parameters, recvWindow: 60000, timestamp: serverTime});
    const response = await fetch(`${this.url}${path}?${query}&signature=${hmac(query, 'hex')}`, {
      method,
      headers: {'X-MBX-APIKEY': kKey},
    });
    const answer = await json_of(response);
    if (!response.ok) throw new Error(`${path}: ${answer.code} ${answer.msg}`);
    return answer;
  }
  async address(coin) {
    return (await this.call('GET', '/sapi/v1/capital/deposit/address', {coin, network: 'ETH'})).address;
  }
  async deposit(coin, hash) {
    const rows = await this.call('GET', '/sapi/v1/capital/deposit/hisrec', {coin, txId: hash});
    return rows.map(({amount, address, network, status}) => ({amount, address, network, done: status === 1}));
  }
  async withdraw(coin, amount, address, id) {
    await this.call('POST', '/sapi/v1/capital/withdraw/apply', {coin, network: 'ETH', address, amount, withdrawOrderId: id});
  }
  async withdrawal(id) {
    const [row] = await this.call('GET', '/sapi/v1/capital/withdraw/history', {withdrawOrderId: id});
    return {hash: row.txId, done: row.status === 6, failed: row.status === 3};
  }
}

class Bybit {
  name = 'bybit';
  pools = ['unified', 'funding'];
  constructor(url) {
    this.url = url;
  }
  async call(method, path, parameters) {
    const {time} = await json_of(await fetch(`${this.url}/v5/market/time`));
    const get = method === 'GET';
    const text = get ? query_of(parameters) : JSON.stringify({...parameters, timestamp: time});
    const response = await fetch(`${this.url}${path}${get ? `?${text}` : ''}`, {
      method,
      headers: {
        'X-BAPI-API-KEY': kKey,
        'X-BAPI-TIMESTAMP': `${time}`,
        'X-BAPI-RECV-WINDOW': '60000',
        'X-BAPI-SIGN': hmac(`${time}${kKey}60000${text}`, 'hex'),
        'Content-Type': 'application/json',
      },
      ...(get ? {} : {body: text}),
    });
    const answer = await json_of(response);
    if (answer.retCode !== 0) throw new Error(`${path}: ${answer.retCode} ${answer.retMsg}`);
    return answer.result;
  }
  async address(coin) {
    const {chains} = await this.call('GET', '/v5/asset/deposit/query-address', {coin, chainType: 'ETH'});
    return chains.find(({chain}) => chain === 'ETH').addressDeposit;
  }
  async deposit(coin, hash) {
    const {rows} = await this.call('GET', '/v5/asset/deposit/query-record', {coin, txID: hash});
    return rows.map(({amount, toAddress, chain, status}) => ({amount, address: toAddress, network: chain, done: status === 3}));
  }
  async withdraw(coin, amount, address, id) {
    await this.call('POST', '/v5/asset/withdraw/create', {
      coin, chain: 'ETH', address, amount, accountType: 'UTA', feeType: 1, forceChain: 1, requestId: id,
    });
    this.asked = {...this.asked, [id]: address};
  }
  async withdrawal(id) {
    const {rows} = await this.call('GET', '/v5/asset/withdraw/query-record', {limit: 50});
    const row = rows.find(({toAddress}) => toAddress === this.asked[id]);
    return {hash: row.txID, done: row.status === 'success', failed: row.status === 'Fail'};
  }
}

class Okx {
  name = 'okx';
  pools = ['unified', 'funding'];
  constructor(url) {
    this.url = url;
  }
  async call(method, path, parameters) {
    const {data} = await json_of(await fetch(`${this.url}/api/v5/public/time`));
    const time = new Date(Number(data[0].ts)).toISOString();
    const get = method === 'GET';
    const target = get ? `${path}?${query_of(parameters)}` : path;
    const body = get ? '' : JSON.stringify(parameters);
    const response = await fetch(`${this.url}${target}`, {
      method,
      headers: {
        'OK-ACCESS-KEY': kKey,
        'OK-ACCESS-PASSPHRASE': 'demo-passphrase',
        'OK-ACCESS-TIMESTAMP': time,
        'OK-ACCESS-SIGN': hmac(`${time}${method}${target}${body}`, 'base64'),
        'Content-Type': 'application/json',
      },
      ...(get ? {} : {body}),
    });
    const answer = await json_of(response);
    if (answer.code !== '0') throw new Error(`${path}: ${answer.code} ${answer.msg}`);
    return answer.data;
  }
  async address(coin) {
    const rows = await this.call('GET', '/api/v5/asset/deposit-address', {ccy: coin});
    return rows.find(({chain}) => chain === `${coin}-ERC20`).addr;
  }
  async deposit(coin, hash) {
    const rows = await this.call('GET', '/api/v5/asset/deposit-history', {ccy: coin, txId: hash});
    return rows.map(({amt, to, chain, state}) => ({
      amount: amt, address: to, network: chain === `${coin}-ERC20` ? 'ETH' : chain, done: state === '2',
    }));
  }
  async withdraw(coin, amount, address, id) {
    await this.call('POST', '/api/v5/asset/withdrawal', {
      ccy: coin, amt: amount, dest: '4', chain: `${coin}-ERC20`, toAddr: address, clientId: id,
    });
  }
  async withdrawal(id) {
    const [row] = await this.call('GET', '/api/v5/asset/withdrawal-history', {clientId: id});
    return {hash: row.txId, done: row.state === '2', failed: row.state === '-1'};
  }
}

export const exchanges_at = url => [new Binance(url), new Bybit(url), new Okx(url)];
