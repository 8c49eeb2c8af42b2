// What the page shows is what `basis ctl --json` tells.

import assert from 'node:assert/strict';

import {sleep} from './node.mjs';

/** Of a table: for every row its cells, with what the node said where a cell has it. */
const rowsOf = (page, caption) => page.$$eval('table', (tables, name) => {
  const table = tables.find((one) => one.caption.textContent === name);
  return table.hidden ? [] : [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.dataset.exact ?? cell.textContent));
}, caption);
const figure = (page, label) => page.$eval(`.card[aria-label="${label}"] .figure span`, (span) => ({exact: span.dataset.exact, text: span.textContent}));

/** An exact decimal rounded half away from zero, by whole numbers. */
function rounded(text, decimals) {
  const negative = text.startsWith('-');
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const units = (BigInt(whole + fraction.padEnd(30, '0')) + 5n * 10n ** BigInt(29 - decimals)) / 10n ** BigInt(30 - decimals);
  const digits = units.toString().padStart(decimals + 1, '0');
  return (negative && units > 0n ? '\u2212' : '') + digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',') + '.' + digits.slice(-decimals);
}

/** Compares until nothing has changed between the two looks of `ctl`; the node goes on meanwhile. */
async function same(ask, compare) {
  let fault;
  for (let i = 0; i < 20; ++i) {
    const before = await ask();
    // The page is told at most twice a second.
    await sleep(600);
    try {
      await compare(before);
      return;
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

export const figureChecks = {
  async 'the overview shows what ctl tells, to the last digit'(test) {
    const page = await test.shared('overview');
    const {node} = test;
    await same(() => node.all('status', 'positions', 'risk', 'pnl', 'exposure'),
      async ({status, positions, risk, pnl, exposure}) => {
        const equity = await figure(page, 'Equity');
        assert.equal(equity.exact, status.equity);
        assert.equal(equity.text, rounded(status.equity, 2));
        assert.equal((await figure(page, 'P&L today')).exact, status.pnl_today);
        assert.equal((await figure(page, 'Net delta')).exact, exposure.net_delta);
        // The rate that is expected moves all the time.
        const due = Number((await figure(page, 'Next funding')).exact);
        assert.ok(Math.abs(due - Number(status.next_funding.amount)) < 1, `${due} is not ${status.next_funding.amount}`);
        const lowest = Math.min(...risk.margin.map((row) => row.margin_ratio).filter((value) => value !== null));
        assert.equal(Number((await figure(page, 'Lowest margin ratio')).exact), lowest);
        const shown = await rowsOf(page, 'Positions');
        assert.deepEqual(shown.map((row) => [row[0], row[2], row[3], row[4]]),
          positions.rows.map((row) => [row.account, row.amount, row.value, row.mark ?? '']));
        assert.ok(positions.rows.filter((row) => row.instrument.includes(':Perp:')).every((row) => row.funding_rate !== undefined), 'every perp has a next payment');
        assert.deepEqual((await rowsOf(page, 'Margin by account')).map((row) => [row[0], Number(row[1]), row[3], row[4]]),
          risk.margin.map((row) => [row.account, row.margin_ratio, row.balance, row.notional]));
        const parts = Object.entries(pnl.attribution).filter(([, text]) => text !== '0').map(([, text]) => text);
        assert.deepEqual((await rowsOf(page, 'Profit and loss by attribution')).map((row) => row[1]), [...parts, pnl.pnl]);
      });
  },

  async 'charts are drawn of the series, and follow it'(test) {
    const page = await test.shared('overview');
    await page.waitForSelector('.view[data-points]');
    const points = () => page.$eval('.view', (view) => Number(view.dataset.points));
    const inked = await page.$$eval('.chart:not([hidden]) canvas', (list) => list.map((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0)));
    assert.deepEqual(inked, [true, true, true]);
    const before = await points();
    const {rows} = await test.node.ctl('series');
    assert.ok(before > 2 && Math.abs(rows.length - before) <= 3, `${before} points of ${rows.length}`);
    await test.until('a new point', async () => (await points()) > before);
  },

  async 'orders, fills and pairs are those that ctl tells'(test) {
    const page = await test.shared('execution');
    const {node} = test;
    await same(() => node.all('orders', 'fills', 'pairs'),
      async ({orders, fills, pairs}) => {
        assert.ok(orders.rows.length > 2 && fills.rows.length > 2 && pairs.rows.length > 2);
        assert.deepEqual((await rowsOf(page, 'Orders')).map((row) => [row[2], row[4], row[5], row[9]]), orders.rows.map((row) => [row.side, row.size, row.filled, row.id]));
        assert.deepEqual((await rowsOf(page, 'Fills')).map((row) => [row[2], row[3], row[4], row[5], row[8]]), fills.rows.map((row) => [row.side, row.size, row.price, row.fee, row.order]));
        const edges = (await rowsOf(page, 'Pairs that have ended')).map((row) => [row[0], Number(row[6])]);
        assert.deepEqual(edges, pairs.rows.filter((row) => row.state !== 'working').map((row) => [String(row.id), row.traded_edge_bps]));
      });
    if ((await node.ctl('fills')).total > 20) {
      await page.click('section:has(> h2:text-is("Fills")) button:text-is("Show more")');
      assert.ok((await rowsOf(page, 'Fills')).length > 20);
    }
  },

  async 'sessions and books are those that ctl tells'(test) {
    const page = await test.shared('venues');
    await same(() => test.node.ctl('venues'), async ({accounts, feeds}) => {
      assert.deepEqual((await rowsOf(page, 'Sessions')).map((row) => [row[0], row[1]]), accounts.map((row) => [row.account, row.state]));
      assert.deepEqual((await rowsOf(page, 'Feeds')).map((row) => [row[0], row[5]]), feeds.map((row) => [row.venue, `${row.live_books} of ${row.books}`]));
      assert.deepEqual((await rowsOf(page, 'Order books')).map((row) => row[1]), feeds.flatMap((row) => row.markets).map(() => 'live'));
    });
  },

  async 'what this node has none of is shown, too: a chain with its lane, a debt, a pair that is worked'(test) {
    const told = {
      venues: (data) => ({...data, chain: {wallet: '0x00000000000000000000000000000000000000aa', block: 1234567, heard: data.feeds[0].heard, gas_money: '0.4321',
        busy: true, transactions: [{id: 'w7', purpose: 'aave_v3 supply', nonce: 41, hash: '0x' + 'ab'.repeat(32), attempts: 2, progress: 'was sent in block 1234560'},
          {id: 'w8', purpose: 'aave_v3 borrow', nonce: null, hash: '', attempts: 0, progress: 'waits'}]}}),
      lanes: () => ({rows: [{lane: 'hot', rounds: 1000, stalls: 3, longest_us: 84.25, duty: 0.125}]}),
      status: (data) => ({...data, health_factor: 1.0444, ltv: 0.91}),
      risk: (data) => ({...data, limits: {...data.limits, health_factor_warning: '1.05', health_factor_critical: '1.02'},
        lending: [{account: 'aave_v3', collateral: '1000.5', debt: '910.25', health_factor: 1.0444, ltv: 0.91, price_fall_to_liquidation: 0.042}]}),
      pairs: (data) => ({...data, rows: [{...data.rows[0], id: 99, state: 'working', coins: '2', traded_first: '0.5', traded_second: '0.5', traded_edge_bps: 7.5,
        edge_now_bps: -1.25, least_edge_bps: 5, alarm: 'a leg is naked'}, ...data.rows]}),
    };
    const {page, close} = await test.open({token: null});
    await page.routeWebSocket(/v1\/stream/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => {
        const {topic, data} = JSON.parse(text);
        socket.send(JSON.stringify({topic, data: told[topic] ? told[topic](data) : data}));
      });
    });
    // The page takes a token that comes into its address while it is shown, and begins anew.
    await page.evaluate((token) => { location.hash = 'token=' + token; }, test.node.alice);
    await page.waitForSelector('#link[data-link="live"]');
    await page.waitForFunction(() => document.querySelector('.card[aria-label="Health factor"] .figure').textContent === '1.0444');
    await test.until('the debt', async () => JSON.stringify((await rowsOf(page, 'Lending by account'))[0]) ===
      JSON.stringify(['aave_v3', '1.0444', '91.00\u2009%', '1000.5', '910.25', '4.2\u2009%']), 5);
    assert.equal(await page.$eval('td[data-exact="1.0444"]', (cell) => cell.dataset.tone), 'warning');
    await page.click('#views a[href="#/execution"]');
    await test.until('the pair', async () => (await rowsOf(page, 'Pairs that are worked')).length === 1, 5);
    const [pair] = await rowsOf(page, 'Pairs that are worked');
    assert.deepEqual([pair[0], pair[3], pair[4], pair[5], pair[6], pair[8]], ['99', '2', '25\u2009%', '-1.25', '7.5', 'a leg is naked']);
    await page.click('#views a[href="#/venues"]');
    await test.until('the lane', async () => (await rowsOf(page, 'Transactions that are not over')).length === 2, 5);
    assert.deepEqual((await rowsOf(page, 'Transactions that are not over')).map((row) => row.slice(0, 4)),
      [['41', 'aave_v3 supply', 'was sent in block 1234560', '2'], ['waits', 'aave_v3 borrow', 'waits', '0']]);
    const facts = await page.$eval('section:has(> h2:text-is("Chain")) dl', (list) => list.innerText);
    for (const text of ['1,234,567', '0.432100 ETH', 'nonce 41', 'busy, 2 not over']) assert.ok(facts.includes(text), facts);
    assert.deepEqual(await rowsOf(page, 'Hot lanes'), [['hot', '12.5\u2009%', '84.3\u2009µs', '1,000', '3']]);
    await test.picture(page, 'chain');
    await close();
  },

  async 'events are those of the journal, filtered, and a press shows what led to one'(test) {
    const page = await test.shared('events');
    const {node} = test;
    const filtered = async (kind, label) => {
      await page.selectOption('#event-kind', {label});
      const wanted = (await node.ctl('events', '--kind', kind, '--limit', '50')).rows.map((row) => [String(row.id), row.text]);
      assert.ok(wanted.length > 1);
      await test.until(label, async () => JSON.stringify((await rowsOf(page, 'Events')).map((row) => [row[0], row[3]])) === JSON.stringify(wanted), 5);
    };
    await filtered('fill', 'Fills');
    await filtered('pair', 'Pairs');
    const {rows} = await node.ctl('events', '--kind', 'fill', '--limit', '1');
    await page.selectOption('#event-kind', {label: 'Fills'});
    await page.click(`button[data-why="${rows[0].id}"]`);
    await page.waitForSelector('dialog .why li');
    const shown = await page.$$eval('dialog .why li', (list) => list.map((item) => [Number(item.dataset.depth), item.textContent]));
    const told = await node.ctl('why', String(rows[0].id));
    assert.deepEqual(shown, told.rows.map((row) => [row.depth, row.text]));
    assert.ok(shown.some(([, text]) => text.includes('decision entry_full')), 'it goes back to the decision');
    await test.picture(page, 'why');
    await page.keyboard.press('Escape');
    await page.fill('#event-from', '2020-01-01T00:00:01');
    await page.fill('#event-to', '2020-01-02T00:00:01');
    await page.click('.filter button');
    await test.until('no event fits', async () => (await rowsOf(page, 'Events')).length === 0, 5);
  },
};
