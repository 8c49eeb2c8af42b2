// What all pages share: panels with charts, remarks, and the switch between light and dark.

let drawn = [];

/** Draws every plan into its box, anew when there were charts before; the zoom stays. */
function drawCharts(plans, times) {
  const seen = drawn.length ? {min: drawn[0].scales.x.min, max: drawn[0].scales.x.max} : null;
  drawn.forEach((chart) => chart.destroy());
  drawn = plans.map((plan) => {
    const {lines, bands} = plan.build ? plan.build() : {lines: plan.lines(), bands: []};
    return drawChart(plan.box, times, lines, plan.labels, CHART_HEIGHT[plan.size], {bands, range: plan.range, marks: plan.marks});
  });
  if (seen) drawn.forEach((chart) => chart.setScale('x', seen));
}

/** Makes a panel for every plan; the charts follow its width. */
function layCharts(plans) {
  const charts = document.getElementById('charts');
  for (const plan of plans) {
    plan.box = element('div', 'plot ' + (plan.className || ''));
    const panel = section(plan.title.toLowerCase().replace(/\W+/g, '-'), plan.title, plan.unit, plan.box);
    panel.classList.add('chart', plan.size === 'normal' ? 'half' : 'whole');
    charts.append(panel);
  }
  // A single chart at the end of a row takes the whole row.
  const halves = charts.querySelectorAll('.half');
  if (halves.length % 2 === 1) halves[halves.length - 1].classList.replace('half', 'whole');
  const fit = () => drawn.forEach((chart, i) => {
    const width = plans[i].box.clientWidth;
    if (width && width !== chart.width) chart.setSize({width, height: CHART_HEIGHT[plans[i].size]});
  });
  new ResizeObserver(fit).observe(charts);
}

function fillRemarks(remarks) {
  if (!remarks.length) return;
  const box = document.getElementById('remarks');
  box.hidden = false;
  box.className = 'panel notice';
  box.append(element('h2', '', 'Remarks'), element('ul', '', ...remarks.map((remark) => element('li', '', remark))));
}

/** Light or dark: what the reader chose, else what the system asks for. `redraw` paints what the style sheet does not. */
function startTheme(redraw) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen = ['dark', 'light'].find((theme) => location.hash === '#' + theme);
  const apply = () => {
    const theme = chosen || (dark.matches ? 'dark' : 'light');
    document.documentElement.dataset.theme = theme;
    document.getElementById('theme').textContent = theme === 'dark' ? '\u2600 Light' : '\u263e Dark';
    redraw();
  };
  document.getElementById('theme').addEventListener('click', () => {
    chosen = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    apply();
  });
  dark.addEventListener('change', apply);
  apply();
}
