import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { type Currency, holdings, layHoldings, MARKS, TODAY, YEAR } from '../support/generated-money.js';
import { amountsIn, csvAt, type Figure, figuresOf, openedBy, readBy } from '../support/opened-figures.js';
import { PEOPLE } from '../support/people.js';
import { figuresIn, minorOf, rowsIn } from '../support/reports.js';
import { textOf, type Visitor } from '../support/visitor.js';

/** Whatever rows somebody has: figures on all pages that tell of money, against the rows that they open and against each other. */
const app = useApp();
const { alice } = PEOPLE;
const CURRENCIES = Object.keys(MARKS) as Currency[];
const companies: string[] = [];
let visitor: Visitor;

beforeAll(async () => {
  for (const name of ['Kestrel Optics', 'Voltline', 'Ostrava Audio'])
    companies.push(await insertCompany(app.current.db, { name }));
  visitor = await app.current.as('alice');
});

/** Holds a property of any holdings of alice's, laid out anew for each run. */
function holds<T>(also: fc.Arbitrary<T>, numRuns: number, check: (drawn: T) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(holdings, also, async (all, drawn) => {
      await layHoldings(app.current.db, alice, all, companies);
      await check(drawn);
    }),
    // What failed is shown as it was drawn: laying out a hundred smaller ones takes minutes.
    { numRuns, endOnFailure: true },
  );
}

const read = (path: string) => readBy(visitor, path);

const day = fc
  .integer({ min: -800, max: 40 })
  .map((n) => new Date(Date.parse(TODAY) + n * 86_400_000).toISOString().slice(0, 10));
const span = fc.oneof(
  fc.constant({ from: `${YEAR}-01-01`, to: TODAY }),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
);
const asked = fc.record({ span, currency: fc.constantFrom(...CURRENCIES), start: fc.nat(999) });

const REPORTS = ['income', 'affiliates', 'resale', 'deals', 'forecast', 'sponsors', 'days-to-pay'];
describe('whatever rows somebody has', () => {
  it('each figure of dashboard, reports and tax years is the sum of the rows that it opens, all of one currency', async () => {
    await holds(asked, 6, async ({ span: { from, to }, currency, start }) => {
      const pages = [
        '/',
        ...REPORTS.map((name) => `/reports/${name}?from=${from}&to=${to}&currency=${currency}`),
        `/reports/resale?from=${from}&to=${to}&currency=${currency}&by=brand`,
        `/affiliates/figures?from=${from}&to=${to}&currency=${currency}`,
        `/reports/tax-year?year=${from.slice(0, 4)}&currency=${currency}`,
      ];
      const figures: Figure[] = [];
      for (const page of pages) figures.push(...figuresOf(page, await read(page)));
      for (const { numbers, currency: of, ...figure } of figures)
        for (const number of numbers.filter((it) => it.includes('.')))
          expect({ ...figure, number, left: minorOf(number, of) % MARKS[of] === 0 }).toEqual({
            ...figure,
            number,
            left: true,
          });
      // There are some hundreds: every so many of them, from another one each time.
      const hrefs = [...new Set(figures.map(({ href }) => href))];
      const every = Math.ceil(hrefs.length / 24);
      for (const href of hrefs.filter((_, at) => at % every === start % every)) {
        const own = figures.filter((it) => it.href === href);
        const { rows, sums } = await openedBy(visitor, href, own[0]?.currency as Currency);
        for (const { numbers, currency: of, ...figure } of own)
          for (const number of numbers) {
            const minor = minorOf(number, of);
            const isSum = sums.includes(minor) || minorOf(String(rows), of) === minor || (rows === 0 && minor === 0);
            expect({ ...figure, number, rows, sums, isSum }).toEqual({ ...figure, number, rows, sums, isSum: true });
          }
      }
    });
  });

  it('the same days give the same figure on dashboard, report, list and tax year', async () => {
    await holds(fc.constantFrom(...CURRENCIES), 6, async (currency) => {
      const home = figuresOf('/', await read('/')).filter((it) => it.currency === currency);
      // A currency of which there is nothing is not named.
      const told = (address: RegExp) =>
        amountsIn(home.find(({ href }) => address.test(href))?.text ?? '0.00', currency)[0];
      const reported = async (name: string, from: string, to = TODAY) => {
        const html = await read(`/reports/${name}?from=${from}&to=${to}&currency=${currency}`);
        const figures = figuresIn(html);
        const amount = (label: string) => minorOf(figures[label]?.text ?? '', currency);
        return { amount, listed: figures, foot: rowsIn(html).at(-1)?.cells ?? [] };
      };
      /** The sum of a column of all rows that an address lists. */
      const totals = async (href = '', column = '') => {
        const html = await read(href.replace('?', '/totals?'));
        const [heads = [], ...rows] = [...html.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
          row
            .split(/<t[hd]/)
            .filter((it) => !it.includes('only-s-cell'))
            .map((it) => textOf(`<t${it}`).trim()),
        );
        const row = rows.find((cells) => cells.some((it) => it.endsWith(`in ${currency}`)));
        return amountsIn(row?.[heads.indexOf(column)] ?? '0.00', currency)[0];
      };
      const agree = (what: string, ...amounts: (number | undefined)[]) => {
        expect({ what, currency, amounts }).toEqual({ what, currency, amounts: amounts.map(() => amounts[0]) });
      };

      const [year, before] = [`${YEAR}-01-01`, { from: `${YEAR - 1}-01-01`, to: `${YEAR - 1}-12-31` }];
      for (const from of [`${TODAY.slice(0, 8)}01`, year]) {
        const rows = await reported('income/rows', from);
        agree(
          `income since ${from}`,
          (await reported('income', from)).amount('Cash income'),
          rows.amount('Together'),
          told(new RegExp(`^/reports/income/rows\\?from=${from}&to=${TODAY}&currency=${currency}$`)),
        );
      }
      const resale = await reported('resale', year);
      agree(
        'resale profit',
        resale.amount('Cash profit'),
        await totals(resale.listed['Cash profit']?.href, 'Cash profit'),
        told(new RegExp(`^/inventory.*sold_on_from=${year}.*cash_profit$`)),
      );
      const pipeline = home.find(({ href }) => href.startsWith('/pipeline?layout=list&standing=open'));
      if (pipeline)
        agree('pipeline, weighted', amountsIn(pipeline.text, currency)[0], await totals(pipeline.href, 'Weighted'));
      const affiliates = await reported('affiliates', year);
      const ofMonths = await read(`/affiliates/figures?from=${year}&to=${TODAY}&currency=${currency}`);
      agree(
        'affiliate earnings',
        affiliates.amount('Earnings'),
        await totals(affiliates.listed.Earnings?.href, 'Earnings'),
        minorOf(rowsIn(ofMonths).at(-1)?.cells[3]?.text ?? '', currency),
      );
      const [{ foot }, payers] = [
        await reported('income', before.from, before.to),
        (await csvAt(visitor, `/reports/tax-year/payers.csv?year=${YEAR - 1}`)).filter(
          (it) => it.currency === currency,
        ),
      ];
      for (const [column, at] of [
        ['cash', 0],
        ['affiliate', 1],
        ['in_kind', 6],
      ] as const) {
        const sum = payers.reduce((all, it) => all + minorOf(it[column] ?? '', currency), 0);
        agree(`${column} of the year before`, minorOf(foot[at]?.text ?? '', currency), sum);
      }
    });
  });

  it('a closed tax year stays to the letter, whatever becomes of its rows, and follows them again once it is reopened', async () => {
    const year = String(YEAR - 1);
    await holds(holdings, 5, async (others) => {
      const whole = async () =>
        (await read(`/reports/tax-year/export.csv?year=${year}`)) +
        (await read(`/reports/tax-year/payers.csv?year=${year}`));
      const page = await read(`/reports/tax-year/closure?year=${year}`);
      const seen = /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const open = await whole();
      await visitor.postAndFollow('/reports/tax-year/closure', { year, seen });
      expect(await whole()).toBe(open);
      await layHoldings(app.current.db, alice, others, companies);
      await app.current.db.rows(`update companies set name = name || ' & sons'`);
      expect(await whole()).toBe(open);
      await visitor.postAndFollow('/reports/tax-year/reopening', { year });
      expect(await whole()).not.toBe(open);
    });
  });
});
