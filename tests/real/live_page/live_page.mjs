// Tests the page of a live node in a real browser:  node live_page.mjs BASIS PACKAGES_DIR
// With PICTURES=DIR it leaves pictures of what it has seen there.

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

import {openBrowser} from '../browser.mjs';
import {actionChecks} from './action_checks.mjs';
import {figureChecks} from './figure_checks.mjs';
import {linkChecks} from './link_checks.mjs';
import {shapeChecks} from './shape_checks.mjs';
import {Node, until} from './node.mjs';

const DESKTOP = {viewport: {width: 1360, height: 900}, colorScheme: 'light'};
/** What a browser itself says of requests that fail, which these tests make fail. */
const EXPECTED = [/^Failed to load resource: (net::ERR_(CONNECTION_[A-Z]+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH)|the server responded with a status of (400|401|403|404|409))/,
  /^WebSocket connection to '[^']*' failed/];

const [, , basis, packages] = process.argv;
const browser = await openBrowser(packages);
const node = await Node.make(resolve(basis));
// Also where a fault of these tests ends them.
process.on('exit', () => node.clean());
const complaints = [];
const requests = [];
const pictures = process.env.PICTURES;
if (pictures) mkdirSync(pictures, {recursive: true});

/** A page, of its own context where none is given; without a token it asks for one. */
async function open({token = node.alice, options = DESKTOP, view = '', context: given = null} = {}) {
  const context = given ?? await browser.newContext(options);
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) &&
    !EXPECTED.some((known) => known.test(message.text())) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(node.url + '/' + (token ? '#token=' + token : ''), {waitUntil: 'load'});
  if (token) await page.waitForSelector('#link[data-link="live"]', {timeout: 10000});
  if (view) await page.click(`#views a[href="#/${view}"]`);
  return {page, close: () => (given ? page.close() : context.close())};
}

/** One page for the checks that need nothing of their own, in this view. */
let common = null;
async function shared(view) {
  common ??= (await open()).page;
  await common.click(`#views a[href="#/${view}"]`);
  return common;
}

const test = {node, browser, open, shared, until, DESKTOP,
  axe: readFileSync(join(packages, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'),
  picture: (page, name) => (pictures ? page.screenshot({path: join(pictures, name + '.png'), fullPage: true}) : null)};

let failures = 0;
try {
  await node.start();
  await until('it has entered', async () => (await node.ask('status')).last_decision === 'hold: on target');
  for (const [name, check] of Object.entries({...shapeChecks, ...figureChecks, ...actionChecks, ...linkChecks})) {
    const began = Date.now();
    try {
      await check(test);
      console.log(`ok: ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      ++failures;
      console.log(`FAILED: ${name}\n${error.stack}`);
    }
  }
  assert.deepEqual(complaints, [], 'the browser complains of nothing');
  assert.deepEqual(requests.filter((url) => !url.startsWith(node.url + '/')), [], 'nothing is asked of elsewhere');
  assert.ok(![node.alice, node.bob, node.owner].some((token) => node.log().includes(token)), 'no token is in the log');
} catch (error) {
  ++failures;
  console.log(`FAILED: ${error.stack}\n${node.process ? node.log().slice(-2000) : ''}`);
} finally {
  await browser.close();
}
console.log(failures === 0 ? 'the page shows what the node tells, and does what it is asked' : `${failures} checks failed`);
process.exit(failures === 0 ? 0 : 1);
