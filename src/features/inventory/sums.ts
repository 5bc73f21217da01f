import { type Sql, sql } from '../../platform/postgres/sql.js';

// What a row of items `i` adds to a sum, by the column of the list that shows it.
const ADDENDS = {
  fair_market_value: sql`i.fair_market_value`,
  cash_cost: sql`i.cash_cost`,
  basis: sql`(i.cash_cost + i.counted_income)`,
  asking_price: sql`i.asking_price`,
  sale_price: sql`i.sale_price`,
  net_proceeds: sql`i.net_proceeds`,
  cash_profit: sql`i.cash_profit`,
  taxable_gain: sql`i.taxable_gain`,
} as const satisfies Record<string, Sql>;

export type Summed = keyof typeof ADDENDS;

/** The sum of a column over items `i`, or over those `where`: the list's totals and the dashboard's figures are the same sums. */
export function sumOf(column: Summed, where: Sql = sql`true`): Sql {
  return sql`sum(${ADDENDS[column]}) filter (where ${where})`;
}

/** What stands in that column of a row. */
export function addendOf(column: Summed): Sql {
  return ADDENDS[column];
}
