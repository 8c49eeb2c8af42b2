// Elements. Texts are set as texts and never as markup, so that nothing that a venue says can become a part of the page.

/** An element with attributes and children: h('td', {class: 'number'}, '1.5'). */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text where it differs, so that screen readers and selections are left alone. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * A cell: {text, exact, tone, title, node, why}. `exact` is what the node said; `tone` is "gain", "loss", "quiet" and
 * the like; `why` is an event whose causes a press of the text shows.
 */
export function fillCell(cell, content) {
  const {text = '', exact, tone, title, node, why} = typeof content === 'object' && content !== null ? content : {text: content};
  if (why) {
    if (cell.firstElementChild?.dataset.why !== String(why))
      cell.replaceChildren(h('button', {type: 'button', class: 'text', 'data-why': why, 'aria-label': `What led to ${text}`}, text));
  } else if (node) {
    cell.replaceChildren(node);
  } else {
    setText(cell, text);
  }
  setAttribute(cell, 'data-exact', exact);
  setAttribute(cell, 'data-tone', tone);
  setAttribute(cell, 'title', title);
}

/**
 * A table that is filled again and again: rows keep their elements by `key`, so that focus and selection stay.
 * Columns: [heading, options] with options {number, wide}.
 */
export class Table {
  constructor(caption, columns, {empty = 'nothing', key = (row, i) => i} = {}) {
    this.columns = columns;
    this.key = key;
    this.rows = new Map();
    this.body = h('tbody');
    this.none = h('p', {class: 'none quiet'}, empty);
    const heads = columns.map(([name, options = {}]) => h('th', {scope: 'col', class: options.number ? 'number' : null}, name));
    this.table = h('table', {}, h('caption', {class: 'unseen'}, caption), h('thead', {}, h('tr', {}, ...heads)), this.body);
    this.node = h('div', {class: 'scroll', role: 'region', 'aria-label': caption + ', table', tabindex: '0'}, this.table, this.none);
  }

  /** `cells(row)` gives a content for every column. */
  fill(rows, cells) {
    const before = this.rows;
    this.rows = new Map();
    let at = this.body.firstElementChild;
    rows.forEach((row, i) => {
      const key = String(this.key(row, i));
      const line = before.get(key) || this.line();
      this.rows.set(key, line);
      cells(row, i).forEach((content, column) => fillCell(line.children[column], content));
      if (line === at) at = at.nextElementSibling;
      else this.body.insertBefore(line, at);
    });
    for (const [key, line] of before) if (this.rows.get(key) !== line) line.remove();
    this.table.hidden = rows.length === 0;
    this.none.hidden = rows.length > 0;
  }

  line() {
    return h('tr', {}, ...this.columns.map(([, options = {}], i) => h(i === 0 ? 'th' : 'td',
      {class: [options.number ? 'number' : '', options.wide ? 'wide' : ''].join(' ').trim() || null, scope: i === 0 ? 'row' : null})));
  }
}

/** A panel with a heading; `children` follow it. */
export function panel(title, note, ...children) {
  const id = 'p-' + title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return h('section', {class: 'panel', 'aria-labelledby': id}, h('h2', {id}, title), note ? h('p', {class: 'note quiet'}, note) : null, ...children);
}

/** Terms with what they are: `set(name, content)` fills one. */
export class Facts {
  /** `across`: beside each other, each below its name. */
  constructor(names, {across = false} = {}) {
    this.values = new Map();
    this.node = h('dl', {class: across ? 'facts across' : 'facts'});
    for (const name of names) {
      const value = h('dd');
      this.values.set(name, value);
      this.node.append(h('div', {}, h('dt', {}, name), value));
    }
  }
  set(name, content) {
    fillCell(this.values.get(name), content);
  }
  show(name, shown) {
    this.values.get(name).parentElement.hidden = !shown;
  }
}

/** A figure of the headline: a label, the figure, and a line below it. */
export class Figure {
  constructor(label) {
    this.value = h('p', {class: 'figure'});
    this.unit = h('span', {class: 'unit'});
    this.below = h('p', {class: 'below quiet'});
    this.number = h('span');
    this.value.append(this.number, this.unit);
    this.node = h('div', {class: 'card', role: 'group', 'aria-label': label}, h('p', {class: 'label quiet'}, label), this.value, this.below);
  }
  set(content, unit, below) {
    fillCell(this.number, content);
    setText(this.unit, unit || '');
    fillCell(this.below, below ?? '');
  }
}
