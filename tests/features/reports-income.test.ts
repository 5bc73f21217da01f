import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { figuresIn, listedAt, minorOf, type ReadFigure, rowsIn } from '../support/reports.js';
import { textOf } from '../support/visitor.js';

/** What came in, by source and month, with the rows of each figure. */
const app = useApp();
const { alice, bob } = PEOPLE;
const CURRENCIES = ['USD', 'EUR', 'JPY', 'KWD'];

const amount = fc.integer({ min: 0, max: 900_000 });
const day = fc
  .integer({ min: 0, max: 1_200 })
  .map((n) => new Date(Date.UTC(2023, 9, 1) + n * 86_400_000).toISOString().slice(0, 10));
const payment = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  paid_amount: fc.option(amount),
  paid_on: fc.option(day, { freq: 8 }),
  trashed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const item = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  source: fc.constantFrom('review_unit', 'in_kind_payment', 'purchase', 'gift'),
  state: fc.constantFrom('received', 'sold', 'sold', 'refunded', 'cancelled', 'kept', 'returned'),
  received_on: fc.option(day),
  fair_market_value: fc.option(amount),
  sale_price: amount,
  marketplace_fee: fc.option(fc.integer({ min: 0, max: 50_000 })),
  refund: fc.option(amount),
  sold_on: day,
  refunded_on: fc.option(day),
  trashed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
type Came = { source: string; day: string; currency: string; amount: number };

/** All that came in, worked out beside the product. */
const came: Came[] = [];

beforeAll(async () => {
  const { db } = app.current;
  const company = await insertCompany(db, { name: 'Kestrel Optics' });
  for (const it of fc.sample(payment, { numRuns: 90, seed: 4 })) await insertPayment(company, it);
  for (const it of fc.sample(item, { numRuns: 140, seed: 5 })) await insertSold(it);
  await insertItem(db, bob.id, { state: 'sold', sold_on: '2025-03-03', sale_price: 1, received_on: '2025-03-01' });
});

async function insertPayment(
  company: string,
  it: { currency: string; paid_amount: number | null; paid_on: string | null; trashed: boolean },
) {
  const { db } = app.current;
  const collab = await insert(db, 'collabs', {
    user_id: alice.id,
    name: 'Park nights',
    company_id: company,
    currency: it.currency,
    ...(it.trashed && { deleted_at: new Date() }),
  });
  const { paid_amount, paid_on } = it;
  const due = { user_id: alice.id, collab_id: collab, label: 'All of it', amount: 900_000 };
  await insert(db, 'collab_payments', { ...due, paid_amount, paid_on });
  if (!it.trashed && paid_amount && paid_on)
    came.push({ source: 'sponsorship', day: paid_on, currency: it.currency, amount: paid_amount });
}

async function insertSold(it: ReturnType<typeof item.generate>['value']) {
  const { trashed, ...fields } = it;
  await insertItem(app.current.db, alice.id, { ...fields, ...(trashed && { deleted_at: new Date() }) });
  if (trashed) return;
  const add = (source: string, on: string, minor: number) =>
    came.push({ source, day: on, currency: it.currency, amount: minor });
  if (it.state === 'sold' || it.state === 'refunded') {
    const back = it.refund ?? 0;
    add('resale', it.sold_on, it.sale_price - (it.marketplace_fee ?? 0) - (it.refunded_on ? 0 : back));
    if (it.refunded_on) add('resale', it.refunded_on, -back);
  }
  if (
    it.received_on &&
    !['cancelled', 'returned'].includes(it.state) &&
    ['review_unit', 'in_kind_payment'].includes(it.source)
  )
    add('in_kind', it.received_on, it.fair_market_value ?? 0);
}

const span = fc.tuple(day, fc.integer({ min: 0, max: 130 })).map(([from, days]) => ({
  from,
  to: new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10),
}));
const yearBack = (on: string) => `${Number(on.slice(0, 4)) - 1}${on.slice(4).replace('-02-29', '-02-28')}`;

function sumOf(sources: string[], from: string, to: string, currency: string): number {
  return came
    .filter((it) => sources.includes(it.source) && it.day >= from && it.day <= to && it.currency === currency)
    .reduce((total, it) => total + it.amount, 0);
}
const FIGURES = ['Cash income', 'A year before', 'In kind, apart'];
const CASH = ['sponsorship', 'affiliate', 'resale'];

describe('income by source and month', () => {
  it('tells of any days and currency the sum of the rows, and each figure opens exactly those', async () => {
    const visitor = await app.current.as('alice');
    await fc.assert(
      fc.asyncProperty(span, fc.constantFrom(...CURRENCIES), async ({ from, to }, currency) => {
        const { status, text } = await visitor.get(`/reports/income?from=${from}&to=${to}&currency=${currency}`);
        expect(status).toBe(200);
        const figures = figuresIn(text);
        expect(minorOf(figures['Cash income']?.text ?? '', currency)).toBe(sumOf(CASH, from, to, currency));
        expect(minorOf(figures['A year before']?.text ?? '', currency)).toBe(
          sumOf(CASH, yearBack(from), yearBack(to), currency),
        );
        expect(minorOf(figures['In kind, apart']?.text ?? '', currency)).toBe(sumOf(['in_kind'], from, to, currency));
        const rows = rowsIn(text);
        const foot = rows.pop();
        for (const at of [0, 1, 2, 3, 4, 6]) {
          const column = rows.map(({ cells }) => minorOf(cells[at]?.text ?? '', currency));
          expect(column.reduce((a, b) => a + b, 0)).toBe(minorOf(foot?.cells[at]?.text ?? '', currency));
        }
        const opened = [...FIGURES.map((label) => figures[label] as ReadFigure), ...(rows[0]?.cells ?? [])].filter(
          ({ href }) => href?.includes('from='),
        );
        for (const { text: shown, href = '' } of opened) {
          const listed = await listedAt(visitor, href);
          const total = listed.reduce((sum, it) => sum + minorOf(it.amount ?? it.fair_market_value ?? '', currency), 0);
          expect({ href, total }).toEqual({ href, total: minorOf(shown, currency) });
        }
      }),
      { numRuns: 12 },
    );
  });

  it('counts a refund on its own day, and both together as the net of the item', async () => {
    const visitor = await app.current.as('charlie');
    await insertItem(app.current.db, PEOPLE.charlie.id, {
      state: 'refunded',
      sale_price: 8000,
      marketplace_fee: 1040,
      refund: 8000,
      currency: 'USD',
      sold_on: '2025-03-30',
      refunded_on: '2025-04-02',
      received_on: '2025-01-01',
      source: 'purchase',
    });
    const { text } = await visitor.get('/reports/income?from=2025-03-01&to=2025-04-30');
    expect(rowsIn(text).map(({ label, cells }) => [label, cells[2]?.text])).toEqual([
      ['Mar 2025', '69.60'],
      ['Apr 2025', '−80.00'],
      ['1 Mar 2025 to 30 Apr 2025', '−10.40'],
    ]);
    const csv = await visitor.get('/reports/income/export.csv?from=2025-04-01&to=2025-04-30&currency=USD');
    expect(csv.text).toContain('2025-04,0.00,0.00,-80.00,-80.00,0.00,,0.00');
    const rows = await visitor.get('/reports/income/rows?from=2025-03-01&to=2025-04-30&source=resale');
    expect(textOf(rows.text)).toContain('2 Apr 2025 Refunded');
  });

  it('names other currencies and adds none of them', async () => {
    const { text } = await (await app.current.as('alice')).get(
      '/reports/income?from=2024-01-01&to=2024-12-31&currency=USD',
    );
    for (const currency of ['EUR', 'JPY', 'KWD'])
      expect(textOf(text)).toMatch(new RegExp(`Also in ${currency} \\d+ rows`));
  });

  it('pages its rows without losing one, those of one day too', async () => {
    const { db } = app.current;
    const company = await insertCompany(db, { name: 'Voltline' });
    const collab = await insert(db, 'collabs', {
      user_id: bob.id,
      name: 'Park power',
      company_id: company,
      currency: 'USD',
    });
    for (let n = 0; n < 130; n += 1)
      await insert(db, 'collab_payments', {
        user_id: bob.id,
        collab_id: collab,
        label: `Part ${n}`,
        amount: 100,
        paid_amount: 100,
        paid_on: '2024-05-05',
      });
    const visitor = await app.current.as('bob');
    const first = await visitor.get('/reports/income/rows?from=2024-05-01&to=2024-05-31&currency=USD');
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await visitor.get(next);
    const seen = [first, second].flatMap(({ text }) =>
      rowsIn(text)
        .slice(0, -1)
        .map(({ cells }) => cells[0]?.text),
    );
    expect(new Set(seen).size).toBe(130);
    expect(textOf(second.text)).toContain('101–130 of 130');
  });
});

describe('what an address asks wrongly of a report', () => {
  it.each([
    ['an end before its start', 'from=2026-05-01&to=2026-01-01', 'Choose 1 May 2026 or later.'],
    ['the year 1800', 'from=1800-01-01', 'Choose a day from 1900 to 2199.'],
    ['the year 9999', 'to=9999-12-31', 'Choose a day from 1900 to 2199.'],
    ['no day', 'from=yesterday', 'Type a date such as 2026-11-18.'],
    ['the 30th of February', 'to=2026-02-30', 'Type a date such as 2026-11-18.'],
    ['two days', 'from=2026-01-01&from=2026-01-02', 'Send one value here.'],
    ['more than ten years', 'from=1950-01-01&to=2026-01-01', 'A report covers 120 months at most.'],
    ['a currency that is none', 'currency=XYZ', '“XYZ” is no currency of the list.'],
    ['a currency in small letters', 'currency=usd', '“usd” is no currency of the list.'],
    ['a source that is none', 'source=lottery', 'Choose one of the list.'],
  ])('%s is said beside its field, with what was typed', async (_what, query, message) => {
    const visitor = await app.current.as('alice');
    for (const path of ['/reports/income', '/reports/income/rows', '/reports/income/export.csv']) {
      if (query.startsWith('source') && !path.endsWith('/rows')) continue;
      const { status, text } = await visitor.get(`${path}?${query}`);
      expect(status).toBe(422);
      expect(textOf(text)).toContain(message);
      expect(text).toMatch(/aria-invalid="true"/);
      expect(text).toContain('Income');
    }
  });

  it('a currency without rows is said beside it, and the page stays', async () => {
    const { status, text } = await (await app.current.as('alice')).get(
      '/reports/income?from=2024-01-01&to=2024-12-31&currency=THB',
    );
    expect(status).toBe(200);
    expect(text).toMatch(/id="f-currency-hint">Nothing in THB in these days/);
    expect(textOf(text)).toContain('Also in USD');
  });

  it('who has nothing yet is told how to begin', async () => {
    const { text } = await (await app.current.as('ada')).get('/reports/income');
    expect(textOf(text)).toContain('Record a payment of a collab, or the sale of an item');
  });
});
