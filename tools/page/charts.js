// Charts over the node's time, which share one cursor.

import {h, setText} from './dom.js';
import {MINUS} from './format.js';

const HEIGHT = 210;

/** A colour of the style sheet, which knows light from dark. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

const TIME_LABELS = [
  [86400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];

function tickTexts(ticks, step) {
  let decimals = 0;
  while (decimals < 8 && Math.abs(step - Number(step.toFixed(decimals))) > step * 1e-6) ++decimals;
  return ticks.map((value) => value.toLocaleString('en', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).replace('-', MINUS));
}

/** A range with some air. A line that is flat, or nearly, is not blown up: it has `room` at least. */
function ranged(least, most, room) {
  if (least === null) return [0, 1];
  const air = Math.max((most - least) * 0.12, (room - (most - least)) / 2);
  return [least - air, most + air];
}

function axes() {
  const common = {stroke: colour('quiet'), font: '12px system-ui, sans-serif', ticks: {show: false}};
  return [
    {...common, grid: {show: false}, space: 76, size: 38, values: TIME_LABELS},
    {...common, grid: {stroke: colour('grid'), width: 1}, gap: 6, space: 36,
      size: (chart, texts) => (texts ? Math.max(48, Math.max(...texts.map((text) => text.length)) * 7 + 14) : 48),
      values: (chart, ticks, axis, space, step) => tickTexts(ticks, step)},
  ];
}

/** Lines over time: [{key, label, colour, text, dash}], `text` writes a value. `room` is the least range of values. */
export class Chart {
  constructor(title, lines, room) {
    this.lines = lines;
    this.room = room;
    this.title = title;
    const id = 'c-' + lines[0].key;
    this.box = h('div', {class: 'plot', role: 'img', 'aria-labelledby': id});
    this.legend = h('p', {class: 'legend', id});
    this.values = lines.map((line) => h('span', {class: 'value'}));
    lines.forEach((line, i) => this.legend.append(
      h('span', {class: 'series'}, h('span', {class: 'mark', 'data-colour': line.colour}), line.label + ' ', this.values[i])));
    this.node = h('section', {class: 'panel chart', 'aria-label': title}, h('h2', {}, title), this.legend, this.box);
    new ResizeObserver(() => this.resize()).observe(this.box);
  }

  /** `times` in seconds; `values` a list for each line, null where there is none. */
  fill(times, values) {
    this.data = [times, ...values];
    if (this.plot) this.plot.setData(this.data);
    else this.draw();
    this.read(null);
  }

  draw() {
    if (!this.data || this.box.clientWidth === 0) return;
    if (this.plot) this.plot.destroy();
    const series = this.lines.map((line) => ({label: line.label, stroke: colour(line.colour), width: 1.75, dash: line.dash,
      points: {show: false}, spanGaps: true}));
    this.plot = new uPlot({
      width: this.box.clientWidth, height: HEIGHT, padding: [10, 8, 0, 0], axes: axes(), series: [{}, ...series],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: {x: {time: true}, y: {range: (chart, least, most) => ranged(least, most, this.room)}},
      legend: {show: false}, cursor: {sync: {key: 'basis'}, y: false, points: {size: 6}},
      hooks: {setCursor: [(chart) => this.read(chart.cursor.idx)]},
    }, this.data, this.box);
  }

  resize() {
    const width = this.box.clientWidth;
    if (!this.plot) this.draw();
    else if (width > 0 && width !== this.plot.width) this.plot.setSize({width, height: HEIGHT});
  }

  /** The value under the cursor, else the last. */
  read(index) {
    const at = index ?? this.data[0].length - 1;
    this.values.forEach((value, i) => setText(value, this.lines[i].text(this.data[i + 1][at])));
  }
}
