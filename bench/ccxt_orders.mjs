// ccxt's `binance`: an order over a WebSocket for every change of the best prices.
//   node ccxt_orders.mjs FOLDER_WITH_CCXT PORT SECONDS

import {createRequire} from 'node:module';

const [clients, port, seconds] = process.argv.slice(2);
const ccxt = createRequire(`${clients}/`)('ccxt');
const HTTP = `https://localhost:${port}`;
const WS = `wss://localhost:${port}`;

function rewrite(urls) {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === 'string') urls[name] = url.replace(/^(https?|wss?):\/\/[^/]+/, (_, kind) => kind.startsWith('ws') ? WS : HTTP);
    else if (url && typeof url === 'object') rewrite(url);
  }
}

const exchange = new ccxt.pro.binance({apiKey: 'demo-key', secret: 'demo-secret', enableRateLimit: false,
  options: {fetchCurrencies: false, fetchMarkets: ['spot'], adjustForTimeDifference: false}});
rewrite(exchange.urls.api);
exchange.isSpotUrl = () => true;
const symbol = 'BTC/USDT';
await exchange.loadMarkets();

const until = Date.now() + Number(seconds) * 1000;
let failed = 0;
while (Date.now() < until) {
  const quotes = await exchange.watchBidsAsks([symbol]);
  exchange.createOrderWs(symbol, 'limit', 'buy', 0.001, quotes[symbol].bid - 5000, {timeInForce: 'IOC'}).catch((fault) => {
    if (++failed === 1) console.error(`ccxt: ${fault.constructor.name}: ${String(fault.message).slice(0, 200)}`);
  });
}
process.exit(0);
