// Signs in, follows the node, and shows the view that the address names.

import {addActions} from './control.js';
import {byId, h, setAttribute, setText} from './dom.js';
import {Events, showWhy} from './events.js';
import {Execution} from './execution.js';
import {duration, spelled} from './format.js';
import {NodeLink, Refusal, findToken, forgetToken, keepToken} from './node_link.js';
import {Overview} from './overview.js';
import {Settings} from './settings.js';
import {Venues} from './venues.js';

const VIEWS = [['overview', 'Overview', Overview], ['execution', 'Execution', Execution], ['venues', 'Venues', Venues],
  ['events', 'Events', Events], ['settings', 'Settings', Settings]];
const STATES = {active: 'Active', reducing: 'Reducing', halted: 'Halted'};
const TOPICS = ['status', 'exposure', 'risk', 'pnl', 'positions', 'plans', 'pairs', 'orders', 'fills', 'venues', 'lanes', 'alerts'];

let link = null;
let views = new Map();
let current = null;
let status = null;

function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.textContent = ''; }, 6000);
}

function showTheme() {
  const dark = document.documentElement.dataset.theme === 'dark';
  setText(byId('theme'), dark ? 'Light' : 'Dark');
  setAttribute(byId('theme'), 'aria-label', `Switch to the ${dark ? 'light' : 'dark'} theme`);
}

function switchTheme() {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('basis.theme', theme);
  showTheme();
  for (const {view} of views.values()) view.restyle?.();
}

/** The state in words, with what it comes of and what a start waits for. */
function showState({state, state_reason: reason, paused, waits_for: waits, started, last_decision: decision, differences, open_alerts: alerts}) {
  const shown = !started && state === 'active' ? 'starting' : paused && state === 'active' ? 'paused' : state;
  const pill = byId('state');
  setAttribute(pill, 'data-state', shown);
  setText(pill, STATES[shown] || spelled(shown));
  const parts = [];
  if (state !== 'active') parts.push(reason);
  if (paused) parts.push('paused: nothing is decided but what risk demands');
  if (!started && waits.length > 0) parts.push('the start waits: ' + waits.join('; '));
  if (differences > 0) parts.push(`${differences} ${differences === 1 ? 'difference' : 'differences'} between book and venues`);
  if (alerts > 0) parts.push(`${alerts} open ${alerts === 1 ? 'alert' : 'alerts'}`);
  if (parts.length === 0) parts.push(decision || 'nothing was decided so far');
  setText(byId('state-text'), parts.join(' · '));
}

function takeStatus(told) {
  status = told;
  const mode = spelled(told.mode);
  setText(byId('mode'), mode);
  setText(byId('facts'), `${told.environment} · against ${told.against} · node ${told.node_id}`);
  setText(byId('version'), `basis ${told.version}`);
  document.title = `${mode}: ${byId('state').textContent}`;
  showState(told);
  const badge = byId('alerts-badge');
  badge.hidden = !(told.open_alerts > 0);
  setText(badge, String(told.open_alerts || ''));
}

function showLink({live, text}) {
  const box = byId('link');
  setAttribute(box, 'data-link', live ? 'live' : 'waiting');
  setText(byId('link-text'), text);
  document.body.classList.toggle('stale', !live);
  const stale = byId('stale');
  if (live) stale.hidden = true;
  else if (status !== null) showSilence(0);
}

/** What is shown is not what is: said at once, and how old it is. */
function showSilence(milliseconds) {
  document.body.classList.add('stale');
  setAttribute(byId('link'), 'data-link', 'waiting');
  const stale = byId('stale');
  // Read out once: the seconds that go on are for the eye.
  if (stale.hidden) {
    stale.replaceChildren(h('strong', {}, 'The node is not heard. '), 'What is shown is out of date', h('span', {id: 'stale-age', 'aria-hidden': 'true'}), '.');
    stale.hidden = false;
  }
  if (milliseconds > 0) setText(byId('stale-age'), `: ${duration(milliseconds)} old`);
}

function viewOf(address) {
  const name = address.replace(/^#\/?/, '');
  return views.has(name) ? name : 'overview';
}

function openView(focus) {
  const name = viewOf(location.hash);
  if (current === name) return;
  current = name;
  const {view, anchor} = views.get(name);
  for (const other of views.values()) setAttribute(other.anchor, 'aria-current', other.anchor === anchor ? 'page' : null);
  byId('main').replaceChildren(view.node);
  setAttribute(byId('main'), 'aria-label', anchor.firstChild.textContent);
  if (status !== null) view.take('status', status);
  link.follow(view.topics);
  view.shown?.();
  view.restyle?.();
  if (focus) byId('main').focus();
}

function build() {
  const context = {link, toast};
  views = new Map();
  byId('views').replaceChildren(...VIEWS.map(([name, label, View]) => {
    const anchor = h('a', {href: '#/' + name}, h('span', {}, label), name === 'events' ? h('span', {id: 'alerts-badge', class: 'badge', hidden: true}) : null);
    views.set(name, {view: new View(context), anchor});
    return h('li', {}, anchor);
  }));
  addActions(() => ({link, unit: status?.share_class || '', done: toast,
    where: status ? `${spelled(status.mode)} (${status.environment}, ${status.against})` : 'the node'}));
}

function signIn(fault) {
  link?.end();
  link = null;
  current = null;
  status = null;
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  byId('app').hidden = true;
  byId('stale').hidden = true;
  document.body.classList.remove('stale');
  byId('signin').hidden = false;
  setText(byId('link-text'), 'not signed in');
  setAttribute(byId('link'), 'data-link', 'out');
  byId('signin-error').textContent = fault;
  byId('token').focus();
}

/** A node that does not answer is waited for: its token may be right. */
async function start(token) {
  link = new NodeLink(token);
  const mine = link;
  try {
    await mine.ask('/v1/status');
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if ([401, 403, 429].includes(refusal.status)) {
      if (refusal.status === 401) forgetToken();
      return signIn(refusal.message);
    }
  }
  keepToken(token);
  byId('signin').hidden = true;
  byId('app').hidden = false;
  build();
  mine.addEventListener('link', (event) => showLink(event.detail));
  mine.addEventListener('silent', (event) => showSilence(event.detail));
  mine.addEventListener('denied', () => {
    forgetToken();
    signIn('The token is not taken any more: every start of a node has another one.');
  });
  for (const topic of TOPICS)
    mine.addEventListener('topic:' + topic, ({detail}) => {
      if (topic === 'status') takeStatus(detail);
      const {view} = views.get(current);
      if (topic === 'status' || view.topics.includes(topic)) view.take(topic, detail);
    });
  openView(false);
  mine.connect();
}

byId('theme').addEventListener('click', switchTheme);
byId('signin-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = byId('token').value.trim();
  byId('token').value = '';
  if (/^[0-9A-Za-z._~-]+$/.test(token)) start(token);
  else signIn(token === '' ? 'A token is needed.' : 'That is no token: it has letters and digits alone.');
});
document.addEventListener('click', (event) => {
  const asked = event.target.closest('[data-why]');
  if (asked && link) showWhy(asked.dataset.why, link);
});
addEventListener('hashchange', () => {
  const token = location.hash.startsWith('#token=') ? findToken() : null;
  if (token) return location.reload();
  if (link && views.size > 0) openView(true);
});
showTheme();
const token = findToken();
if (token) start(token);
else signIn('');
