// The charts: all share one time axis, one cursor and one zoom.

const SYNC_KEY = 'basis';
const CHART_HEIGHT = {tall: 300, normal: 230, low: 160};

/** A colour of the style sheet, which knows light from dark. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** The value under the cursor, or the last one in sight while there is no cursor. */
function readout(values, text) {
  return (chart, shown, series, index) => {
    const at = index === null || index === undefined ? lastVisible(chart) : index;
    return text(values[at]);
  };
}

function lastVisible(chart) {
  const times = chart.data[0];
  const max = chart.scales.x.max;
  let at = times.length - 1;
  while (at > 0 && max !== null && max !== undefined && times[at] > max) --at;
  return at;
}

function timeSeries() {
  return {label: 'Time', value: (chart, shown, series, index) =>
    utcText(chart.data[0][index === null || index === undefined ? lastVisible(chart) : index])};
}

/** A line over time. `text` writes one of its values. */
function line(label, values, stroke, text, more = {}) {
  return {values, series: {label, stroke: colour(stroke), width: 1.5, points: {show: false}, value: readout(values, text), ...more}};
}

/** A level that a line must keep from, dashed, over the whole width. */
function limitLine(label, level, stroke, count, text) {
  const values = new Array(count).fill(level);
  return {values, series: {label, stroke: colour(stroke), width: 1, dash: [6, 4], points: {show: false}, value: readout(values, text)}};
}

// Labels of the time axis: smallest step, the label, what is added where the year
// or the day changes (uPlot's order: year, month, day, hour, minute, second), mode.
const TIME_LABELS = [
  [365 * 86400, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * 86400, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

function axes(labels) {
  const common = {stroke: colour('quiet'), font: '12px system-ui, sans-serif', ticks: {show: false}};
  const grid = {stroke: colour('grid'), width: 1};
  return [
    {...common, grid: {show: false}, space: 72, size: 40, values: TIME_LABELS},
    {...common, grid, size: (chart, texts) => axisWidth(chart, texts), gap: 6,
      values: (chart, ticks, axis, space, step) => labels(ticks, step)},
  ];
}

/** Room for the longest label. */
function axisWidth(chart, texts) {
  if (!texts) return 48;
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return Math.max(48, Math.ceil(longest * 7) + 12);
}

function chartOptions(width, height, labels, series, more) {
  return {
    width, height, series, axes: axes(labels), padding: [12, 12, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {x: {time: true}, y: more.range ? {range: more.range} : {}},
    legend: {live: true, markers: {width: 0, fill: (chart, index) => markerColour(chart, index)}},
    cursor: {sync: {key: SYNC_KEY, setSeries: false}, drag: {x: true, y: false, dist: 4}, points: more.bands && more.bands.length ? {show: false} : {size: 6},
      focus: {prox: -1}},
    bands: more.bands || [],
    hooks: {setCursor: [], ready: [followTouch], draw: more.marks && more.marks.length ? [(chart) => drawMarks(chart, more.marks)] : []},
  };
}

/** Upright lines at instants of note: [seconds, colour]. */
function drawMarks(chart, marks) {
  const {ctx, bbox} = chart;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const [seconds, name] of marks) {
    // Half a pixel in, so that a line covers its pixels whole and looks the same at every drawing.
    const x = Math.round(chart.valToPos(seconds, 'x', true)) + devicePixelRatio / 2;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(name);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function markerColour(chart, index) {
  const series = chart.series[index];
  return series.marker || (typeof series.stroke === 'function' ? series.stroke(chart, index) : series.stroke);
}

/** A finger that moves sideways reads values; up and down it still scrolls the page. */
function followTouch(chart) {
  const follow = (event) => {
    const box = chart.over.getBoundingClientRect();
    const touch = event.touches[0];
    chart.setCursor({left: touch.clientX - box.left, top: touch.clientY - box.top}, true, true);
  };
  chart.over.addEventListener('touchstart', follow, {passive: true});
  chart.over.addEventListener('touchmove', follow, {passive: true});
}

/** Draws `lines` over `times` into `box`; returns the chart. */
function drawChart(box, times, lines, labels, height, more = {}) {
  const series = [timeSeries(), ...lines.map((entry) => entry.series)];
  const data = [times, ...lines.map((entry) => entry.values)];
  const options = chartOptions(box.clientWidth, height, labels, series, more);
  return new uPlot(options, data, box);
}

/** The part of each value above zero, or below it. */
function oneSide(values, sign) {
  return values.map((value) => (value * sign > 0 ? value : 0));
}

function plus(a, b) {
  return a.map((value, i) => value + b[i]);
}

/**
 * Areas stacked over time: gains upward from zero, losses downward. Each part
 * has an edge above and one below; the edges without a name are kept out of
 * the legend.
 */
function stackedAreas(parts, text) {
  const zeros = new Array(parts.length ? parts[0].values.length : 0).fill(0);
  const hidden = {class: 'edge', width: 0, points: {show: false}, stroke: 'transparent'};
  const lines = [{values: zeros, series: {...hidden, label: 'zero'}}];
  const bands = [];
  let above = {index: 1, values: zeros};
  let below = {index: 1, values: zeros};
  for (const part of parts) {
    const fill = colour(part.colour) + 'b3';
    const top = {index: lines.length + 1, values: plus(above.values, oneSide(part.values, 1))};
    lines.push({values: top.values, series: {label: part.label, width: 0, stroke: colour(part.colour), marker: colour(part.colour),
      points: {show: false}, value: readout(part.values, text)}});
    bands.push({series: [top.index, above.index], fill});
    const bottom = {index: lines.length + 1, values: plus(below.values, oneSide(part.values, -1))};
    lines.push({values: bottom.values, series: {...hidden, label: part.label + ' below'}});
    bands.push({series: [below.index, bottom.index], fill});
    above = top;
    below = bottom;
  }
  return {lines, bands};
}
