// The page that compares results: growth of capital, drawdown and all figures side by side.

const data = JSON.parse(document.getElementById('data').textContent);
const {results} = data;
const LINE_COLOURS = ['c1', 'c2', 'c3', 'c6', 'c5', 'c4', 'c8', 'c7', 'c9'];
// A colour that comes round again is told apart by its dashes.
const LINE_DASHES = [undefined, [8, 4], [3, 3], [10, 4, 3, 4]];

const styleOf = (i) => ({colour: LINE_COLOURS[i % LINE_COLOURS.length],
  dash: LINE_DASHES[Math.floor(i / LINE_COLOURS.length) % LINE_DASHES.length]});
const unique = (values) => [...new Set(values)];
const days = (summary) => `${summary.from.slice(0, 10)} to ${summary.to.slice(0, 10)}`;

function resultLines(columns, text) {
  return columns.map((values, i) => line(`${results[i].label} (${results[i].summary.share_class})`, values, styleOf(i).colour, text,
    {dash: styleOf(i).dash, width: 1.75}));
}

function growthChart() {
  return {title: 'Growth of capital', size: 'tall', labels: percentLabels,
    unit: 'equity over the capital at the start, less one; each result in its own share class',
    lines: () => resultLines(data.growth, (v) => percent(v, 3))};
}

function drawdownChart() {
  const below = data.drawdown.map((values) => values.map((value) => (value === null ? null : 0 - value)));
  return {title: 'Drawdown', unit: 'below the highest equity so far', size: 'normal', labels: percentLabels,
    range: (chart, min, max) => [Math.min(min, -1e-4) * 1.1, Math.max(0, max)],
    lines: () => resultLines(below, (v) => percent(v, 3))};
}

function fillHeader() {
  const ranges = unique(results.map(({summary}) => days(summary)));
  document.getElementById('title').textContent = `${results.length} results compared`;
  document.getElementById('subtitle').textContent =
    (ranges.length === 1 ? ranges[0] : `${ranges.length} different ranges`) + ' \u00b7 share class ' +
    unique(results.map(({summary}) => summary.share_class)).join(', ');
  document.getElementById('thinning').textContent = (data.steps_per_point > 1
    ? `Charts show ${fixed(data.time.length, 0)} points for ${fixed(data.steps, 0)} hours: a point gathers up to ${data.steps_per_point} of them and shows the last growth and the worst drawdown. equity.csv of each result has all of them. `
    : 'Charts show every step. ') + 'Drag to zoom both charts, double click to reset.';
}

function swatch(i) {
  const mark = element('span', 'swatch');
  mark.style.background = `var(--${styleOf(i).colour})`;
  return mark;
}

function fillCards() {
  document.getElementById('cards').append(...results.map(({label, summary}, i) => {
    const node = card(label, percent(summary.total_return), 'return', signClass(summary.total_return));
    node.querySelector('.label').prepend(swatch(i));
    if (summary.final_equity !== summary.final_equity_at_market)
      node.append(element('div', 'quiet small', `at market ${percent(summary.total_return_at_market)}`));
    node.append(element('div', 'quiet small', `${spelled(summary.mode)}, ${grouped(summary.capital)} ${summary.share_class}`),
      element('div', 'quiet small', days(summary)));
    return node;
  }));
}

/** One table for everything, so that a result stays in its column. */
function compareTable() {
  const columns = [['', ''], ...results.map(({label}) => [label, 'number'])];
  const rows = data.sections.flatMap(({title, rows: lines}) => [[{wide: title}],
    ...lines.map(([name, ...figures]) => [spelled(name), ...figures.map((figure) => figure.replace(/^-(?=\d)/, MINUS))])]);
  const box = table('All figures', columns, rows);
  box.classList.add('pinned');
  box.querySelectorAll('thead th.number').forEach((cell, i) => cell.prepend(swatch(i)));
  return box;
}

function remarksList() {
  const told = results.filter(({summary}) => summary.remarks.length);
  return told.map(({label, summary}) => element('div', 'remarks', element('h3', '', label),
    element('ul', '', ...summary.remarks.map((remark) => element('li', '', remark)))));
}

function fillTables() {
  const remarks = remarksList();
  const prints = results.map(({label, summary}) =>
    [label, `data ${summary.data_fingerprint}, configuration ${summary.config_fingerprint}, code ${summary.code_version}`]);
  document.getElementById('tables').append(...[
    section('figures', 'All figures', 'Amounts in each result\u2019s own share class.', compareTable()),
    remarks.length ? section('remarks', 'Remarks', null, ...remarks) : null,
    section('fingerprints', 'Fingerprints', 'The same three give the same result.', facts(prints)),
  ].filter((node) => node !== null));
}

const chartPlans = [growthChart(), drawdownChart()];
fillHeader();
fillCards();
layCharts(chartPlans);
fillTables();
startTheme(() => drawCharts(chartPlans, data.time));
