// What the node is worth, what it earns, and how near its limits are.

import {Chart} from './charts.js';
import {Facts, Figure, Table, fillCell, h, panel, setAttribute} from './dom.js';
import {MINUS, age, bps, clock, decimal, duration, exact, marketName, millis, number, percent, signOf, signed, spelled, tokenDecimals,
  unitDecimals} from './format.js';

const SPANS = [['all', 'All', Infinity], ['day', '24 h', 86400], ['hours', '6 h', 21600], ['hour', '1 h', 3600]];
const amount = (text, decimals) => ({text: decimal(text, decimals), exact: text, title: exact(text)});
/** Coloured by what is shown: what rounds to nothing is neither gain nor loss. */
function gain(text, decimals) {
  const shown = signed(text, decimals);
  const tone = shown.startsWith('+') ? 'gain' : shown.startsWith(MINUS) ? 'loss' : null;
  return {text: shown, exact: text, title: exact(text), tone};
}
/** For the length of a bar and the height of a line: nothing is counted with it. */
const drawn = (text) => (text === null || text === undefined ? null : Number(text));

/** A bar between nothing and `most`, with marks at limits. */
function meter(share, limits, level) {
  const bar = h('span', {class: 'meter', 'data-level': level}, h('span', {class: 'fill'}));
  bar.firstChild.style.width = Math.min(100, Math.max(0, share * 100)) + '%';
  for (const limit of limits) {
    const mark = h('span', {class: 'limit'});
    mark.style.left = Math.min(100, limit * 100) + '%';
    bar.append(mark);
  }
  return bar;
}

/** A bar to the left or right of the middle. */
function balance(value, most) {
  const bar = h('span', {class: 'balance'}, h('span', {class: 'fill'}));
  const share = most > 0 ? Math.min(50, Math.abs(value) / most * 50) : 0;
  bar.firstChild.style.width = share + '%';
  bar.firstChild.style[value < 0 ? 'right' : 'left'] = '50%';
  bar.dataset.tone = value < 0 ? 'loss' : 'gain';
  return bar;
}

export class Overview {
  topics = ['exposure', 'risk', 'pnl', 'positions'];

  constructor(context) {
    this.context = context;
    this.told = {};
    this.figures = {
      equity: new Figure('Equity'), today: new Figure('P&L today'), delta: new Figure('Net delta'),
      margin: new Figure('Lowest margin ratio'), health: new Figure('Health factor'), funding: new Figure('Next funding'),
    };
    const plain = (decimals) => (value) => number(value, decimals);
    this.charts = {
      equity: new Chart('Equity', [{key: 'equity', label: 'held', colour: 'c1', text: plain(2)},
        {key: 'equity_at_market', label: 'at market', colour: 'c2', dash: [5, 4], text: plain(2)}], 10),
      delta: new Chart('Net delta', [{key: 'net_delta', label: 'coins', colour: 'c3', text: plain(6)}], 0.002),
      margin: new Chart('Margin', [{key: 'margin_ratio', label: 'lowest ratio', colour: 'c4', text: plain(4)}], 0.02),
      health: new Chart('Health factor', [{key: 'health_factor', label: 'lowest', colour: 'c5', text: plain(4)}], 0.02),
    };
    this.attribution = new Table('Profit and loss by attribution', [['Attribution'], ['Since the start', {number: true}], ['Share', {wide: true}]],
      {key: (row) => row[0], empty: 'Nothing before the first step.'});
    this.earned = new Facts(['Earned', 'Paid so far', 'Held mark over market mark', 'Net', 'Earned of what was paid']);
    this.margins = new Table('Margin by account', [['Account'], ['Ratio', {number: true}], ['Against limits', {wide: true}], ['Balance', {number: true}],
      ['Notional', {number: true}], ['To liquidation', {number: true}]], {key: (row) => row.account, empty: 'No account holds perps.'});
    this.lending = new Table('Lending by account', [['Account'], ['Health factor', {number: true}], ['LTV', {number: true}],
      ['Collateral', {number: true}], ['Debt', {number: true}], ['Fall to liquidation', {number: true}]], {key: (row) => row.account});
    this.lendingPanel = panel('Lending', null, this.lending.node);
    this.reasons = h('p', {class: 'note'});
    this.positions = new Table('Positions', [['Account'], ['Instrument'], ['Amount', {number: true}], ['Value', {number: true}],
      ['Mark', {number: true}], ['Funding received', {number: true}], ['Next funding'], ['Expected', {number: true}]],
      {key: (row) => row.instrument, empty: 'Nothing is held.'});
    this.asOf = h('p', {class: 'note quiet'});
    this.differences = h('ul', {class: 'differences', hidden: true});
    const figures = h('section', {class: 'cards', 'aria-label': 'Headline figures'}, ...Object.values(this.figures).map((figure) => figure.node));
    const positions = panel('Positions', null, this.differences, this.positions.node);
    positions.querySelector('h2').after(this.asOf);
    this.node = h('div', {class: 'view'}, figures,
      this.spans(), h('div', {class: 'charts'}, ...Object.values(this.charts).map((chart) => chart.node)),
      h('div', {class: 'pair'}, panel('Profit and loss', 'By attribution, since the start of the run.', this.attribution.node),
        panel('Earned against its round trip', 'What the positions bring, against what entering and running them has cost. Leaving comes on top.', this.earned.node)),
      panel('Margin against limits', null, this.reasons, this.margins.node), this.lendingPanel, positions);
    this.charts.health.node.hidden = true;
    this.lendingPanel.hidden = true;
  }

  /** How much of the time since the start the charts show. */
  spans() {
    this.span = Infinity;
    const legend = h('legend', {class: 'unseen'}, 'Time that charts show');
    return h('fieldset', {class: 'spans'}, legend, ...SPANS.map(([name, label, seconds]) => h('label', {},
      h('input', {type: 'radio', name: 'span', value: name, checked: seconds === this.span, onchange: () => {
        this.span = seconds;
        this.fillCharts();
      }}), h('span', {}, label))));
  }

  take(topic, data) {
    this.told[topic] = data;
    if (topic === 'status') this.showStatus(data);
    const {status, exposure, risk, pnl, positions} = this.told;
    if (topic === 'exposure' && status) this.showExposure(exposure);
    if (topic === 'risk') this.showRisk(risk);
    if (topic === 'pnl' && status) this.showPnl(pnl);
    if (topic === 'positions' && status) this.showPositions(positions);
  }

  showStatus(status) {
    const decimals = unitDecimals(status.share_class);
    const {equity, today, funding, health} = this.figures;
    equity.set(amount(status.equity, decimals), status.share_class,
      {text: 'at market ' + decimal(status.equity_at_market, decimals), exact: status.equity_at_market});
    today.set(gain(status.pnl_today, decimals), status.share_class,
      {text: 'since the start ' + signed(status.pnl, decimals), exact: status.pnl});
    const debt = {null: 'no debt', undefined: ''}[String(status.health_factor)] ?? 'LTV ' + percent(status.ltv);
    health.set({text: number(status.health_factor, 4), exact: status.health_factor}, '', debt);
    const next = status.next_funding;
    funding.set(next ? gain(next.amount, decimals) : amount(null, 0), next ? 'USDT' : '',
      next ? `in ${duration(millis(next.time) - millis(status.now))}, at ${clock(next.time, status.now)}` : 'none is announced');
    this.loadSeries();
  }

  showExposure(exposure) {
    const decimals = unitDecimals(this.told.status.share_class);
    this.figures.delta.set(amount(exposure.net_delta, 6), 'coins',
      exposure.net_delta === undefined ? '' : `${signed(exposure.net_delta_value, decimals)} ${this.told.status.share_class}, ${bps(exposure.net_delta_of_equity * 1e4)} of equity`);
  }

  showRisk(risk) {
    const limits = risk.limits || {};
    const level = (value, name) => (limits[name + '_critical'] !== undefined && value < Number(limits[name + '_critical']) ? 'critical'
      : limits[name + '_warning'] !== undefined && value < Number(limits[name + '_warning']) ? 'warning' : 'safe');
    const margins = risk.margin || [];
    const ratios = margins.map((row) => row.margin_ratio).filter((value) => value !== null);
    const lowest = ratios.length ? Math.min(...ratios) : null;
    this.figures.margin.set({text: number(lowest, 4), exact: lowest}, '',
      limits.margin_ratio_warning ? `warns under ${decimal(limits.margin_ratio_warning, 2)}, acts under ${decimal(limits.margin_ratio_critical, 2)}` : '');
    const reasons = risk.reasons || [];
    fillCell(this.reasons, reasons.length ? {text: reasons.join('; '), tone: risk.status}
      : {text: risk.status ? `Risk is ${risk.status}.` : '', tone: 'quiet'});
    // A whole bar is the largest ratio, and at least one.
    const scale = Math.max(1, ...ratios);
    const marks = [limits.margin_ratio_warning, limits.margin_ratio_critical].filter(Boolean).map((limit) => Number(limit) / scale);
    this.margins.fill(margins, (row) => [row.account, {text: number(row.margin_ratio, 4), exact: row.margin_ratio},
      {node: row.margin_ratio === null ? null : meter(row.margin_ratio / scale, marks, level(row.margin_ratio, 'margin_ratio'))},
      amount(row.balance, 2), amount(row.notional, 2), percent(row.price_rise_to_liquidation, 1)]);
    const lending = risk.lending || [];
    this.lendingPanel.hidden = lending.length === 0;
    this.lending.fill(lending, (row) => [row.account, {text: number(row.health_factor, 4), exact: row.health_factor,
      tone: row.health_factor === null ? null : {safe: null, warning: 'warning', critical: 'critical'}[level(row.health_factor, 'health_factor')]},
      percent(row.ltv), amount(row.collateral, 2), amount(row.debt, 2), percent(row.price_fall_to_liquidation, 1)]);
  }

  showPnl(pnl) {
    if (!pnl.attribution) return this.attribution.fill([], () => []);
    const decimals = unitDecimals(this.told.status.share_class);
    const rows = Object.entries(pnl.attribution).filter(([, text]) => signOf(text) !== 0);
    const most = Math.max(...rows.map(([, text]) => Math.abs(drawn(text))), 0);
    this.attribution.fill([...rows, ['total', pnl.pnl]], ([name, text]) =>
      [spelled(name), gain(text, decimals), {node: name === 'total' ? h('span') : balance(drawn(text), most)}]);
    this.showEarned(pnl, decimals);
  }

  /** In the smallest unit of eighteen decimals, so that sums of money stay exact. */
  showEarned(pnl, decimals) {
    const part = pnl.attribution;
    const earned = sum([part.supply_yield, part.staking_yield_oracle, part.staking_yield_rewards, part.funding_pnl, part.basis_pnl, part.borrow_costs]);
    const paid = sum([pnl.fees, pnl.gas]);
    const leaving = sum([this.told.status.equity, negated(this.told.status.equity_at_market)]);
    const net = sum([earned, negated(paid), negated(leaving)]);
    this.earned.set('Earned', gain(earned, decimals));
    this.earned.set('Paid so far', {...amount(paid, decimals), title: `fees ${exact(pnl.fees)}, gas ${exact(pnl.gas)}`});
    this.earned.set('Held mark over market mark', amount(leaving, decimals));
    this.earned.set('Net', gain(net, decimals));
    const share = drawn(paid) > 0 ? drawn(earned) / drawn(paid) : null;
    this.earned.set('Earned of what was paid', share === null ? '–' : percent(share, 1));
  }

  showPositions(positions) {
    const {now, share_class: unit} = this.told.status;
    fillCell(this.asOf, positions.time ? {text: `At the step of ${clock(positions.time, now)}, ${age(positions.time, now)} ago; valued in ${unit}.`} : '');
    const received = this.told.pnl?.funding_by_account || {};
    this.differences.hidden = positions.differences.length === 0;
    this.differences.replaceChildren(...positions.differences.map((text) => h('li', {}, text)));
    this.positions.fill(positions.rows, (row) => [row.account, marketName(row.instrument)[1], amount(row.amount, tokenDecimals(row.token)),
      amount(row.value, unitDecimals(unit)), row.mark ? amount(row.mark, 2) : '', row.mark ? gain(received[row.account] ?? '0', 2) : '',
      row.next_funding ? {text: `${clock(row.next_funding, now)} at ${percent(Number(row.funding_rate), 4)}`, exact: row.funding_rate} : '',
      row.funding_due ? gain(row.funding_due, 2) : '']);
  }

  /** The series changes with every step, which the node makes far less often than it tells its status. */
  async loadSeries() {
    const step = this.told.positions?.time ?? null;
    const due = performance.now() - (this.loadedAt ?? -Infinity) > 4000;
    if (this.loading || !due || (step === this.loadedStep && this.loadedAt !== undefined)) return;
    this.loading = true;
    try {
      const {rows} = await this.context.link.ask('/v1/series');
      this.loadedStep = step;
      this.series = rows;
      this.fillCharts();
      setAttribute(this.node, 'data-points', rows.length);
    } catch (refusal) {
      this.context.toast(`Charts: ${refusal.message}`);
    } finally {
      this.loadedAt = performance.now();
      this.loading = false;
    }
  }

  fillCharts() {
    if (!this.series) return;
    const last = this.series.length ? millis(this.series.at(-1).time) / 1000 : 0;
    const rows = this.series.filter((row) => millis(row.time) / 1000 >= last - this.span);
    const times = rows.map((row) => millis(row.time) / 1000);
    const fill = (chart, names, read) => chart.fill(times, names.map((name) => rows.map((row) => read(row[name]))));
    fill(this.charts.equity, ['equity', 'equity_at_market'], drawn);
    fill(this.charts.delta, ['net_delta'], drawn);
    fill(this.charts.margin, ['margin_ratio'], (value) => value);
    fill(this.charts.health, ['health_factor'], (value) => value);
    this.charts.margin.node.hidden = rows.every((row) => row.margin_ratio === null);
    this.charts.health.node.hidden = rows.every((row) => row.health_factor === null);
  }

  restyle() {
    Object.values(this.charts).forEach((chart) => chart.draw());
  }
}

const UNIT = 18;
function negated(text) {
  return text.startsWith('-') ? text.slice(1) : '-' + text;
}
/** Exact decimals added, as text. */
export function sum(texts) {
  const total = texts.reduce((all, text) => {
    const [whole, fraction = ''] = text.replace('-', '').split('.');
    const units = BigInt(whole + fraction.padEnd(UNIT, '0').slice(0, UNIT));
    return text.startsWith('-') ? all - units : all + units;
  }, 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(UNIT + 1, '0');
  return (total < 0n ? '-' : '') + digits.slice(0, -UNIT) + '.' + digits.slice(-UNIT);
}
