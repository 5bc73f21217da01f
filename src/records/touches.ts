import { dayOf, formatDate } from '../http/format.js';
import { empty, join, raw, type Sql, sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';
import type { ListSort } from './list/define.js';

type NextStep = { id: string; title: string; due_on: string | null };
/** What the reader themselves did last about a record, and what they will do next. `touched_at`: by rows of other modules. */
export type Touches = {
  noted_at: Date | null;
  done_at: Date | null;
  touched_at: Date | null;
  next_step: NextStep | null;
};

/**
 * The reader's touches of the row `alias` of a kind, as columns of a select: tasks are one's own by their policy, and of common
 * notes those count that the reader wrote. `others`: what modules contribute, selects of `record` and `at`.
 */
export function touchColumns(kind: Kind, alias: string, others: readonly Sql[] = []): Sql {
  const about = (table: string) => sql`${raw(`${table}.${kind.column}`)} = ${raw(alias)}.id`;
  return sql`
    (select max(o.created_at) from notes o
      where ${about('o')} and o.author_id = app_user_id() and o.deleted_at is null) as noted_at,
    (select max(t.done_at) from tasks t where ${about('t')} and t.deleted_at is null) as done_at,
    ${others.length === 0 ? sql`null::timestamptz` : sql`(select max(o.at) from (${join(others, ' union all ')}) o where o.record = ${raw(alias)}.id)`} as touched_at,
    (select jsonb_build_object('id', t.id, 'title', t.title, 'due_on', t.due_on) from tasks t
      where ${about('t')} and t.done_at is null and t.deleted_at is null
      order by t.due_on nulls last, t.id limit 1) as next_step`;
}

/** How rows `alias` of a kind are sorted by when the reader touched them last: those they never did come last. */
export function byLastTouch({ column }: Kind, alias: string, others: readonly Sql[] = []): Omit<ListSort, 'label'> {
  const at = raw(column);
  return {
    type: 'timestamptz',
    expression: sql`coalesce(touched.at, '1900-01-01 00:00:00+00')`,
    join: () => sql`left join (
      select ${at}, max(at) as at from (
        select ${at}, created_at as at from notes where ${at} is not null and author_id = app_user_id() and deleted_at is null
        union all select ${at}, done_at from tasks where ${at} is not null and done_at is not null and deleted_at is null
        ${join([empty, ...others.map((it) => sql`union all ${it}`)], ' ')}) t
      group by ${at}) touched on touched.${at} = ${raw(alias)}.id`,
  };
}

/** How they are sorted by the day of the reader's next step: those without a day come behind, those without a step last. */
export function byNextStep({ column }: Kind, alias: string): Omit<ListSort, 'label'> {
  const at = raw(column);
  return {
    type: 'date',
    up: true,
    expression: sql`coalesce(step.due_on, 'infinity'::date)`,
    join: () => sql`left join (
      select ${at}, min(coalesce(due_on, '2199-12-31')) as due_on from tasks
      where ${at} is not null and done_at is null and deleted_at is null
      group by ${at}) step on step.${at} = ${raw(alias)}.id`,
  };
}

/** The latest of the last note, the last task done and the last mail, with the day it was; null when there was none. */
export function lastTouch({ noted_at, done_at, touched_at }: Touches, timeZone: string) {
  const all = [
    { by: 'note', at: noted_at },
    { by: 'task', at: done_at },
    { by: 'mail', at: touched_at },
  ] as const;
  const last = all.reduce((latest, it) => ((it.at?.getTime() ?? 0) > (latest.at?.getTime() ?? 0) ? it : latest));
  return last.at === null ? null : { on: dayOf(last.at, timeZone), by: last.by };
}

/** The next step in a list: its day, which may have passed, and what it is. */
export function stepView(step: NextStep | null, today: string) {
  if (!step) return null;
  const { title, due_on } = step;
  return {
    title,
    due_on,
    late: due_on !== null && due_on < today,
    whole: due_on ? `${title}, ${formatDate(due_on)}` : title,
  };
}
