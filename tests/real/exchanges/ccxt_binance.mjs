// ccxt's `binance` and `binanceusdm` against simulated Binance.

import {HTTP, fault, finish, is, refused, step} from './common.mjs';
import {make, walk, walkPerp, walkRefusals} from './ccxt_walk.mjs';

function pointed(id, more = {}) {
  const exchange = make(id, more);
  // ccxt knows which table of errors holds by the venue's host.
  const table = exchange.getExceptionsByUrl.bind(exchange);
  exchange.getExceptionsByUrl = (url, kind) =>
    table(url.replace(HTTP, url.includes('/fapi/') ? 'https://fapi.binance.com' : 'https://api.binance.com'), kind);
  // And which product a stream is of.
  exchange.isSpotUrl = () => id === 'binance';
  return exchange;
}

for (const id of ['binance', 'binanceusdm']) {
  const perp = id === 'binanceusdm';
  const symbol = perp ? 'BTC/USDT:USDT' : 'BTC/USDT';
  const x = pointed(id);
  console.log(`-- ${id}`);
  const {bid, low} = await walk(x, {symbol, small: 0.01, amount: 0.5});
  if (perp) {
    await walkPerp(x, {symbol, amount: 0.5, tiers: 12});
  } else {
    await step('transfer', async () => Number((await x.transfer('USDT', 100, 'spot', 'future')).id) > 0, is(true));
    await step('withdraw', async () => (await x.withdraw('USDT', 100, '0x0000000000000000000000000000000000000001', undefined, {network: 'ETH'})).id.length > 0, is(true));
    await step('createOrderWs', async () => (await x.createOrderWs(symbol, 'limit', 'buy', 0.01, low)).status, is('open'));
    await step('cancelAllOrdersWs', async () => (await x.cancelAllOrdersWs(symbol)).length, is(1));
  }
  await refused('more than there is', 'InsufficientFunds', () => x.createOrder(symbol, 'limit', 'buy', 900, Math.round(bid * 0.99)));
  await refused('an unknown order', 'OrderNotFound', () => x.fetchOrder('12', symbol));
  await refused('an unknown cancel', 'OrderNotFound', () => x.cancelOrder('12', symbol));
  await refused('a crossing post-only', perp ? 'OrderNotFillable' : 'OrderImmediatelyFillable', () => x.createOrder(symbol, 'limit', 'buy', 0.01, Math.round(bid * 1.01), {postOnly: true}));
  // ccxt has a class of its own for the filters of price and lot size only.
  await refused('too small an order', perp ? 'InvalidOrder' : 'BadRequest', () => perp ? x.createOrder(symbol, 'limit', 'buy', 0.001, Math.round(bid * 0.97)) : x.createOrder(symbol, 'limit', 'buy', 0.00001, 50000));
  await walkRefusals((more) => pointed(id, more));
  await fault({kind: 'rate_limit', on: perp ? 'GET /fapi/v3/account' : 'GET /api/v3/account', seconds: 1});
  // ccxt's class for HTTP 429 and 418.
  await refused('too many requests', 'DDoSProtection', () => x.fetchBalance());
  await x.close();
}
finish();
