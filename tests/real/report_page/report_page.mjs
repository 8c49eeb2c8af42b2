// Tests a rendered report.html in a real browser:  node report_page.mjs REPORT.html PACKAGES_DIR

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

import {openBrowser, openPage} from '../browser.mjs';

const DESKTOP = {viewport: {width: 1280, height: 900}, colorScheme: 'light'};
const PHONE = {viewport: {width: 390, height: 844}, colorScheme: 'light', hasTouch: true, isMobile: true};

const ALWAYS_THERE = ['Equity', 'Drawdown', 'Exposure'];

/** Texts of the first values in the legends of all charts: the time under the cursor. */
function legendTimes(page) {
  return page.$$eval('.uplot', (charts) => charts.map((chart) => chart.querySelector('.u-legend .u-value').textContent));
}

function legendText(page) {
  return page.$$eval('.u-legend', (legends) => legends.map((legend) => legend.textContent));
}

async function plotArea(page, index = 0) {
  const over = page.locator('.u-over').nth(index);
  await over.scrollIntoViewIfNeeded();
  return over.boundingBox();
}

/** What all charts look like, to tell one state from another. */
function pictures(page) {
  return page.$$eval('.uplot canvas', (canvases) => canvases.map((canvas) => canvas.toDataURL()));
}

async function drag(page, from, to) {
  const box = await plotArea(page);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, {steps: 8});
  await page.mouse.up();
}

const checks = {
  async 'charts are there and drawn'({page}) {
    const titles = await page.$$eval('.chart h2', (headings) => headings.map((heading) => heading.textContent));
    for (const title of ALWAYS_THERE) assert.ok(titles.includes(title), `no chart '${title}' among ${titles}`);
    const canvases = await page.$$eval('.uplot canvas', (list) => list.map((canvas) => {
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      return {width: canvas.width, height: canvas.height, inked: pixels.some((value) => value !== 0)};
    }));
    assert.equal(canvases.length, titles.length, 'a canvas for each chart');
    for (const canvas of canvases) assert.ok(canvas.width > 100 && canvas.height > 100 && canvas.inked, JSON.stringify(canvas));
  },

  async 'headline figures and tables are filled'({page}) {
    const figures = await page.$$eval('.card .figure', (cards) => cards.map((card) => card.textContent.trim()));
    const labels = await page.$$eval('.card .label', (cards) => cards.map((card) => card.textContent));
    for (const label of ['Time-weighted return', 'Money-weighted, a year', 'Deposits', 'Withdrawals']) assert.ok(labels.includes(label), label);
    assert.equal(figures.length, 12);
    for (const figure of figures) assert.match(figure, /\d|\u2013/);
    const data = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
    const flows = await page.$$eval('#flows tbody tr td:nth-child(2)', (cells) => cells.map((cell) => cell.textContent));
    assert.deepEqual(flows, data.flows.map(([, kind]) => kind.charAt(0).toUpperCase() + kind.slice(1)), 'a row for each flow');
    const rows = await page.$$eval('#trades tbody tr td:first-child', (cells) => cells.filter((cell) => cell.colSpan === 1).length);
    assert.equal(rows, data.trades.first.length + data.trades.last.length, 'a row for each trade shown');
    const sum = await page.$eval('#attribution tbody tr:last-child .exact', (node) => node.innerText.replace(/[,\s]/g, '').replace('\u2212', '-'));
    assert.equal(sum, data.summary.reconciliation.attribution_sum, 'the attribution table shows the exact sum');
  },

  async 'the cursor shows values on all charts'({page}) {
    const before = await legendText(page);
    const box = await plotArea(page);
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    const times = await legendTimes(page);
    const after = await legendText(page);
    assert.equal(new Set(times).size, 1, `one time under all cursors, not ${times}`);
    assert.match(times[0], /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    after.forEach((text, i) => assert.notEqual(text, before[i], `the legend of chart ${i} follows the cursor`));
  },

  async 'a drag zooms all charts and a double click resets them'({page}) {
    await page.mouse.move(2, 2);
    const whole = await pictures(page);
    await drag(page, 0.3, 0.5);
    await page.mouse.move(2, 2);
    const zoomed = await pictures(page);
    zoomed.forEach((picture, i) => assert.notEqual(picture, whole[i], `chart ${i} zooms`));
    const box = await plotArea(page);
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(2, 2);
    const reset = await pictures(page);
    reset.forEach((picture, i) => assert.equal(picture, whole[i], `chart ${i} is back to the whole run`));
  },

  async 'the button switches between light and dark and keeps the zoom'({page}) {
    const ground = () => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    await drag(page, 0.3, 0.5);
    await page.mouse.move(2, 2);
    const light = {ground: await ground(), pictures: await pictures(page)};
    await page.click('#theme');
    assert.notEqual(await ground(), light.ground);
    (await pictures(page)).forEach((picture, i) => assert.notEqual(picture, light.pictures[i], `chart ${i} changes colours`));
    await page.click('#theme');
    await page.mouse.move(2, 2);
    assert.equal(await ground(), light.ground);
    assert.deepEqual(await pictures(page), light.pictures, 'the same charts, zoomed as before');
  },

  async 'the page follows a change of width'({page}) {
    await page.setViewportSize({width: 900, height: 900});
    await page.waitForFunction(() => [...document.querySelectorAll('.plot')].every((plot) =>
      Math.abs(plot.querySelector('.u-wrap').clientWidth - plot.clientWidth) <= 1));
    await assertNoSidewaysScroll(page);
  },
};

async function assertNoSidewaysScroll(page) {
  const {content, view} = await page.evaluate(() => ({content: document.documentElement.scrollWidth, view: window.innerWidth}));
  assert.ok(content <= view, `the document is ${content} wide in a window of ${view}`);
}

const phoneChecks = {
  async 'nothing is wider than a phone'({page}) {
    assert.equal(await page.evaluate(() => window.innerWidth), PHONE.viewport.width);
    await assertNoSidewaysScroll(page);
  },

  async 'a finger reads values'({page}) {
    const before = await legendText(page);
    const box = await plotArea(page);
    await page.touchscreen.tap(box.x + box.width * 0.4, box.y + box.height / 2);
    assert.notDeepEqual(await legendText(page), before);
  },
};

const darkChecks = {
  async 'a dark system gets a dark page'({page, light}) {
    const dark = await page.screenshot();
    assert.ok(!dark.equals(light), 'dark and light look different');
    const level = await page.$eval('body', (body) => Number(getComputedStyle(body).backgroundColor.match(/\d+/)[0]));
    assert.ok(level < 80, `the ground is dark, not ${level}`);
  },
};

const plainChecks = {
  async 'without scripts the page says what is missing'({page}) {
    const text = await page.innerText('main');
    assert.match(text, /scripts are switched off/);
    assert.match(text, /final equity/);
  },
};

let failures = 0;

async function runChecks(browser, url, options, list, more = {}) {
  const opened = await openPage(browser, url, options);
  const all = {...list, async 'no complaint on the console and no request beyond the file'() {
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(opened.requests, [url]);
  }};
  for (const [name, check] of Object.entries(all)) {
    try {
      await check({...opened, ...more});
      console.log(`ok      ${name}`);
    } catch (error) {
      ++failures;
      console.log(`FAILED  ${name}\n        ${String(error.message).slice(0, 600)}`);
    }
  }
  await opened.close();
}

const [report, packages] = process.argv.slice(2);
if (!report || !packages || !existsSync(report)) {
  console.error(report && packages ? `${report}: no such report` : 'usage: report_page.mjs REPORT.html PACKAGES_DIR');
  process.exit(2);
}
const url = pathToFileURL(resolve(report)).href;
const browser = await openBrowser(packages);
try {
  await runChecks(browser, url, DESKTOP, checks);
  const plain = await openPage(browser, url, DESKTOP);
  const light = await plain.page.screenshot();
  await plain.close();
  await runChecks(browser, url, PHONE, phoneChecks);
  await runChecks(browser, url, {...DESKTOP, colorScheme: 'dark'}, darkChecks, {light});
  await runChecks(browser, url, {...DESKTOP, javaScriptEnabled: false}, plainChecks);
} finally {
  await browser.close();
}
console.log(failures ? `${failures} checks failed` : 'all checks passed');
process.exit(failures ? 1 : 0);
