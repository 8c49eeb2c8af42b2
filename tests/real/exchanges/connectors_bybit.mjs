// The SDK `bybit-api` against simulated Bybit.

import {RestClientV5, WebsocketAPIClient, WebsocketClient} from 'bybit-api';
import {HTTP, KEYS, WS, finish, is, step} from './common.mjs';

const keys = {key: KEYS.apiKey, secret: KEYS.secret};
const quiet = {trace() {}, info() {}, error: console.error};
const rest = new RestClientV5({...keys, baseUrl: HTTP});
const named = {category: 'linear', symbol: 'BTCUSDT'};
const done = async (answer) => { const got = await answer; if (got.retCode !== 0) throw new Error(`${got.retCode} ${got.retMsg}`); return got.result; };
const first = (stream, action) => new Promise((go) => { stream.on('update', go); action(); });

console.log('-- bybit-api');
await step('getServerTime', async () => Number((await done(rest.getServerTime())).timeNano) > 0, is(true));
await step('getInstrumentsInfo', async () => (await done(rest.getInstrumentsInfo(named))).list[0].lotSizeFilter.qtyStep, is('0.001'));
const bid = await step('getOrderbook', async () => Number((await done(rest.getOrderbook({...named, limit: 5}))).b[0][0]));
const low = String(Math.round(bid * 0.97));
const limit = {...named, side: 'Buy', orderType: 'Limit', price: low, qty: '0.01'};
await step('getAccountInfo', async () => (await done(rest.getAccountInfo())).unifiedMarginStatus, is(6));
await step('setLeverage', async () => (await rest.setLeverage({...named, buyLeverage: '7', sellLeverage: '7'})).retCode, is(0));
await step('setLeverage again', async () => (await rest.setLeverage({...named, buyLeverage: '7', sellLeverage: '7'})).retCode, is(110043));
const order = await step('submitOrder', () => done(rest.submitOrder({...limit, orderLinkId: 's-1'})), (o) => o.orderId ? undefined : 'no id');
await step('amendOrder', async () => (await done(rest.amendOrder({...named, orderId: order.orderId, qty: '0.02'}))).orderId, is(order.orderId));
await step('getActiveOrders', async () => { const o = (await done(rest.getActiveOrders({...named, orderLinkId: 's-1'}))).list[0]; return [o.orderStatus, o.qty]; }, is(['New', '0.02']));
await step('cancelOrder', async () => (await done(rest.cancelOrder({...named, orderId: order.orderId}))).orderLinkId, is('s-1'));
await step('batchSubmitOrders', async () => (await rest.batchSubmitOrders('linear', ['m-1', 'm-2'].map((orderLinkId) => ({...limit, orderLinkId})))).retExtInfo.list.map((one) => one.code), is([0, 0]));
await step('cancelAllOrders', async () => (await done(rest.cancelAllOrders({category: 'linear', settleCoin: 'USDT'}))).list.length, is(2));
await step('getHistoricOrders', async () => (await done(rest.getHistoricOrders(named))).list[0].orderStatus, is('Cancelled'));
await step('getExecutionList', async () => (await done(rest.getExecutionList(named))).list.length >= 0, is(true));
await step('getWalletBalance', async () => Number((await done(rest.getWalletBalance({accountType: 'UNIFIED', coin: 'USDT'}))).list[0].coin[0].walletBalance) > 0, is(true));
await step('getTransactionLog', async () => Array.isArray((await done(rest.getTransactionLog({accountType: 'UNIFIED', category: 'linear'}))).list), is(true));
await step('a refusal', async () => (await rest.cancelOrder({...named, orderId: '1'})).retCode, is(110001));

const books = new WebsocketClient({...keys, wsUrl: `${WS}/v5/public/linear`}, quiet);
await step('orderbook', async () => (await first(books, () => books.subscribeV5('orderbook.50.BTCUSDT', 'linear'))).type, is('snapshot'));
books.closeAll(true);
const account = new WebsocketClient({...keys, wsUrl: `${WS}/v5/private`}, quiet);
account.on('exception', console.error);
await step('order topic', async () => {
  account.subscribeV5('order', 'linear');
  await new Promise((go) => account.on('response', go));
  return (await first(account, () => rest.submitOrder({...limit, orderLinkId: 's-2'}))).topic;
}, is('order'));
account.closeAll(true);

const api = new WebsocketAPIClient({...keys, wsUrl: `${WS}/v5/trade`, attachEventListeners: false}, quiet);
await step('submitNewOrder over the WebSocket', async () => (await api.submitNewOrder({...limit, orderLinkId: 'w-1'})).data.orderLinkId, is('w-1'));
await step('cancelOrder over the WebSocket', async () => (await api.cancelOrder({...named, orderLinkId: 'w-1'})).retCode, is(0));
finish();
