// A real node against simulated exchanges, and what `basis ctl` tells of it.

import {execFile, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Polls until `look` gives something; `what` names it where it never does. */
export async function until(what, look, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s${last ? `: ${last.message}` : ''}`);
    await sleep(100);
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const {port} = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Node {
  static async make(basis) {
    const node = new Node();
    node.basis = basis;
    node.folder = mkdtempSync(join(tmpdir(), 'live-page-'));
    node.environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BASIS_')));
    node.url = `http://127.0.0.1:${await freePort()}`;
    for (const [name, role] of [['alice', 'control'], ['bob', 'read']]) {
      const {stdout} = await run(basis, ['ctl', 'token', '--name', name, '--role', role], {env: node.environment});
      node[name] = /BASIS_API_TOKEN=(\w+)/.exec(stdout)[1];
      node.hashes = [node.hashes, /BASIS_API_TOKEN_HASH=(\S+)/.exec(stdout)[1]].filter(Boolean).join(',');
    }
    return node;
  }

  async start() {
    const log = openSync(join(this.folder, 'log'), 'a');
    this.process = spawn(this.basis, ['live', '--mode', 'btc_basis', '--against', 'sim', '--speed', '10x', '--out', 'run', '--api', this.url.slice(7)],
      {cwd: this.folder, env: {...this.environment, BASIS_API_TOKEN_HASH: this.hashes}, stdio: ['ignore', log, log]});
    this.ended = new Promise((done) => this.process.on('exit', done));
    await until('the node answers', async () => (await fetch(this.url + '/health')).ok);
    this.owner = await until('its file is there', () => this.file('control.json').token);
  }

  file(name) {
    return JSON.parse(readFileSync(join(this.folder, 'run', name), 'utf8'));
  }
  log() {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  async ctl(...command) {
    const {stdout} = await run(this.basis, ['ctl', ...command, '--json', '--url', this.url],
      {cwd: this.folder, env: {...this.environment, BASIS_API_TOKEN: this.alice}, maxBuffer: 1 << 26});
    return JSON.parse(stdout);
  }

  /** The same over HTTP, for what is asked again and again. */
  async ask(topic) {
    const answer = await fetch(`${this.url}/v1/${topic}`, {headers: {Authorization: 'Bearer ' + this.alice}});
    return answer.json();
  }

  /** The answers of several topics, asked for at once. */
  async all(...topics) {
    const answers = await Promise.all(topics.map((topic) => this.ctl(topic)));
    return Object.fromEntries(topics.map((topic, i) => [topic, answers[i]]));
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }
  async stop() {
    this.process.kill('SIGINT');
    return this.ended;
  }

  /** Ends what it has started. */
  clean() {
    this.process?.kill('SIGKILL');
    try {
      if (existsSync(join(this.folder, 'run', 'sim.json'))) process.kill(this.file('sim.json').pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    rmSync(this.folder, {recursive: true, force: true});
  }
}
