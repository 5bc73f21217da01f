import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { INVENTORY } from './kind.js';
import { IN_STOCK, type State } from './states.js';
import { type Summed, sumOf } from './sums.js';

/** Days from and to, both of them in it. */
export type Days = { from: string; to: string };
/** Which rows a figure is made of, and what of them is summed: its SQL and the address of its list are made of this alone. */
type Figure = { states: readonly State[]; sum?: Summed; sold?: 'this_year' | 'last_year' };

const RESOLD: readonly State[] = ['sold', 'refunded'];

const FIGURES = {
  stock: { states: IN_STOCK, sum: 'basis' },
  listed: { states: ['listed'], sum: 'asking_price' },
  net: { states: RESOLD, sum: 'net_proceeds', sold: 'this_year' },
  profit: { states: RESOLD, sum: 'cash_profit', sold: 'this_year' },
  gain: { states: RESOLD, sum: 'taxable_gain', sold: 'this_year' },
  net_before: { states: RESOLD, sum: 'net_proceeds', sold: 'last_year' },
  profit_before: { states: RESOLD, sum: 'cash_profit', sold: 'last_year' },
  gain_before: { states: RESOLD, sum: 'taxable_gain', sold: 'last_year' },
  sold: { states: ['sold'], sold: 'this_year' },
  refunded: { states: ['refunded'], sold: 'this_year' },
  ever_sold: { states: ['sold'] },
  offered: { states: ['sold', 'listed'] },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof FIGURES;
/** A figure of one currency: how many rows it is made of, and their sum. */
type Measured = { count: number; sum: number };
export type CurrencyFigures = { currency: string } & Record<FigureName, Measured>;

/** What was sold in a month, in one currency. */
export type ResaleMonth = { currency: string; year: number; month: number; count: number; profit: number };

/** A person's figures as of `today`, a row a currency, the most used first; "last year" ends on the same day of that year. */
export async function inventoryFigures(db: ReadDoor, today: string): Promise<CurrencyFigures[]> {
  const measured = (Object.keys(FIGURES) as FigureName[]).map((name) => {
    const where = rowsOf(FIGURES[name], today);
    const { sum } = FIGURES[name] as Figure;
    const summed = sum ? sumOf(sum, where) : sql`0`;
    return sql`jsonb_build_object('count', count(*) filter (where ${where}), 'sum', coalesce(${summed}, 0)) as ${raw(name)}`;
  });
  return db.rows<CurrencyFigures>(sql`
    select i.currency, ${join(measured)} from inventory_items i where i.deleted_at is null
    group by i.currency order by count(*) desc, i.currency`);
}

/** Where the rows of a figure are listed, with the column whose total is its sum. */
export function figureHref(name: FigureName, today: string, currency?: string): string {
  const { states, sum, sold }: Figure = FIGURES[name];
  const days = sold && daysOf(sold, today);
  const columns = sum ? [...new Set(['brand', 'state', ...(sold ? ['sold_on'] : []), sum])] : undefined;
  return viewUrl(
    INVENTORY.path,
    {},
    {
      ...{ state: [...states], sold_on_from: days?.from, sold_on_to: days?.to, currency, columns },
    },
  );
}

/** What was sold by month and currency, this year until `today` and in the whole of last year. */
export function resaleByMonth(db: ReadDoor, today: string): Promise<ResaleMonth[]> {
  const since = `${Number(today.slice(0, 4)) - 1}-01-01`;
  return db.rows<ResaleMonth>(sql`
    select i.currency, extract(year from i.sold_on)::int as year, extract(month from i.sold_on)::int as month,
      count(*) as count, ${sumOf('cash_profit')} as profit
    from inventory_items i
    where i.deleted_at is null and i.state = any(${[...RESOLD]}::text[]) and i.sold_on between ${since}::date and ${today}::date
    group by 1, 2, 3 order by 1, 2, 3`);
}

/** Where what was sold in some days is listed. */
export function resaleHref({ from, to }: Days, currency: string): string {
  return viewUrl(
    INVENTORY.path,
    {},
    {
      ...{ state: [...RESOLD], sold_on_from: from, sold_on_to: to, currency },
      columns: ['brand', 'state', 'sold_on', 'cash_profit'],
    },
  );
}

/** This year until `today`, or last year until the same day. */
export function daysOf(which: 'this_year' | 'last_year', today: string): Days {
  if (which === 'this_year') return { from: `${today.slice(0, 4)}-01-01`, to: today };
  const year = Number(today.slice(0, 4)) - 1;
  return { from: `${year}-01-01`, to: `${year}${today.slice(4).replace('-02-29', '-02-28')}` };
}

function rowsOf({ states, sold }: Figure, today: string): Sql {
  const days = sold && daysOf(sold, today);
  return all([
    sql`i.state = any(${[...states]}::text[])`,
    ...(days ? [sql`i.sold_on between ${days.from}::date and ${days.to}::date`] : []),
  ]);
}
