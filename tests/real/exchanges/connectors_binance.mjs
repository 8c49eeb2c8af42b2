// The venue's own connectors and the SDK `binance` against simulated Binance.

import {DerivativesTradingUsdsFutures} from '@binance/derivatives-trading-usds-futures';
import {Spot} from '@binance/spot';
import {MainClient, USDMClient, WebsocketAPIClient, WebsocketClient} from 'binance';
import {HTTP, KEYS, WS, finish, is, step} from './common.mjs';

const auth = {apiKey: KEYS.apiKey, apiSecret: KEYS.secret};
const data = async (answer) => (await answer).data();
const limit = (price) => ({symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price});
const first = (stream) => new Promise((go) => stream.on('message', go));
const below = (bid) => Math.round(Number(bid[0]) * 0.97);

async function spotConnector() {
  const client = new Spot({configurationRestAPI: {...auth, basePath: HTTP},
    configurationWebsocketAPI: {...auth, wsURL: `${WS}/ws-api/v3`}, configurationWebsocketStreams: {wsURL: WS}});
  const rest = client.restAPI;
  const bid = await step('depth', async () => (await data(rest.depth({symbol: 'BTCUSDT', limit: 5}))).bids[0]);
  const order = await step('newOrder', () => data(rest.newOrder(limit(below(bid)))));
  const named = {symbol: 'BTCUSDT', orderId: order.orderId};
  await step('getOrder', async () => (await data(rest.getOrder(named))).status, is('NEW'));
  await step('deleteOrder', async () => (await data(rest.deleteOrder(named))).status, is('CANCELED'));
  await step('getAccount', async () => (await data(rest.getAccount())).canTrade, is(true));
  await step('a refusal', async () => { try { await rest.getOrder({symbol: 'BTCUSDT', orderId: 1}); } catch (fault) { return fault.message; } }, is('Order does not exist.'));
  const api = await client.websocketAPI.connect();
  await step('order.place', async () => (await api.orderPlace({...limit(below(bid)), newClientOrderId: 'c-1'})).data.status, is('NEW'));
  await step('order.amend.keepPriority', async () => (await api.orderAmendKeepPriority({symbol: 'BTCUSDT', origClientOrderId: 'c-1', newQty: 0.005})).data.amendedOrder.qty, is('0.00500000'));
  await step('order.cancel', async () => (await api.orderCancel({symbol: 'BTCUSDT', origClientOrderId: 'c-1'})).data.status, is('CANCELED'));
  await step('subscribe.signature', async () => { await api.userDataStreamSubscribeSignature(); return true; });
  await api.disconnect();
  const streams = await client.websocketStreams.connect();
  await step('trade stream', async () => (await first(streams.trade({symbol: 'btcusdt'}))).e, is('trade'));
  await step('depth stream', async () => (await first(streams.diffBookDepth({symbol: 'btcusdt', updateSpeed: '100ms'}))).e, is('depthUpdate'));
  await streams.disconnect();
}

async function usdmConnector() {
  const client = new DerivativesTradingUsdsFutures({configurationRestAPI: {...auth, basePath: HTTP},
    configurationWebsocketAPI: {...auth, wsURL: `${WS}/ws-fapi/v1`}, configurationWebsocketStreams: {wsURL: WS}});
  const rest = client.restAPI;
  const bid = await step('orderBook', async () => (await data(rest.orderBook({symbol: 'BTCUSDT', limit: 5}))).bids[0]);
  const order = await step('newOrder', () => data(rest.newOrder(limit(below(bid)))));
  await step('modifyOrder', async () => (await data(rest.modifyOrder({symbol: 'BTCUSDT', side: 'BUY', orderId: order.orderId, quantity: 0.02, price: below(bid) + 1}))).origQty, is('0.02'));
  await step('cancelOrder', async () => (await data(rest.cancelOrder({symbol: 'BTCUSDT', orderId: order.orderId}))).status, is('CANCELED'));
  await step('accountInformationV3', async () => Number((await data(rest.accountInformationV3())).totalWalletBalance) > 0, is(true));
  await step('startUserDataStream', async () => (await data(rest.startUserDataStream())).listenKey.length, is(64));
  const api = await client.websocketAPI.connect();
  await step('order.place', async () => (await api.newOrder({...limit(below(bid)), newClientOrderId: 'f-1'})).data.status, is('NEW'));
  await step('order.cancel', async () => (await api.cancelOrder({symbol: 'BTCUSDT', origClientOrderId: 'f-1'})).data.status, is('CANCELED'));
  await api.disconnect();
  const streams = await client.websocketStreams.connect();
  await step('mark price stream', async () => (await first(streams.markPriceStream({symbol: 'btcusdt', updateSpeed: '1s'}))).e, is('markPriceUpdate'));
  await step('depth stream', async () => (await first(streams.diffBookDepthStreams({symbol: 'btcusdt', updateSpeed: '100ms'}))).e, is('depthUpdate'));
  await streams.disconnect();
}

async function sdk() {
  const keys = {api_key: KEYS.apiKey, api_secret: KEYS.secret};
  const spot = new MainClient({...keys, baseUrl: HTTP});
  const usdm = new USDMClient({...keys, baseUrl: HTTP});
  const bid = await step('getOrderBook', async () => (await spot.getOrderBook({symbol: 'BTCUSDT', limit: 5})).bids[0]);
  const order = await step('submitNewOrder', () => spot.submitNewOrder({...limit(below(bid)), newOrderRespType: 'FULL'}));
  await step('cancelOrder', async () => (await spot.cancelOrder({symbol: 'BTCUSDT', orderId: order.orderId})).status, is('CANCELED'));
  const other = await step('submitNewOrder of USDⓈ-M', () => usdm.submitNewOrder(limit(below(bid))));
  await step('cancelOrder of USDⓈ-M', async () => (await usdm.cancelOrder({symbol: 'BTCUSDT', orderId: other.orderId})).status, is('CANCELED'));
  await step('setLeverage', async () => (await usdm.setLeverage({symbol: 'BTCUSDT', leverage: 7})).leverage, is(7));
  const quiet = {trace() {}, info() {}, error: console.error};
  const streams = new WebsocketClient({...keys, wsUrl: WS, beautify: false}, quiet);
  await step('streams', () => new Promise((go) => { streams.on('message', go); streams.subscribe(['btcusdt@trade'], 'main'); }), (m) => m.e === 'trade' ? undefined : 'no trade');
  streams.closeAll(true);
  const api = new WebsocketAPIClient({...keys, wsUrl: WS, beautify: false}, quiet);
  await step('submitNewSpotOrder', async () => (await api.submitNewSpotOrder({...limit(below(bid)), timestamp: Date.now()})).result.status, is('NEW'));
  await step('cancelAllSpotOpenOrders', async () => (await api.cancelAllSpotOpenOrders({symbol: 'BTCUSDT', timestamp: Date.now()})).result.length, is(1));
}

for (const [name, run] of [['@binance/spot', spotConnector], ['@binance/derivatives-trading-usds-futures', usdmConnector], ['binance', sdk]]) {
  console.log(`-- ${name}`);
  await run();
}
finish();
