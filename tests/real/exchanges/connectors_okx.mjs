// The SDK `okx-api` against simulated OKX.

import {RestClient, WebsocketAPIClient, WebsocketClient} from 'okx-api';
import {HTTP, KEYS, WS, finish, is, step} from './common.mjs';

const keys = {apiKey: KEYS.apiKey, apiSecret: KEYS.secret, apiPass: 'demo-passphrase'};
const accounts = [keys];
const quiet = {trace() {}, info() {}, error: console.error};
const rest = new RestClient({...keys, baseUrl: HTTP});
const swap = 'BTC-USDT-SWAP';
const first = (stream, action) => new Promise((go) => { stream.on('update', go); action(); });

console.log('-- okx-api');
const rules = await step('getInstruments', async () => (await rest.getInstruments({instType: 'SWAP', instId: swap}))[0], (r) => r.ctVal === '0.01' ? undefined : 'wrong');
const bid = await step('getOrderBook', async () => Number((await rest.getOrderBook({instId: swap, sz: '5'}))[0].bids[0][0]));
const low = String(Math.round(bid * 0.97));
const limit = {tdMode: 'cross', side: 'buy', ordType: 'limit', px: low, sz: '1'};
await step('getAccountConfiguration', async () => (await rest.getAccountConfiguration())[0].posMode, is('net_mode'));
await step('setLeverage', async () => (await rest.setLeverage({instId: swap, lever: '7', mgnMode: 'cross'}))[0].lever, is('7'));
const order = await step('submitOrder', async () => (await rest.submitOrder({instId: swap, ...limit, clOrdId: 's1'}))[0], (o) => o.sCode === '0' ? undefined : 'refused');
await step('amendOrder', async () => (await rest.amendOrder({instId: swap, ordId: order.ordId, newSz: '2'}))[0].sCode, is('0'));
await step('getOrderDetails', async () => { const o = (await rest.getOrderDetails({instId: swap, clOrdId: 's1'}))[0]; return [o.state, o.sz]; }, is(['live', '2']));
await step('cancelOrder', async () => (await rest.cancelOrder({instId: swap, ordId: order.ordId}))[0].sCode, is('0'));
await step('submitMultipleOrders', async () => (await rest.submitMultipleOrders(['m1', 'm2'].map((clOrdId) => ({instId: 'BTC-USDT', ...limit, tdMode: 'cash', sz: '0.001', clOrdId})))).map((o) => o.sCode), is(['0', '0']));
await step('getOrderList', async () => (await rest.getOrderList({instType: 'SPOT'})).length, is(2));
await step('cancelMultipleOrders', async () => (await rest.cancelMultipleOrders(['m1', 'm2'].map((clOrdId) => ({instId: 'BTC-USDT', clOrdId})))).length, is(2));
await step('a refusal', async () => { try { await rest.getOrderDetails({instId: swap, ordId: '1'}); } catch (fault) { return fault.code; } return 'none'; }, is('51603'));
await step('getFundingRate', async () => (await rest.getFundingRate({instId: swap}))[0].instId, is(swap));
await step('fundsTransfer', async () => (await rest.fundsTransfer({ccy: 'USDT', amt: '10', from: '18', to: '6'}))[0].ccy, is('USDT'));

const streams = (path) => { const s = new WebsocketClient({accounts, wsUrl: `${WS}/ws/v5/${path}`}, quiet); s.on('exception', console.error); return s; };
const books = streams('public');
await step('books', async () => (await first(books, () => books.subscribe({channel: 'books', instId: swap}))).action, is('snapshot'));
const account = streams('private');
await step('account', async () => (await first(account, () => account.subscribe({channel: 'account'}))).data[0].details.length > 0, is(true));
books.closeAll(true);
account.closeAll(true);

const api = new WebsocketAPIClient({accounts, wsUrl: `${WS}/ws/v5/private`, attachEventListeners: false}, quiet);
const placed = await step('submitNewOrder over the WebSocket', async () => (await api.submitNewOrder({instIdCode: rules.instIdCode, ...limit, clOrdId: 'w1'})).data[0], (o) => o.sCode === '0' ? undefined : 'refused');
await step('cancelOrder over the WebSocket', async () => (await api.cancelOrder({instIdCode: rules.instIdCode, ordId: placed.ordId})).data[0].sCode, is('0'));
finish();
