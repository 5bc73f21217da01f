import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '../http/format.js';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { type JsonValue, raw, type Sql, sql } from '../platform/postgres/sql.js';
import { columnOf, isAbout, type Kind, ownerOf, type Target } from './kinds.js';

export type HistoryAct =
  | 'created'
  | 'changed'
  | 'deleted'
  | 'restored'
  | 'split'
  | 'state_set'
  | 'tagged'
  | 'merged'
  | 'unmerged'
  | 'relinked'
  | 'linked_back';
/** The acts that make a new version of a record. */
const NEW_VERSION: HistoryAct[] = ['changed', 'state_set', 'split', 'merged', 'unmerged'];
/** A field's value before and after: days as YYYY-MM-DD, amounts as integer minor units. */
export type Change = [before: JsonValue | null, after: JsonValue | null];
export type Changes = Record<string, Change>;

/** `everybodys`: the records are whoever's, and an entry is its record's owner's. */
type How = { act: HistoryAct; batchId?: string; everybodys?: true };
type OfOne = How & { target: Target; changes?: Changes };
type OfMany = How & { kind: Kind; entries: { id: string; changes?: Changes }[] };

/** Writes the history of a record, or of many to which one thing happened, beside the change itself: one statement. Answers the entries' ids. */
export async function recordHistory(tx: WriteDoor, entry: OfOne | OfMany): Promise<string[]> {
  const { kind, entries } =
    'kind' in entry ? entry : { kind: entry.target.kind, entries: [{ ...entry, id: entry.target.id }] };
  if (entries.length === 0) return [];
  const ids = entries.map(({ id }) => id);
  const made = ids.map(() => uuidv7());
  const changes = entries.map((it) => JSON.stringify(it.changes ?? {}));
  const rows = sql`
    select * from unnest(${made}::uuid[], ${ids}::uuid[], ${changes}::jsonb[]) as entry (id, record_id, changes)`;
  await tx.$executeRaw(historyInsert(kind, rows, entry));
  return made;
}

/** The statement that writes history, of the rows of a select: `id`, `record_id`, `changes`. A common record's entry has no owner. */
export function historyInsert(kind: Kind, rows: Sql, { act, batchId, everybodys }: How): Sql {
  const owner =
    everybodys && kind.own ? sql`(select o.user_id from ${raw(kind.table)} o where o.id = h.record_id)` : ownerOf(kind);
  return sql`
    insert into history (id, user_id, ${columnOf(kind)}, act, changes, batch_id)
    select h.id, ${owner}, h.record_id, ${act}, h.changes, ${batchId ?? null}::uuid from (${rows}) h`;
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
    if (!isDeepStrictEqual(change[0], change[1])) changes[field] = change;
  }
  return changes;
}

/** When a record, a row called `alias`, first reached each value of a field, as its history tells: a column of a select, for `reachedOn`. */
export function firstReached(kind: Kind, alias: string, field: string): Sql {
  const value = sql`h.changes -> ${field}::text ->> 1`;
  return sql`(select jsonb_object_agg(f.value, f.at) from (
    select ${value} as value, min(h.at) as at from history h
    where h.${columnOf(kind)} = ${raw(alias)}.id and ${value} is not null group by 1) f)`;
}

/** Tells of that column the day on which a value was first reached. */
export function reachedOn(column: unknown, timeZone: string): (value: string) => string | null {
  const moments = new Map(Object.entries((column ?? {}) as Record<string, string>));
  return (value) => {
    const moment = moments.get(value);
    return moment === undefined ? null : dayOf(new Date(moment), timeZone);
  };
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
  const found = await tx.$queryRaw<{ changes: Changes }[]>(sql`
    select h.changes from history h where ${isAbout('h', target)} and h.act = any(${NEW_VERSION}::text[])
    order by h.at desc, h.id desc limit ${Math.min(Math.max(versions, 0), 100)}`);
  return found.map(({ changes }) => changes);
}

/** Who made the last change of a record, as its reader is told: themselves, somebody by name, or an address that followed a link in a mail. */
export async function lastChangedBy(
  tx: WriteDoor,
  reader: { id: string },
  target: Target,
  updatedBy: string | null,
): Promise<string> {
  if (updatedBy === reader.id) return 'You';
  const [last] = updatedBy === null ? await changesSince(tx, target, 1) : [];
  const address = last?.by_mail?.[1];
  return typeof address === 'string' ? `${address}, by the link in a mail,` : personName(tx, updatedBy);
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
