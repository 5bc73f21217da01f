import { formatDate, plural } from '../../http/format.js';
import { currentWriting } from '../../http/writing.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Reader } from '../../records/list/define.js';

/** A week by its first day: how many deliverables of this record go live in it, and how many of other collabs do. */
export type Week = { first: string; own: number; others: number };

/**
 * The weeks in which something is still to come, as one value of a select, for a reader who set a limit. `days`: a select of live_on, quantity and is_open;
 * `except`: the collab that they are of.
 */
export function weeksOf(days: Sql, except: Sql, { person }: Reader): Sql {
  if (person.weeklyDeliverables === null) return sql`'[]'::jsonb`;
  const others = sql`(
    select coalesce(sum(o.quantity), 0) from collab_deliverables o join collabs of on of.id = o.collab_id
    where coalesce(o.went_live_on, o.live_on) between week.first and week.first + 6 and o.state <> 'missed'
      and of.deleted_at is null and of.state <> 'cancelled' and of.id is distinct from ${except})`;
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('first', week.first, 'own', week.own, 'others', ${others}) order by week.first), '[]') from (
      select t.live_on - (extract(isodow from t.live_on)::int - ${currentWriting().weekStart}::int + 7) % 7 as first, sum(t.quantity) as own
      from (${days}) t where t.live_on is not null group by 1 having bool_or(t.is_open)) week)`;
}

/** The weeks in which more goes live than the reader wants, in a sentence each. */
export function fullWeeks(weeks: readonly Week[], { person }: Reader): string[] {
  const limit = person.weeklyDeliverables;
  if (limit === null) return [];
  return weeks.flatMap(({ first, own, others }) => {
    const all = Number(own) + Number(others);
    if (all <= limit) return [];
    const elsewhere = Number(others) > 0 ? `, ${others} of other collabs among them` : '';
    return [
      `${plural(all, 'deliverable goes', 'deliverables go')} live in the week of ${formatDate(first)}${elsewhere}. Your limit is ${limit}.`,
    ];
  });
}
