import { count, money, signedMoney } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { found, matching } from './list-queries.js';
import type { Filter } from './list-schema.js';

export type TotalsRow = {
  currency: string;
  count: number;
  fair_market_value: number;
  cash_cost: number;
  net_proceeds: number | null;
  cash_profit: number | null;
  taxable_gain: number | null;
};

/**
 * The sums of all rows of a filter, one row per currency, the most used first. Figures that only what is sold has are null
 * where nothing is.
 */
export function totals(db: ReadDoor, filter: Filter): Promise<TotalsRow[]> {
  return db.rows<TotalsRow>(sql`
    ${found(filter)}
    select i.currency, count(*) as count, coalesce(sum(i.fair_market_value), 0) as fair_market_value, sum(i.cash_cost) as cash_cost,
      sum(i.net_proceeds) as net_proceeds, sum(i.cash_profit) as cash_profit, sum(i.taxable_gain) as taxable_gain
    from inventory_items i where ${matching(filter)} group by i.currency order by count(*) desc, i.currency`);
}

/** The sums as the foot of the table prints them. */
export function totalsView(rows: TotalsRow[]) {
  return rows.map((row) => ({
    label: `All ${count(row.count)} in ${row.currency}`,
    value: money(row.fair_market_value, row.currency),
    cost: money(row.cash_cost, row.currency),
    net: money(row.net_proceeds, row.currency),
    profit: { text: signedMoney(row.cash_profit, row.currency), cls: tone(row.cash_profit) },
    gain: signedMoney(row.taxable_gain, row.currency),
  }));
}

function tone(minor: number | null): string {
  if (minor === null) return 'muted';
  return minor > 0 ? 'pos' : minor < 0 ? 'neg' : 'nil';
}
