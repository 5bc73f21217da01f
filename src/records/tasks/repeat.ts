import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '../../http/format.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind } from '../kinds.js';

/** How often a task comes again. */
export const REPEATS = ['day', 'week', 'two_weeks', 'month', 'year'] as const;
export type Repeats = (typeof REPEATS)[number];

export const REPEAT_LABELS: Record<Repeats, string> = {
  day: 'Every day',
  week: 'Every week',
  two_weeks: 'Every two weeks',
  month: 'Every month',
  year: 'Every year',
};
export const REPEAT_OPTIONS = REPEATS.map((value) => ({ value, label: REPEAT_LABELS[value] }));

const DAYS = { day: 1, week: 7, two_weeks: 14 };
const MONTHS = { month: 1, year: 12 };

type Due = { due_on: string; repeats: Repeats; anchor_day: number | null };

/** The day that a task is due the next time, and the day of the month that it keeps to: 31 January, 28 February, 31 March. */
export function nextDue({ due_on, repeats, anchor_day }: Due): { due_on: string; anchor_day: number } {
  const [year, month, day] = due_on.split('-').map(Number) as [number, number, number];
  // What was moved to another day since keeps to that one.
  const anchor = day === lastOf(year, month) ? Math.max(day, anchor_day ?? 0) : day;
  if (repeats === 'month' || repeats === 'year') {
    const months = year * 12 + (month - 1) + MONTHS[repeats];
    const [nextYear, nextMonth] = [Math.floor(months / 12), (months % 12) + 1];
    return { due_on: dayText(nextYear, nextMonth, Math.min(anchor, lastOf(nextYear, nextMonth))), anchor_day: anchor };
  }
  const next = new Date(Date.UTC(year, month - 1, day + DAYS[repeats]));
  return { due_on: next.toISOString().slice(0, 10), anchor_day: next.getUTCDate() };
}

/** The same of one that is done late: its next day that is still ahead, rather than one that is late again. */
function nextAhead(due: Due, today: string): ReturnType<typeof nextDue> {
  let next = nextDue(due);
  while (next.due_on <= today) next = nextDue({ ...due, ...next });
  return next;
}

const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
const dayText = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** Whether a task was done in this transaction. */
const DONE_NOW = sql`t.done_at = now()::timestamptz(3)`;

/**
 * Makes the tasks that follow those of these ids which were done just now, or as `done` says, and come again, each once; answers the
 * days that they are due. A reminder comes as many days before, at the same time of the person's clock.
 */
export async function followTasks(
  tx: WriteDoor,
  kinds: readonly Kind[],
  ids: string[],
  timeZone: string,
  done: Sql = DONE_NOW,
): Promise<string[]> {
  const them = await tx.$queryRaw<(Due & { id: string })[]>(sql`
    select t.id::text, t.due_on::text, t.repeats, t.anchor_day from tasks t
    where t.id = any(${ids}::uuid[]) and ${done} and t.repeats is not null`);
  if (them.length === 0) return [];
  const today = dayOf(new Date(), timeZone);
  const next = them.map((it) => nextAhead(it, today));
  const columns = join([sql`title`, sql`repeats`, ...kinds.map(columnOf)]);
  const made = await tx.$queryRaw<{ due_on: string }[]>(sql`
    insert into tasks (id, follows_id, due_on, anchor_day, remind_at, ${columns})
    select n.id, t.id, n.due_on, n.anchor_day,
      ((t.remind_at at time zone ${timeZone}) + (n.due_on - t.due_on) * interval '1 day') at time zone ${timeZone}, ${columns}
    from unnest(${next.map(() => uuidv7())}::uuid[], ${them.map(({ id }) => id)}::uuid[],
      ${next.map((it) => it.due_on)}::text[]::date[], ${next.map((it) => it.anchor_day)}::smallint[]) n (id, of, due_on, anchor_day)
    join tasks t on t.id = n.of
    on conflict do nothing returning due_on::text`);
  return made.map((it) => it.due_on);
}

/**
 * Takes back the tasks that followed those of these ids, where nobody changed, did or deleted them since. One in the trash follows
 * nothing any more, so that another can.
 */
export async function unfollowTasks(tx: WriteDoor, ids: string[]): Promise<void> {
  await tx.$executeRaw(sql`
    delete from tasks where follows_id = any(${ids}::uuid[]) and version = 1 and done_at is null and deleted_at is null`);
  await tx.$executeRaw(sql`
    update tasks set follows_id = null where follows_id = any(${ids}::uuid[]) and deleted_at is not null`);
}
