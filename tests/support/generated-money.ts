import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import type { TestDatabase } from './database.js';

/**
 * What a person has that money is made of, drawn by fast-check. Each amount of a currency is a multiple of a number of its own, and so is
 * each sum of such amounts, but hardly ever one that adds two currencies.
 */
export const MARKS = { USD: 101, EUR: 103, KWD: 107 } as const;
export type Currency = keyof typeof MARKS;
const CURRENCIES = Object.keys(MARKS) as Currency[];
// So that what is weighted by a chance, in hundredths of per cent, is a multiple as well.
const CHANCES = 10_000;

const now = new Date();
const shifted = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
export const TODAY = shifted(0);
export const YEAR = Number(TODAY.slice(0, 4));
const YEAR_AGO = `${YEAR - 1}${TODAY.slice(4).replace('-02-29', '-02-28')}`;

/** Days around all edges that a figure has, and any others of three years. */
const day = fc.oneof(
  fc.constantFrom(TODAY, shifted(1), `${TODAY.slice(0, 8)}01`, YEAR_AGO, `${YEAR_AGO.slice(0, 8)}01`),
  fc.constantFrom(`${YEAR}-01-01`, `${YEAR - 1}-12-31`, `${YEAR - 1}-01-01`, `${YEAR - 2}-12-31`),
  fc.integer({ min: -1000, max: 60 }).map(shifted),
);
/** Amounts before they are told of which currency: whole numbers that are multiplied by its mark. */
const share = fc.integer({ min: 0, max: 40 });
const maybe = fc.option(share);
const currency = fc.constantFrom(...CURRENCIES, 'USD' as const);
const trashed = fc.integer({ min: 0, max: 11 }).map((n) => n === 0);
const company = fc.option(fc.nat(2), { freq: 6 });

const item = fc.record({
  currency,
  trashed,
  company,
  source: fc.constantFrom('review_unit', 'in_kind_payment', 'purchase', 'gift', 'loaner'),
  state: fc.constantFrom('sold', 'sold', 'sold', 'refunded', 'refunded', 'listed', 'kept', 'received', 'returned'),
  received_on: fc.option(day, { freq: 9 }),
  sold_on: day,
  refunded_on: fc.option(day),
  fair_market_value: maybe,
  cash_price: maybe,
  asking_price: maybe,
  sale_price: share,
  marketplace_fee: maybe,
  refund: maybe,
});
const payment = fc.record({
  currency,
  trashed,
  company,
  amount: fc.integer({ min: 1, max: 40 }),
  paid_amount: maybe,
  paid_on: fc.option(day, { freq: 8 }),
  invoiced_on: fc.option(day, { freq: 3 }),
  due_on: fc.option(day),
});
const month = fc.record({
  currency,
  trashed,
  programme: fc.nat(2),
  ago: fc.nat(25),
  state: fc.constantFrom('estimated', 'locked', 'paid', 'paid', 'reversed'),
  clicks: fc.option(fc.nat(900)),
  sales_amount: maybe,
  commission: maybe,
  bounties: maybe,
  paid_amount: maybe,
  paid_on: day,
});
const deal = fc.record({
  currency,
  trashed,
  company,
  stage: fc.nat(6),
  amount: maybe,
  probability: fc.option(fc.nat(10_000)),
  expected_on: fc.option(day),
  closed_on: day,
});

/** All that somebody has, of every kind that figures are made of. */
export const holdings = fc.record({
  items: fc.array(item, { minLength: 12, maxLength: 40 }),
  payments: fc.array(payment, { minLength: 6, maxLength: 20 }),
  months: fc.uniqueArray(month, {
    minLength: 6,
    maxLength: 20,
    selector: (it) => `${it.programme} ${it.ago} ${it.currency}`,
  }),
  deals: fc.array(deal, { minLength: 6, maxLength: 20 }),
});
type Holdings = typeof holdings extends fc.Arbitrary<infer T> ? T : never;

/** Lays what was drawn into the database in place of all that the person had; companies are shared by what names one. */
export async function layHoldings(db: TestDatabase, who: { id: string }, all: Holdings, companies: readonly string[]) {
  const user_id = who.id;
  for (const table of ['affiliate_months', 'affiliate_programmes', 'inventory_items', 'deals', 'collabs'])
    await db.rows(`delete from ${table} where user_id = $1`, [user_id]);
  const stages = await db.rows<{ id: string }>('select id from deal_stages where user_id = $1 order by position', [
    user_id,
  ]);
  const own = (it: { trashed?: boolean }) => ({
    id: uuidv7(),
    user_id,
    deleted_at: it.trashed ? now.toISOString() : null,
  });
  const of = (at: number | null) => (at === null ? null : (companies[at] as string));
  await lay(
    db,
    'inventory_items',
    all.items.map(({ trashed: _, company: at, ...it }) => ({
      ...own({ trashed: _ }),
      name: `Item of ${it.source}`,
      company_id: of(at),
      brand: at === null ? null : `Brand ${at}`,
      ...marked(it, 'fair_market_value', 'cash_price', 'asking_price', 'sale_price', 'marketplace_fee', 'refund'),
    })),
  );
  const collabs = all.payments.map((it) => ({
    ...own(it),
    name: 'Park nights',
    company_id: of(it.company),
    currency: it.currency,
  }));
  await lay(db, 'collabs', collabs);
  await lay(
    db,
    'collab_payments',
    all.payments.map(({ trashed: _t, company: _c, currency, ...it }, n) => {
      const { amount, paid_amount } = marked({ ...it, currency }, 'amount', 'paid_amount');
      return { ...it, id: uuidv7(), user_id, collab_id: collabs[n]?.id, label: `Payment ${n}`, amount, paid_amount };
    }),
  );
  const programmes = [0, 1, 2].map((n) => ({
    id: uuidv7(),
    user_id,
    name: `Programme ${n}`,
    currency: 'USD',
    company_id: companies[n],
  }));
  await lay(db, 'affiliate_programmes', programmes);
  await lay(
    db,
    'affiliate_months',
    all.months.map(({ trashed, programme, ago, paid_on, paid_amount, ...it }) => ({
      ...own({ trashed }),
      programme_id: programmes[programme]?.id,
      month: new Date(Date.UTC(YEAR, Number(TODAY.slice(5, 7)) - 1 - ago, 1)).toISOString().slice(0, 7),
      ...marked(it, 'sales_amount', 'commission', 'bounties'),
      ...(it.state === 'paid' && { paid_on, ...marked({ paid_amount, currency: it.currency }, 'paid_amount') }),
    })),
  );
  await lay(
    db,
    'deals',
    all.deals.map(({ trashed, company: at, stage, ...it }, n) => ({
      ...own({ trashed }),
      name: `Deal ${n}`,
      company_id: of(at),
      stage_id: stages[stage % stages.length]?.id,
      ...marked(it, 'amount'),
    })),
  );
}

/** The same with amounts in minor units of its currency. */
function marked<T extends { currency: Currency }>(it: T, ...names: (keyof T)[]): T {
  const amounts = names.map((name) => {
    const n = it[name] as number | null;
    return [name, n === null ? null : n * MARKS[it.currency] * CHANCES];
  });
  return { ...it, ...Object.fromEntries(amounts) };
}

// One statement a table: what has no default of its own is named by some row.
async function lay(db: TestDatabase, table: string, rows: object[]): Promise<void> {
  const columns = [...new Set(rows.flatMap((it) => Object.keys(it)))].join(', ');
  await db.rows(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
