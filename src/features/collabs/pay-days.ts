import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { DaySpan } from '../../records/income.js';
import { companyName } from '../companies/index.js';

/** Whether a payment `p` tells how quickly somebody pays: it was invoiced, and all of it came. */
export const IS_TIMED = sql`(p.paid_amount > 0 and p.paid_amount >= p.amount and p.invoiced_on is not null and p.paid_on is not null)`;
/** From the invoice to the payment, in days. */
export const PAY_DAYS = sql`(p.paid_on - p.invoiced_on)`;

/** The payments that came in full in some days from one company, in one currency: `days` is the sum of what each took. */
export type PayDays = {
  currency: string;
  payer_id: string | null;
  name: string | null;
  payments: number;
  days: number;
  longest: number;
};

/** How quickly companies paid, who took longest first. */
export function payDays(db: ReadDoor, { from, to }: DaySpan): Promise<PayDays[]> {
  return db.rows<PayDays>(sql`
    select r.*, ${companyName(sql`r.payer_id`)} as name from (
      select b.currency, b.company_id as payer_id, count(*)::int as payments, sum(${PAY_DAYS})::int as days, max(${PAY_DAYS})::int as longest
      from collab_payments p join collabs b on b.id = p.collab_id
      where b.deleted_at is null and ${IS_TIMED} and p.paid_on between ${from}::date and ${to}::date group by 1, 2) r
    order by r.currency, r.days::numeric / r.payments desc, r.payer_id`);
}

/** A payment that came in full, with its collab (`record`) and its company. */
export type TimedPayment = {
  id: string;
  sort_value: string;
  record: string;
  name: string;
  label: string;
  company: string | null;
  payer_id: string | null;
  invoiced_on: string;
  paid_on: string;
  days: number;
  amount: number;
};

/** What a select of timed payments carries, and the rows it is made of: those of some days, one currency and one payer, or all. */
export function timedPayments(
  span: DaySpan,
  currency: string,
  payer: string | null,
): { columns: Sql; from: Sql; days: Sql } {
  const whose =
    payer === null ? sql`true` : payer === 'none' ? sql`b.company_id is null` : sql`b.company_id = ${payer}::uuid`;
  return {
    days: PAY_DAYS,
    columns: sql`p.id::text as id, p.paid_on::text as sort_value, b.id::text as record, b.name, p.label, b.company_id::text as payer_id,
      ${companyName(sql`b.company_id`)} as company, p.invoiced_on, p.paid_on, ${PAY_DAYS} as days, p.amount`,
    from: sql`collab_payments p join collabs b on b.id = p.collab_id
      where b.deleted_at is null and ${IS_TIMED} and p.paid_on between ${span.from}::date and ${span.to}::date
        and b.currency = ${currency} and ${whose}`,
  };
}

/** Whether any payment tells how quickly somebody pays. */
export async function hasPayDays(db: ReadDoor): Promise<boolean> {
  const row = await db.row<{ any: boolean }>(sql`
    select exists (select from collab_payments p join collabs b on b.id = p.collab_id where b.deleted_at is null and ${IS_TIMED}) as any`);
  return row?.any === true;
}
