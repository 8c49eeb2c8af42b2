// What a person asks of the node: each action says in a dialog what it does, and takes a reason.

import {h, byId} from './dom.js';

const SPEED = {name: 'speed', label: 'How', choices: [['fast', 'Fast: at the market'], ['slow', 'Slow: through exit queues']]};
const AMOUNT = (label, hint) => ({name: 'amount', label, hint, needed: true});

const ACTIONS = [
  {name: 'pause', label: 'Pause', tone: 'calm',
    what: 'Nothing is decided any more but what risk demands and what a person asks for. An open plan goes on.'},
  {name: 'reduce', label: 'Reduce', tone: 'warn',
    what: 'Exchanges are sent only orders that reduce, and nothing is begun. A plan that was to build a position up ends.'},
  {name: 'halt', label: 'Halt', tone: 'danger',
    what: 'No orders are sent at all, nowhere. What is under way arrives, and the open plan waits. Positions stay as they are.'},
  {name: 'resume', label: 'Resume', tone: 'calm',
    what: 'Pause, reduce and halt are released, and what was closed by hand may be entered again.'},
  {name: 'flatten', label: 'Flatten', tone: 'danger', fields: [SPEED],
    what: 'Everything is closed at once, whatever is under way, and brought to the wallet. The node stays out until it is resumed.'},
  {name: 'withdraw', label: 'Withdraw', tone: 'warn', title: 'Withdraw from',
    fields: [AMOUNT('Amount', 'In {unit}, or: all'), SPEED, {name: 'to', label: 'To', hint: 'An address of the allow-list; empty: the only one'}],
    what: 'The amount is taken out of every leg and paid to the owner.'},
  {name: 'deposit', label: 'Deposit', tone: 'calm', title: 'Deposit into', fields: [AMOUNT('Amount', 'In {unit}')],
    what: 'Capital is announced. It counts when the wallet has it, and is put to work.'},
  {name: 'adopt', label: 'Adopt', tone: 'warn', title: 'Adopt what venues say of',
    fields: [{name: 'as', label: 'A difference counts as', choices: [['unexplained', 'Profit or loss that nothing explains'], ['capital', 'Capital']]}],
    what: 'What venues say is held is taken over where the book differs.'},
];
const MOST_REASON = 200;

/** 128 random bits. `crypto.randomUUID` is not there without TLS. */
function requestKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fieldNode(field, unit) {
  const id = 'field-' + field.name;
  const input = field.choices
    ? h('select', {id, name: field.name}, ...field.choices.map(([value, text]) => h('option', {value}, text)))
    : h('input', {id, name: field.name, type: 'text', inputmode: field.name === 'amount' ? 'decimal' : null, autocomplete: 'off',
      spellcheck: 'false', required: field.needed, 'aria-describedby': field.hint ? id + '-hint' : null});
  const hint = field.hint ? h('p', {id: id + '-hint', class: 'hint quiet'}, field.hint.replace('{unit}', unit)) : null;
  return h('div', {class: 'field'}, h('label', {for: id}, field.label), input, hint);
}

/** The dialog of one action. `done(text)` tells what came of it. */
function openDialog(action, {link, unit, where, done}) {
  const fault = h('p', {class: 'fault', role: 'alert'});
  const reason = h('textarea', {id: 'field-reason', name: 'reason', rows: '2', required: true, maxlength: String(MOST_REASON),
    'aria-describedby': 'field-reason-hint'});
  const confirm = h('button', {type: 'submit', class: 'act ' + action.tone}, action.label);
  const cancel = h('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Cancel');
  const form = h('form', {novalidate: true},
    h('h2', {id: 'dialog-title'}, `${action.title || action.label} ${where}?`),
    h('p', {id: 'dialog-what'}, action.what),
    ...(action.fields || []).map((field) => fieldNode(field, unit)),
    h('div', {class: 'field'}, h('label', {for: 'field-reason'}, 'Reason'), reason,
      h('p', {id: 'field-reason-hint', class: 'hint quiet'}, 'It stands in the journal, with who asked.')),
    fault, h('div', {class: 'buttons'}, cancel, confirm));
  const dialog = h('dialog', {class: 'ask', 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-what'}, form);
  // An answer that was lost is asked for again under the same key, as long as what is asked for is the same.
  let key = requestKey();
  let asked = '';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const members = {};
    for (const [name, value] of new FormData(form)) if (value.trim() !== '') members[name] = value.trim().replace(/\s+/g, ' ');
    const missing = form.querySelector(':invalid');
    if (missing || !members.reason) {
      fault.textContent = `${form.querySelector(`label[for="${(missing || reason).id}"]`).textContent}: it is needed.`;
      return (missing || reason).focus();
    }
    if (asked !== '' && asked !== JSON.stringify(members)) key = requestKey();
    asked = JSON.stringify(members);
    fault.textContent = '';
    confirm.disabled = true;
    try {
      await link.act(action.name, members, key);
      dialog.close();
      done(`${action.label}: taken, and in the journal.`);
    } catch (refusal) {
      fault.textContent = refusal.status === 0 ? 'The node does not answer. It may have taken the request; asking again does it once.' : refusal.message;
    } finally {
      confirm.disabled = false;
    }
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector('input, select') || reason).focus();
}

/** Fills the bar of actions. `context()` gives what a dialog needs. */
export function addActions(context) {
  byId('actions').replaceChildren(...ACTIONS.map((action) =>
    h('button', {type: 'button', class: 'act ' + action.tone, 'data-action': action.name, 'aria-haspopup': 'dialog',
      onclick: () => openDialog(action, context())}, action.label)));
}
