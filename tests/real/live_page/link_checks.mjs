// Many who look at once, and a node that goes and comes back.

import assert from 'node:assert/strict';

const MANY = 10;
const TOPICS = ['status', 'risk', 'pnl', 'positions', 'orders', 'fills', 'pairs', 'venues'];

/** In a page: streams as pages have them, with the messages that each was told. */
function openStreams({count, token, topics}) {
  return Array.from({length: count}, () => {
    const stream = {told: 0, socket: new WebSocket(`ws://${location.host}/v1/stream`, ['basis.v1', 'basis.token.' + token])};
    stream.socket.onopen = () => stream.socket.send(JSON.stringify({topics}));
    stream.socket.onmessage = () => { ++stream.told; };
    return stream;
  });
}

const stale = (page) => page.isVisible('#stale');
const live = (page) => page.$eval('#link', (box) => box.dataset.link === 'live');

export const linkChecks = {
  async 'ten clients at once stay live; a node that is killed is told, and its return shown'(test) {
    const {node} = test;
    const clients = [];
    // Three pages, and streams as seven more have them: what is tried is the node, and not the machine's drawing.
    const context = await test.browser.newContext({viewport: {width: 800, height: 600}});
    for (const view of ['overview', 'execution', 'venues']) clients.push(await test.open({context, view}));
    const streams = await clients[0].page.evaluateHandle(openStreams, {count: MANY - clients.length, token: node.alice, topics: TOPICS});
    // A token of one start alone, as the run's own is.
    const owner = await test.open({token: node.owner});
    const pages = clients.map(({page}) => page);
    // By the age of what they show: each heard of several states in the time of some.
    const heard = pages.map((page) => page.evaluate(() => new Promise((done) => {
      let changes = 0;
      const seen = new MutationObserver(() => ++changes);
      seen.observe(document.getElementById('main'), {subtree: true, childList: true, characterData: true, attributes: true});
      setTimeout(() => { seen.disconnect(); done(changes); }, 3500);
    })));
    for (const changes of await Promise.all(heard)) assert.ok(changes > 0, 'what is shown goes on');
    for (const {told, open} of await streams.evaluate((list) => list.map(({told, socket}) => ({told, open: socket.readyState === WebSocket.OPEN}))))
      assert.ok(open && told > 5 * TOPICS.length, `${told} messages`);
    for (const page of pages) assert.ok((await live(page)) && !(await stale(page)));
    await node.kill();
    for (const page of pages) await page.waitForSelector('#stale:not([hidden])', {timeout: 8000});
    assert.equal(await pages[0].$eval('#stale', (box) => box.getAttribute('role')), 'alert');
    assert.ok((await pages[0].textContent('#stale')).startsWith('The node is not heard. What is shown is out of date'));
    await test.picture(pages[0], 'stale');
    await node.start();
    for (const page of pages) await page.waitForSelector('#link[data-link="live"]', {timeout: 20000});
    for (const page of pages) assert.equal(await stale(page), false);
    await owner.page.waitForSelector('#signin:not([hidden])', {timeout: 20000});
    assert.ok((await owner.page.textContent('#signin-error')).includes('every start of a node has another one'));
    await context.close();
    await owner.close();
  },

  async 'the node ends in order, and the page says that it is not heard'(test) {
    const {page, close} = await test.open();
    assert.equal(await test.node.stop(), 0);
    await page.waitForSelector('#stale:not([hidden])', {timeout: 8000});
    await close();
  },
};
