import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { COUNTS, OPEN_MONTH } from './earned.js';

/** What all months of a calendar month brought in together, in one currency, but for what was reversed. */
export type MonthSum = {
  currency: string;
  month: string;
  months: number;
  clicks: number;
  orders: number;
  sales: number;
  earnings: number;
};
/** What is still to be paid in one currency, and how much of it is past its day. */
export type OpenSum = { currency: string; months: number; unpaid: number; late: number };

const ofProgramme = (id?: string): Sql => (id ? sql`mo.programme_id = ${id}::uuid` : sql`true`);

/** What each month brought in from one to another, both among them, of all programmes or of one. */
export function earnedByMonth(db: ReadDoor, from: string, to: string, programme?: string): Promise<MonthSum[]> {
  return db.rows<MonthSum>(sql`
    select mo.currency, mo.month, count(*)::int as months, coalesce(sum(mo.clicks), 0)::bigint as clicks,
      coalesce(sum(mo.orders), 0)::bigint as orders, coalesce(sum(mo.sales_amount), 0)::bigint as sales,
      coalesce(sum(mo.earnings), 0)::bigint as earnings
    from affiliate_months mo where ${COUNTS} and ${ofProgramme(programme)} and mo.month between ${from} and ${to} group by 1, 2
    order by 1, 2`);
}

/** What is still to be paid, whatever month it is of, of all programmes or of one. */
export function openByCurrency(db: ReadDoor, today: string, programme?: string): Promise<OpenSum[]> {
  return db.rows<OpenSum>(sql`
    select mo.currency, count(*)::int as months, coalesce(sum(mo.earnings), 0)::bigint as unpaid,
      coalesce(sum(mo.earnings) filter (where mo.payout_on < ${today}::date), 0)::bigint as late
    from affiliate_months mo where mo.deleted_at is null and ${OPEN_MONTH} and ${ofProgramme(programme)} group by 1`);
}
