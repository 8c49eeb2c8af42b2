// Sessions, market data, the chain, and the load of the lanes.

import {Facts, Table, h, panel} from './dom.js';
import {age, clock, decimal, exact, marketName, millis, number, percent} from './format.js';

/** A book that has heard nothing for so long is told as late, in milliseconds. */
const LATE = 5000;
const FINE = new Set(['ready', 'live']);

export class Venues {
  topics = ['venues', 'lanes'];

  constructor() {
    this.before = new Map();
    this.sessions = new Table('Sessions', [['Account'], ['State'], ['Since'], ['Clock offset', {number: true}], ['Says']],
      {key: (row) => row.account, empty: 'No session.'});
    this.feeds = new Table('Feeds', [['Venue'], ['Heard', {number: true}], ['Frames a second', {number: true}], ['Frames', {number: true}],
      ['Not decoded', {number: true}], ['Live books', {number: true}]], {key: (row) => row.venue, empty: 'No feed.'});
    this.books = new Table('Order books', [['Market'], ['State'], ['Heard', {number: true}], ['Bid', {number: true}], ['Ask', {number: true}]],
      {key: (row) => row.market, empty: 'No market is followed.'});
    this.chain = new Facts(['Wallet', 'Block', 'Heard', 'Gas money', 'Lane', 'Next in the lane'], {across: true});
    this.transactions = new Table('Transactions that are not over',
      [['Nonce', {number: true}], ['For'], ['Progress'], ['Attempts', {number: true}], ['Hash']], {key: (row) => row.id, empty: 'No transaction is under way.'});
    this.noChain = h('p', {class: 'none quiet'}, 'This node has no chain outside itself.');
    this.lanes = new Table('Hot lanes', [['Lane'], ['Duty', {number: true}], ['Longest round', {number: true}], ['Rounds', {number: true}],
      ['Stalls', {number: true}]], {key: (row) => row.lane, empty: 'No lane has a thread of its own: its actors share that of the sockets.'});
    this.node = h('div', {class: 'view'}, panel('Sessions', null, this.sessions.node),
      h('div', {class: 'pair'}, panel('Feeds', null, this.feeds.node), panel('Order books', null, this.books.node)),
      panel('Chain', null, this.noChain, this.chain.node, this.transactions.node),
      panel('Latency of lanes', 'Duty is the part of the time that a lane works; a stall is a round that was too long.', this.lanes.node));
  }

  take(topic, data) {
    if (topic === 'status') this.now = data.now;
    else if (topic === 'venues') this.showVenues(data);
    else this.lanes.fill(data.rows, (row) => [row.lane, percent(row.duty, 1), number(row.longest_us, 1) + '\u2009µs', number(row.rounds, 0),
      number(row.stalls, 0)]);
  }

  heard(iso) {
    if (!iso) return {text: 'never', tone: 'warning'};
    const late = millis(this.now) - millis(iso) > LATE;
    return {text: age(iso, this.now), exact: iso, tone: late ? 'warning' : null};
  }

  /** Frames a second since the last look, by the node's clock. */
  rate(row) {
    const before = this.before.get(row.venue);
    const at = millis(this.now);
    if (!before || at - before.at > 3000) {
      const rate = before ? (row.frames - before.frames) * 1000 / (at - before.at) : null;
      this.before.set(row.venue, {at, frames: row.frames, rate});
    }
    return this.before.get(row.venue).rate;
  }

  showVenues({accounts, feeds, chain}) {
    if (!this.now) return;
    this.sessions.fill(accounts, (row) => [row.account, {text: row.state, tone: FINE.has(row.state) ? 'good' : 'warning'},
      clock(row.since, this.now), {text: number(row.clock_offset_ms, 0) + '\u2009ms', exact: row.clock_offset_ms}, row.text === row.state ? '' : row.text]);
    this.feeds.fill(feeds, (row) => [row.venue, this.heard(row.heard), number(this.rate(row), 1), number(row.frames, 0),
      {text: number(row.failed, 0), tone: row.failed > 0 ? 'warning' : null},
      {text: `${row.live_books} of ${row.books}`, tone: row.live_books < row.books ? 'warning' : null}]);
    const price = (text) => ({text: decimal(text, 2), exact: text, title: exact(text)});
    this.books.fill(feeds.flatMap((row) => row.markets), (row) => [marketName(row.market).join(' '),
      {text: row.live ? 'live' : 'no price', tone: row.live ? 'good' : 'warning'}, this.heard(row.heard), price(row.bid), price(row.ask)]);
    this.showChain(chain);
  }

  showChain(chain) {
    this.noChain.hidden = chain !== null;
    this.chain.node.hidden = chain === null;
    this.transactions.node.hidden = chain === null;
    if (chain === null) return;
    const nonces = chain.transactions.map((row) => row.nonce).filter((nonce) => nonce !== null);
    this.chain.set('Wallet', chain.wallet);
    this.chain.set('Block', number(chain.block, 0));
    this.chain.set('Heard', this.heard(chain.heard));
    this.chain.set('Gas money', {text: decimal(chain.gas_money, 6) + ' ETH', exact: chain.gas_money});
    this.chain.set('Lane', chain.busy ? `busy, ${chain.transactions.length} not over` : 'idle');
    this.chain.set('Next in the lane', nonces.length ? `nonce ${Math.min(...nonces)}` : 'nothing is signed');
    this.transactions.fill(chain.transactions, (row) => [row.nonce === null ? 'waits' : String(row.nonce), row.purpose, row.progress, String(row.attempts),
      {text: row.hash.slice(0, 14), title: row.hash}]);
  }
}
