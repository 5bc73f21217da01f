import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Change, recordHistory } from '../history.js';
import { isAbout, type Kind, type Target } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import { type Live, lockedRecord } from '../live.js';
import { tooManyTags } from './schema.js';
import { ownerKey, type Scope, scopeKey, scopeOf } from './scope.js';
import { isRoom, oneAtATime, putTags, TOO_MANY_MADE, takeTags } from './writer.js';

/** How a change of a record's tags ended, or why nothing was changed. */
export type Tagged = { record: Live } & ({ ok: true; changed: boolean } | { ok: false; error: string });
type TagChange = { add?: string[]; remove?: string[] };

/**
 * Puts tags on a record and takes others off, with one entry of its history. New names become tags. The record is held, or two
 * at once could pass its limit.
 */
export async function tagRecord(
  tx: WriteDoor,
  kind: Kind,
  id: unknown,
  { add = [], remove = [] }: TagChange,
  batchId?: string,
): Promise<Tagged> {
  const scope = scopeOf(kind);
  // Before the record is held: acts on many make their tag first too, and two in opposite order would wait for each other.
  const isMade = add.length === 0 || (await makeTags(tx, scope, add));
  const record = await lockedRecord(tx, kind, id);
  if (!isMade) return { record, ok: false, error: TOO_MANY_MADE[scope] };
  const before = await namesOn(tx, record);
  if (remove.length > 0) await untag(tx, record, scope, remove);
  if (add.length > 0) await tag(tx, record, scope, add);
  const after = await namesOn(tx, record);
  // One that carries more, since two were merged, may still lose some.
  if (after.length > MOST_TAGS_A_RECORD && after.length > before.length)
    return { record, ok: false, error: tooManyTags };
  if (JSON.stringify(before) === JSON.stringify(after)) return { record, ok: true, changed: false };
  const entry = { target: record, changes: { tags: [before, after] as Change } };
  await recordHistory(tx, { act: 'tagged', ...entry, ...(batchId !== undefined && { batchId }) });
  return { record, ok: true, changed: true };
}

/** Makes the tags of these names that are not there yet; false when there would be too many. */
export async function makeTags(tx: WriteDoor, scope: Scope, names: string[]): Promise<boolean> {
  const known = await tx.$queryRaw<unknown[]>(sql`select from tags g where ${tagsNamed(scope, names)}`);
  if (known.length === names.length) return true;
  await oneAtATime(tx, scope);
  await tx.$executeRaw(sql`
    insert into tags (id, user_id, name)
    select made.id, ${ownerKey(scope)}, made.name
    from unnest(${names.map(() => uuidv7())}::uuid[], ${names}::text[]) as made(id, name)
    on conflict (scope, name_key) do nothing`);
  return isRoom(tx, scope);
}

/** The tags of these names, as rows `g`; what does not exist is left out. */
export function tagsNamed(scope: Scope, names: string[]): Sql {
  return sql`g.scope = ${scopeKey(scope)} and g.name_key = any(array(select normal_form(n) from unnest(${names}::text[]) n))`;
}

async function tag(tx: WriteDoor, { kind, id }: Target, scope: Scope, names: string[]): Promise<void> {
  const rows = sql`select g.id as tag_id, ${id}::uuid as record_id from tags g where ${tagsNamed(scope, names)}`;
  await putTags(tx, kind, rows);
}

async function untag(tx: WriteDoor, target: Target, scope: Scope, names: string[]): Promise<void> {
  const named = sql`t.tag_id in (select g.id from tags g where ${tagsNamed(scope, names)})`;
  await takeTags(tx, target.kind, sql`${isAbout('t', target)} and ${named}`);
}

// Sorted as text is, so that the same tags are the same list.
async function namesOn(tx: WriteDoor, target: Target): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>(sql`
    select g.name from taggings t join tags g on g.scope = t.scope and g.id = t.tag_id
    where ${isAbout('t', target)} order by g.name_key collate "C"`);
  return rows.map(({ name }) => name);
}
