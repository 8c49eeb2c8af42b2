// The plan, the pairs that are worked, orders and fills.

import {Facts, Table, h, panel} from './dom.js';
import {bps, clock, decimal, exact, marketName, number, signOf} from './format.js';

const amount = (text, decimals) => ({text: decimal(text, decimals), exact: text, title: exact(text)});
const side = (text) => ({text, tone: text === 'buy' ? 'gain' : 'loss'});
const leg = (part) => (part ? `${part.side} ${marketName(part.market).join(' ')}` : '');

function progress(row) {
  const traded = Number(row.traded_first);
  const wanted = Number(row.coins);
  const share = wanted > 0 ? Math.min(1, traded / wanted) : 0;
  const bar = h('progress', {max: '1', value: String(share), 'aria-label': `Pair ${row.id}`});
  return h('span', {class: 'progress'}, bar, h('span', {}, number(share * 100, 0) + '\u2009%'));
}

/** A list of which more can be asked for. */
class Pages {
  constructor(topic, table, cells, context) {
    Object.assign(this, {topic, table, cells, context, limit: 20});
    this.more = h('button', {type: 'button', class: 'plain', hidden: true, onclick: () => this.grow()}, 'Show more');
    this.count = h('p', {class: 'quiet small'});
    this.node = h('div', {}, table.node, h('div', {class: 'foot'}, this.count, this.more));
  }
  take(data) {
    this.data = data;
    const rows = data.rows.slice(0, this.limit);
    this.table.fill(rows, this.cells);
    this.count.textContent = data.total > 0 ? `${rows.length} of the newest ${data.total}` : '';
    this.more.hidden = rows.length >= data.total;
  }
  /** The stream tells a hundred rows; more are asked for. */
  async grow() {
    this.limit += 40;
    try {
      this.take(this.limit > 100 ? await this.context.link.ask(`/v1/${this.topic}?limit=${Math.min(this.limit, 500)}`) : this.data);
    } catch (refusal) {
      this.context.toast(refusal.message);
    }
  }
}

export class Execution {
  topics = ['plans', 'pairs', 'orders', 'fills'];

  constructor(context) {
    this.context = context;
    this.plan = new Facts(['Plan', 'Why', 'Since', 'Waits for', 'Orders', 'Last decision'], {across: true});
    this.working = new Table('Pairs that are worked', [['Pair', {number: true}], ['First leg'], ['Second leg'], ['Coins', {number: true}],
      ['Progress', {wide: true}], ['Edge now', {number: true}], ['Edge traded', {number: true}], ['Least edge', {number: true}], ['Alarm']],
      {key: (row) => row.id, empty: 'No pair is worked.'});
    const ended = new Table('Pairs that have ended', [['Pair', {number: true}], ['Began'], ['First leg'], ['Second leg'], ['Coins', {number: true}],
      ['Left', {number: true}], ['Edge traded', {number: true}], ['Orders', {number: true}], ['Fills', {number: true}], ['Naked', {number: true}], ['End']],
      {key: (row) => row.id, empty: 'No pair has ended.'});
    const orders = new Table('Orders', [['Sent'], ['Market'], ['Side'], ['Kind'], ['Size', {number: true}], ['Filled', {number: true}],
      ['Limit', {number: true}], ['State'], ['Pair', {number: true}], ['Order']],
      {key: (row) => row.id, empty: 'No order was sent since the start.'});
    const fills = new Table('Fills', [['Time'], ['Market'], ['Side'], ['Size', {number: true}], ['Price', {number: true}], ['Fee', {number: true}],
      ['Liquidity'], ['Pair', {number: true}], ['Order']], {key: (row, i) => `${row.order} ${row.time} ${row.price} ${row.size} ${i}`, empty: 'No fill since the start.'});
    const now = () => this.now;
    this.lists = {
      pairs: new Pages('pairs', ended, (row) => [String(row.id), clock(row.began, now()), leg(row.first), leg(row.second),
        amount(row.coins, 6), amount(row.left, 6), {text: bps(row.traded_edge_bps), exact: row.traded_edge_bps},
        String(row.orders), String(row.fills), number(row.naked_seconds, 2) + '\u2009s',
        {text: row.state, title: row.reason || null}], context),
      orders: new Pages('orders', orders, (row) => [clock(row.sent, now()), marketName(row.market).join(' '), side(row.side), row.kind,
        amount(row.size, 6), amount(row.filled, 6), row.limit === null ? '' : amount(row.limit, 2),
        {text: row.reason ? `${row.state}: ${row.reason}` : row.state, tone: row.reason ? 'warning' : null}, row.pair ? String(row.pair) : '',
        {text: row.id, why: row.id}], context),
      fills: new Pages('fills', fills, (row) => [clock(row.time, now()), marketName(row.market).join(' '), side(row.side),
        // A venue may tell the fee of a fill after it: then nothing was traded.
        signOf(row.size) === 0 ? {text: 'fee alone', exact: row.size, tone: 'quiet'} : amount(row.size, 6), amount(row.price, 2),
        {...amount(row.fee, 6), text: `${decimal(row.fee, row.fee_asset.startsWith('USD') ? 4 : 8)} ${row.fee_asset}`,
          tone: signOf(row.fee) < 0 ? 'gain' : null}, row.liquidity, row.pair ? String(row.pair) : '', {text: row.order, why: row.order}], context),
    };
    this.node = h('div', {class: 'view'}, panel('Plan', 'Of the last decision that acted.', this.plan.node),
      panel('Working pairs', null, this.working.node), panel('Orders', null, this.lists.orders.node),
      panel('Fills', null, this.lists.fills.node), panel('Ended pairs', null, this.lists.pairs.node));
  }

  take(topic, data) {
    if (topic === 'status') this.now = data.now;
    else if (topic === 'plans') this.showPlan(data);
    else if (topic === 'pairs') this.showPairs(data);
    else if (this.lists[topic].limit <= 100) this.lists[topic].take(data);
  }

  showPlan({plan, last_decision: decision}) {
    this.plan.set('Plan', plan.decision ? {text: `${plan.decision}, ${plan.open ? 'open' : 'ended'}`} : 'none since the start');
    this.plan.set('Why', plan.reason);
    this.plan.set('Since', plan.since ? clock(plan.since, this.now) : '');
    this.plan.set('Waits for', plan.open ? plan.waits_for || 'nothing' : '');
    this.plan.set('Orders', plan.open || !plan.decision ? '' : `${plan.accepted} accepted, ${plan.refused} refused`);
    this.plan.set('Last decision', decision);
    const shown = {Why: plan.reason, Since: plan.since, 'Waits for': plan.open, Orders: !plan.open && plan.decision};
    for (const [name, what] of Object.entries(shown)) this.plan.show(name, Boolean(what));
  }

  showPairs(data) {
    const working = data.rows.filter((row) => row.state === 'working');
    this.working.fill(working, (row) => [String(row.id), leg(row.first), leg(row.second), amount(row.coins, 6), {node: progress(row)},
      {text: bps(row.edge_now_bps), exact: row.edge_now_bps}, {text: bps(row.traded_edge_bps), exact: row.traded_edge_bps},
      row.least_edge_bps === null ? 'any' : bps(row.least_edge_bps), {text: row.alarm || '', tone: 'critical'}]);
    this.lists.pairs.take({...data, rows: data.rows.filter((row) => row.state !== 'working'), total: data.total - working.length});
  }
}
