// ccxt's `bybit` against simulated Bybit, spot and perpetuals.

import {fault, finish, is, refused, step} from './common.mjs';
import {make as plain, walk, walkPerp, walkRefusals} from './ccxt_walk.mjs';

function make(more = {}) {
  const exchange = plain('bybit', more);
  // ccxt wants to hear that only the last orders can be asked for.
  exchange.options.fetchOrder = {acknowledged: true};
  return exchange;
}

for (const perp of [false, true]) {
  const symbol = perp ? 'BTC/USDT:USDT' : 'BTC/USDT';
  const x = make();
  console.log(`-- bybit ${perp ? 'perp' : 'spot'}`);
  const {bid, low} = await walk(x, {symbol, small: 0.01, amount: 0.5, idsOnly: true});
  if (perp) {
    await walkPerp(x, {symbol, amount: 0.5, tiers: 20, idsOnly: true});
  } else {
    await step('transfer', async () => (await x.transfer('USDT', 100, 'unified', 'fund')).id.length, is(36));
    await step('withdraw', async () => (await x.withdraw('USDT', 100, '0x0000000000000000000000000000000000000001', undefined, {network: 'ERC20'})).id.length > 0, is(true));
  }
  const order = await step('createOrderWs', () => x.createOrderWs(symbol, 'limit', 'buy', 0.01, low), (o) => o.id ? undefined : 'no id');
  await step('fetchOrder', async () => (await x.fetchOrder(order.id, symbol)).status, is('open'));
  await step('editOrder', async () => { await x.editOrder(order.id, symbol, 'limit', 'buy', 0.02, low); return (await x.fetchOrder(order.id, symbol)).amount; }, is(0.02));
  await step('cancelOrderWs', async () => { await x.cancelOrderWs(order.id, symbol); return (await x.fetchOrder(order.id, symbol)).status; }, is('canceled'));
  await step('a crossing post-only', async () => { const o = await x.createOrder(symbol, 'limit', 'buy', 0.01, Math.round(bid * 1.004), {postOnly: true}); return (await x.fetchOrder(o.id, symbol)).status; }, is('canceled'));
  await refused('more than there is', 'InsufficientFunds', () => x.createOrder(symbol, 'limit', 'buy', 82, Math.round(bid * 0.99)));
  await refused('an unknown order', 'OrderNotFound', () => x.fetchOrder('12', symbol));
  await refused('an unknown cancel', 'OrderNotFound', () => x.cancelOrder('12', symbol));
  await refused('too small an order', 'InvalidOrder', () => x.privatePostV5OrderCreate({category: perp ? 'linear' : 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Limit', price: String(Math.round(bid * 0.01)), qty: '0.001'}));
  await walkRefusals((more) => make(more));
  await fault({kind: 'rate_limit', venue: 'bybit', on: 'GET /v5/account/wallet-balance', seconds: 1});
  await refused('too many requests', 'RateLimitExceeded', () => x.fetchBalance());
  await x.close();
}
finish();
