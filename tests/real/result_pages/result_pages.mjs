// Tests compare.html and sweep.html in a real browser:  node result_pages.mjs PAGES_DIR PACKAGES_DIR

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

import {openBrowser, openPage} from '../browser.mjs';

const DESKTOP = {viewport: {width: 1280, height: 900}, colorScheme: 'light'};
const PHONE = {viewport: {width: 390, height: 844}, colorScheme: 'light', hasTouch: true, isMobile: true};
const DARK = {...DESKTOP, colorScheme: 'dark'};
const PLAIN = {...DESKTOP, javaScriptEnabled: false};

const dataOf = (page) => page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
const pictures = (page) => page.$$eval('.uplot canvas', (list) => list.map((canvas) => canvas.toDataURL()));
const legends = (page) => page.$$eval('.u-legend', (list) => list.map((legend) => legend.textContent));
const ground = (page) => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
const cells = (page) => page.$$eval('.cell', (list) => list.map((cell) => [Number(cell.dataset.run), cell.textContent]));

async function plotArea(page) {
  const over = page.locator('.u-over').first();
  await over.scrollIntoViewIfNeeded();
  return over.boundingBox();
}

const compareChecks = {
  async 'both charts are drawn, with a line for every result'({page}) {
    const {results} = await dataOf(page);
    const titles = await page.$$eval('.chart h2', (list) => list.map((heading) => heading.textContent));
    assert.deepEqual(titles, ['Growth of capital', 'Drawdown']);
    for (const legend of await legends(page))
      for (const {label, summary} of results) assert.ok(legend.includes(`${label} (${summary.share_class})`), `${label} in ${legend}`);
    const inked = await page.$$eval('.uplot canvas', (list) => list.map((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0)));
    assert.deepEqual(inked, [true, true]);
  },

  async 'a card and a column for every result, a row for every figure'({page}) {
    const {results, sections} = await dataOf(page);
    assert.equal(await page.locator('.card').count(), results.length);
    const rows = await page.$$eval('#figures tbody tr', (list) => list.filter((row) => row.children.length > 1)
      .map((row) => [...row.children].slice(1).map((cell) => cell.textContent.replace('\u2212', '-'))));
    assert.deepEqual(rows, sections.flatMap(({rows: lines}) => lines.map(([, ...figures]) => figures)));
  },

  async 'the cursor shows values on both charts, and a drag zooms both'({page}) {
    const before = await legends(page);
    const box = await plotArea(page);
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    (await legends(page)).forEach((text, i) => assert.notEqual(text, before[i], `the legend of chart ${i} follows`));
    await page.mouse.move(2, 2);
    const whole = await pictures(page);
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, {steps: 8});
    await page.mouse.up();
    await page.mouse.move(2, 2);
    (await pictures(page)).forEach((picture, i) => assert.notEqual(picture, whole[i], `chart ${i} zooms`));
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(2, 2);
    assert.deepEqual(await pictures(page), whole, 'a double click shows all again');
  },
};

const sweepChecks = {
  async 'the map has a cell for every pair of values, painted, with its run'({page}) {
    const {axes, runs} = await dataOf(page);
    const shown = await cells(page);
    assert.equal(shown.length, axes[0].values.length * axes[1].values.length);
    assert.equal(new Set(shown.map(([run]) => run)).size, shown.length, 'every cell is another run');
    for (const [run, text] of shown)
      assert.equal(text.replaceAll(',', ''), Number(runs[run][1]).toFixed(2), `final equity of run ${run}`);
    const colours = await page.$$eval('.cell', (list) => new Set(list.map((cell) => getComputedStyle(cell).backgroundColor)).size);
    assert.ok(colours > 3, `${colours} colours`);
  },

  async 'another figure, other axes and other fixed values change the map'({page}) {
    const {axes, runs, figures} = await dataOf(page);
    const first = await cells(page);
    await page.getByLabel('Figure').selectOption({label: 'Sharpe'});
    const sharpe = figures.indexOf('sharpe') + 1;
    for (const [run, text] of await cells(page))
      assert.equal(text.replace('\u2212', '-').replaceAll(',', ''), Number(runs[run][sharpe]).toFixed(2));
    assert.equal(await page.textContent('#map-title'), 'Sharpe');
    await page.getByLabel('Figure').selectOption({label: 'Final equity'});
    const third = page.getByLabel(axes[2].key, {exact: true});
    const other = (await third.inputValue()) === '0' ? '1' : '0';
    await third.selectOption(other);
    assert.notDeepEqual((await cells(page)).map(([run]) => run), first.map(([run]) => run), 'another layer of the grid');
    await page.getByLabel('Down').selectOption({label: axes[1].key});
    assert.equal(await page.getByLabel('Across').inputValue(), '0', 'the axes change places');
    assert.equal(await page.locator('#map-box tbody tr').count(), axes[1].values.length);
    await page.getByLabel('Across').selectOption({label: axes[2].key});
    assert.equal((await cells(page)).length, axes[1].values.length * axes[2].values.length);
  },

  async 'a click on a cell shows its run'({page}) {
    const {axes, runs} = await dataOf(page);
    const cell = page.locator('.cell').last();
    const run = Number(await cell.getAttribute('data-run'));
    await cell.click();
    assert.equal(await page.textContent('#detail h2'), `Run ${run + 1} of ${runs.length}`);
    const facts = await page.$$eval('#detail dt', (list) => list.map((name) => [name.textContent, name.nextElementSibling.textContent]));
    const told = Object.fromEntries(facts);
    let rest = run;
    for (const {key, values} of [...axes].reverse()) {
      assert.equal(told[key], values[rest % values.length]);
      rest = Math.floor(rest / values.length);
    }
    assert.ok(!(await page.innerText('#detail')).includes('null'));
    assert.equal(await page.$eval('.cell[aria-pressed="true"]', (node) => Number(node.dataset.run)), run);
  },

  async 'runs are ranked, best first'({page}) {
    const equities = await page.$$eval('#ranking tbody tr td:nth-child(2)', (list) => list.map((cell) => Number(cell.textContent.replaceAll(',', ''))));
    assert.ok(equities.length > 1);
    assert.deepEqual(equities, [...equities].sort((a, b) => b - a));
  },
};

const common = {
  async 'the button switches between light and dark'({page}) {
    const before = await ground(page);
    await page.click('#theme');
    assert.notEqual(await ground(page), before);
    await page.click('#theme');
    assert.equal(await ground(page), before);
  },
};

const phoneChecks = {
  async 'nothing is wider than a phone'({page}) {
    const {content, view} = await page.evaluate(() => ({content: document.documentElement.scrollWidth, view: window.innerWidth}));
    assert.equal(view, PHONE.viewport.width);
    assert.ok(content <= view, `the document is ${content} wide in a window of ${view}`);
  },
};

const touchChecks = {
  compare: {async 'a finger reads values'({page}) {
    const before = await legends(page);
    const box = await plotArea(page);
    await page.touchscreen.tap(box.x + box.width * 0.4, box.y + box.height / 2);
    assert.notDeepEqual(await legends(page), before);
  }},
  sweep: {async 'a finger chooses a run'({page}) {
    const before = await page.textContent('#detail h2');
    await page.locator('.cell[aria-pressed="false"]').first().tap();
    assert.notEqual(await page.textContent('#detail h2'), before);
  }},
};

const darkChecks = {
  async 'a dark system gets a dark page'({page}) {
    const level = Number((await ground(page)).match(/\d+/)[0]);
    assert.ok(level < 80, `the ground is dark, not ${level}`);
  },
};

const plainChecks = {
  async 'without scripts the page says what is missing'({page}) {
    assert.match(await page.innerText('main'), /scripts are switched off/);
  },
};

let failures = 0;

async function runChecks(browser, name, url, options, list) {
  const opened = await openPage(browser, url, options);
  const all = {...list, async 'no complaint on the console and no request beyond the file'() {
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(opened.requests, [url]);
  }};
  for (const [what, check] of Object.entries(all)) {
    try {
      await check(opened);
      console.log(`ok      ${name}: ${what}`);
    } catch (error) {
      ++failures;
      console.log(`FAILED  ${name}: ${what}\n        ${String(error.message).slice(0, 600)}`);
    }
  }
  await opened.close();
}

const [folder, packages] = process.argv.slice(2);
const pages = {compare: compareChecks, sweep: sweepChecks};
const pathOf = (name) => resolve(folder, name + '.html');
if (!folder || !packages || !Object.keys(pages).every((name) => existsSync(pathOf(name)))) {
  console.error('usage: result_pages.mjs PAGES_DIR PACKAGES_DIR, with compare.html and sweep.html in PAGES_DIR');
  process.exit(2);
}
const browser = await openBrowser(packages);
try {
  for (const [name, checks] of Object.entries(pages)) {
    const url = pathToFileURL(pathOf(name)).href;
    await runChecks(browser, name, url, DESKTOP, {...common, ...checks});
    await runChecks(browser, name, url, PHONE, {...phoneChecks, ...touchChecks[name]});
    await runChecks(browser, name, url, DARK, darkChecks);
    await runChecks(browser, name, url, PLAIN, plainChecks);
  }
} finally {
  await browser.close();
}
console.log(failures ? `${failures} checks failed` : 'all checks passed');
process.exit(failures ? 1 : 0);
