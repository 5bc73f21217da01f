import { isOneOf, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { firstOfTwelve, lastMonth } from './months.js';
import { OPEN } from './states.js';

/** Whether a month counts: what was reversed was taken back. */
export function countsAs(alias: 'mo' | 'o'): Sql {
  return sql`(${raw(alias)}.deleted_at is null and ${raw(alias)}.state <> 'reversed')`;
}
export const COUNTS = countsAs('mo');

/** Whether its payout is still to come. */
export function opensAs(alias: 'mo' | 'o'): Sql {
  return isOneOf(sql`${raw(alias)}.state`, OPEN);
}
export const OPEN_MONTH = opensAs('mo');

/** How the list of months is asked for those that count, and for those whose payout is still to come. */
export const COUNTING = { state_is: 'none_of', state: ['reversed'] };
export const OPEN_ONES = { state: [...OPEN] };

/** What a programme `ap` earned in the twelve months that are over, in its own currency. */
export function trailingOf(today: string): Sql {
  const to = lastMonth(today);
  return sql`(select sum(mo.earnings) from affiliate_months mo
    where mo.programme_id = ap.id and mo.currency = ap.currency and mo.month between ${firstOfTwelve(to)} and ${to} and ${COUNTS})`;
}

/** What it has not paid yet, in its own currency. */
export const UNPAID_OF = sql`(select sum(mo.earnings) from affiliate_months mo
  where mo.programme_id = ap.id and mo.currency = ap.currency and mo.deleted_at is null and ${OPEN_MONTH})`;
