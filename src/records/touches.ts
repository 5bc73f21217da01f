import { dayOf, formatDate } from '../http/format.js';
import { raw, type Sql, sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';

type NextStep = { id: string; title: string; due_on: string | null };
/** What the reader themselves did last about a record, and what they will do next. */
export type Touches = { noted_at: Date | null; done_at: Date | null; next_step: NextStep | null };

/**
 * The reader's touches of the row `alias` of a kind, as columns of a select: tasks are one's own by their policy, and of common
 * notes those count that the reader wrote.
 */
export function touchColumns(kind: Kind, alias: string): Sql {
  const about = (table: string) => sql`${raw(`${table}.${kind.column}`)} = ${raw(alias)}.id`;
  return sql`
    (select max(o.created_at) from notes o
      where ${about('o')} and o.author_id = app_user_id() and o.deleted_at is null) as noted_at,
    (select max(t.done_at) from tasks t where ${about('t')} and t.deleted_at is null) as done_at,
    (select jsonb_build_object('id', t.id, 'title', t.title, 'due_on', t.due_on) from tasks t
      where ${about('t')} and t.done_at is null and t.deleted_at is null
      order by t.due_on nulls last, t.id limit 1) as next_step`;
}

/** The later of the last note and the last task done, with the day it was; null when there was neither. */
export function lastTouch({ noted_at, done_at }: Touches, timeZone: string) {
  if (noted_at === null && done_at === null) return null;
  const byTask = done_at !== null && (noted_at === null || done_at > noted_at);
  return { on: dayOf((byTask ? done_at : noted_at) as Date, timeZone), byTask };
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
