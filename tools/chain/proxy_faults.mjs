// Faults that the proxy injects, and what each does to a request or an answer.

// `whole` faults take the place of the whole answer, also of a batch; the others change one call. What lasts has no
// number of times of its own.
const kKinds = {
  unauthorized: {whole: true},
  too_many: {whole: true},
  server_error: {whole: true},
  reset: {whole: true},
  hang: {whole: true},
  malformed: {whole: true},
  delay: {whole: true},
  lag: {lasts: true},
  wrong_chain: {lasts: true},
  null_receipt: {method: 'eth_getTransactionReceipt'},
  drop_transaction: {method: 'eth_sendRawTransaction'},
};

// Errors as Alchemy words them (its documentation, "Error reference").
export const kErrors = {
  unauthorized: {status: 401, error: {code: -32600, message: 'Must be authenticated!'}},
  too_many: {
    status: 429,
    error: {
      code: 429,
      message:
        'Your app has exceeded its compute units per second capacity. If you have retries enabled, you can safely ' +
        'ignore this message.',
    },
  },
  server_error: {status: 503, error: {code: -32001, message: 'Unable to complete request at this time.'}},
};

export class Faults {
  #faults = [];

  // {kind, method?, after?, times?, blocks?, milliseconds?, chain_id?}. Says what is wrong with it, or nothing.
  add(fault) {
    const kind = kKinds[fault?.kind];
    if (!kind) return `kind ${JSON.stringify(fault?.kind)}: not one of ${Object.keys(kKinds).join(' | ')}`;
    for (const name of ['after', 'times', 'blocks', 'milliseconds', 'chain_id']) {
      if (fault[name] !== undefined && !(Number.isInteger(fault[name]) && fault[name] > 0))
        return `${name} ${fault[name]}: not a whole number above 0`;
    }
    if (fault.kind === 'lag' && !fault.blocks) return 'lag needs blocks';
    if (fault.kind === 'delay' && !fault.milliseconds) return 'delay needs milliseconds';
    this.#faults.push({
      method: kind.method,
      ...fault,
      whole: kind.whole ?? false,
      after: fault.after ?? 0,
      left: fault.times ?? (kind.lasts ? Infinity : 1),
    });
    return null;
  }

  clear() {
    this.#faults = [];
  }

  list() {
    return this.#faults.map(({left, whole, after, ...fault}) => ({...fault, left: left === Infinity ? null : left}));
  }

  // The next fault for any of the methods, counted down. `whole` chooses the sort.
  take(whole, methods) {
    return this.#first(each => each.whole === whole && (!each.method || methods.includes(each.method)));
  }

  // One of a kind for a method, counted down.
  take_kind(kind, method) {
    return this.#first(each => each.kind === kind && (!each.method || each.method === method));
  }

  // The first that is due; one that is to come later has seen one request more.
  #first(fits) {
    for (const [at, fault] of this.#faults.entries()) {
      if (!fits(fault)) continue;
      if (fault.after === 0) return this.#use(at);
      fault.after--;
    }
    return null;
  }

  #use(at) {
    const fault = this.#faults[at];
    if (--fault.left === 0) this.#faults.splice(at, 1);
    return fault;
  }

  // How many blocks the node lags, without counting.
  lag() {
    return this.#faults.find(({kind}) => kind === 'lag')?.blocks ?? 0;
  }
}
