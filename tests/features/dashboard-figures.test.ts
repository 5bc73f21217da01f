import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;

// Always the same numbers, spread well: a small multiplicative generator.
let seed = 11;
const random = (below: number) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;

const STATES = [
  'requested',
  'received',
  'in_review',
  'reviewed',
  'kept',
  'listed',
  'listed',
  'returned',
  'discarded',
  'cancelled',
];
const SOLD = ['sold', 'sold', 'sold', 'refunded'];
const AMOUNTS = ['fair_market_value', 'cash_price', 'cash_tax', 'asking_price', 'marketplace_fee', 'outbound_shipping'];
const CURRENCIES = ['USD', 'USD', 'USD', 'EUR', 'JPY', 'KWD'];

const now = new Date();
const year = now.getUTCFullYear();
const today = now.toISOString().slice(0, 10);
/** Days of this year, last year and before, of today and of tomorrow. */
const soldDay = () =>
  pick([
    today,
    `${year}-01-01`,
    `${year - 1}-12-31`,
    `${year - 1}-01-01`,
    `${year - 2}-12-31`,
    `${year - 1}-0${1 + random(9)}-1${random(9)}`,
    new Date(now.getTime() - random(400) * 86_400_000).toISOString().slice(0, 10),
    new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10),
  ]);

beforeAll(async () => {
  for (let n = 0; n < 160; n += 1) {
    const state = random(2) === 0 ? pick(SOLD) : pick(STATES);
    const row: Record<string, unknown> = {
      state,
      currency: pick(CURRENCIES),
      source: pick(['review_unit', 'in_kind_payment', 'purchase', 'gift', 'loaner']),
    };
    for (const name of AMOUNTS) row[name] = random(4) === 0 ? null : random(90_000);
    if (SOLD.includes(state))
      Object.assign(row, {
        sold_on: soldDay(),
        sale_price: random(90_000),
        refund: state === 'refunded' ? random(90_000) : null,
      });
    // Sold once, then taken back and kept: no figure of what was sold counts it.
    else if (random(5) === 0) Object.assign(row, { sold_on: soldDay(), sale_price: random(90_000) });
    await insertItem(app.current.db, alice.id, {
      name: `Item ${n}`,
      ...row,
      ...(random(12) === 0 && { deleted_at: now }),
    });
  }
  await insertItem(app.current.db, bob.id, { state: 'sold', sold_on: today, sale_price: 1, currency: 'USD' });
});

type Figure = { text: string; href: string };

/** Every figure of the dashboard that is a link to its rows, as it is read out. */
function figures(html: string): Figure[] {
  return [...html.matchAll(/<a class="figure[^"]*" href="([^"]+)">(.*?)<\/a>/gs)].map(([, href = '', text = '']) => ({
    href: href.replaceAll('&amp;', '&'),
    text: textOf(text).trim(),
  }));
}

describe('every figure of the dashboard', () => {
  it('opens exactly the rows that it was made of, whose count or total it is', async () => {
    const visitor = await app.current.as('alice');
    const found = figures((await visitor.get('/')).text);
    const sums = found.filter(({ text }) => /[A-Z]{3}$/.test(text));
    // The band in four currencies, three sums in each for two years, and months.
    expect(sums.length).toBeGreaterThan(40);
    expect(found.length - sums.length).toBe(6);
    for (const { text, href } of found) {
      const [figure = '', currency = ''] = text.split(' ');
      const list = textOf((await visitor.get(href)).text);
      const count = /Inventory (\d+) of/.exec(list)?.[1] ?? '0';
      if (!sums.some((it) => it.text === text && it.href === href)) {
        expect({ href, count }).toEqual({ href, count: figure });
        continue;
      }
      const totals = textOf((await visitor.get(href.replace('/inventory?', '/inventory/totals?'))).text);
      const total =
        new RegExp(`All ${count} in ${currency} (.*?)(?= All |$)`).exec(totals)?.[1] ?? (count === '0' ? '0' : '');
      const shown = total.split(/\s+/).map((it) => it.replace(/^\+/, ''));
      expect({ href, shown }).toEqual({ href, shown: expect.arrayContaining([figure.replace(/^\+/, '')]) });
    }
  });

  it('stands in a line of its currency, and adds none to another', async () => {
    const html = (await (await app.current.as('alice')).get('/')).text;
    const stock = (/Stock value<\/h2>(.*?)<\/section>/s.exec(html)?.[1] ?? '').matchAll(/<small>([A-Z]{3})<\/small>/g);
    expect([...stock].map(([, code]) => code).sort()).toEqual(['EUR', 'JPY', 'KWD', 'USD']);
  });

  it('counts what was sold apart from what was refunded, and neither twice', async () => {
    const { db } = app.current;
    const counted = await db.rows<{ state: string; n: number }>(
      `select state, count(*)::int as n from inventory_items where user_id = $1 and deleted_at is null
        and state in ('sold', 'refunded') and sold_on between $2 and $3 group by state`,
      [alice.id, `${year}-01-01`, today],
    );
    const of = (state: string) => counted.find((it) => it.state === state)?.n;
    const text = textOf((await (await app.current.as('alice')).get('/')).text);
    expect(text).toContain(`Sold in ${year} ${of('sold')} items`);
    expect(text).toContain(`Refunded in ${year} ${of('refunded')} items`);
  });
});

describe('the chart of resale', () => {
  it('has a bar for each month of this year that was sold in, below the line where it lost', async () => {
    const html = (await (await app.current.as('alice')).get('/')).text;
    const chart = /Resale this year, USD.*?<\/svg>\s*<\/div>/s.exec(html)?.[0] ?? '';
    const rows = await app.current.db.rows<{ profit: number }>(
      `select sum(cash_profit)::float8 as profit from inventory_items where user_id = $1 and deleted_at is null and currency = 'USD'
        and state in ('sold', 'refunded') and sold_on between $2 and $3 group by date_trunc('month', sold_on)`,
      [alice.id, `${year}-01-01`, today],
    );
    expect(chart.match(/<rect class="s1"/g)?.length ?? 0).toBe(rows.filter(({ profit }) => profit > 0).length);
    expect(chart.match(/<rect class="s-loss"/g)?.length ?? 0).toBe(rows.filter(({ profit }) => profit < 0).length);
    expect(chart).not.toContain('style=');
    expect(chart).toMatch(/role="img" aria-label="Cash profit of resale by month/);
  });

  it('says how it begins where nothing was sold yet', async () => {
    await insertItem(app.current.db, PEOPLE.charlie.id, { name: 'Only one' });
    const text = textOf((await (await app.current.as('charlie')).get('/')).text);
    expect(text).toContain('Nothing was sold this year or last.');
    expect(text).toContain('Sell-through –');
  });
});
