import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { COUNTING, COUNTS } from './earned.js';
import { AFFILIATES } from './kind.js';
import { monthAfter } from './months.js';
import { programmeName } from './programmes/named.js';

/**
 * What a programme brought in over some months, in one currency, but for what was reversed. `clicked` and `ordered`: of the months of which
 * both were counted.
 */
export type ProgrammeSum = {
  currency: string;
  id: string;
  name: string;
  months: number;
  clicks: number;
  orders: number;
  clicked: number;
  ordered: number;
  sales: number;
  earnings: number;
  /** What it earned in the same months a year before. */
  before: number;
};

/** What each programme brought in from one month to another, both among them, and in the same months a year before; who brought most first. */
export function earnedByProgramme(db: ReadDoor, from: string, to: string): Promise<ProgrammeSum[]> {
  const is = sql`mo.month between ${from} and ${to}`;
  const was = sql`mo.month between ${monthAfter(from, -12)} and ${monthAfter(to, -12)}`;
  const sum = (of: Sql, where: Sql = is) => sql`coalesce(sum(${of}) filter (where ${where}), 0)::bigint`;
  return db.rows<ProgrammeSum>(sql`
    select r.*, ${programmeName(sql`r.id`)} as name from (
      select mo.currency, mo.programme_id as id, (count(*) filter (where ${is}))::int as months,
        ${sum(sql`mo.clicks`)} as clicks, ${sum(sql`mo.orders`)} as orders,
        ${sum(sql`mo.clicks`, sql`${is} and mo.orders is not null`)} as clicked,
        ${sum(sql`mo.orders`, sql`${is} and mo.clicks is not null`)} as ordered,
        ${sum(sql`mo.sales_amount`)} as sales, ${sum(sql`mo.earnings`)} as earnings, ${sum(sql`mo.earnings`, was)} as before
      from affiliate_months mo where ${COUNTS} and (${is} or ${was}) group by 1, 2) r
    order by r.currency, r.earnings desc, r.before desc, r.id`);
}

/** Where the months of a programme, or of all, are listed that such a sum is made of. */
export function earnedHref(from: string, to: string, currency: string, programme?: string): string {
  return viewUrl(
    AFFILIATES.path,
    {},
    {
      ...COUNTING,
      month_from: from,
      month_to: to,
      currency,
      programme_id: programme,
      columns: ['month', 'state', 'clicks', 'orders', 'sales_amount', 'earnings'],
    },
  );
}

/** Whether one has entered any month. */
export async function hasMonths(db: ReadDoor): Promise<boolean> {
  const row = await db.row<{ any: boolean }>(
    sql`select exists (select from affiliate_months mo where ${COUNTS}) as any`,
  );
  return row?.any === true;
}
