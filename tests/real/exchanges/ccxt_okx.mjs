// ccxt's `okx` against simulated OKX, spot and swaps.

import {fault, finish, is, pause, refused, step} from './common.mjs';
import {make, walk, walkPerp, walkRefusals} from './ccxt_walk.mjs';

for (const perp of [false, true]) {
  const symbol = perp ? 'BTC/USDT:USDT' : 'BTC/USDT';
  // ccxt counts contracts of 0.01 BTC.
  const unit = perp ? 100 : 1;
  const x = make('okx');
  console.log(`-- okx ${perp ? 'swap' : 'spot'}`);
  const {bid, low} = await walk(x, {symbol, small: 0.01 * unit, amount: 0.5 * unit, idsOnly: true});
  if (perp) {
    // ccxt has no class of its own for 51169.
    await walkPerp(x, {symbol, amount: 50, tiers: 1, flat: 'ExchangeError', idsOnly: true});
  } else {
    await step('transfer', async () => Number((await x.transfer('USDT', 200, 'spot', 'funding')).id) > 0, is(true));
    // What is moved takes two seconds to arrive.
    await pause(3000);
    await step('withdraw', async () => (await x.withdraw('USDT', 100, '0x0000000000000000000000000000000000000001', undefined, {network: 'ERC20', fee: 3})).id.length > 0, is(true));
  }
  const order = await step('createOrderWs', () => x.createOrderWs(symbol, 'limit', 'buy', 0.01 * unit, low), (o) => o.id ? undefined : 'no id');
  await step('fetchOrder', async () => (await x.fetchOrder(order.id, symbol)).status, is('open'));
  await step('editOrder', async () => { await x.editOrder(order.id, symbol, 'limit', 'buy', 0.02 * unit, low); return (await x.fetchOrder(order.id, symbol)).amount; }, is(0.02 * unit));
  await step('cancelOrderWs', async () => { await x.cancelOrderWs(order.id, symbol); return (await x.fetchOrder(order.id, symbol)).status; }, is('canceled'));
  await step('a crossing post-only', async () => { const o = await x.createOrder(symbol, 'limit', 'buy', 0.01 * unit, Math.round(bid * 1.01), {postOnly: true}); return (await x.fetchOrder(o.id, symbol)).status; }, is('canceled'));
  await refused('more than there is', 'InsufficientFunds', () => x.createOrder(symbol, 'limit', 'buy', perp ? 11000 : 900, Math.round(bid * 0.99)));
  await refused('an unknown order', 'OrderNotFound', () => x.fetchOrder('12', symbol));
  await refused('an unknown cancel', 'OrderNotFound', () => x.cancelOrder('12', symbol));
  await refused('too small an order', 'InvalidOrder', () => x.privatePostTradeOrder({instId: x.market(symbol).id, tdMode: perp ? 'cross' : 'cash', side: 'buy', ordType: 'limit', px: String(low), sz: '0.000001'}));
  await walkRefusals((more) => make('okx', more));
  await fault({kind: 'rate_limit', on: 'GET /api/v5/account/balance', seconds: 1});
  await refused('too many requests', 'RateLimitExceeded', () => x.fetchBalance());
  await x.close();
}
finish();
