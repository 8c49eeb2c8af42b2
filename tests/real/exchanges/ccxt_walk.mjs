// What ccxt does alike against every simulated exchange.

import ccxt from 'ccxt';
import {HTTP, KEYS, WS, is, pause, refused, step} from './common.mjs';

function rewrite(urls) {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === 'string') urls[name] = url.replace(/^(https?|wss?):\/\/[^/]+/, (_, kind) => kind.startsWith('ws') ? WS : HTTP);
    else if (url && typeof url === 'object') rewrite(url);
  }
}

/** ccxt's `id`, pointed at the simulated exchanges. */
export function make(id, more = {}) {
  const exchange = new ccxt.pro[id]({...KEYS, password: 'demo-passphrase', enableRateLimit: false,
    options: {fetchCurrencies: false, adjustForTimeDifference: false}, ...more});
  rewrite(exchange.urls.api);
  return exchange;
}

/**
 * Markets, books, balances, a resting order and a market order on `symbol`, by REST and by the streams.
 * `small` and `amount` are sizes of the two orders; `idsOnly`: the venue answers to orders with their ids only.
 * The result holds a price far under the market.
 */
export async function walk(x, {symbol, small, amount, idsOnly = false}) {
  const state = async (order) => idsOnly ? (await x.fetchOrder(order.id, symbol)).status : order.status;
  await step('fetchMarkets', async () => (await x.loadMarkets(), x.market(symbol).precision.price > 0), is(true));
  const book = await step('fetchOrderBook', () => x.fetchOrderBook(symbol, 20), (b) => b.bids[0][0] < b.asks[0][0] ? undefined : 'crossed');
  await step('fetchTicker', async () => (await x.fetchTicker(symbol)).last > 0, is(true));
  await step('fetchTrades', async () => (await x.fetchTrades(symbol)).length > 0, is(true));
  const before = await step('fetchBalance', async () => (await x.fetchBalance()).USDT.total);
  const orders = x.watchOrders(symbol);
  const balance = x.watchBalance();
  await pause(1000);
  const bid = book.bids[0][0];
  const low = Math.round(bid * 0.97);
  const order = await step('createOrder limit', () => x.createOrder(symbol, 'limit', 'buy', small, low), (o) => idsOnly || o.status === 'open' ? undefined : 'not open');
  await step('watchOrders', async () => (await orders)[0].id === order.id, is(true));
  await step('fetchOrder', async () => (await x.fetchOrder(order.id, symbol)).status, is('open'));
  await step('fetchOpenOrders', async () => (await x.fetchOpenOrders(symbol)).length, is(1));
  await step('cancelOrder', async () => state(await x.cancelOrder(order.id, symbol)), is('canceled'));
  await step('createOrder market', async () => { const o = await x.createOrder(symbol, 'market', 'buy', amount); const seen = idsOnly ? await x.fetchOrder(o.id, symbol) : o; return [seen.status, seen.filled]; }, is(['closed', amount]));
  // The resting order's event may be the one that was awaited, and the trade's be under way.
  await step('watchBalance', async () => {
    let seen = await balance;
    while (!(seen.USDT.total < before)) seen = await Promise.race([x.watchBalance(), pause(100).then(() => seen)]);
    return true;
  }, is(true));
  await step('fetchMyTrades', async () => (await x.fetchMyTrades(symbol)).reduce((sum, t) => sum + t.amount, 0).toFixed(3), is(amount.toFixed(3)));
  await step('watchOrderBook', async () => { let seen; for (let i = 0; i < 5; ++i) seen = await x.watchOrderBook(symbol); return seen.bids[0][0] < seen.asks[0][0]; }, is(true));
  await step('watchTrades', async () => (await x.watchTrades(symbol)).length > 0, is(true));
  return {bid, low};
}

/** A perp's position, leverage, funding rate and closing; `flat` is ccxt's class when there is nothing to reduce. */
export async function walkPerp(x, {symbol, amount, tiers, flat = 'InvalidOrder', idsOnly = false}) {
  const closing = () => x.createOrder(symbol, 'market', 'sell', amount, undefined, {reduceOnly: true});
  await step('fetchPositions', async () => (await x.fetchPositions([symbol])).map((p) => [p.side, p.contracts]), is([['long', amount]]));
  await step('setLeverage', async () => Boolean(await x.setLeverage(5, symbol)), is(true));
  await step('fetchFundingRate', async () => Math.abs((await x.fetchFundingRate(symbol)).fundingRate) < 0.003, is(true));
  await step('fetchLeverageTiers', async () => (x.has.fetchLeverageTiers ? (await x.fetchLeverageTiers([symbol]))[symbol] : await x.fetchMarketLeverageTiers(symbol)).length, is(tiers));
  await step('closing', async () => { const o = await closing(); return idsOnly ? (await x.fetchOrder(o.id, symbol)).status : o.status; }, is('closed'));
  await refused('reduce-only on flat', flat, closing);
}

/** Wrong keys, signatures and clocks; `made(more)` is the exchange with further settings. */
export async function walkRefusals(made) {
  await refused('a wrong signature', 'AuthenticationError', () => made({secret: 'wrong'}).fetchBalance());
  await refused('an unknown key', 'AuthenticationError', () => made({apiKey: 'nobody'}).fetchBalance());
  const late = made({});
  late.nonce = late.milliseconds = () => Date.now() - 40000;
  await refused('a wrong clock', 'InvalidNonce', () => late.fetchBalance());
}
