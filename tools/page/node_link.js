// The connection to the node: questions over HTTP, and the stream of what it tells.

const KEPT = 'basis.token';
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
/** The node tells its status twice a second: after so long without a word, what is shown is out of date. */
const SILENCE = 3000;
const ANSWERED = 10000;

/** What the node refused, or why it was not reached (status 0). */
export class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** The token of the address (`#token=...`), which is taken out of it at once, else that of this tab; null: none. */
export function findToken() {
  const found = /^#token=([0-9A-Za-z._~-]+)$/.exec(location.hash);
  if (found) {
    history.replaceState(null, '', location.pathname);
    keepToken(found[1]);
  }
  return sessionStorage.getItem(KEPT);
}
export function keepToken(token) {
  sessionStorage.setItem(KEPT, token);
}
export function forgetToken() {
  sessionStorage.removeItem(KEPT);
}

/**
 * Events: "topic:NAME" with what the node tells of it, "link" with {live, text} when the connection changes, "silent"
 * with milliseconds every second without a word, "denied" when the token is not taken any more.
 */
export class NodeLink extends EventTarget {
  constructor(token) {
    super();
    this.token = token;
    this.topics = ['status'];
    this.pause = FIRST_PAUSE;
    this.heard = null;
    this.socket = null;
    this.ended = false;
    this.timers = [setInterval(() => this.watch(), 500)];
    this.wake = () => document.visibilityState === 'visible' && this.retry && this.connect();
    document.addEventListener('visibilitychange', this.wake);
    addEventListener('online', this.wake);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  async ask(path, options = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ANSWERED);
    let answer;
    try {
      answer = await fetch(path, {...options, signal: abort.signal, cache: 'no-store', credentials: 'omit',
        headers: {...options.headers, Authorization: 'Bearer ' + this.token}});
      const body = await answer.json();
      if (answer.ok) return body;
      throw new Refusal(answer.status, body.error || `the node answers with ${answer.status}`);
    } catch (fault) {
      if (fault instanceof Refusal) throw fault;
      throw new Refusal(answer ? answer.status : 0, 'the node does not answer');
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks for something to be done. A request that is sent again with the same key is done once. */
  act(action, members, key) {
    return this.ask('/v1/control/' + action, {method: 'POST', body: JSON.stringify(members),
      headers: {'Content-Type': 'application/json', 'Idempotency-Key': key}});
  }

  follow(topics) {
    this.topics = ['status', ...topics.filter((name) => name !== 'status')];
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({topics: this.topics}));
  }

  connect() {
    clearTimeout(this.retry);
    this.retry = null;
    if (this.ended) return;
    this.tell('link', {live: false, text: 'connecting'});
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/v1/stream`, ['basis.v1', 'basis.token.' + this.token]);
    this.socket = socket;
    socket.onopen = () => {
      this.pause = FIRST_PAUSE;
      this.follow(this.topics);
    };
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = () => this.socket === socket && this.lost();
  }

  hear({topic, data}) {
    const silent = this.silent;
    this.heard = performance.now();
    this.silent = false;
    if (!this.live || silent) {
      this.live = true;
      this.tell('link', {live: true, text: 'live'});
    }
    this.tell('topic:' + topic, data);
  }

  /** A browser does not say why a WebSocket was refused: a question does. */
  async lost() {
    this.socket = null;
    this.live = false;
    const pause = this.pause * (0.75 + Math.random() / 2);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.tell('link', {live: false, text: 'not connected'});
    try {
      await this.ask('/v1/status');
    } catch (fault) {
      if (fault.status === 401) {
        this.end();
        return this.tell('denied', fault.message);
      }
    }
    if (!this.ended) this.retry = setTimeout(() => this.connect(), pause);
  }

  watch() {
    if (this.heard === null) return;
    const silence = performance.now() - this.heard;
    if (this.live && silence < SILENCE) return;
    this.silent = true;
    this.tell('silent', silence);
  }

  end() {
    this.ended = true;
    clearTimeout(this.retry);
    this.timers.forEach(clearInterval);
    document.removeEventListener('visibilitychange', this.wake);
    removeEventListener('online', this.wake);
    if (this.socket) this.socket.close();
  }
}
