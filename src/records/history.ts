import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { type JsonValue, sql } from '../platform/postgres/sql.js';
import { isAbout, type Target, targetColumns } from './kinds.js';

export type Act =
  | 'created'
  | 'changed'
  | 'deleted'
  | 'restored'
  | 'split'
  | 'state_set'
  | 'tagged'
  | 'merged'
  | 'unmerged';
/** A field's value before and after: days as YYYY-MM-DD, amounts as integer minor units. */
export type Change = [before: JsonValue | null, after: JsonValue | null];
export type Changes = Record<string, Change>;

/** Writes one row of history beside the change it tells of; a common record's entry has no owner. */
export async function recordHistory(
  tx: WriteDoor,
  entry: { act: Act; target: Target; changes?: Changes; batchId?: string },
): Promise<void> {
  const { act, target, changes = {}, batchId } = entry;
  const about = targetColumns(target);
  await tx.historyEntry.create({
    data: { id: uuidv7(), act, changes, ...about, ...(batchId ? { batchId } : {}) },
    select: { id: true },
  });
}

/** The named fields whose values differ, each with both of them. */
export function changesBetween<F extends string>(
  before: Partial<Record<F, unknown>>,
  after: Partial<Record<F, unknown>>,
  fields: readonly F[],
): Changes {
  const changes: Changes = {};
  for (const field of fields) {
    const change: Change = [plain(before[field]), plain(after[field])];
    if (JSON.stringify(change[0]) !== JSON.stringify(change[1])) changes[field] = change;
  }
  return changes;
}

/** When a record first reached each value of a field, as its history tells. */
export async function firstReached(db: ReadDoor, target: Target, field: string): Promise<Map<string, Date>> {
  const found = await db.rows<{ value: string; at: Date }>(sql`
    select h.changes -> ${field}::text ->> 1 as value, min(h.at) as at from history h
    where ${isAbout('h', target)} and h.changes -> ${field}::text ->> 1 is not null group by 1`);
  return new Map(found.map(({ value, at }) => [value, at]));
}

/** The currency a record had before the moment `at`; undefined when it never changed since. */
export async function currencyAt(db: ReadDoor, target: Target, at: string): Promise<string | undefined> {
  const found = await db.row<{ currency: string }>(sql`
    select h.changes -> 'currency' ->> 0 as currency from history h
    where ${isAbout('h', target)} and h.changes -> 'currency' ->> 0 is not null
      and h.at >= ${at}::timestamptz
    order by h.at, h.id limit 1`);
  return found?.currency;
}

/** What the last `versions` changes of a record's fields were, newest first; at most 100. */
export async function changesSince(tx: WriteDoor, target: Target, versions: number): Promise<Changes[]> {
  const found = await tx.historyEntry.findMany({
    where: { ...targetColumns(target), act: { in: ['changed', 'state_set', 'split', 'merged', 'unmerged'] } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: Math.min(Math.max(versions, 0), 100),
    select: { changes: true },
  });
  return found.map(({ changes }) => changes as Changes);
}

/** What a person is called by the others; a name for those who have left too. */
export async function personName(tx: WriteDoor, id: string | null): Promise<string> {
  const found = await tx.$queryRaw<{ name: string }[]>(sql`select name from people where id = ${id}::uuid`);
  return found[0]?.name ?? 'Someone who has left';
}

function plain(value: unknown): JsonValue | null {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return (value ?? null) as JsonValue | null;
}
