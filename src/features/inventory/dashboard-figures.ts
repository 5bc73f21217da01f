import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { isOneOf, sql } from '../../platform/postgres/sql.js';
import type { DaySpan } from '../../records/income.js';
import { INVENTORY } from './kind.js';
import { IN_STOCK, type State } from './states.js';
import { type Summed, sumOf } from './sums.js';

/** Days from and to, both of them in it. */
export type Days = DaySpan;
/** Which days a figure of sales is of: those that are looked at, or the same days a year before. */
export type FigureSpans = { now: DaySpan; before: DaySpan };
/** Which rows a figure is made of, and what of them is summed: its sum and the address of its list are made of this alone. */
type Figure = { states: readonly State[]; sum?: Summed; sold?: keyof FigureSpans };

const RESOLD: readonly State[] = ['sold', 'refunded'];

const FIGURES = {
  stock: { states: IN_STOCK, sum: 'basis' },
  listed: { states: ['listed'], sum: 'asking_price' },
  profit: { states: RESOLD, sum: 'cash_profit', sold: 'now' },
  profit_before: { states: RESOLD, sum: 'cash_profit', sold: 'before' },
  gain: { states: RESOLD, sum: 'taxable_gain', sold: 'now' },
  sold: { states: ['sold'], sold: 'now' },
  refunded: { states: ['refunded'], sold: 'now' },
  ever_sold: { states: ['sold'] },
  offered: { states: ['sold', 'listed'] },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof FIGURES;
/** A figure of one currency: how many rows it is made of, and their sum. */
type Measured = { count: number; sum: number };
export type CurrencyFigures = { currency: string } & Record<FigureName, Measured>;

/** Rows of one currency and state; `span` is null for all that there are, and then the days of their sale are not looked at. */
type Group = { currency: string; state: State; span: keyof FigureSpans | null; count: number } & Partial<
  Record<Summed, number | null>
>;

const COUNTED: readonly State[] = [...IN_STOCK, ...RESOLD];

/**
 * A person's figures, a row a currency, the most used first. Both halves are read from indexes alone (`inventory_figures`,
 * `inventory_sold`), whose columns are these.
 */
export async function inventoryFigures(db: ReadDoor, { now, before }: FigureSpans): Promise<CurrencyFigures[]> {
  const counted = sql`
    select i.currency, i.state, null as span, count(*)::int as count, ${sumOf('basis')} as basis, ${sumOf('asking_price')} as asking_price,
      null::bigint as cash_profit, null::bigint as taxable_gain
    from inventory_items i where i.deleted_at is null and ${isOneOf(sql`i.state`, COUNTED)} group by i.state, i.currency
    union all
    select i.currency, i.state, s.span, count(*)::int, null, null, ${sumOf('cash_profit')}, ${sumOf('taxable_gain')}
    from (values ('now', ${now.from}::date, ${now.to}::date), ('before', ${before.from}::date, ${before.to}::date)) s (span, first, last)
    join inventory_items i on i.sold_on between s.first and s.last
    where i.deleted_at is null and i.state in ('sold', 'refunded') and i.sold_on is not null group by s.span, i.state, i.currency`;
  const groups = await db.rows<Group>(counted);
  const currencies = [...new Set(groups.map(({ currency }) => currency))].map((currency) =>
    figuresOf(
      currency,
      groups.filter((it) => it.currency === currency),
    ),
  );
  return currencies.sort((a, b) => rowsIn(b) - rowsIn(a) || a.currency.localeCompare(b.currency));
}

function figuresOf(currency: string, groups: readonly Group[]): CurrencyFigures {
  const names = Object.keys(FIGURES) as FigureName[];
  const measured = names.map((name) => {
    const { states, sum, sold }: Figure = FIGURES[name];
    const own = groups.filter((it) => it.span === (sold ?? null) && states.includes(it.state));
    const total = (of: (it: Group) => number) => own.reduce((all, it) => all + of(it), 0);
    return [name, { count: total((it) => it.count), sum: sum ? total((it) => it[sum] ?? 0) : 0 }];
  });
  return { currency, ...Object.fromEntries(measured) };
}

const rowsIn = (it: CurrencyFigures) => it.stock.count + it.ever_sold.count;

/** Where the rows of a figure are listed, with the column whose total is its sum. */
export function figureHref(name: FigureName, spans: FigureSpans, currency?: string): string {
  const { states, sum, sold }: Figure = FIGURES[name];
  const days = sold && spans[sold];
  const columns = sum ? [...new Set(['brand', 'state', ...(sold ? ['sold_on'] : []), sum])] : undefined;
  return viewUrl(
    INVENTORY.path,
    {},
    { state: [...states], sold_on_from: days?.from, sold_on_to: days?.to, currency, columns },
  );
}
