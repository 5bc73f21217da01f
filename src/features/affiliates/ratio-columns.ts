import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { ListColumn, ListSort } from '../../records/list/define.js';
import { type Counted, type Ratios, ratiosOf, ratioTexts } from './figures.js';

const RATIOS: Record<keyof Ratios, { label: string; at: Sql }> = {
  per_click: { label: 'Per click', at: ratio(sql`mo.earnings`, sql`mo.clicks`) },
  conversion: { label: 'Conversion', at: ratio(sql`mo.orders`, sql`mo.clicks`) },
  average_order: { label: 'Average order', at: ratio(sql`mo.sales_amount`, sql`mo.orders`) },
  effective_rate: { label: 'Effective rate', at: ratio(sql`mo.earnings`, sql`mo.sales_amount`) },
  reversal: { label: 'Reversal', at: ratio(sql`mo.items_returned`, sql`mo.items_shipped`) },
  rpm: { label: 'RPM', at: ratio(sql`mo.earnings`, sql`mo.views`) },
};
const NAMES = Object.keys(RATIOS) as (keyof Ratios)[];

/** Columns of the figures that come of what was counted, which one may choose. */
export const ratioColumns: readonly ListColumn[] = NAMES.map((name) => ({
  name,
  label: RATIOS[name].label,
  standard: false,
  cls: 'p3',
  width: 'w-count',
  right: true,
  cell(row) {
    const { [name]: text } = ratioTexts(ratiosOf(countedIn(row)), String(row.currency));
    return { text, cls: text === '–' ? 'muted' : 'num soft' };
  },
}));

/** How the list is sorted by them. */
export const ratioSorts: Readonly<Record<string, ListSort>> = Object.fromEntries(
  NAMES.map((name) => [
    name,
    { label: RATIOS[name].label, type: 'bigint', expression: sql`coalesce(${RATIOS[name].at}, -9000000000000)` },
  ]),
);

// In millionths, which tells any two months apart that differ in what is shown.
function ratio(part: Sql, whole: Sql): Sql {
  return sql`(${part}::numeric * 1000000 / nullif(${whole}, 0))::bigint`;
}

/** What a row of the list counted. */
function countedIn(row: Readonly<Record<string, unknown>>): Counted {
  const number = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  return {
    clicks: number('clicks'),
    orders: number('orders'),
    views: number('views'),
    earnings: number('earnings'),
    items_shipped: number('items_shipped'),
    items_returned: number('items_returned'),
    sales_amount: number('sales_amount'),
  };
}
