// Each action asks for a reason, acts, and is in the journal with who asked and why.

import assert from 'node:assert/strict';

async function ask(page, action, fields) {
  await page.click(`[data-action="${action}"]`);
  await page.waitForSelector('dialog[open]');
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`dialog [name="${name}"]`);
    if ((await field.evaluate((node) => node.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click('dialog button[type="submit"]');
}
const answered = (page) => page.waitForSelector('dialog[open]', {state: 'detached', timeout: 10000});
const fault = (page, text) => page.waitForFunction((wanted) => document.querySelector('dialog .fault').textContent.includes(wanted), text);
const state = (page, name) => page.waitForSelector(`#state[data-state="${name}"]`, {timeout: 10000});

async function done(test, page, action, fields, reason) {
  await ask(page, action, {...fields, reason});
  await answered(page);
  await page.waitForFunction(() => document.getElementById('toast').textContent.endsWith('taken, and in the journal.'));
  const {rows} = await test.node.ctl('events', '--kind', 'control', '--limit', '1');
  assert.ok(rows[0].text.includes(reason) && rows[0].text.includes('alice') && rows[0].text.includes(action), rows[0].text);
}

export const actionChecks = {
  async 'nothing is done without a reason, and a refusal is told in the dialog'(test) {
    const page = await test.shared('overview');
    const before = (await test.node.ctl('events', '--kind', 'control')).rows.length;
    await ask(page, 'halt', {reason: '   '});
    await fault(page, 'Reason: it is needed.');
    await page.keyboard.press('Escape');
    await ask(page, 'deposit', {reason: 'more'});
    await fault(page, 'Amount: it is needed.');
    await page.keyboard.press('Escape');
    await ask(page, 'withdraw', {amount: '5000000', reason: 'too much'});
    await fault(page, 'is more than there is');
    await page.keyboard.press('Escape');
    await ask(page, 'withdraw', {amount: 'x', reason: 'no number'});
    await fault(page, "amount: 'x' is not taken");
    await page.keyboard.press('Escape');
    assert.equal((await test.node.ctl('events', '--kind', 'control')).rows.length, before);
  },

  async 'who may only read is told so'(test) {
    const {page, close} = await test.open({token: test.node.bob});
    await ask(page, 'pause', {reason: 'a try'});
    await fault(page, 'the token of bob may only read');
    await close();
  },

  async 'pause, reduce, halt and resume act, and are shown with their reason'(test) {
    const page = await test.shared('overview');
    const {node} = test;
    await done(test, page, 'pause', {}, 'a look at the books');
    await state(page, 'paused');
    assert.equal((await node.ctl('status')).paused, true);
    await done(test, page, 'resume', {}, 'seen');
    await state(page, 'active');
    for (const [action, shown] of [['reduce', 'reducing'], ['halt', 'halted']]) {
      await done(test, page, action, {}, `${action} for lunch`);
      await state(page, shown);
      await page.waitForFunction((text) => document.getElementById('state-text').textContent.includes(text), `${action} for lunch`);
      const status = await node.ctl('status');
      assert.equal(status.state, shown);
      assert.equal(status.state_reason, `${action} by alice: ${action} for lunch`);
      if (shown === 'halted') await test.picture(page, 'halted');
    }
    await done(test, page, 'resume', {}, 'after lunch');
    await state(page, 'active');
    assert.equal((await node.ctl('status')).state, 'active');
  },

  async 'a deposit, a withdrawal and the end of all positions'(test) {
    const page = await test.shared('overview');
    const {node} = test;
    const capital = async () => Number((await node.ask('pnl')).capital);
    await done(test, page, 'deposit', {amount: '5000'}, 'more capital');
    await test.until('the deposit counts', async () => (await capital()) === 105000);
    await done(test, page, 'withdraw', {amount: '2000', speed: 'fast'}, 'rent');
    await test.until('the withdrawal is paid', async () => (await capital()) === 103000);
    await done(test, page, 'flatten', {speed: 'fast'}, 'the end');
    await test.until('no perp is left', async () => !(await node.ask('positions')).rows.some((row) => row.instrument.includes(':Perp:')));
    await page.waitForFunction(() => ![...document.querySelectorAll('th, td')].some((cell) => cell.textContent.endsWith(' perp')), null, {timeout: 10000});
  },
};
