// tardis-dev's mappers and order book rebuild the venue's book from its streams.

import {OrderBook, normalizeBookChanges} from 'tardis-dev';
import WebSocket from 'ws';
import {HTTP, WS, finish, is, pause, step} from './common.mjs';

const BOOKS = [
  {name: 'binance', depth: '/api/v3/depth?symbol=BTCUSDT&limit=1000', stream: '/stream?streams=btcusdt@depth@100ms', id: 'lastUpdateId'},
  {name: 'binance-futures', depth: '/fapi/v1/depth?symbol=BTCUSDT&limit=1000', stream: '/public/stream?streams=btcusdt@depth@0ms', id: 'lastUpdateId'},
];

for (const venue of BOOKS) {
  await step(`${venue.name} is rebuilt`, async () => {
    const mapper = normalizeBookChanges(venue.name, new Date());
    const book = new OrderBook();
    const messages = [];
    const socket = new WebSocket(WS + venue.stream);
    socket.onmessage = (event) => messages.push(JSON.parse(event.data));
    await new Promise((go) => { socket.onopen = go; });
    await pause(1500);
    const snapshot = await (await fetch(HTTP + venue.depth)).json();
    await pause(2000);
    socket.close();
    const apply = (message) => {
      if (!mapper.canHandle(message)) throw new Error('not handled');
      for (const change of mapper.map(message, new Date()) ?? []) book.update(change);
    };
    apply({stream: 'btcusdt@depthSnapshot', generated: true, data: snapshot});
    for (const message of messages) apply(message);
    // The levels as the raw messages leave them.
    const levels = new Map(snapshot.bids.map(([price, size]) => [Number(price), Number(size)]));
    for (const {data} of messages) {
      if (data.u <= snapshot.lastUpdateId) continue;
      for (const [price, size] of data.b) Number(size) === 0 ? levels.delete(Number(price)) : levels.set(Number(price), Number(size));
    }
    const best = Math.max(...levels.keys());
    return [messages.length > 10, book.bestBid().price === best, book.bestBid().amount === levels.get(best), book.bestBid().price < book.bestAsk().price];
  }, is([true, true, true, true]));
}
finish();
