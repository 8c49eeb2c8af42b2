// The page: reads the run's data and lays out cards, charts and tables.

const run = JSON.parse(document.getElementById('data').textContent);
const {summary, limits, series} = run;
const decimals = readableDecimals(summary.share_class);
const inClass = (value) => (value === null ? '\u2013' : `${fixed(value, decimals)} ${summary.share_class}`);
const count = series.time.length;

const VENUE_COLOURS = ['c1', 'c2', 'c3', 'c6', 'c5'];
// Lines that may lie on one another are told apart by their dashes.
const VENUE_DASHES = [undefined, [10, 4], [4, 4], [10, 4, 4, 4], [2, 4]];
const ATTRIBUTION_COLOURS = {supply_yield: 'c3', borrow_costs: 'c4', staking_yield_oracle: 'c5', staking_yield_rewards: 'c6',
  funding_pnl: 'c1', delta_pnl: 'c7', basis_pnl: 'c2', dust_pnl: 'c8', transaction_costs: 'c9',
  liquidation_pnl: 'c4', unexplained_pnl: 'text'};

// Where no staked token is held, held and at market are the same and are shown once.
const twoMarks = series.equity.some((value, i) => value !== series.equity_at_market[i]);
const some = (values) => values.some((value) => value !== null);
const moves = (values) => values.some((value) => value !== null && value !== 0);
const named = (group) => Object.entries(group);
const flowColour = (kind) => (kind === 'deposit' ? 'c3' : 'c4');

function equityChart() {
  const marks = run.flows.map(([seconds, kind]) => [seconds, flowColour(kind)]);
  const unit = summary.share_class + (marks.length ? '; upright lines are deposits and withdrawals' : '');
  return {title: 'Equity', unit, size: 'tall', labels: tickLabels, marks, lines: () => [
    line(twoMarks ? 'Held, at the oracle rate' : 'Equity', series.equity, 'c1', inClass, {fill: colour('c1') + '14', width: 2}),
    ...(twoMarks ? [line('At market', series.equity_at_market, 'c2', inClass, {width: 1.5})] : [])]};
}

function drawdownChart() {
  const below = (values) => values.map((value) => (value === null ? null : 0 - value));
  const text = (v) => percent(v, 3);
  return {title: 'Drawdown', unit: 'below the highest equity so far', size: 'low', labels: percentLabels,
    range: (chart, min, max) => [Math.min(min, -1e-4) * 1.1, Math.max(0, max)],
    lines: () => [line(twoMarks ? 'Held, at the oracle rate' : 'Drawdown', below(series.drawdown), 'c4', text, {fill: colour('c4') + '26'}),
      ...(twoMarks ? [line('At market', below(series.drawdown_at_market), 'c2', text)] : [])]};
}

function attributionChart() {
  const parts = named(series.attribution).filter(([, values]) => moves(values));
  if (!parts.length) return null;
  const total = parts.map(([, values]) => values).reduce(plus);
  return {title: 'P&L attribution', unit: `cumulative, ${summary.share_class}; gains stacked above zero, losses below`, size: 'tall',
    labels: tickLabels, className: 'stacked', build: () => {
      const stack = stackedAreas(parts.map(([name, values]) => ({label: spelled(name), values, colour: ATTRIBUTION_COLOURS[name]})), inClass);
      return {lines: [...stack.lines, line('Sum', total, 'text', inClass, {width: 2})], bands: stack.bands};
    }};
}

function venueLines(group, text, dashes = []) {
  return named(group).filter(([, values]) => some(values)).map(([venue, values], i) =>
    line(spelled(venue), values, VENUE_COLOURS[i % VENUE_COLOURS.length], text, {dash: dashes[i % VENUE_COLOURS.length]}));
}

function fundingChart() {
  if (!named(series.funding).some(([, values]) => moves(values))) return null;
  return {title: 'Funding by venue', unit: `received, cumulative, ${summary.share_class}`, size: 'normal', labels: tickLabels,
    lines: () => venueLines(series.funding, inClass, VENUE_DASHES)};
}

function deltaChart() {
  const tolerance = limits.delta_tolerance;
  const text = (v) => percent(v, 3);
  // Never finer than a tenth of a percent, so that an exposure of nearly nothing looks like it.
  const range = (chart, min, max) => [Math.min(min, -0.001) * 1.1, Math.max(max, 0.001) * 1.1];
  return {title: 'Exposure', unit: 'net delta of the asset as a share of equity', size: 'normal', labels: percentLabels, range, lines: () => [
    line('Net delta', series.delta, 'c1', text),
    ...(tolerance === null ? [] : [limitLine('Tolerance', tolerance, 'c2', count, text), limitLine('and below', -tolerance, 'c2', count, text)])]};
}

/** The levels of a limit that exist, as dashed lines. */
function levels(list, text) {
  return list.filter(([, level]) => level !== null).map(([label, level, stroke]) => limitLine(label, level, stroke, count, text));
}

function marginChart() {
  if (!named(series.margin_ratio).some(([, values]) => some(values))) return null;
  const text = (v) => fixed(v, 3);
  return {title: 'Margin ratio by venue', unit: 'account value over perp notional', size: 'normal', labels: tickLabels, lines: () => [
    ...venueLines(series.margin_ratio, text),
    ...levels([['Warning', limits.margin_ratio_warning, 'c2'], ['Critical', limits.margin_ratio_critical, 'c4']], text)]};
}

function healthChart() {
  if (!some(series.health_factor)) return null;
  const text = (v) => fixed(v, 4);
  return {title: 'Health factor', unit: 'Aave; liquidation below 1', size: 'normal', labels: tickLabels, lines: () => [
    line('Health factor', series.health_factor, 'c1', text),
    ...levels([['Warning', limits.health_factor_warning, 'c2'], ['Critical', limits.health_factor_critical, 'c4'], ['Liquidation', 1, 'text']], text)]};
}

function ltvChart() {
  if (!some(series.health_factor)) return null;
  const text = (v) => fixed(v, 4);
  return {title: 'Loan to value', unit: 'debt over collateral at oracle rates', size: 'normal', labels: tickLabels,
    lines: () => [line('Loan to value', series.ltv, 'c1', text)]};
}

const chartPlans = [equityChart(), drawdownChart(), attributionChart(), fundingChart(), deltaChart(), marginChart(), healthChart(), ltvChart()]
  .filter((plan) => plan !== null);

function fillHeader() {
  const hours = fixed(series.steps, 0);
  document.getElementById('title').textContent = spelled(summary.mode);
  document.getElementById('subtitle').textContent =
    `${plainTime(summary.from).slice(0, 16)} to ${plainTime(summary.to).slice(0, 16)} UTC \u00b7 ${fixed(summary.steps, 0)} steps \u00b7 ` +
    `${grouped(summary.capital)} ${summary.share_class} capital`;
  document.getElementById('thinning').textContent = (series.steps_per_point > 1
    ? `Charts show ${fixed(count, 0)} points for ${hours} hourly records: a point gathers up to ${series.steps_per_point} of them and shows the last value, or the worst for margin ratio, health factor, drawdown and net delta. equity.csv has all of them. `
    : 'Charts show every step. ') + 'Drag to zoom all charts, double click to reset.';
}

function fillCards() {
  const money = (text) => rounded(text, decimals);
  const total = summary.total_return;
  const weighted = summary.money_weighted_return;
  // A figure with staked tokens at the market, under the same one at the oracle rate.
  const both = (node, figure) => {
    if (twoMarks) node.append(element('div', 'quiet small', `at market ${figure}`));
    return node;
  };
  const costs = named(summary.costs).reduce((sum, [, amount]) => sum + Number(amount), 0);
  const flows = 'flows_fingerprint' in summary ? [
    card('Money-weighted, a year', percent(weighted), '', signClass(weighted)),
    card('Deposits', money(summary.deposits), summary.share_class),
    card('Withdrawals', money(summary.withdrawals), summary.share_class)] : [];
  document.getElementById('cards').append(
    both(card('Final equity', money(summary.final_equity), summary.share_class), money(summary.final_equity_at_market)),
    card('After a full exit', money(summary.exit_value), summary.share_class),
    both(card(flows.length ? 'Time-weighted return' : 'Total return', percent(total), '', signClass(total)), percent(summary.total_return_at_market)),
    ...flows,
    both(card('APY', percent(summary.apy), '', signClass(summary.apy)), percent(summary.apy_at_market)),
    both(card('Max drawdown', percent(summary.max_drawdown)), percent(summary.max_drawdown_at_market)),
    both(card('Sharpe', fixed(summary.sharpe, 2)), fixed(summary.sharpe_at_market, 2)),
    both(card('Volatility, a year', percent(summary.volatility)), percent(summary.volatility_at_market)),
    card('Costs', fixed(costs, decimals), summary.share_class),
    ...(summary.liquidations ? [card('Liquidations', fixed(summary.liquidations, 0), '', 'loss')] : []),
    card('Net funding', money(summary.funding), summary.share_class, signClass(Number(summary.funding))));
}

function riskFacts() {
  const {risk} = summary;
  const number = (value, digits) => (value === null ? 'none held' : fixed(value, digits));
  return facts([
    ...named(risk.min_margin_ratio).map(([venue, value]) => [`Lowest margin ratio, ${spelled(venue)}`, number(value, 3)]),
    ['Lowest health factor', number(risk.min_health_factor, 4)],
    ['Highest loan to value', number(risk.max_ltv, 4)],
    ['Largest net delta', percent(risk.max_abs_delta_fraction, 3)],
    ['States under a critical margin ratio', fixed(risk.margin_breaches, 0)],
    ['States under a critical health factor', fixed(risk.health_breaches, 0)],
    ['Liquidations', fixed(summary.liquidations, 0)],
    ['Rebalances', fixed(summary.rebalances, 0)],
  ]);
}

/** What was paid; the sum is that of transaction costs and liquidation P&L. */
function costFacts() {
  return facts(named(summary.costs).map(([name, amount]) => [spelled(name), `${rounded(amount, decimals)} ${summary.share_class}`]));
}

/** How much of a neutral mode's result came from the asset's price, which it should not depend on. */
function deltaNote() {
  const balance = Number(summary.reconciliation.balance_pnl);
  if (limits.delta_tolerance === null || !balance) return null;
  return `Delta P&L is ${percent(Math.abs(Number(summary.pnl.delta_pnl) / balance))} of the result; a neutral mode\u2019s is near 0.`;
}

function fillTables() {
  const fills = named(summary.fills_from);
  const capacity = named(summary.capacity);
  const trades = run.trades;
  document.getElementById('tables').append(
    section('attribution', 'Where the P&L came from', deltaNote(), attributionTable(summary, decimals), reconciliationLine(summary)),
    section('costs', 'Costs', 'Signed like P&L: a cost is negative.', costFacts()),
    ...(run.flows.length ? [section('flows', `Capital flows (${fixed(run.flows.length, 0)})`,
      'What was paid in and out, and the equity at the close of that hour.', flowsTable(run.flows, summary.share_class, decimals))] : []),
    section('risk', 'Risk', null, riskFacts()),
    ...(capacity.length ? [section('capacity', 'Capacity',
      'The nearest to a limit of the market or a protocol, or the furthest beyond it, by kind.',
      facts(capacity.map(([kind, worst]) => [spelled(kind),
        `${worst.ratio === null ? 'no room' : percent(worst.ratio)} of its limit, ${worst.instrument}, ${plainTime(worst.time).slice(0, 16)} UTC` +
        (worst.count ? `, over it ${fixed(worst.count, 0)} times` : '')])))] : []),
    section('holdings', 'Holdings at the close', null, run.holdings.length
      ? holdingsTable(run.holdings, summary.share_class, decimals) : element('p', 'quiet', 'None.')),
    section('trades', `Trades (${fixed(trades.total, 0)})`, 'Notional and cost in the quote currency; a positive cost was paid.',
      trades.total ? tradesTable(trades) : element('p', 'quiet', 'None.')),
    section('assumptions', 'Assumptions', 'What is modelled, what is left out, and which series stood in for which.',
      element('ul', '', ...summary.assumptions.map((text) => element('li', '', text)))),
    section('data-notes', 'Data notes', null, fills.length
      ? facts(fills.map(([rule, rows]) => [rule, `${fixed(rows, 0)} rows supplied`]))
      : element('p', 'quiet', 'No row had to be supplied by a fill rule.')),
    section('fingerprints', 'Fingerprints', 'The same ones give the same result.', facts([['Data', summary.data_fingerprint],
      ['Configuration', summary.config_fingerprint], ['Code', summary.code_version],
      ...('flows_fingerprint' in summary ? [['Capital flows', summary.flows_fingerprint]] : [])])));
}

fillHeader();
fillRemarks(summary.remarks);
fillCards();
layCharts(chartPlans);
fillTables();
startTheme(() => drawCharts(chartPlans, series.time));
