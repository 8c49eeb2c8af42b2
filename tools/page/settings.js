// The effective configuration.

import {Facts, h, panel} from './dom.js';

export class Settings {
  topics = [];

  constructor(context) {
    this.context = context;
    this.facts = new Facts(['Node', 'Version', 'Environment', 'Against', 'Started', 'Configuration'], {across: true});
    this.text = h('pre', {tabindex: '0', role: 'region', 'aria-label': 'Effective configuration'});
    this.node = h('div', {class: 'view'}, panel('Node', null, this.facts.node), panel('Configuration', 'As it is in effect; secrets are masked.', this.text));
  }

  take(topic, data) {
    for (const [name, text] of [['Node', data.node_id], ['Version', data.version], ['Environment', data.environment], ['Against', data.against],
      ['Started', data.started ? data.started.replace('T', ' ').slice(0, 19) : 'not begun']]) this.facts.set(name, text);
  }

  async shown() {
    try {
      const {settings, fingerprint} = await this.context.link.ask('/v1/config');
      this.facts.set('Configuration', fingerprint);
      this.text.textContent = settings;
    } catch (refusal) {
      this.context.toast(refusal.message);
    }
  }
}
