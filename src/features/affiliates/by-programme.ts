import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { COUNTING, COUNTS } from './earned.js';
import { AFFILIATES } from './kind.js';
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
};

/** What each programme brought in from one month to another, both among them, who brought most first. */
export function earnedByProgramme(db: ReadDoor, from: string, to: string): Promise<ProgrammeSum[]> {
  return db.rows<ProgrammeSum>(sql`
    select r.*, ${programmeName(sql`r.id`)} as name from (
      select mo.currency, mo.programme_id as id, count(*)::int as months,
        coalesce(sum(mo.clicks), 0)::bigint as clicks, coalesce(sum(mo.orders), 0)::bigint as orders,
        coalesce(sum(mo.clicks) filter (where mo.orders is not null), 0)::bigint as clicked,
        coalesce(sum(mo.orders) filter (where mo.clicks is not null), 0)::bigint as ordered,
        coalesce(sum(mo.sales_amount), 0)::bigint as sales, coalesce(sum(mo.earnings), 0)::bigint as earnings
      from affiliate_months mo where ${COUNTS} and mo.month between ${from} and ${to} group by 1, 2) r
    order by r.currency, r.earnings desc, r.id`);
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
