import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { figuresIn, listedAt, minorOf, rowsIn } from '../support/reports.js';
import { textOf } from '../support/visitor.js';

/** How quickly companies pay, and what reselling brought, with the rows of each figure. */
const app = useApp();
const { alice } = PEOPLE;
const CURRENCIES = ['USD', 'EUR', 'KWD'];
const NAMES = ['Kestrel Optics', 'Voltline', 'Ostrava Audio'];

const dayAt = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const amount = fc.integer({ min: 0, max: 900_000 });
const payment = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  company: fc.constantFrom(0, 1, 2, null),
  amount: fc.integer({ min: 1, max: 900_000 }),
  share: fc.constantFrom(0.5, 1, 1, 1, 1.2, null),
  invoiced: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 6 }),
  took: fc.integer({ min: -3, max: 90 }),
  trashed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const item = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  company: fc.constantFrom(0, 1, 2, null),
  source: fc.constantFrom('review_unit', 'purchase', 'gift', 'in_kind_payment', 'loaner'),
  state: fc.constantFrom('sold', 'sold', 'sold', 'refunded', 'listed', 'kept'),
  sold: fc.integer({ min: 0, max: 300 }),
  sale_price: amount,
  cash_price: fc.option(amount),
  outbound_shipping: fc.option(fc.integer({ min: 0, max: 4_000 })),
  fair_market_value: fc.option(amount),
  refund: fc.option(amount),
  trashed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
const payments = fc.sample(payment, { numRuns: 120, seed: 21 });
const items = fc.sample(item, { numRuns: 160, seed: 22 });

beforeAll(async () => {
  const { db } = app.current;
  const ids: string[] = [];
  for (const name of NAMES) ids.push(await insertCompany(db, { name }));
  const whose = (company: number | null) => (company === null ? null : (ids[company] as string));
  for (const it of payments) {
    const collab = await insert(db, 'collabs', {
      user_id: alice.id,
      name: 'Park nights',
      company_id: whose(it.company),
      currency: it.currency,
      ...(it.trashed && { deleted_at: new Date() }),
    });
    const paid = it.share === null ? {} : { paid_amount: Math.round(it.amount * it.share), paid_on: paidOn(it) };
    const due = { user_id: alice.id, collab_id: collab, label: 'All of it', amount: it.amount };
    await insert(db, 'collab_payments', {
      ...due,
      invoiced_on: it.invoiced === null ? null : dayAt(it.invoiced),
      ...paid,
    });
  }
  for (const { company, sold, trashed, ...fields } of items)
    await insertItem(db, alice.id, {
      ...fields,
      company_id: whose(company),
      brand: company === null ? null : NAMES[company],
      sold_on: dayAt(sold),
      ...(trashed && { deleted_at: new Date() }),
    });
});

const paidOn = (it: Of<typeof payment>) => dayAt((it.invoiced ?? 40) + it.took);
const asked = fc.record({
  span: fc.tuple(fc.integer({ min: -20, max: 320 }), fc.integer({ min: 0, max: 200 })).map(([from, days]) => ({
    from: dayAt(from),
    to: dayAt(from + days),
  })),
  currency: fc.constantFrom(...CURRENCIES),
});
const sum = <T>(all: T[], of: (it: T) => number) => all.reduce((total, it) => total + of(it), 0);

describe('days to pay by company', () => {
  it('is of any days and currency the mean of exactly the payments that it opens', async () => {
    const visitor = await app.current.as('alice');
    await fc.assert(
      fc.asyncProperty(asked, async ({ span: { from, to }, currency }) => {
        const timed = payments.filter((it) => {
          const isFull = it.share !== null && Math.round(it.amount * it.share) >= it.amount && it.invoiced !== null;
          return !it.trashed && it.currency === currency && isFull && paidOn(it) >= from && paidOn(it) <= to;
        });
        const mean = (all: typeof timed) =>
          all.length === 0 ? '–' : `${Math.round(sum(all, ({ took }) => took) / all.length)} d`;
        const { text } = await visitor.get(`/reports/days-to-pay?from=${from}&to=${to}&currency=${currency}`);
        const figures = figuresIn(text);
        expect(figures['In the mean']?.text.replace('−', '-')).toBe(mean(timed));
        expect(figures.Payments?.text).toBe(String(timed.length));
        for (const { label, cells } of rowsIn(text).slice(0, -1)) {
          const own = timed.filter(({ company }) => (company === null ? 'No company' : NAMES[company]) === label);
          expect(cells.map(({ text: shown }) => shown.replace('−', '-'))).toEqual([
            ...[String(own.length), mean(own), `${Math.max(...own.map(({ took }) => took))} d`],
          ]);
          const listed = await listedAt(visitor, cells[1]?.href ?? '');
          expect(listed.map(({ days }) => Number(days)).sort()).toEqual(own.map(({ took }) => took).sort());
          const page = await visitor.get(cells[1]?.href ?? '');
          expect(textOf(page.text)).toContain(`Payments of ${company(label)} alone.`);
        }
      }),
      { numRuns: 10 },
    );
  });
  const company = (label: string) => (label === 'No company' ? 'no company' : label);

  it.each([
    ['a company that is none', 'company_id=nobody', 422, 'This is no longer there.'],
    [
      'a company of no payment',
      'company_id=01890000-0000-7000-8000-000000000000',
      200,
      'Payments of no company alone.',
    ],
  ])('%s has an answer', async (_what, query, status, message) => {
    const answer = await (await app.current.as('alice')).get(`/reports/days-to-pay/rows?${query}`);
    expect([answer.status, textOf(answer.text)]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe('inventory profit by source and brand', () => {
  it('is of any days and currency the sum of exactly the items that it opens', async () => {
    const visitor = await app.current.as('alice');
    await fc.assert(
      fc.asyncProperty(asked, fc.constantFrom('source', 'brand'), async ({ span: { from, to }, currency }, by) => {
        const sold = items.filter(
          (it) =>
            !it.trashed &&
            it.currency === currency &&
            ['sold', 'refunded'].includes(it.state) &&
            dayAt(it.sold) >= from &&
            dayAt(it.sold) <= to,
        );
        const net = (it: Of<typeof item>) => it.sale_price - (it.outbound_shipping ?? 0) - (it.refund ?? 0);
        const counted = (it: Of<typeof item>) =>
          ['review_unit', 'in_kind_payment'].includes(it.source) ? (it.fair_market_value ?? 0) : 0;
        const profit = (it: Of<typeof item>) => net(it) - (it.cash_price ?? 0);
        const { text } = await visitor.get(`/reports/resale?from=${from}&to=${to}&currency=${currency}&by=${by}`);
        const figures = figuresIn(text);
        expect(minorOf(figures['Cash profit']?.text ?? '', currency)).toBe(sum(sold, profit));
        expect(minorOf(figures.Net?.text ?? '', currency)).toBe(sum(sold, net));
        expect(minorOf(figures['Taxable gain']?.text ?? '', currency)).toBe(
          sum(sold, (it) => profit(it) - counted(it)),
        );
        const rows = rowsIn(text).slice(0, -1);
        expect(sum(rows, ({ cells }) => Number(cells[0]?.text))).toBe(sold.length);
        for (const { cells } of rows) {
          const listed = await listedAt(visitor, cells[2]?.href ?? '');
          expect(listed.length).toBe(Number(cells[0]?.text));
          const columns = ['net_proceeds', 'cash_profit', 'taxable_gain'];
          expect(columns.map((name) => sum(listed, (it) => minorOf(it[name] ?? '', currency)))).toEqual(
            cells.slice(1).map(({ text: shown }) => minorOf(shown, currency)),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it('by something else is said beside its field', async () => {
    const { status, text } = await (await app.current.as('alice')).get('/reports/resale?by=colour');
    expect([status, textOf(text)]).toEqual([422, expect.stringContaining('Choose one of the list.')]);
  });
});

describe('affiliate earnings by programme', () => {
  const month = fc.record({
    at: fc.integer({ min: 0, max: 17 }),
    programme: fc.constantFrom(0, 1),
    currency: fc.constantFrom(...CURRENCIES),
    clicks: fc.option(fc.integer({ min: 0, max: 9_000 })),
    orders: fc.option(fc.integer({ min: 0, max: 90 })),
    sales_amount: fc.option(amount),
    commission: fc.option(amount),
    adjustments: fc.option(fc.integer({ min: -90_000, max: 0 })),
    state: fc.constantFrom('estimated', 'locked', 'invoiced', 'paid', 'reversed'),
  });
  const key = ({ at, programme, currency }: Of<typeof month>) => `${at} ${programme} ${currency}`;
  const months = [...new Map(fc.sample(month, { numRuns: 80, seed: 23 }).map((it) => [key(it), it])).values()];
  const monthAt = (n: number) => new Date(Date.UTC(2025, n, 1)).toISOString().slice(0, 7);

  const programmes: string[] = [];
  beforeAll(async () => {
    for (const name of ['Parkway Partners', 'Trailhead'])
      programmes.push(
        await insert(app.current.db, 'affiliate_programmes', { user_id: alice.id, name, currency: 'USD' }),
      );
    for (const { at, programme, ...fields } of months)
      await insert(app.current.db, 'affiliate_months', {
        user_id: alice.id,
        month: monthAt(at),
        programme_id: programmes[programme],
        ...fields,
        ...(fields.state === 'paid' && { paid_on: '2026-03-03' }),
      });
  });

  it('is of the whole months that the days touch the sum of exactly those that it opens, without what was reversed', async () => {
    const visitor = await app.current.as('alice');
    await fc.assert(
      fc.asyncProperty(asked, async ({ span: { from, to }, currency }) => {
        const own = months.filter((it) => {
          const isIn = monthAt(it.at) >= from.slice(0, 7) && monthAt(it.at) <= to.slice(0, 7);
          return isIn && it.currency === currency && it.state !== 'reversed';
        });
        const earned = (it: Of<typeof month>) => (it.commission ?? 0) + (it.adjustments ?? 0);
        const { text } = await visitor.get(`/reports/affiliates?from=${from}&to=${to}&currency=${currency}`);
        const figures = figuresIn(text);
        expect(minorOf(figures.Earnings?.text ?? '', currency)).toBe(sum(own, earned));
        expect(minorOf(figures.Sales?.text ?? '', currency)).toBe(sum(own, (it) => it.sales_amount ?? 0));
        const both = own.filter((it) => it.clicks !== null && it.orders !== null);
        const clicks = sum(both, (it) => it.clicks ?? 0);
        const rate = Math.round((sum(both, (it) => it.orders ?? 0) * 1000) / clicks) / 10;
        expect(figures.Conversion?.text).toBe(clicks === 0 ? '–' : `${rate} %`);
        for (const { cells } of rowsIn(text).slice(0, -1)) {
          const listed = await listedAt(visitor, cells[5]?.href ?? '');
          expect(listed.length).toBe(Number(cells[0]?.text));
          expect(sum(listed, (it) => minorOf(it.earnings ?? '', currency))).toBe(
            minorOf(cells[5]?.text ?? '', currency),
          );
        }
      }),
      { numRuns: 8 },
    );
  });

  it('month by month stands against the month and the year before it, of all programmes or of one, each figure with its rows', async () => {
    const visitor = await app.current.as('alice');
    const which = fc.constantFrom(null, 0, 1);
    await fc.assert(
      fc.asyncProperty(asked, which, async ({ span: { from, to }, currency }, one) => {
        const earnedIn = (first: string, last = first) => {
          const own = months.filter((it) => {
            const isIn = monthAt(it.at) >= first && monthAt(it.at) <= last && it.currency === currency;
            return isIn && it.state !== 'reversed' && (one === null || it.programme === one);
          });
          return own.length === 0 ? null : sum(own, (it) => (it.commission ?? 0) + (it.adjustments ?? 0));
        };
        const earlier = (month: string, by: number) =>
          new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 - by, 1)).toISOString().slice(0, 7);
        const shown = (text = '') => (text === '–' ? null : minorOf(text, currency));
        const change = (now: number | null, before: number | null) => {
          if (now === null || before === null || before <= 0) return '–';
          const percent = ((now - before) / before) * 100;
          return Math.abs(percent) < 1000 ? percent.toFixed(1) : String(Math.round(percent));
        };
        const plain = (text = '') => text.replace('−', '-').replace(/^\+|,| %$/g, '');
        const of = one === null ? '' : `&programme_id=${programmes[one]}`;
        const { status, text } = await visitor.get(
          `/affiliates/figures?from=${from}&to=${to}&currency=${currency}${of}`,
        );
        expect(status).toBe(200);
        const rows = rowsIn(text.split('id="below"')[0] ?? '').slice(0, -1);
        for (const [at, { cells }] of rows.entries()) {
          const month = earlier(from.slice(0, 7), -at);
          const [now, before, year] = [earnedIn(month), earnedIn(earlier(month, 1)), earnedIn(earlier(month, 12))];
          expect([month, shown(cells[3]?.text), plain(cells[4]?.text)]).toEqual([month, now, change(now, before)]);
          expect([month, shown(cells[5]?.text), plain(cells[6]?.text)]).toEqual([month, year, change(now, year)]);
          expect([month, shown(cells[7]?.text)]).toEqual([month, earnedIn(earlier(month, 11), month)]);
        }
        const opened = rows.flatMap(({ cells }) => [cells[3], cells[5], cells[7]]).filter((it) => it?.href);
        for (const { text: figure, href = '' } of opened.slice(-3) as { text: string; href: string }[]) {
          const listed = await listedAt(visitor, href);
          expect([href, sum(listed, (it) => minorOf(it.earnings ?? '', currency))]).toEqual([href, shown(figure)]);
        }
        if (one !== null && earnedIn(from.slice(0, 7), to.slice(0, 7)) !== null)
          expect(figuresIn(text)['Share of all programmes']?.text).toMatch(/%$|^–$/);
      }),
      { numRuns: 10 },
    );
  });

  it('says what is unpaid and late, who is alone, and of a programme that is none that it is gone', async () => {
    const visitor = await app.current.as('alice');
    const own = months.filter((it) => it.currency === 'USD' && ['estimated', 'locked', 'invoiced'].includes(it.state));
    const figures = figuresIn((await visitor.get('/affiliates/figures?currency=USD')).text);
    expect(minorOf(figures.Unpaid?.text ?? '', 'USD')).toBe(
      sum(own, (it) => (it.commission ?? 0) + (it.adjustments ?? 0)),
    );
    expect((await listedAt(visitor, figures.Unpaid?.href ?? '')).length).toBe(own.length);
    for (const [id, words] of [
      [programmes[0], 'What Parkway Partners earned, alone.'],
      ['01890000-0000-7000-8000-000000000000', 'This programme is no longer there.'],
      ['none', 'This programme is no longer there.'],
    ])
      expect(textOf((await visitor.get(`/affiliates/figures?programme_id=${id}`)).text)).toContain(words);
    expect((await visitor.get('/affiliates/figures?programme_id=kestrel')).status).toBe(422);
    expect(textOf((await (await app.current.as('bob')).get('/affiliates/figures')).text)).toContain(
      'Nothing to tell yet',
    );
  });
});
