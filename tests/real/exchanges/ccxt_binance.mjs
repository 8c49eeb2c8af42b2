// ccxt's `binance` and `binanceusdm` against simulated Binance.

import ccxt from 'ccxt';
import {KEYS, HTTP, WS, fault, finish, is, pause, refused, step} from './common.mjs';

function rewrite(urls) {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === 'string') urls[name] = url.replace(/^(https?|wss?):\/\/[^/]+/, (_, kind) => kind.startsWith('ws') ? WS : HTTP);
    else if (url && typeof url === 'object') rewrite(url);
  }
}

function make(id, more = {}) {
  const exchange = new ccxt.pro[id]({...KEYS, enableRateLimit: false,
    options: {fetchCurrencies: false, adjustForTimeDifference: false}, ...more});
  rewrite(exchange.urls.api);
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
  const x = make(id);
  console.log(`-- ${id}`);
  await step('fetchMarkets', async () => (await x.loadMarkets(), x.market(symbol).precision.price > 0), is(true));
  const book = await step('fetchOrderBook', () => x.fetchOrderBook(symbol, 20), (b) => b.bids[0][0] < b.asks[0][0] ? undefined : 'crossed');
  await step('fetchTicker', async () => (await x.fetchTicker(symbol)).last > 0, is(true));
  await step('fetchTrades', async () => (await x.fetchTrades(symbol)).length > 0, is(true));
  const before = await step('fetchBalance', async () => (await x.fetchBalance()).USDT.total);
  const orders = x.watchOrders(symbol);
  const balance = x.watchBalance();
  await pause(1000);
  const low = Math.round(book.bids[0][0] * 0.97);
  const order = await step('createOrder limit', () => x.createOrder(symbol, 'limit', 'buy', 0.01, low), (o) => o.status === 'open' ? undefined : 'not open');
  await step('watchOrders', async () => (await orders)[0].id === order.id, is(true));
  await step('fetchOrder', async () => (await x.fetchOrder(order.id, symbol)).status, is('open'));
  await step('fetchOpenOrders', async () => (await x.fetchOpenOrders(symbol)).length, is(1));
  await step('cancelOrder', async () => (await x.cancelOrder(order.id, symbol)).status, is('canceled'));
  await step('createOrder market', async () => { const o = await x.createOrder(symbol, 'market', 'buy', 0.5); return [o.status, o.filled]; }, is(['closed', 0.5]));
  // The resting order's event may be the one that was awaited, and the trade's be under way.
  await step('watchBalance', async () => {
    let seen = await balance;
    while (!(seen.USDT.total < before)) seen = await Promise.race([x.watchBalance(), pause(100).then(() => seen)]);
    return true;
  }, is(true));
  await step('fetchMyTrades', async () => (await x.fetchMyTrades(symbol)).reduce((sum, t) => sum + t.amount, 0).toFixed(3), is('0.500'));
  await step('watchOrderBook', async () => { let seen; for (let i = 0; i < 5; ++i) seen = await x.watchOrderBook(symbol); return seen.bids[0][0] < seen.asks[0][0]; }, is(true));
  await step('watchTrades', async () => (await x.watchTrades(symbol)).length > 0, is(true));
  if (perp) {
    await step('fetchPositions', async () => (await x.fetchPositions([symbol])).map((p) => [p.side, p.contracts]), is([['long', 0.5]]));
    await step('setLeverage', async () => (await x.setLeverage(5, symbol)).leverage, is(5));
    await step('fetchFundingRate', async () => Math.abs((await x.fetchFundingRate(symbol)).fundingRate) < 0.003, is(true));
    await step('fetchLeverageTiers', async () => (await x.fetchLeverageTiers([symbol]))[symbol].length, is(12));
    await step('closing', async () => (await x.createOrder(symbol, 'market', 'sell', 0.5, undefined, {reduceOnly: true})).status, is('closed'));
    await refused('reduce-only on flat', 'InvalidOrder', () => x.createOrder(symbol, 'market', 'sell', 0.5, undefined, {reduceOnly: true}));
  } else {
    await step('transfer', async () => Number((await x.transfer('USDT', 100, 'spot', 'future')).id) > 0, is(true));
    await step('withdraw', async () => (await x.withdraw('USDT', 100, '0x0000000000000000000000000000000000000001', undefined, {network: 'ETH'})).id.length > 0, is(true));
    await step('createOrderWs', async () => (await x.createOrderWs(symbol, 'limit', 'buy', 0.01, low)).status, is('open'));
    await step('cancelAllOrdersWs', async () => (await x.cancelAllOrdersWs(symbol)).length, is(1));
  }
  await refused('more than there is', 'InsufficientFunds', () => x.createOrder(symbol, 'limit', 'buy', 900, Math.round(book.bids[0][0] * 0.99)));
  await refused('an unknown order', 'OrderNotFound', () => x.fetchOrder('12', symbol));
  await refused('an unknown cancel', 'OrderNotFound', () => x.cancelOrder('12', symbol));
  await refused('a crossing post-only', perp ? 'OrderNotFillable' : 'OrderImmediatelyFillable', () => x.createOrder(symbol, 'limit', 'buy', 0.01, Math.round(book.bids[0][0] * 1.01), {postOnly: true}));
  // ccxt has a class of its own for the filters of price and lot size only.
  await refused('too small an order', perp ? 'InvalidOrder' : 'BadRequest', () => perp ? x.createOrder(symbol, 'limit', 'buy', 0.001, Math.round(book.bids[0][0] * 0.97)) : x.createOrder(symbol, 'limit', 'buy', 0.00001, 50000));
  await refused('a wrong signature', 'AuthenticationError', () => make(id, {secret: 'wrong'}).fetchBalance());
  await refused('an unknown key', 'AuthenticationError', () => make(id, {apiKey: 'nobody'}).fetchBalance());
  const late = make(id);
  late.nonce = late.milliseconds = () => Date.now() - 20000;
  await refused('a wrong clock', 'InvalidNonce', () => late.fetchBalance());
  await fault({kind: 'rate_limit', on: perp ? 'GET /fapi/v3/account' : 'GET /api/v3/account', seconds: 1});
  // ccxt's class for HTTP 429 and 418.
  await refused('too many requests', 'DDoSProtection', () => x.fetchBalance());
  await x.close();
}
finish();
