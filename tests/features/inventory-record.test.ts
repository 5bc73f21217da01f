import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/features/inventory/choices.js';
import { type Amounts, cashCost, countedIncome, saleFigures } from '../../src/features/inventory/figures.js';
import { STATES } from '../../src/features/inventory/states.js';
import { DAY_MS, daysBetween } from '../../src/platform/clock.js';
import { useApp } from '../support/app.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const SOLD = {
  state: 'sold',
  fair_market_value: 12000,
  fmv_method: 'retail_price',
  valued_on: '2026-09-11',
  received_on: '2026-09-11',
  listed_on: '2026-10-06',
  sold_on: '2026-11-18',
  sale_price: 8000,
  marketplace_fee: 1000,
  payment_fee: 40,
  outbound_shipping: 760,
  review_state: 'published',
  review_published_on: '2026-10-02',
};

async function item(fields: Record<string, unknown> = {}): Promise<string> {
  return insertItem(app.current.db, PEOPLE.alice.id, fields);
}

async function read(path: string): Promise<string> {
  const answer = await (await app.current.as('alice')).get(path);
  expect(answer.status).toBe(200);
  return textOf(answer.text);
}

/** The day so many days from today, where the people of the tests are. */
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** What the strip of such an item says. */
async function strip(fields: Record<string, unknown>): Promise<string> {
  const page = await (await app.current.as('alice')).get(`/inventory/${await item(fields)}`);
  return textOf(/<dl class="strip so-far"[\s\S]*?<\/dl>/.exec(page.text)?.[0] ?? '').trim();
}

describe('a record', () => {
  it('shows cash profit and taxable gain side by side, each with its sum in words', async () => {
    const text = await read(`/inventory/${await item(SOLD)}`);
    for (const words of [
      'Sale price 80.00',
      'Fees −10.40 13 % of the price',
      'Postage −7.60 Outbound',
      'Net proceeds 62.00 USD',
      'Cash profit +62.00 Net 62.00 less cost 0.00',
      'Taxable gain −58.00 Net 62.00 less basis 120.00',
    ])
      expect(text).toContain(words);
  });

  it('shows its facts and figures', async () => {
    const text = await read(`/inventory/${await item(SOLD)}`);
    for (const words of [
      'Market value 120.00 USD retail price on the day, 11 Sep 2026',
      'Counted as Income of 2026, in kind',
      'Published 2 Oct 2026 after 21 days',
      'Sold 18 Nov 2026 after 43 days',
      'Days held 68',
      'Return on cost –',
    ])
      expect(text).toContain(words);
  });

  it('shows the figures at the asking price before a sale', async () => {
    const text = await read(
      `/inventory/${await item({ ...SOLD, state: 'listed', sold_on: null, sale_price: null, asking_price: 8500 })}`,
    );
    expect(text).toContain('At the asking price 85.00');
    expect(text).toContain('Cash profit +67.00');
  });

  it('shows what is known so far where no price is asked: value, cost, days held, the review with how late it is', async () => {
    const today = dayFromNow(0);
    const bought = { source: 'purchase', cash_price: 4000, cash_tax: 350, received_on: '2026-09-11' };
    const valued = { fair_market_value: 12000, fmv_method: 'retail_price', valued_on: '2026-09-11' };
    const late = await strip({ ...bought, ...valued, review_due_on: dayFromNow(-9) });
    expect(late).toContain(
      'Market value 120.00 USD retail price on the day, 11 Sep 2026 Cost so far 43.50 price 40.00, tax 3.50',
    );
    expect(late).toContain(`Days held ${daysBetween('2026-09-11', today)} Received 11 Sep 2026`);
    expect(late).toMatch(/Review due \d+ \w+ \d+ 9 d late$/);
    expect(await strip({ ...bought, review_due_on: dayFromNow(5) })).toMatch(/in 5 d$/);
    expect(await strip({ ...bought, review_due_on: today })).toMatch(/today$/);
    expect(await strip({})).toMatch(
      /^Market value – Not valued yet Cost so far 0.00 Nothing paid Days held – No day of receipt Review due – No day is set$/,
    );
  });

  it('calls no review late that is done, waived, or of what is not here', async () => {
    const due = { review_due_on: '2026-01-10', received_on: '2026-01-02' };
    const done = { review_state: 'published', review_published_on: '2026-01-20' };
    expect(await strip({ ...due, ...done, state: 'reviewed' })).toContain(
      'Review published 20 Jan 2026 Was due 10 Jan 2026',
    );
    expect(await strip({ ...due, review_state: 'not_required' })).toMatch(/Review – Not required$/);
    expect(await strip({ ...due, state: 'ordered', received_on: null })).toMatch(
      /Review due 10 Jan 2026 Not here yet$/,
    );
  });

  it('shows no strip for what left unsold', async () => {
    expect(await read(`/inventory/${await item({ state: 'donated', donated_on: '2026-10-01' })}`)).not.toContain(
      'Cash profit',
    );
  });

  it('tells what happened by month, in sentences', async () => {
    const alice = await app.current.as('alice');
    const made = await alice.post('/inventory', itemForm({ name: 'History lamp', asking_price: '95.00' }));
    const path = made.headers.location ?? '';
    await alice.post(
      path,
      itemForm({ name: 'History lamp', asking_price: '85.00', location: 'Shelf B', version: '1' }),
    );
    await alice.post(
      path,
      itemForm({
        name: 'History lamp',
        asking_price: '85.00',
        location: 'Shelf B',
        state: 'listed',
        listed_on: '2026-10-06',
        version: '2',
      }),
    );
    const text = await read(path);
    expect(text).toContain('You moved it from Received to Listed');
    expect(text).toContain('You changed 2 fields');
    expect(text).toContain('Asking price 95.00 85.00');
    expect(text).toContain('Location empty Shelf B');
    expect(text).toContain('You added this as received');
  });

  it('leads to earlier history, page by page, without a gap', async () => {
    const { db } = app.current;
    const id = await item();
    await db.rows(
      `insert into history (id, user_id, actor_id, at, act, changes, inventory_item_id)
       select gen_random_uuid(), $1, $1, timestamptz '2026-01-01' + make_interval(hours => n), 'changed', jsonb_build_object('location', jsonb_build_array(n, 'Bin ' || n)), $2 from generate_series(1, 45) n`,
      [PEOPLE.alice.id, id],
    );
    const seen: string[] = [];
    let path: string | undefined = `/inventory/${id}`;
    for (let pages = 0; path && pages < 5; pages += 1) {
      const { text } = await (await app.current.as('alice')).get(path);
      seen.push(...[...text.matchAll(/<ins>(Bin \d+)<\/ins>/g)].map((match) => match[1] ?? ''));
      path = /href="([^"#]*)#activity">Show earlier/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `Bin ${45 - n}`));
  });

  it("is nobody else's: 404 for a stranger, for an unknown and for a malformed id, on every path", async () => {
    const id = await item();
    const charlie = await app.current.as('charlie');
    for (const wrong of [id, '01900000-0000-7000-8000-000000000999', 'no-uuid', '%00']) {
      for (const path of [`/inventory/${wrong}`, `/inventory/${wrong}/edit`, `/inventory/${wrong}/split`])
        expect((await charlie.get(path)).status, path).toBe(404);
      for (const path of [
        `/inventory/${wrong}`,
        `/inventory/${wrong}/delete`,
        `/inventory/${wrong}/restoration`,
        `/inventory/${wrong}/split`,
      ]) {
        expect((await charlie.post(path, itemForm({ version: '1' }))).status, path).toBe(404);
      }
    }
    const [row] = await app.current.db.rows('select name, version, deleted_at from inventory_items where id = $1', [
      id,
    ]);
    expect(row).toEqual({ name: 'Trailcap 20 L park backpack', version: 1, deleted_at: null });
  });

  it('shows a reader no button, and refuses what they send', async () => {
    const id = await insertItem(app.current.db, PEOPLE.vera.id, { quantity: 3 });
    const vera = await app.current.as('vera');
    const { text } = await vera.get(`/inventory/${id}`);
    expect(text).not.toMatch(/\/edit|\/delete|\/split/);
    expect((await vera.post(`/inventory/${id}/delete`)).status).toBe(403);
  });

  it('escapes what was typed, and makes no link of what is no web address', async () => {
    const id = await item({
      name: '<img src=x onerror=alert(1)>',
      link: 'javascript:alert(1)',
      brand: '"><script>alert(1)</script>',
    });
    const { text } = await (await app.current.as('alice')).get(`/inventory/${id}`);
    expect(text).not.toMatch(/<img src=x|javascript:alert|<script>alert/);
    expect(text).toContain('&lt;img src=x');
  });
});

describe('the figures of the table', () => {
  it('are those of figures.ts for any row', async () => {
    const amount = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { freq: 3 });
    const rows = fc.sample(
      fc.record({
        source: fc.constantFrom(...SOURCES),
        state: fc.constantFrom(...STATES.names),
        fair_market_value: amount,
        cash_price: amount,
        cash_tax: amount,
        inbound_shipping: amount,
        sale_price: amount,
        buyer_shipping: amount,
        marketplace_fee: amount,
        payment_fee: amount,
        outbound_shipping: amount,
        packaging: amount,
        refund: amount,
      }),
      60,
    );
    for (const row of rows) {
      const id = await insertItem(app.current.db, PEOPLE.bob.id, row);
      const [stored] = await app.current.db.rows(
        'select cash_cost::float8, counted_income::float8, net_proceeds::float8, cash_profit::float8, taxable_gain::float8 from inventory_items where id = $1',
        [id],
      );
      const figures = saleFigures(row as Amounts);
      expect(stored).toEqual({
        cash_cost: cashCost(row as Amounts),
        counted_income: countedIncome(row as Amounts),
        net_proceeds: figures?.net ?? null,
        cash_profit: figures?.cash_profit ?? null,
        taxable_gain: figures?.taxable_gain ?? null,
      });
    }
  });
});
