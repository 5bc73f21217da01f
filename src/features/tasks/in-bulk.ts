import { count, plural } from '../../http/format.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../../records/bulk/field.js';
import type { Words } from '../../records/bulk/operation.js';
import { type DoneEntry, ofRow, STAMP } from '../../records/bulk/rows.js';
import type { BulkValues } from '../../records/bulk/values.js';
import { type Change, recordHistory } from '../../records/history.js';
import type { Kind } from '../../records/kinds.js';
import { followTasks, unfollowTasks } from '../../records/tasks/repeat.js';
import { TASKS } from './kind.js';

/** How many tasks are marked as done, or opened again: those that repeat are followed, and followed no more, as one by one. */
export function stateOfMany(kinds: readonly Kind[]): Partial<BulkField> {
  return {
    speaks: true,
    isState: true,
    told: ({ timeZone }) => ({ time_zone: timeZone }),
    operation: (values, words) => ({
      kind: TASKS,
      fits: sql`true`,
      already: sql`r.state = ${values.state}`,
      words: { ...words, ...(isDone(values) ? DONE : OPENED) },
      perform: (tx, batchId, ids) => move(tx, kinds, values, batchId, ids),
      takeBack: (tx, entries) => moveBack(tx, kinds, values, entries),
    }),
  };
}

/** A new day begins the counting anew: a task keeps to the last day of a month no more. */
export const MOVED_DAY: Pick<BulkField, 'along' | 'fits' | 'unfit'> = {
  along: () => [{ column: 'anchor_day', type: 'integer', value: sql`null` }],
  fits: ({ due_on }) => (due_on === null ? sql`r.repeats is null` : sql`true`),
  unfit: () => 'what repeats is counted from its day.',
};

/** What repeats is counted from the day that it is due. */
export const REPEATED: Pick<BulkField, 'none' | 'fits' | 'unfit'> = {
  none: 'never',
  fits: ({ repeats }) => (repeats === null ? sql`true` : sql`r.due_on is not null`),
  unfit: () => 'what repeats is counted from the day it is due, and that is missing.',
};

const tasks = (n: number) => plural(n, TASKS.one, TASKS.many);
const DONE: Partial<Words> = {
  title: (n) => `Mark ${tasks(n)} as done`,
  verb: (n) => `Mark ${count(n)} as done`,
  busy: 'Marking',
  done: (n) => (n === 0 ? 'No task was marked as done.' : `${tasks(n)} marked as done.`),
};
const OPENED: Partial<Words> = {
  title: (n) => `Open ${tasks(n)} again`,
  verb: (n) => `Open ${count(n)} again`,
  busy: 'Opening',
  done: (n) => (n === 0 ? 'No task was opened again.' : `${tasks(n)} opened again.`),
};

type Moved = { id: string; was: Date | null; now: Date | null };

const isDone = ({ state }: BulkValues) => state === 'done';
const zoneOf = ({ time_zone: zone }: BulkValues) => String(zone ?? 'UTC');

async function move(
  tx: WriteDoor,
  kinds: readonly Kind[],
  values: BulkValues,
  batchId: string,
  ids: string[],
): Promise<number> {
  const before = await tx.$queryRaw<{ id: string; done_at: Date | null }[]>(
    sql`select r.id::text, r.done_at from tasks r where r.id = any(${ids}::uuid[])`,
  );
  const was = new Map(before.map(({ id, done_at }) => [id, done_at]));
  const after = await tx.$queryRaw<{ id: string; done_at: Date | null }[]>(sql`
    update tasks r set done_at = ${isDone(values) ? sql`now()` : sql`null`}, ${STAMP}
    where r.id = any(${ids}::uuid[]) returning r.id::text, r.done_at`);
  if (isDone(values)) await followTasks(tx, kinds, ids, zoneOf(values));
  else await unfollowTasks(tx, ids);
  await recordMoved(
    tx,
    after.map(({ id, done_at }) => ({ id, was: was.get(id) ?? null, now: done_at })),
    batchId,
  );
  return after.length;
}

// One that was done or opened again since bears another moment.
async function moveBack(
  tx: WriteDoor,
  kinds: readonly Kind[],
  values: BulkValues,
  entries: DoneEntry[],
): Promise<number> {
  const ids = entries.map((it) => it.record_id);
  const of = (at: 0 | 1) => entries.map(({ changes }) => (changes.done_at?.[at] ?? null) as string | null);
  const back = await tx.$queryRaw<Moved[]>(sql`
    update tasks r set done_at = ${ofRow(of(0), ids, sql`r.id`)}::timestamptz, ${STAMP}
    where r.id = any(${ids}::uuid[]) and r.deleted_at is null
      and r.done_at is not distinct from ${ofRow(of(1), ids, sql`r.id`)}::timestamptz
    returning r.id::text, ${ofRow(of(1), ids, sql`r.id`)}::timestamptz as was, r.done_at as now`);
  const undone = back.map(({ id }) => id);
  if (isDone(values)) await unfollowTasks(tx, undone);
  else await followTasks(tx, kinds, undone, zoneOf(values), sql`t.done_at is not null`);
  await recordMoved(tx, back);
  return undone.length;
}

function recordMoved(tx: WriteDoor, moved: Moved[], batchId?: string): Promise<unknown> {
  const iso = (moment: Date | null) => moment?.toISOString() ?? null;
  const entries = moved.map(({ id, was, now }) => ({ id, changes: { done_at: [iso(was), iso(now)] as Change } }));
  return recordHistory(tx, { act: 'state_set', kind: TASKS, entries, ...(batchId && { batchId }) });
}
