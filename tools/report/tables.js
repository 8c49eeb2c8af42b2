// Tables and cards, built from nodes so that no text is ever taken for markup.

/** An element with a class and children, which are nodes or texts. */
function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** How many digits stand behind the point of the longest of these texts. */
function places(texts) {
  return texts.reduce((most, text) => Math.max(most, (text.split('.')[1] || '').length), 0);
}

/**
 * An exact decimal: all digits are there, those past `decimals` quieter. Unseen
 * zeros up to `width` places keep the points of a column in one line.
 */
function exact(text, decimals, width) {
  const [whole, fraction = ''] = grouped(text).split('.');
  const near = fraction.slice(0, decimals);
  const far = fraction.slice(decimals);
  const point = width > 0 && !fraction ? '.' : '';
  const unseenNear = point + '0'.repeat(Math.max(0, Math.min(decimals, width) - near.length));
  const unseenFar = '0'.repeat(Math.max(0, width - Math.max(decimals, fraction.length)));
  return element('span', 'exact', whole, fraction ? '.' + near : '', element('span', 'unseen', unseenNear),
    element('span', 'far', far, element('span', 'unseen', unseenFar)));
}

/** Positive or negative as a class, for colour; zero has none. */
function signClass(value) {
  return value > 0 ? 'gain' : value < 0 ? 'loss' : '';
}

/** One headline figure. */
function card(label, figure, unit, className = '') {
  const value = element('div', 'figure ' + className, figure, unit ? element('span', 'unit', unit) : null);
  return element('div', 'card', element('div', 'label', label), value);
}

/** A section with a heading and, where given, a line under it. */
function section(id, heading, note, ...children) {
  const node = element('section', 'panel', element('h2', '', heading), note ? element('p', 'quiet note', note) : null, ...children);
  node.id = id;
  return node;
}

/**
 * A table in a box that scrolls by itself. `columns` are [heading, class];
 * a cell is a text or a node.
 */
function table(label, columns, rows) {
  const head = element('tr', '', ...columns.map(([heading, className]) => {
    const cell = element('th', className, heading);
    cell.scope = 'col';
    return cell;
  }));
  const body = element('tbody', '', ...rows.map((cells) =>
    cells.length === 1 && cells[0].wide
      ? wideRow(cells[0].wide, columns.length)
      : element('tr', '', ...cells.map((cell, i) => element('td', columns[i][1], cell)))));
  const box = element('div', 'scroll', element('table', '', element('thead', '', head), body));
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', label);
  return box;
}

function wideRow(text, span) {
  const cell = element('td', 'quiet gap', text);
  cell.colSpan = span;
  return element('tr', '', cell);
}

/** A bar from the middle: right for a gain, left for a loss. `share` is in -1..1. */
function bar(share) {
  const fill = element('span', 'fill ' + signClass(share));
  fill.style.width = Math.abs(share) * 50 + '%';
  fill.style[share < 0 ? 'right' : 'left'] = '50%';
  return element('span', 'bar', fill);
}

function attributionTable(summary, decimals) {
  const rows = Object.entries(summary.pnl);
  const most = rows.reduce((max, [, amount]) => Math.max(max, Math.abs(Number(amount))), 0);
  const capital = Number(summary.capital);
  const sum = summary.reconciliation.attribution_sum;
  const width = places([sum, ...rows.map(([, amount]) => amount)]);
  const cells = (name, amount, share) => [name, exact(amount, decimals, width), percent(Number(amount) / capital), share];
  return table('P&L attribution', [['Source', ''], [summary.share_class, 'number'], ['of capital', 'number'], ['', 'bars']], [
    ...rows.map(([name, amount]) => cells(spelled(name), amount, most > 0 ? bar(Number(amount) / most) : '')),
    cells(element('strong', '', 'Sum'), sum, ''),
  ]);
}

function reconciliationLine(summary) {
  const {balance_pnl: balance, attribution_sum: sum, difference} = summary.reconciliation;
  const agrees = Number(difference) === 0;
  const verdict = agrees ? 'They agree to the last unit.' : `They differ by ${grouped(difference)}.`;
  return element('p', 'reconciliation ' + (agrees ? 'good' : 'bad'),
    `${agrees ? '\u2713' : '\u2717'} Balance P&L ${grouped(balance)} ${summary.share_class}, attribution ${grouped(sum)} ${summary.share_class}. ${verdict}`);
}

function tradesTable(trades) {
  const shown = [...trades.first, ...trades.last];
  const notionalWidth = places(shown.map((trade) => trade[6]));
  const costWidth = places(shown.map((trade) => trade[7]));
  const row = ([time, instrument, side, size, arrival, fill, notional, cost, reason]) => [
    plainTime(time), instrument, element('span', side, side === 'buy' ? '\u25b2 buy' : '\u25bc sell'), grouped(size), grouped(arrival),
    grouped(fill), exact(notional, 2, notionalWidth), exact(cost, 2, costWidth), reason];
  const leftOut = trades.total - trades.first.length - trades.last.length;
  const gap = leftOut > 0 ? [[{wide: `${fixed(leftOut, 0)} trades between are not shown; events.jsonl has them all`}]] : [];
  const numbers = ['Size', 'Arrival', 'Fill', 'Notional', 'Cost'].map((heading) => [heading, 'number']);
  const box = table('Trades', [['Time (UTC)', ''], ['Instrument', ''], ['Side', ''], ...numbers, ['Reason', '']],
    [...trades.first.map(row), ...gap, ...trades.last.map(row)]);
  box.classList.add('long');
  return box;
}

function flowsTable(flows, shareClass, decimals) {
  const amountWidth = places(flows.map((flow) => flow[2]));
  const equityWidth = places(flows.map((flow) => flow[3]));
  const box = table('Capital flows', [['Time (UTC)', ''], ['Kind', ''], [shareClass, 'number'], ['Equity', 'number']],
    flows.map(([seconds, kind, amount, equity]) => [utcText(seconds).replace(' UTC', ''), spelled(kind),
      exact(amount, decimals, amountWidth), exact(equity, decimals, equityWidth)]));
  box.classList.add('long');
  return box;
}

function holdingsTable(holdings, shareClass, decimals) {
  const amountWidth = places(holdings.map((holding) => holding[1]));
  const valueWidth = places(holdings.map((holding) => holding[2]));
  return table('Holdings', [['Instrument', ''], ['Amount', 'number'], ['Value in ' + shareClass, 'number']],
    holdings.map(([instrument, amount, value]) => [instrument, exact(amount, 4, amountWidth), exact(value, decimals, valueWidth)]));
}

/** Two columns of names and what they stand for. */
function facts(pairs) {
  return element('dl', 'facts', ...pairs.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)]));
}
