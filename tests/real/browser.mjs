// Debian's chromium, driven by playwright-core from a folder of npm packages.

import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const SKIPPED = 77;

function skip(reason) {
  console.log('SKIPPED: ' + reason);
  process.exit(SKIPPED);
}

/** Opens the browser; says why and ends the program where there is none. */
export async function openBrowser(packages) {
  if (!existsSync(CHROMIUM)) skip(`no browser at ${CHROMIUM} (Debian: apt-get install chromium; or set CHROMIUM)`);
  let chromium;
  try {
    ({chromium} = createRequire(resolve(packages, 'package.json'))('playwright-core'));
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    skip(`no playwright-core in ${packages}`);
  }
  return chromium.launch({executablePath: CHROMIUM, args: QUIET, chromiumSandbox: false});
}

/** A page that notes what goes wrong on it and what it asks the network for. */
export async function openPage(browser, url, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url, {waitUntil: 'load'});
  return {page, complaints, requests, close: () => context.close()};
}
