// The page of a sweep: a heat map over two keys, one run in detail, all runs ranked.

const RANKED = 25;
// Keys that take several values are what a map is for; the others come after them.
const byUse = axes.map((axis, i) => i).sort((a, b) => (axes[b].values.length > 1) - (axes[a].values.length > 1) || a - b);
const state = {figure: figures[0], rows: axes.length > 1 ? byUse[0] : -1, columns: axes.length > 1 ? byUse[1] : 0,
  fixed: axes.map(() => 0), run: 0};

/** A select with a label over it. */
function chooser(label, options, selected, onChange) {
  const select = element('select', '', ...options.map(([value, text]) => {
    const option = element('option', '', text);
    option.value = value;
    return option;
  }));
  select.value = String(selected);
  select.setAttribute('aria-label', label);
  select.addEventListener('change', () => {
    onChange(select.value);
    draw();
    document.querySelector(`#choices select[aria-label="${CSS.escape(label)}"]`)?.focus();
  });
  return element('label', '', element('span', 'quiet', label), select);
}

/** Puts an axis on one side of the map; the one it takes the place of goes to the other side. */
function place(side, axis) {
  const other = side === 'rows' ? 'columns' : 'rows';
  if (state[other] === axis) state[other] = state[side];
  state[side] = axis;
}

function choosers() {
  const names = axes.map(({key}, i) => [i, key]);
  const list = [chooser('Figure', figures.map(({label}, i) => [i, label]), figures.indexOf(state.figure),
    (value) => { state.figure = figures[value]; })];
  if (axes.length > 1) {
    list.push(chooser('Down', names, state.rows, (value) => place('rows', Number(value))));
    list.push(chooser('Across', names, state.columns, (value) => place('columns', Number(value))));
  }
  axes.forEach(({key, values}, i) => {
    if (i === state.rows || i === state.columns) return;
    list.push(chooser(key, values.map((value, at) => [at, value]), state.fixed[i], (value) => { state.fixed[i] = Number(value); }));
  });
  return list;
}

/** The runs of the map as rows of run numbers. */
function mapRuns() {
  const heights = state.rows < 0 ? [null] : axes[state.rows].values.map((value, at) => at);
  return heights.map((down) => axes[state.columns].values.map((value, across) => {
    const choice = [...state.fixed];
    if (down !== null) choice[state.rows] = down;
    choice[state.columns] = across;
    return runAt(choice);
  }));
}

/** The least and the greatest of the figure over all runs, so that colours mean the same in every map. */
function extent() {
  const values = runs.map((run, i) => valueOf(i, state.figure)).filter((value) => value !== null);
  return values.length ? [Math.min(...values), Math.max(...values)] : [0, 0];
}

/** Paints a cell: the stronger the better, or the greater where neither end is. */
function paint(cell, value, [least, most]) {
  if (value === null) return;
  const share = most > least ? (value - least) / (most - least) : 0.5;
  const strength = state.figure.better < 0 ? 1 - share : share;
  cell.style.setProperty('--strength', (6 + 84 * strength).toFixed(1) + '%');
  cell.classList.add('painted');
  // Where the text must turn to stay legible differs between light and dark.
  if (strength > 0.5) cell.classList.add('over-half');
  if (strength > 0.72) cell.classList.add('over-most');
}

function describe(run) {
  return choiceOf(run).map((value, i) => `${axes[i].key} = ${axes[i].values[value]}`).join(', ');
}

function cellOf(run, range) {
  const failed = runs[run][0] !== DONE;
  const text = failed ? 'failed' : textOf(run, state.figure);
  const lost = liquidated(run);
  const button = element('button', 'cell' + (failed ? ' failed' : '') + (lost ? ' liquidated' : '') + (run === state.run ? ' chosen' : ''), text);
  button.type = 'button';
  button.dataset.run = run;
  button.title = `${describe(run)}: ${failed ? runs[run][0] : text}${lost ? ', liquidated' : ''}`;
  button.setAttribute('aria-pressed', String(run === state.run));
  button.addEventListener('click', () => choose(run));
  if (!failed) paint(button, valueOf(run, state.figure), range);
  return element('td', '', button);
}

function heatMap() {
  const range = extent();
  const across = axes[state.columns];
  const heading = element('th', 'corner', state.rows < 0 ? '' : axes[state.rows].key + ' \u2193', element('br', ''), across.key + ' \u2192');
  const head = element('tr', '', heading, ...across.values.map((value) => element('th', '', value)));
  const rows = mapRuns().map((line, at) => element('tr', '', element('th', '', state.rows < 0 ? state.figure.label : axes[state.rows].values[at]),
    ...line.map((run) => cellOf(run, range))));
  return element('table', '', element('thead', '', head), element('tbody', '', ...rows));
}

function scale() {
  const [least, most] = extent().map((value) => state.figure.text(String(value)));
  const falling = state.figure.better < 0;
  return [element('span', '', falling ? most : least), element('span', 'ramp'), element('span', '', falling ? least : most)];
}

function choose(run) {
  state.run = run;
  choiceOf(run).forEach((value, i) => { state.fixed[i] = value; });
  const box = document.getElementById('map-box');
  const at = {left: box.scrollLeft, top: box.scrollTop};
  draw();
  box.scrollTo(at);
  document.querySelector(`.cell[data-run="${run}"]`)?.focus({preventScroll: true});
}

function drawDetail() {
  const run = state.run;
  const pairs = choiceOf(run).map((value, i) => [axes[i].key, axes[i].values[value]]);
  const told = figures.map((figure) => [figure.label, textOf(run, figure)]);
  const failed = runs[run][0] !== DONE;
  document.getElementById('detail').replaceChildren(
    element('h2', '', `Run ${fixed(run + 1, 0)} of ${fixed(runs.length, 0)}`),
    element('p', 'quiet note', 'Touch or click a cell to see its run.'),
    ...(failed ? [element('p', 'reconciliation bad', runs[run][0])] : []),
    element('div', 'columns', facts([...pairs, ['Configuration', runs[run][fingerprintAt].slice(0, 12) + '\u2026']]), facts(told)));
}

/** All runs without a liquidation that have the figure, best first; where neither end is better, the greatest. */
function ranked() {
  const sign = state.figure.better < 0 ? 1 : -1;
  return runs.map((run, i) => i).filter((run) => valueOf(run, state.figure) !== null && !liquidated(run))
    .sort((a, b) => sign * (valueOf(a, state.figure) - valueOf(b, state.figure)) || a - b);
}

function drawRanking() {
  const order = ranked();
  const shown = order.slice(0, RANKED);
  const others = figures.filter(({name}) => name !== state.figure.name &&
    ['total_return', 'total_return_at_market', 'max_drawdown_at_market', 'exit_value', 'sharpe'].includes(name)).slice(0, 4);
  const columns = [['Rank', 'number'], [state.figure.label, 'number'], ...axes.map(({key}) => [key, '']), ...others.map(({label}) => [label, 'number'])];
  const rows = shown.map((run, rank) => [fixed(rank + 1, 0), textOf(run, state.figure),
    ...choiceOf(run).map((value, i) => axes[i].values[value]), ...others.map((figure) => textOf(run, figure))]);
  const lost = runs.map((run, i) => i).filter(liquidated);
  const note = `${fixed(shown.length, 0)} of ${fixed(runs.length, 0)} runs; sweep.csv has all of them.` +
    (lost.length ? ` ${lost.length === 1 ? 'One run was' : fixed(lost.length, 0) + ' runs were'} liquidated and ${lost.length === 1 ? 'is' : 'are'} left out.` : '');
  const failures = runs.map((run, i) => [i, run[0]]).filter(([, status]) => status !== DONE);
  document.getElementById('tables').replaceChildren(...[
    section('ranking', `${state.figure.better === 0 ? 'Greatest' : 'Best'} by ${state.figure.label.toLowerCase()}`, note, table('Ranking', columns, rows)),
    lost.length ? section('liquidated', `Left out, because they were liquidated (${fixed(lost.length, 0)})`, null,
      facts(lost.slice(0, RANKED).map((run) => [describe(run), `${textOf(run, state.figure)}, ${fixed(Number(runs[run][liquidationsAt]), 0)} liquidations`]))) : null,
    failures.length ? section('failures', `Failed runs (${fixed(failures.length, 0)})`, null,
      facts(failures.slice(0, RANKED).map(([run, status]) => [describe(run), status]))) : null,
    section('fingerprints', 'Fingerprints', 'The same data, configuration and code give the same figures.',
      facts([['Data', data.data_fingerprint], ['Code', data.code_version]])),
  ].filter((node) => node !== null));
}

function draw() {
  document.getElementById('map-title').textContent = state.figure.label;
  document.getElementById('map-note').textContent =
    (state.figure.better === 0 ? 'The stronger the colour, the greater.' : 'The stronger the colour, the better.') + ' Colours span all runs; a dashed cell was liquidated.';
  document.getElementById('choices').replaceChildren(...choosers());
  document.getElementById('map-box').replaceChildren(heatMap());
  document.getElementById('scale').replaceChildren(...scale());
  drawDetail();
  drawRanking();
}

function fillHeader() {
  const failed = runs.filter(([status]) => status !== DONE).length;
  document.getElementById('title').textContent = spelled(data.mode) + ' sweep';
  document.getElementById('subtitle').textContent =
    `${plainTime(data.from).slice(0, 16)} to ${plainTime(data.to).slice(0, 16)} UTC \u00b7 ${fixed(runs.length, 0)} runs over ` +
    `${axes.length === 1 ? 'one key' : axes.length + ' keys'} \u00b7 ${data.share_class}` + (failed ? ` \u00b7 ${failed} failed` : '');
}

document.getElementById('choices').addEventListener('submit', (event) => event.preventDefault());
fillHeader();
fillRemarks(data.remarks);
if (figures.length) {
  state.run = ranked()[0] ?? 0;
  choiceOf(state.run).forEach((value, i) => { state.fixed[i] = value; });
  draw();
} else {
  document.getElementById('map-title').textContent = 'No run could be made';
  document.getElementById('detail').append(facts(runs.slice(0, RANKED).map(([status], run) => [describe(run), status])));
}
startTheme(() => {});
