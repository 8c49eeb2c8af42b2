// Alerts, the journal's events, and what led to one.

import {Table, h, panel} from './dom.js';
import {clock, spelled} from './format.js';

const PAGE = 50;
/** The newest events are asked for again after so long, in milliseconds. */
const FRESH = 5000;
const KINDS = [
  ['', 'All'], ['control', 'What persons asked for'], ['decision', 'Decisions'], ['plan_began,plan_ended,plan_waits,plan_replaced', 'Plans'],
  ['pair', 'Pairs'], ['order,order_refused,trade', 'Orders'], ['fill', 'Fills'], ['transfer,in_transit', 'Transfers'],
  ['capital', 'Capital'], ['funding', 'Funding'], ['gas', 'Gas'], ['alert,risk_alert,venue_notice,difference', 'Alerts'],
];

/** A time of a form, which is taken for UTC. */
function utc(text) {
  return text === '' ? null : (text.length === 16 ? text + ':00' : text) + 'Z';
}

export class Events {
  topics = ['alerts'];

  constructor(context) {
    this.context = context;
    this.rows = [];
    this.loaded = Infinity;
    this.open = new Table('Open alerts', [['Severity'], ['Rule'], ['Of'], ['Since'], ['Text']],
      {key: (row) => row.rule + ' ' + row.subject, empty: 'No alert is open.'});
    this.sinks = new Table('Where alerts are told', [['Sink'], ['Told', {number: true}], ['Waiting', {number: true}], ['Dropped', {number: true}], ['State']],
      {key: (row) => row.sink, empty: 'Alerts are told to nobody: set BASIS_ALERT_WEBHOOK or BASIS_ALERT_COMMAND.'});
    this.told = new Table('What was told', [['Time'], ['Source'], ['Kind'], ['Text']],
      {key: (row, i) => `${row.time} ${row.source} ${row.kind} ${i}`, empty: 'Nothing was told.'});
    this.list = new Table('Events', [['Event', {number: true}], ['Time'], ['Type'], ['What happened']],
      {key: (row) => row.id, empty: 'No event fits.'});
    this.fault = h('p', {class: 'fault', role: 'alert'});
    this.count = h('p', {class: 'quiet small', role: 'status'});
    this.more = h('button', {type: 'button', class: 'plain', hidden: true, onclick: () => this.load(this.rows.length)}, 'Older');
    this.form = h('form', {class: 'filter', 'aria-label': 'Which events are shown', novalidate: true},
      this.field('kind', 'Type', h('select', {id: 'event-kind', name: 'kind'}, ...KINDS.map(([value, text]) => h('option', {value}, text)))),
      this.field('from', 'From (UTC)', h('input', {id: 'event-from', name: 'from', type: 'datetime-local', step: '1'})),
      this.field('to', 'To (UTC)', h('input', {id: 'event-to', name: 'to', type: 'datetime-local', step: '1'})),
      h('button', {type: 'submit', class: 'plain'}, 'Show'));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.load(0);
    });
    this.form.elements.kind.addEventListener('change', () => this.load(0));
    this.node = h('div', {class: 'view'}, panel('Open alerts', null, this.open.node),
      panel('Event log', 'The newest first. Press a number to see what led to it.', this.form, this.fault, this.list.node,
        h('div', {class: 'foot'}, this.count, this.more)),
      h('div', {class: 'pair'}, panel('Alert sinks', null, this.sinks.node), panel('What was told', null, this.told.node)));
  }

  field(name, label, input) {
    return h('div', {class: 'field'}, h('label', {for: 'event-' + name}, label), input);
  }

  shown() {
    this.load(0);
  }

  take(topic, data) {
    if (topic === 'status') {
      this.now = data.now;
      if (performance.now() - this.loaded > FRESH && this.rows.length <= PAGE) this.load(0);
      return;
    }
    this.open.fill(data.open || [], (row) => [{text: row.severity, tone: row.severity}, spelled(row.rule), row.subject,
      clock(row.since, this.now), row.text]);
    this.sinks.fill(data.sinks || [], (row) => [row.sink, String(row.told), String(row.waiting),
      {text: String(row.dropped), tone: row.dropped > 0 ? 'warning' : null},
      {text: row.failing ? row.reason || 'failing' : 'well', tone: row.failing ? 'critical' : 'good'}]);
    this.told.fill(data.rows.slice(0, 20), (row) => [clock(row.time, this.now), row.source, row.kind, row.text]);
  }

  /** Those behind `offset`; zero: anew. */
  async load(offset) {
    const chosen = new FormData(this.form);
    const query = new URLSearchParams({limit: PAGE, offset});
    if (chosen.get('kind')) query.set('kind', chosen.get('kind'));
    for (const name of ['from', 'to']) if (utc(chosen.get(name))) query.set(name, utc(chosen.get(name)));
    const asked = this.asked = Symbol('newest');
    this.fault.textContent = '';
    this.loaded = performance.now();
    try {
      const answer = await this.context.link.ask('/v1/events?' + query);
      if (asked !== this.asked) return;
      const seen = new Set(offset === 0 ? [] : this.rows.map((row) => row.id));
      this.rows = [...(offset === 0 ? [] : this.rows), ...answer.rows.filter((row) => !seen.has(row.id))];
      this.list.fill(this.rows, (row) => [{text: String(row.id), why: row.id}, {text: clock(row.time, this.now), title: row.time},
        row.type || row.kind, row.text]);
      this.count.textContent = answer.searched_all ? `${this.rows.length} shown` : 'Not all of the journal was searched: give a time.';
      this.more.hidden = !answer.more;
    } catch (refusal) {
      if (asked === this.asked) this.fault.textContent = refusal.message;
    }
  }
}

/** Shows what led to an event. */
export async function showWhy(id, link) {
  const tree = h('ol', {class: 'why', tabindex: '0', 'aria-label': 'Chain of causes'});
  const note = h('p', {class: 'quiet', role: 'status'}, 'The journal is read.');
  const close = h('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Close');
  const dialog = h('dialog', {class: 'wide', 'aria-labelledby': 'why-title'}, h('h2', {id: 'why-title'}, `What led to ${id}`), note, tree,
    h('div', {class: 'buttons'}, close));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const {rows} = await link.ask(`/v1/events/${encodeURIComponent(id)}/why`);
    note.hidden = true;
    tree.append(...rows.map(({depth, text}) => {
      const item = h('li', {'data-depth': depth, 'aria-level': depth + 1}, text);
      item.style.setProperty('--depth', depth);
      return item;
    }));
  } catch (refusal) {
    note.textContent = refusal.message;
  }
}
