// How the page begins, fits and is read: sign-in, size, width of a phone, accessibility, keyboard.

import assert from 'node:assert/strict';

const MOST_BYTES = 500_000;
const MOST_PAINT = 1000;
const PHONE = {viewport: {width: 360, height: 740}, isMobile: true, hasTouch: true, colorScheme: 'light'};
const VIEWS = ['overview', 'execution', 'venues', 'events', 'settings'];

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
async function violations(test, page, rules = EVERY_RULE) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(test.axe);
  // Rows are all alike: some of each table tell what all would, in a fraction of the time.
  await page.$$eval('tbody tr:nth-child(n + 4)', (rows) => rows.forEach((row) => { row.hidden = true; }));
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, {runOnly, resultTypes: ['violations']}), rules);
  return found.violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`));
}

export const shapeChecks = {
  async 'a wrong token is told, a right one is taken, and neither stands in the address'(test) {
    const {page, close} = await test.open({token: null});
    assert.deepEqual(await violations(test, page), []);
    await test.picture(page, 'signin');
    const enter = async (token) => {
      await page.fill('#token', token);
      await page.press('#token', 'Enter');
    };
    await enter('');
    await page.waitForFunction(() => document.getElementById('signin-error').textContent === 'A token is needed.');
    await enter('0123abcd');
    await page.waitForFunction(() => document.getElementById('signin-error').textContent === 'the token is not known');
    assert.equal(await page.$eval('#signin-error', (box) => box.getAttribute('role')), 'alert');
    assert.equal(await page.isVisible('#app'), false);
    await enter(test.node.bob);
    await page.waitForSelector('#link[data-link="live"]');
    assert.equal(page.url(), test.node.url + '/');
    assert.equal(await page.evaluate(() => localStorage.getItem('basis.token') === null && document.cookie === ''), true);
    await page.reload();
    await page.waitForSelector('#link[data-link="live"]');
    await close();
  },

  async 'it is small, painted at once, served under a strict policy, and takes the token out of its address'(test) {
    const context = await test.browser.newContext(test.DESKTOP);
    const page = await context.newPage();
    const sizes = [];
    const weigh = (response) => /\/(page\/.*)?$/.test(new URL(response.url()).pathname) && sizes.push(response.body().then((body) => body.length));
    page.on('response', weigh);
    const answer = await page.goto(`${test.node.url}/#token=${test.node.alice}`, {waitUntil: 'load'});
    await page.waitForSelector('#link[data-link="live"]');
    assert.equal(page.url(), test.node.url + '/');
    const loaded = await Promise.all(sizes);
    page.off('response', weigh);
    const paints = [];
    for (let i = 0; i < 3; ++i) {
      paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
      await page.reload({waitUntil: 'load'});
    }
    // The machine may have other work at one time.
    const paint = Math.min(...paints);
    assert.ok(paint < MOST_PAINT, `painted after ${paint} ms`);
    const bytes = loaded.reduce((all, size) => all + size, 0);
    assert.ok(bytes > 50_000 && bytes < MOST_BYTES, `${bytes} bytes`);
    console.log(`    ${bytes} bytes, painted after ${Math.round(paint)} ms`);
    const policy = answer.headers()['content-security-policy'];
    assert.ok(policy.startsWith("default-src 'none'; script-src 'self'") && !policy.includes('unsafe'), policy);
    assert.equal(await page.locator('script:not([src])').count(), 0);
    await context.close();
  },

  async 'every view passes the rules of accessibility, light and dark'(test) {
    // A theme changes nothing but colours.
    for (const [colorScheme, rules, views] of [['light', EVERY_RULE, VIEWS], ['dark', ['color-contrast'], ['overview', 'execution', 'events']]]) {
      const {page, close} = await test.open({options: {...test.DESKTOP, colorScheme}});
      for (const view of views) {
        await page.click(`#views a[href="#/${view}"]`);
        await page.waitForSelector(`#views a[href="#/${view}"][aria-current="page"]`);
        await page.waitForFunction(() => document.querySelectorAll('#main tbody tr, #main dd').length > 2);
        await test.picture(page, `${colorScheme}-${view}`);
        assert.deepEqual(await violations(test, page, rules), [], `${view}, ${colorScheme}`);
      }
      await page.click('[data-action="flatten"]');
      assert.deepEqual(await violations(test, page, rules), [], `a dialog, ${colorScheme}`);
      await test.picture(page, `${colorScheme}-dialog`);
      await close();
    }
  },

  async 'nothing is wider than a phone'(test) {
    const {page, close} = await test.open({options: PHONE});
    const fits = async (what) => {
      const {content, view} = await page.evaluate(() => ({content: document.documentElement.scrollWidth, view: innerWidth}));
      assert.ok(view === PHONE.viewport.width && content <= view, `${what}: ${content} wide in a window of ${view}`);
    };
    for (const view of VIEWS) {
      await page.evaluate((name) => document.querySelector(`#views a[href="#/${name}"]`).click(), view);
      await page.waitForFunction(() => document.querySelectorAll('#main tbody tr, #main dd').length > 2);
      await fits(view);
      await test.picture(page, `phone-${view}`);
    }
    await page.click('[data-action="withdraw"]');
    await fits('a dialog');
    await test.picture(page, 'phone-dialog');
    await close();
  },

  async 'it is used by the keyboard alone'(test) {
    const {page, close} = await test.open();
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.focus('[data-action="pause"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'field-reason');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', {state: 'detached'});
    assert.equal(await page.evaluate(() => document.activeElement.dataset.action), 'pause');
    await page.focus('#views a[href="#/execution"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.id === 'main' && document.activeElement.getAttribute('aria-label') === 'Execution');
    assert.deepEqual(await page.$$eval('header, nav, main, footer', (list) => list.filter((node) => node.checkVisibility()).map((node) => node.tagName)), ['HEADER', 'NAV', 'MAIN', 'FOOTER']);
    await close();
  },
};
