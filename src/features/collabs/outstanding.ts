import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { anyDay, type Sql, sql } from '../../platform/postgres/sql.js';
import { COLLABS } from './kind.js';
import { INVOICED_PAYMENT, OPEN_PAYMENT } from './money.js';

/** How long ago a payment was due: not yet on its day or without one, then by the days since. */
export const AGES = {
  not_due: 'Not due',
  days_30: '1–30 days',
  days_60: '31–60 days',
  days_90: '61–90 days',
  older: 'Over 90 days',
} as const;
export type Age = keyof typeof AGES;

/** What is outstanding of one age, in one currency. */
export type OutstandingSum = { currency: string; age: Age; payments: number; amount: number };

export const OUTSTANDING_PATH = `${COLLABS.path}/outstanding`;

/** What a payment `p` still has to bring. */
export const OUTSTANDING_AMOUNT = sql`(p.amount - coalesce(p.paid_amount, 0))`;

/** The age of a payment `p`. */
export function ageOf(today: string): Sql {
  const day = anyDay(today);
  return sql`case when p.due_on is null or p.due_on >= ${day} then 'not_due' when ${day} - p.due_on <= 30 then 'days_30'
    when ${day} - p.due_on <= 60 then 'days_60' when ${day} - p.due_on <= 90 then 'days_90' else 'older' end`;
}

/** One's own payments `p` of collabs `b` that were invoiced and did not come, or not all: what is outstanding is made of these. */
export const OUTSTANDING = sql`
  collab_payments p join collabs b on b.id = p.collab_id where b.deleted_at is null and ${OPEN_PAYMENT} and ${INVOICED_PAYMENT}`;

/** What is outstanding by age and currency. */
export function outstandingByAge(db: ReadDoor, today: string): Promise<OutstandingSum[]> {
  const sums = sql`
    select b.currency, ${ageOf(today)} as age, count(*)::int as payments, sum(${OUTSTANDING_AMOUNT})::bigint as amount
    from ${OUTSTANDING} group by 1, 2`;
  return db.rows(sums);
}

/** Where those payments are listed. */
export function outstandingHref(currency: string, age?: Age): string {
  return viewUrl(OUTSTANDING_PATH, {}, { currency, age });
}
